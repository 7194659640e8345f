/**
 * The stage on which random companies are drawn: who there is, and the file that speaks of them. What the mailboxes are like and what
 * the file asks for comes from the cases of the kinds (test/contracts/kinds/).
 */
import { ROLE } from '../../src/simulator/seeds/applications.ts';
import { TenantBuilder } from '../../src/simulator/seeds/builder.ts';
import { guidOf } from '../../src/simulator/seeds/ids.ts';
import type { Mailbox, Tenant, User } from '../../src/simulator/tenant/model.ts';

/** Blocked people have a mailbox, and cannot sign in. */
export const PEOPLE = ['ann', 'bob', 'cy', 'blocked'] as const;
export type Person = (typeof PEOPLE)[number];
const SHARED = ['sales', 'info', 'desk'] as const;
export type Box = Person | (typeof SHARED)[number];
export const BOXES: readonly Box[] = [...PEOPLE, ...SHARED];
/** A mailbox of the strategy that the tenant does not have. */
export const NEW_BOX = 'fresh';
export type Named = Box | typeof NEW_BOX;
export const isPerson = (box: Named): boolean => PEOPLE.some((one) => one === box);
/** Beside people: an AI agent, a group, a guest, an application, everybody, and somebody of whom only the SID is left. */
export const HOLDERS = [
  ...PEOPLE,
  'robot',
  'readers',
  'guest',
  'archiver',
  'orphan',
  'everyone',
] as const;
export type Holder = (typeof HOLDERS)[number];

const DOMAIN = 'contoso.com';
const GUEST = 'gina@fabrikam.example';
export const addressOf = (name: string): string => (name === 'guest' ? GUEST : `${name}@${DOMAIN}`);
/** Address of a mailbox that was deleted, and still holds it. */
export const DELETED = 'deleted';

/** What is the same for all kinds. */
export interface Setting {
  /** Exchange names the mailboxes by a plain text. */
  readonly oldNames: boolean;
  /** The tenant is synchronised, and so are one person and one shared mailbox. */
  readonly synced: boolean;
}
/** Who may sign in, and what their roles are. */
export type WhoSignsIn = Pick<Tenant, 'applications' | 'managementRoles' | 'roleGroups'>;

export interface Account {
  readonly sid: string;
  /** Absent where it can be in no list of delegates. */
  readonly id?: string;
  /** Auto-mapping can be on or off for it; else it is as the service gives it: on for guests, never for the others. */
  readonly mapped: 'drawn' | true | null;
}
/** The tenant, before a kind's draw is put into it. */
export interface Stage {
  readonly tenant: Tenant;
  readonly mailbox: (box: Box) => Mailbox;
  readonly owner: (box: Box) => User;
  readonly account: (holder: Holder) => Account;
}

/** Time at which every such tenant was made; ids are the same in all of them. */
const MADE = new Date('2030-01-01T00:00:00Z');

/** Everybody is there, and nobody may do anything; the same for the same draw. */
export function stageOf({ oldNames, synced }: Setting, who: WhoSignsIn): Stage {
  const tenant: Tenant = {
    version: 1,
    id: guidOf('tenant contoso'),
    displayName: 'Contoso',
    domains: [
      { name: 'contoso.onmicrosoft.com', initial: true, default: false, type: 'Authoritative' },
      { name: DOMAIN, initial: false, default: true, type: 'Authoritative' },
    ],
    dirSync: synced,
    sidPrefix: 'S-1-5-21-1004336348-1177238915-682003330',
    users: [],
    groups: [],
    contacts: [],
    servicePrincipals: [],
    mailboxes: [],
    applications: [...who.applications],
    managementRoles: [...(who.managementRoles ?? [])],
    roleGroups: [...(who.roleGroups ?? [])],
  };
  const build = new TenantBuilder(tenant, DOMAIN, MADE);
  const mailboxes = new Map<Box, Mailbox>();
  for (const local of BOXES) {
    const person = isPerson(local);
    const mailbox = build.mailbox({
      local,
      displayName: `${local} of Contoso`,
      type: person ? 'UserMailbox' : 'SharedMailbox',
      enabled: person && local !== 'blocked',
      name: oldNames ? 'plain' : 'guid',
      synced: synced && (local === 'cy' || local === 'desk'),
    });
    mailboxes.set(local, mailbox);
  }
  const accounts = accountsOf(build);
  addDeleted(build);
  const mailbox = (box: Box): Mailbox => found(mailboxes.get(box), box);
  return {
    tenant,
    mailbox,
    owner: (box) =>
      found(
        tenant.users.find(({ id }) => id === mailbox(box).userId),
        box,
      ),
    account: (holder) => found(accounts.get(holder), holder),
  };
}
function found<T>(one: T | undefined, name: string): T {
  if (one === undefined) throw new Error(`there is no ${name}`);
  return one;
}

function accountsOf(build: TenantBuilder): ReadonlyMap<Holder, Account> {
  const { tenant } = build;
  const readers = build.group('mailSecurity', 'readers', 'Readers', {
    members: tenant.users.slice(0, 2).map(({ id }) => id),
  });
  const guest = build.user(
    { local: 'guest', displayName: 'Gina Guest' },
    {
      userPrincipalName: 'gina_fabrikam.example#EXT#@contoso.onmicrosoft.com',
      mail: GUEST,
      mailNickname: 'gina_fabrikam.example#EXT#',
      proxyAddresses: [`SMTP:${GUEST}`],
      userType: 'Guest',
      mailUser: true,
    },
  );
  const robot = agentOf(build, 'robot');
  build.user({ local: 'admin', displayName: 'Admin', roles: [ROLE.globalAdministrator] });
  const archiver = {
    id: guidOf('service principal archiver'),
    appId: guidOf('application archiver'),
    sid: build.sid(),
    displayName: 'archiver',
  };
  tenant.servicePrincipals.push(archiver);
  return new Map<Holder, Account>([
    ...PEOPLE.flatMap((local) =>
      tenant.users
        .filter(({ userPrincipalName }) => userPrincipalName === addressOf(local))
        .map(({ id, sid }): [Holder, Account] => [local, { id, sid, mapped: 'drawn' }]),
    ),
    ['robot', { id: robot.id, sid: robot.sid, mapped: 'drawn' }],
    ['readers', { id: readers.id, sid: readers.sid, mapped: null }],
    ['guest', { id: guest.id, sid: guest.sid, mapped: true }],
    ['archiver', { sid: archiver.sid, mapped: null }],
    ['orphan', { sid: build.sid(), mapped: null }],
    ['everyone', { sid: 'S-1-5-11', mapped: null }],
  ]);
}

/** An account with a mailbox, and no person behind it. */
export function agentOf(build: TenantBuilder, local: string): User {
  build.mailbox({ local, displayName: `${local} of Contoso` });
  const user = build.tenant.users.find(
    ({ userPrincipalName }) => userPrincipalName === addressOf(local),
  );
  if (user === undefined) throw new Error(`there is no ${local}`);
  user.agent = {
    identityParentId: guidOf(`agent identity ${local}`),
    blueprintId: guidOf('agent blueprint'),
  };
  return user;
}

/** Still holds its addresses. */
function addDeleted(build: TenantBuilder): void {
  const gone = '2029-12-20T00:00:00.000Z';
  const mailbox = build.mailbox(
    { local: 'events', displayName: 'Events', type: 'SharedMailbox', aliases: [DELETED] },
    { softDeleted: gone },
  );
  const owner = build.tenant.users.find(({ id }) => id === mailbox.userId);
  if (owner !== undefined) owner.deletedDateTime = gone;
}

/** Delegates of one mailbox that the file names at most. */
export const LINES = 5;
/** What the file says of one delegate. A line that gives no right is not written. */
export interface Line {
  /** A person, `team:crew`, `group:readers`, the guest, or a shared mailbox. */
  readonly who: string;
  readonly rights: string[];
  /** What stands beside the rights, as YAML. */
  readonly more: string[];
}
/** What the file says of one mailbox. */
export interface Entry {
  readonly local: Named;
  readonly mode: 'exact' | 'additive';
  /** Lines of YAML, beside mode and delegates. */
  readonly says: string[];
  /** Absent: delegates are not managed here. */
  readonly delegates?: readonly Line[];
}
/** The strategy, before what a kind asks for is put into it. */
export interface AskedDraft {
  /** The tenant for which it is written. */
  readonly tenant: Tenant;
  /** The mailboxes that it names, in the order of the file. */
  readonly entries: Map<Named, Entry>;
  /** For a mailbox that the tenant does not have: not in the file, unless somebody puts it there. */
  readonly spare: Entry;
}
