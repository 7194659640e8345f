import { isOfSignIn } from '../../kinds/traits.ts';
import { subjectOf } from '../../model/change.ts';
import { addressesOf, type GateRule } from './rule.ts';

export const signIn: GateRule = {
  id: 'sign-in',
  opens: 'number',
  limit: 5,
  counts: 'accounts whose sign-in is blocked or allowed',
  evaluate(changes, _, limit) {
    const changed = changes
      .filter(({ action }) => isOfSignIn(action))
      .map(({ action }) => subjectOf(action));
    return {
      actual: changed.length,
      about: addressesOf(changed),
      why: `it changes the sign-in of ${changed.length} accounts; ${limit} are allowed without --allow`,
    };
  },
};
