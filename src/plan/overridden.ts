/** Wishes that another entry of the tenant takes the effect from: a Deny goes before whatever is granted. Pure. */
import { type ItemOf, KIND_NAMES, KINDS, type KindName } from '../kinds/index.ts';
import type { IsIn } from '../kinds/kind.ts';
import { type Claim, termsOf } from '../kinds/wanted.ts';
import type { Ref } from '../model/ref.ts';
import type { Claimed } from '../state/claims.ts';
import type { State } from '../state/state.ts';
import type { Place } from '../strategy/strategy.ts';
import { type Blocked, planned } from './plan.ts';

/** Each such wish as a blocked change, whether its own entry is there already or not: the file is not fulfilled. */
export const overridden = (
  strategy: readonly Claimed[],
  actual: State,
  isIn: IsIn,
): readonly Blocked[] =>
  strategy.flatMap((one) =>
    KIND_NAMES.flatMap((name) => overriddenOfKind(name, one, actual, isIn)),
  );

function overriddenOfKind<N extends KindName>(
  name: N,
  { subject, claims }: Claimed,
  actual: State,
  isIn: IsIn,
): readonly Blocked[] {
  const { act, overrides, label, title } = KINDS[name];
  const claim: Claim<ItemOf<N>> | undefined = claims[name];
  const there = actual[name].of(subject.id);
  if (overrides === undefined || !there.known) return [];
  return (claim?.wishes ?? []).flatMap(({ item, at, ...wish }) => {
    const stronger = there.items
      .filter((one: ItemOf<N>) => overrides(one, item, isIn))
      .map((one) =>
        overrides(one, item, () => false) ? label(one) : `${label(one)} with ${label(item)} in it`,
      );
    if (stronger.length === 0) return [];
    return [
      {
        change: planned({
          action: act({ op: 'add', after: item }),
          reason: 'declared',
          at,
          ...termsOf(wish),
        }),
        why: `${subject.address} has the ${title} ${told(stronger)}, and Deny overrides every grant`,
        mend: `Remove the Deny ${entries(stronger)} in Exchange, then plan again; mbx never changes Deny entries.`,
      },
    ];
  });
}

const entries = ({ length }: readonly string[]): string => (length === 1 ? 'entry' : 'entries');
/** All of them, since each must go; not as they happened to be read. */
const told = (labels: readonly string[]): string =>
  `${entries(labels)} ${labels.toSorted().join(' and ')}`;

/** A group whose members decide whether a wish has an effect. */
export interface Deciding {
  /** By object id. */
  readonly group: string;
  readonly subject: Ref;
  /** Who is to get the right, as a word. */
  readonly holder: string;
  /** The line that wishes it. */
  readonly at: Place;
}
export const decidingGroups = (strategy: readonly Claimed[], actual: State): readonly Deciding[] =>
  strategy.flatMap((one) => KIND_NAMES.flatMap((name) => decidingOfKind(name, one, actual)));

function decidingOfKind<N extends KindName>(
  name: N,
  { subject, claims }: Claimed,
  actual: State,
): readonly Deciding[] {
  const { overrides, label } = KINDS[name];
  const claim: Claim<ItemOf<N>> | undefined = claims[name];
  const there = actual[name].of(subject.id);
  if (overrides === undefined || !there.known) return [];
  return (claim?.wishes ?? []).flatMap(({ item, at }) => {
    const asked = new Set<string>();
    const ask: IsIn = (_, group) => {
      asked.add(group);
      return false;
    };
    for (const one of there.items) overrides(one, item, ask);
    return [...asked].map((group) => ({ group, subject, holder: label(item), at }));
  });
}
