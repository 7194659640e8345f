/** States for unit tests: what is there, told as the additions that would have made it. */
import { type Action, type ItemOf, KINDS, type KindName } from '../../src/kinds/index.ts';
import { Items } from '../../src/state/items.ts';
import { eachKind, type State } from '../../src/state/state.ts';

/** All was read, and this is what is there. */
export const stateWith = (...there: readonly Action[]): State =>
  eachKind((kind) => itemsOf(kind, there));

/** The same, but that one kind could not be read. */
export const stateUnread = (unread: KindName, ...there: readonly Action[]): State =>
  eachKind((kind) => (kind === unread ? Items.unread('no answer') : itemsOf(kind, there)));

/** The kind's own schema tells the compiler what an item is. */
function itemsOf<N extends KindName>(name: N, there: readonly Action[]): Items<ItemOf<N>> {
  const { schema } = KINDS[name];
  return Items.from<ItemOf<N>>(
    there.flatMap((action) =>
      action.kind === name && action.op !== 'remove' ? [schema.parse(action.after)] : [],
    ),
  );
}
