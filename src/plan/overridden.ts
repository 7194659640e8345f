/** Wishes that another entry of the tenant takes the effect from: a Deny goes before whatever is granted. Pure. */
import { type ItemOf, KIND_NAMES, KINDS, type KindName } from '../kinds/index.ts';
import { termsOf, type Wanted } from '../kinds/wanted.ts';
import type { State } from '../state/state.ts';
import { type Blocked, planned } from './plan.ts';

/** Each such wish as a blocked change, whether its own entry is there already or not: the file is not fulfilled. */
export function overridden(strategy: readonly Wanted[], actual: State): readonly Blocked[] {
  return strategy.flatMap((wanted) =>
    KIND_NAMES.flatMap((name) => overriddenOfKind(name, wanted, actual)),
  );
}

function overriddenOfKind<N extends KindName>(
  name: N,
  wanted: Wanted,
  actual: State,
): readonly Blocked[] {
  const { act, declared, overrides, label, title } = KINDS[name];
  const there = actual[name].of(wanted.subject.id);
  if (overrides === undefined || !there.known) return [];
  return (declared(wanted)?.wishes ?? []).flatMap(({ item, at, ...wish }) => {
    const stronger = there.items.filter((one: ItemOf<N>) => overrides(one, item)).map(label);
    if (stronger.length === 0) return [];
    return [
      {
        change: planned({
          action: act({ op: 'add', after: item }),
          reason: 'declared',
          at,
          ...termsOf(wish),
        }),
        why: `${wanted.subject.address} has the ${title} ${told(stronger)}, and Deny goes before whatever is granted`,
        mend: `Remove the Deny ${entries(stronger)} in Exchange, then plan again; mbx never changes Deny entries.`,
      },
    ];
  });
}

const entries = ({ length }: readonly string[]): string => (length === 1 ? 'entry' : 'entries');
/** All of them, since each must go; not as they happened to be read. */
const told = (labels: readonly string[]): string =>
  `${entries(labels)} ${labels.toSorted().join(' and ')}`;
