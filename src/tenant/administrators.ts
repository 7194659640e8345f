/**
 * The lock-out check: is an account whose sign-in is to be blocked a global administrator, and who else could still set things
 * right? The role may be held or be there to be activated, directly or through a group. Read only where a sign-in is to be blocked.
 */
import { GRAPH_PATH } from '../wire/graph.ts';
import type { Directory } from './directory.ts';
import { encodeSegment, filter } from './encode.ts';
import { needed, text, WrongShape } from './fields.ts';
import { groupMembers, isUnread } from './group-members.ts';
import { reasonOf } from './reason.ts';
import { ServiceError, type Services } from './service.ts';

/** Template of the role Global Administrator, the same in every tenant. Source: Entra's list of built-in roles. */
const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';

type Reads = Pick<Services, 'graph' | 'pause'>;

/**
 * Global administrators by object id: those among `toBlock`, and all others who can sign in. Empty where nobody in `toBlock` is one.
 * A text is the reason why that could not be read: two answers must agree that an account has no such role.
 */
export async function administratorsBeside(
  toBlock: readonly string[],
  services: Reads,
  { recipients }: Pick<Directory, 'recipients'>,
): Promise<ReadonlySet<string> | string> {
  try {
    const [all, own] = await Promise.all([
      globalAdministrators(services),
      Promise.all(toBlock.map(async (id) => ((await isOne(id, services)) ? [id] : []))),
    ]);
    const blocked = new Set(toBlock);
    const threatened = [...own.flat(), ...[...all].filter((id) => blocked.has(id))];
    if (threatened.length === 0) return new Set();
    const others = [...all].filter((id) => recipients.get(id)?.enabled === true);
    return new Set([...threatened, ...others.filter((id) => !blocked.has(id))]);
  } catch (error) {
    return reasonOf(error);
  }
}

/** By the role: whoever holds it or may activate it, members of groups that do included. */
async function globalAdministrators(services: Reads): Promise<ReadonlySet<string>> {
  const { graph } = services;
  const roles = await graph.list(
    GRAPH_PATH.directoryRoles,
    { $select: 'id,roleTemplateId' },
    (row) =>
      needed(row, 'roleTemplateId') === GLOBAL_ADMINISTRATOR ? needed(row, 'id') : undefined,
  );
  const holders = await Promise.all(
    roles.map((role) =>
      graph.list(
        GRAPH_PATH.directoryRoleMembers(encodeSegment(role)),
        { $select: 'id' },
        (row) => ({
          id: needed(row, 'id'),
          group: text(row, '@odata.type') === GROUP,
        }),
      ),
    ),
  );
  const eligible = await eligibleBy(filter`roleDefinitionId eq ${GLOBAL_ADMINISTRATOR}`, services);
  const groups = await groupsAmong(
    eligible.map(({ principal }) => principal),
    services,
  );
  const held = holders.flat();
  const through = await Promise.all(
    [...held.filter(({ group }) => group).map(({ id }) => id), ...groups].map((id) =>
      peopleIn(id, services),
    ),
  );
  return new Set([
    ...held.filter(({ group }) => !group).map(({ id }) => id),
    ...eligible.map(({ principal }) => principal).filter((id) => !groups.includes(id)),
    ...through.flat(),
  ]);
}
const GROUP = '#microsoft.graph.group';

/** By the account: the roles that it holds, through groups too, and those that it may activate by itself. */
async function isOne(id: string, services: Reads): Promise<boolean> {
  const [roles, eligible] = await Promise.all([
    services.graph.list(
      GRAPH_PATH.rolesOfUser(encodeSegment(id)),
      { $select: 'id,roleTemplateId', $count: 'true' },
      (row) => needed(row, 'roleTemplateId'),
    ),
    eligibleBy(filter`principalId eq ${id}`, services),
  ]);
  return [...roles, ...eligible.map(({ role }) => role)].includes(GLOBAL_ADMINISTRATOR);
}

interface Eligible {
  readonly principal: string;
  readonly role: string;
}
/** Where the tenant has no licence for roles to be activated, nobody may. */
async function eligibleBy($filter: string, { graph }: Reads): Promise<readonly Eligible[]> {
  try {
    const [rows, number] = await Promise.all([
      graph.list(
        GRAPH_PATH.roleEligibility,
        { $filter, $select: 'id,principalId,roleDefinitionId' },
        (row): Eligible => ({
          principal: needed(row, 'principalId'),
          role: needed(row, 'roleDefinitionId'),
        }),
      ),
      graph.get(GRAPH_PATH.roleEligibility, { $filter, $select: 'id', $top: '1', $count: 'true' }),
    ]);
    // Mostly nobody is eligible, and an empty list says as much as a lost one: so they are counted, too.
    const counted = number['@odata.count'];
    if (typeof counted !== 'number' || rows.length < counted)
      throw new WrongShape('@odata.count', `number of at most ${rows.length}`, number);
    return rows;
  } catch (error) {
    if (error instanceof ServiceError && NO_LICENCE.has(error.code)) return [];
    throw error;
  }
}
/** Source: Graph's error of Privileged Identity Management in a tenant without Entra ID P2 or Governance. */
const NO_LICENCE: ReadonlySet<string> = new Set([
  'AadPremiumLicenseRequired',
  'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
]);

/** Which of the eligible are groups: the answer gives ids alone. */
async function groupsAmong(ids: readonly string[], { graph }: Reads): Promise<readonly string[]> {
  const found = await Promise.all(
    ids.map(async (id) => {
      try {
        await graph.get(GRAPH_PATH.group(encodeSegment(id)), { $select: 'id' });
        return [id];
      } catch (error) {
        if (error instanceof ServiceError && error.failure === 'notFound') return [];
        throw error;
      }
    }),
  );
  return found.flat();
}

async function peopleIn(group: string, services: Reads): Promise<readonly string[]> {
  const members = (await groupMembers([group], services)).get(group);
  if (members === undefined || isUnread(members))
    throw new ServiceError(
      { service: 'graph', failure: 'shape', status: 200, code: 'Short', what: 'members' },
      `who is in the group ${group} that has the role: ${members?.why ?? 'not read'}`,
    );
  return members.filter(({ kind }) => kind !== 'group').map(({ id }) => id);
}
