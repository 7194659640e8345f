/** An address that one mailbox loses and another gains is one change, not two: it must never belong to nobody for long. */
import type { Change } from '../model/change.ts';
import type { Subject } from '../model/ref.ts';

/** `address`: what an item gives its mailbox, which belongs to one object at a time. A move stands where the address is gained. */
export function pairMoves<Item extends Subject>(
  changes: readonly Change<Item>[],
  address: (item: Item) => string,
): readonly Change<Item>[] {
  const freed = new Map<string, Change<Item> & { readonly op: 'remove' }>();
  for (const change of changes)
    if (change.op === 'remove') freed.set(address(change.before), change);
  const paired = new Set<Change<Item>>();
  const moved = changes.map((change): Change<Item> => {
    const from = change.op === 'add' ? freed.get(address(change.after)) : undefined;
    if (change.op !== 'add' || from === undefined) return change;
    paired.add(from);
    return { op: 'update', before: from.before, after: change.after };
  });
  return moved.filter((change) => !paired.has(change));
}
