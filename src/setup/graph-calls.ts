/**
 * Each path of Graph that mbx uses, and the application permissions that open it. Every name of `GRAPH_PATH` has its rows: the
 * compiler asks for them. Source: Graph's permissions file (per path) and reference pages, where nothing else is said.
 */
import { GRAPH_PATH } from '../wire/graph.ts';
import { PERMISSION, type Permission } from './grants.ts';
import type { Call, Caller, TenantCommand } from './need.ts';

/** A call with the permission that is given for it, which stands first among those that open it. */
export interface GraphCall extends Call {
  readonly service: 'graph';
  readonly give: Permission;
}

const READS: readonly TenantCommand[] = ['plan', 'apply', 'undo', 'resume', 'verify'];
/** Those that ask gates: `verify` only looks. */
const GUARDED: readonly TenantCommand[] = ['plan', 'apply', 'undo', 'resume'];
const WRITES: readonly TenantCommand[] = ['apply', 'undo', 'resume'];

const DIRECTORY = ['Directory.Read.All', 'Directory.ReadWrite.All'];
const USERS = ['User.ReadWrite.All', 'User.ReadWrite.CrossCloud', ...DIRECTORY];
const GROUPS = ['Group.Read.All', 'Group.ReadWrite.All', ...DIRECTORY];
/** Who is in a group is open to one more than the group itself. */
const MEMBERS = ['GroupMember.ReadWrite.All', ...GROUPS];
const ROLES = ['RoleManagement.ReadWrite.Directory', ...DIRECTORY];
const FILE = 'Graph permissions file, August 2026';
const TO_BLOCK = 'a sign-in is to be blocked';

interface Row {
  readonly method?: 'PATCH';
  readonly commands?: readonly Caller[];
  readonly purpose: string;
  readonly when?: string;
  readonly loses?: string;
  readonly give: Permission;
  readonly others: readonly string[];
  readonly contested?: readonly string[];
  readonly sure?: Call['sure'];
  readonly source?: string;
}

const USER: Row = {
  purpose: 'read accounts, and whether they may sign in',
  give: PERMISSION.users,
  others: USERS,
};
const GROUP: Row = {
  purpose: 'read groups that hold rights',
  give: PERMISSION.groups,
  others: GROUPS,
};
const ADMINISTRATORS: Row = {
  commands: GUARDED,
  purpose: 'tell whether an account to be blocked is an administrator, and who else is',
  when: TO_BLOCK,
  give: PERMISSION.directoryRoles,
  others: ROLES,
};

/** Paths without a row of their own: a batch is open to whatever its parts are open to. */
type Alone = Exclude<keyof typeof GRAPH_PATH, 'batch'>;
const ROWS: Readonly<Record<Alone, readonly Row[]>> = {
  organization: [
    {
      purpose: 'check that this is the right tenant',
      give: PERMISSION.organization,
      others: ['Organization.ReadWrite.All', ...DIRECTORY],
      contested: ['User.Read.All'],
      sure: 'contested',
      source:
        'the permissions file lets User.Read.All do, a reference page asks for Directory.Read.All; Organization.Read.All by common report',
    },
  ],
  healthOverviews: [
    {
      commands: ['doctor'],
      purpose: 'tell how Microsoft says that Exchange Online is',
      loses: 'nothing is said of it',
      give: PERMISSION.health,
      others: [],
    },
  ],
  users: [USER],
  user: [
    {
      ...USER,
      when: 'Exchange lists somebody whom the list of accounts lacks, or a sign-in is read back',
    },
    {
      method: 'PATCH',
      commands: WRITES,
      purpose: 'block or allow the sign-in of a mailbox',
      when: 'the file has `signIn:`, or blocks the sign-in of a mailbox that it creates',
      give: PERMISSION.signIn,
      others: USERS.filter((name) => name.includes('ReadWrite')),
      source: `${FILE}; with User.Read.All beside it`,
    },
  ],
  deletedUsers: [
    {
      purpose: 'tell who was deleted and can be restored',
      when: 'a SID that nobody has stands beside a name',
      give: PERMISSION.users,
      others: USERS.filter((name) => !name.endsWith('CrossCloud')),
      sure: 'inferred',
      source: 'common report; not in the permissions file',
    },
  ],
  groups: [GROUP],
  group: [{ ...GROUP, ...ADMINISTRATORS, give: GROUP.give, others: GROUP.others }],
  transitiveMembers: [
    {
      commands: GUARDED,
      purpose: 'read who is in a group that gains a right, or on which a gate depends',
      when: 'the plan is about such a group',
      give: PERMISSION.groups,
      others: MEMBERS,
    },
    {
      commands: GUARDED,
      purpose: 'read who is in a group that hides its members',
      when: 'the plan is about such a group',
      loses:
        'who is in a group with hidden membership: the gate for broad groups stays shut for it',
      give: PERMISSION.hiddenMembers,
      others: [],
      sure: 'documented',
      source: 'Graph, list members: hidden membership',
    },
  ],
  directoryRoles: [ADMINISTRATORS],
  rolesOfUser: [ADMINISTRATORS],
  roleEligibility: [
    {
      ...ADMINISTRATORS,
      others: [
        'RoleManagement.ReadWrite.Directory',
        'RoleManagement.Read.All',
        'RoleEligibilitySchedule.Read.Directory',
        'RoleEligibilitySchedule.ReadWrite.Directory',
      ],
    },
  ],
  directoryRoleMembers: [ADMINISTRATORS],
};

/** The path as `tenant/denials` writes it. */
const pathOf = (name: Alone): string => {
  const path = GRAPH_PATH[name];
  return typeof path === 'string' ? path : path('{id}');
};

/** The names come from the object above: cast, as the compiler does not know that it has no further keys. */
const NAMES = Object.keys(ROWS) as readonly Alone[];

export const GRAPH_CALLS: readonly GraphCall[] = NAMES.flatMap((name) =>
  ROWS[name].map(
    ({ method = 'GET', commands = READS, others, contested = [], sure, source, ...row }) => ({
      ...row,
      service: 'graph' as const,
      operation: `${method} ${pathOf(name)}`,
      commands,
      openedBy: [row.give.name, ...others],
      contested,
      sure: sure ?? 'documented',
      source: source ?? FILE,
    }),
  ),
);
