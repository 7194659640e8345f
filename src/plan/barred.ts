/** What today's file forbids, whatever was decided before: nothing is given to a leaver, a blocked or a break-glass account. Pure. */

import { grantsOf } from '../kinds/index.ts';
import { isMail, isSignIn } from '../kinds/rights.ts';
import { endsOf } from '../model/change.ts';
import type { People } from '../state/delegates.ts';
import type { Planned } from './plan.ts';

/** Why the change must not be made; undefined: nothing forbids it. */
export function barred(
  { action }: Pick<Planned, 'action'>,
  { breakGlass, leavers, blocked }: Pick<People, 'breakGlass' | 'leavers' | 'blocked'>,
): string | undefined {
  const target = endsOf(action).find(({ id }) => breakGlass.has(id));
  if (target !== undefined) return `${target.address} is a break-glass account`;
  const { before, after } = grantsOf(action);
  const had = new Set(before.map(({ to, right }) => `${to.id} ${right}`));
  for (const { to, right } of after) {
    if (had.has(`${to.id} ${right}`)) continue;
    const name = 'address' in to ? to.address : to.id;
    if (breakGlass.has(to.id)) return `${name} is a break-glass account`;
    const line = leavers.get(to.id);
    if (line !== undefined) return `${name} is under \`leavers:\` (${line.file}:${line.line})`;
    // To be let in again can be given to a blocked account, and mail to its mailbox.
    if (blocked.has(to.id) && !isSignIn(right) && !isMail(right)) return `${name} cannot sign in`;
  }
  return undefined;
}

/**
 * Accounts that are blocked while an undo goes on. Whom it lets in again, against no word of the file, is not: rights and
 * sign-in come back together.
 */
export function blockedBeside(
  changes: readonly Planned[],
  people: Pick<People, 'breakGlass' | 'leavers' | 'blocked'>,
  byFile: ReadonlySet<string>,
): ReadonlySet<string> {
  const letIn = changes.flatMap((change) =>
    barred(change, people) === undefined
      ? grantsOf(change.action).after.flatMap(({ to, right }) => (isSignIn(right) ? [to.id] : []))
      : [],
  );
  const again = new Set(letIn.filter((id) => !byFile.has(id)));
  return new Set([...people.blocked, ...byFile].filter((id) => !again.has(id)));
}
