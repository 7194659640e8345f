/** Finds what differs, subject by subject; the order of work is order.ts's business. */
import { type Action, type ItemOf, KIND_NAMES, KINDS, type KindName } from '../kinds/index.ts';
import type { Kind } from '../kinds/kind.ts';
import type { Change } from '../model/change.ts';
import type { Subject } from '../model/ref.ts';
import type { State } from '../state/state.ts';
import { pairMoves } from './moves.ts';

type Compared<Item extends Subject> = Pick<Kind<Item>, 'key' | 'value'>;

/** Changes that make of what is there what is wanted. Both slices have each key once. */
export function diffSlice<Item extends Subject>(
  { key, value }: Compared<Item>,
  desired: readonly Item[],
  actual: readonly Item[],
): readonly Change<Item>[] {
  if (desired === actual) return []; // adopted whole
  const changes: Change<Item>[] = [];
  const have = new Map(actual.map((item) => [key(item), item]));
  for (const after of desired) {
    const name = key(after);
    const before = have.get(name);
    have.delete(name);
    if (before === undefined) changes.push({ op: 'add', after });
    else if (before !== after && value(before) !== value(after))
      changes.push({ op: 'update', before, after });
  }
  for (const before of have.values()) changes.push({ op: 'remove', before });
  return changes;
}

/** Every difference, an address that moves as one change; but where the actual side has a gap in that kind: there nothing is concluded. */
export function diff(desired: State, actual: State): readonly Action[] {
  return KIND_NAMES.flatMap((kind) => diffKind(kind, desired, actual));
}

function diffKind<N extends KindName>(name: N, desired: State, actual: State): readonly Action[] {
  const [want, have] = [desired[name], actual[name]];
  if (want === have) return [];
  const { act, address } = KINDS[name];
  const changes = [...new Set([...want.subjects(), ...have.subjects()])].flatMap((subject) => {
    const [wished, there] = [want.of(subject), have.of(subject)];
    return wished.known && there.known
      ? diffSlice<ItemOf<N>>(KINDS[name], wished.items, there.items)
      : [];
  });
  return (address === undefined ? changes : pairMoves<ItemOf<N>>(changes, address)).map(act);
}
