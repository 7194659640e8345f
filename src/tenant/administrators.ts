/**
 * The lock-out check: is an account whose sign-in is to be blocked a global administrator, and who else could still set things
 * right? The role may be held or be there to be activated, directly or through a group. Read only where a sign-in is to be blocked.
 */
import type { Directory } from './directory.ts';
import { ownRoleRows } from './read/own-roles.ts';
import { roleHolderRows } from './read/role-holders.ts';
import type { Services } from './service.ts';

/** Template of the role Global Administrator, the same in every tenant. Source: Entra's list of built-in roles. */
const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';

/**
 * Global administrators by object id: those among `toBlock`, and all others who can sign in. Empty where nobody in `toBlock` is one.
 * A text is the reason why that could not be read: two answers must agree that an account has no such role.
 */
export async function administratorsBeside(
  toBlock: readonly string[],
  services: Pick<Services, 'graph' | 'pause'>,
  { recipients }: Pick<Directory, 'recipients'>,
): Promise<ReadonlySet<string> | string> {
  const [byRole, own] = await Promise.all([
    roleHolderRows([{ id: GLOBAL_ADMINISTRATOR, address: 'Global Administrator' }], services),
    ownRoleRows(
      toBlock.map((id) => ({ id, address: id })),
      services.graph,
    ),
  ]);
  const [gap] = [...byRole.gaps, ...own.gaps];
  if (gap !== undefined) return gap.reason;
  const all = byRole.rows.map(({ holder }) => holder);
  const blocked = new Set(toBlock);
  const threatened = [
    ...own.rows.flatMap(({ subject, role }) => (role === GLOBAL_ADMINISTRATOR ? [subject.id] : [])),
    ...all.filter((id) => blocked.has(id)),
  ];
  if (threatened.length === 0) return new Set();
  const others = all.filter((id) => recipients.get(id)?.enabled === true && !blocked.has(id));
  return new Set([...threatened, ...others]);
}
