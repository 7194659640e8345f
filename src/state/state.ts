/** A State: the items of every kind. */
import { type ItemOf, KIND_NAMES, KINDS, type KindName } from '../kinds/index.ts';
import type { Items } from './items.ts';

export type State = { readonly [N in KindName]: Items<ItemOf<N>> };
type Entry = readonly [KindName, unknown];

/** Cast two of two: a mapped type cannot be built by a loop. The two builders below keep it honest. */
const filled = (entries: readonly Entry[]): State =>
  Object.fromEntries(entries) as unknown as State;

export function eachKind(make: <N extends KindName>(kind: N) => Items<ItemOf<N>>): State {
  return filled(KIND_NAMES.map((kind): Entry => [kind, make(kind)]));
}
/**
 * What may be managed, kind by kind: without what belongs to the mailbox itself, is inherited, denies, is the system's, or of somebody
 * who could not be identified. Steps and rules see this, unless they ask for the whole.
 */
export const managed = (state: State): State =>
  eachKind(<N extends KindName>(name: N) => {
    const { unmanaged } = KINDS[name];
    return unmanaged === undefined
      ? state[name]
      : state[name].only((item) => unmanaged(item) === undefined);
  });

export async function eachKindRead(
  make: <N extends KindName>(kind: N) => Promise<Items<ItemOf<N>>>,
): Promise<State> {
  return filled(
    await Promise.all(KIND_NAMES.map(async (kind): Promise<Entry> => [kind, await make(kind)])),
  );
}
