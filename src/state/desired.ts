/** Strategy + actual -> desired State: the claims, and beside them all that is there and not claimed. */
import { type ItemOf, KIND_NAMES, KINDS, type KindName } from '../kinds/index.ts';
import type { IsIn, Kind } from '../kinds/kind.ts';
import type { Claim, Kept } from '../kinds/wanted.ts';
import type { Ref, Subject } from '../model/ref.ts';
import type { Claimed } from './claims.ts';
import { eachKind, type State } from './state.ts';

export function desired(strategy: readonly Claimed[], actual: State): State {
  return eachKind(<N extends KindName>(name: N) => {
    const kind = KINDS[name];
    const slices = new Map<string, readonly ItemOf<N>[]>();
    for (const { subject, claims } of strategy) {
      const claim: Claim<ItemOf<N>> | undefined = claims[name];
      const there = actual[name].of(subject.id);
      if (claim !== undefined && there.known)
        slices.set(subject.id, adopt(kind, claim, there.items));
    }
    return actual[name].with(slices);
  });
}

type Adopting<Item extends Subject> = Pick<Kind<Item>, 'key' | 'unmanaged' | 'complete'>;

/** What is claimed, and what is there beyond the claim. After this the diff has no exception to make. */
export function adopt<Item extends Subject>(
  kind: Adopting<Item>,
  claim: Claim<Item>,
  there: readonly Item[],
): readonly Item[] {
  const have = new Map(there.map((item) => [kind.key(item), item]));
  const wanted = claim.wishes.map(({ item }) => {
    const now = have.get(kind.key(item));
    return now === undefined || kind.complete === undefined ? item : kind.complete(item, now);
  });
  const keys = new Set(wanted.map(kind.key));
  return [
    ...wanted,
    ...there.filter(
      (item) => !keys.has(kind.key(item)) && keptFor(kind, claim, item) !== undefined,
    ),
  ];
}

/** Why something that is not wanted stays; undefined: it goes. */
function keptFor<Item extends Subject>(
  kind: Adopting<Item>,
  claim: Claim<Item>,
  item: Item,
): Kept | undefined {
  const never = kind.unmanaged?.(item);
  if (never !== undefined) return never;
  const verdict = claim.verdict(item);
  return 'keep' in verdict ? verdict.keep : undefined;
}

/** Something there that the file does not name and that stays. */
export interface KeptItem {
  readonly subject: Ref;
  readonly kind: KindName;
  /** What it is, as a word: mostly who holds it. */
  readonly what: string;
  readonly why: Kept;
  /** It gives everybody a right: told before all else. */
  readonly everyone?: true;
}

/** Kept and not reported: what every mailbox has. */
const SILENT: ReadonlySet<Kept> = new Set([
  'self',
  'system',
  'inherited',
  'service address',
  'not managed',
]);

/** All extras that stay: what everybody has first, then in the order of the strategy; for people to see, and to come from additive to exact. */
export function keptItems(
  strategy: readonly Claimed[],
  actual: State,
  isIn: IsIn,
): readonly KeptItem[] {
  const kept = strategy.flatMap((one) =>
    KIND_NAMES.flatMap((name) => keptOfKind(name, one, actual, isIn)),
  );
  return [...kept.filter(isForEveryone), ...kept.filter((item) => !isForEveryone(item))];
}
const isForEveryone = ({ everyone }: KeptItem): boolean => everyone === true;

function keptOfKind<N extends KindName>(
  name: N,
  { subject, claims }: Claimed,
  actual: State,
  isIn: IsIn,
): readonly KeptItem[] {
  const kind = KINDS[name];
  const claim: Claim<ItemOf<N>> | undefined = claims[name];
  if (claim === undefined) return [];
  const keys = new Set(claim.wishes.map(({ item }) => kind.key(item)));
  // What takes the effect of a wish away is told there, as blocked.
  const told = (item: ItemOf<N>): boolean =>
    claim.wishes.some((wish) => kind.overrides?.(item, wish.item, isIn) === true);
  const there = actual[name].of(subject.id);
  const kept = (there.known ? there.items : there.shown).flatMap((item) => {
    const why =
      keys.has(kind.key(item)) || told(item) ? undefined : keptFor<ItemOf<N>>(kind, claim, item);
    if (why === undefined) return [];
    const everyone = kind.grants(item).some(({ to }) => to.kind === 'everyone');
    if (SILENT.has(why) && !everyone) return [];
    const what = kind.label(item);
    return [{ subject, kind: name, what, why, ...(everyone ? { everyone } : {}) }];
  });
  return kept.toSorted((a, b) => (a.what < b.what ? -1 : a.what > b.what ? 1 : 0)); // not as they happened to be read
}
