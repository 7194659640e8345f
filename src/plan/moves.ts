/** An address that one mailbox loses and another gains is one change, not two: it must never belong to nobody for long. */
import { type Action, KINDS } from '../kinds/index.ts';

type AliasAction = Action<'alias'>;
const isAlias = (action: Action): action is AliasAction => action.kind === 'alias';

export function pairMoves(actions: readonly Action[]): readonly Action[] {
  const freed = new Map<string, AliasAction & { readonly op: 'remove' }>();
  for (const action of actions)
    if (isAlias(action) && action.op === 'remove') freed.set(action.before.address, action);
  const paired = new Set<Action>();
  const moved = actions.map((action) => {
    if (!isAlias(action) || action.op !== 'add') return action;
    const from = freed.get(action.after.address);
    if (from === undefined) return action;
    paired.add(from);
    return KINDS.alias.act({ op: 'update', before: from.before, after: action.after });
  });
  return moved.filter((action) => !paired.has(action));
}
