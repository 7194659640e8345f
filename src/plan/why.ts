/** Why a change is made, and by which line. */
import { type Action, type ItemOf, KINDS, type KindName } from '../kinds/index.ts';
import { type Claim, termsOf } from '../kinds/wanted.ts';
import { afterOf, beforeOf, subjectOf } from '../model/change.ts';
import type { Claimed } from '../state/claims.ts';
import type { Proposed } from './plan.ts';

export type Why = Omit<Proposed, 'action'>;

export function whyOf(action: Action, claimedById: ReadonlyMap<string, Claimed>): Why {
  const claimed = claimedById.get(subjectOf(action).id);
  return claimed === undefined ? { reason: 'declared' } : whyIn(action, claimed);
}

function whyIn<N extends KindName>(action: Action<N>, { claims }: Claimed): Why {
  const { key } = KINDS[action.kind];
  const claim: Claim<ItemOf<N>> | undefined = claims[action.kind];
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
