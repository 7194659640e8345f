/**
 * The lock-out check: is an account whose sign-in is to be blocked a global administrator, and who else could still set things
 * right? The role may be held or be there to be activated, directly or through a group. Read only where a sign-in is to be blocked.
 */
import { GLOBAL_ADMINISTRATOR } from '../facts/administrators/administrators.ts';
import type { Ref } from '../model/ref.ts';
import { readItems } from '../state/read.ts';
import type { Session } from '../tenant/session.ts';

/**
 * Global administrators by object id: those among `toBlock`, and all others who can sign in. Empty where nobody in `toBlock` is one.
 * A text is the reason why that could not be read: two answers, the role's and the account's, must agree that it has no such role.
 */
export async function administratorsBeside(
  toBlock: readonly Ref[],
  session: Session,
): Promise<ReadonlySet<string> | string> {
  const [byRole, byAccount] = await Promise.all([
    readItems(session, 'administrators', { roles: [GLOBAL_ADMINISTRATOR] }),
    readItems(session, 'directoryRoles', { users: toBlock }),
  ]);
  const holders = byRole.of(GLOBAL_ADMINISTRATOR.id);
  if (!holders.known) return holders.gap;
  const all = new Set(holders.items.map(({ holder }) => holder));
  const threatened: string[] = [];
  for (const { id } of toBlock) {
    const own = byAccount.of(id);
    if (!own.known) return own.gap;
    if (all.has(id) || own.items.some(({ role }) => role === GLOBAL_ADMINISTRATOR.id))
      threatened.push(id);
  }
  if (threatened.length === 0) return new Set();
  const { recipients } = session.directory;
  const blocked = new Set(toBlock.map(({ id }) => id));
  const others = [...all].filter((id) => recipients.get(id)?.enabled === true && !blocked.has(id));
  return new Set([...threatened, ...others]);
}
