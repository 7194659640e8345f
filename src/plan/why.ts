/** Why a change is made, and by which line: asked of the kind again, for the few mailboxes that change. */
import { type Action, type ItemOf, KINDS, type KindName } from '../kinds/index.ts';
import { termsOf, type Wanted } from '../kinds/wanted.ts';
import { afterOf, beforeOf, subjectOf } from '../model/change.ts';
import type { Draft } from './plan.ts';

export type Why = Omit<Draft, 'action'>;

export function whyOf(action: Action, wantedById: ReadonlyMap<string, Wanted>): Why {
  const wanted = wantedById.get(subjectOf(action).id);
  return wanted === undefined ? { reason: 'declared' } : whyIn(action, wanted);
}

function whyIn<N extends KindName>(action: Action<N>, wanted: Wanted): Why {
  const { declared, key } = KINDS[action.kind];
  const claim = declared(wanted);
  const after = afterOf<ItemOf<N>>(action);
  if (after !== undefined) {
    const wish = claim?.wishes.find(({ item }) => key(item) === key(after));
    return { reason: 'declared', at: wish?.at, ...(wish && termsOf(wish)) };
  }
  const before = beforeOf<ItemOf<N>>(action);
  const verdict = before && claim?.verdict(before);
  return verdict !== undefined && 'take' in verdict
    ? { reason: verdict.take, at: verdict.at, ...termsOf(verdict) }
    : { reason: 'not in the file' };
}
