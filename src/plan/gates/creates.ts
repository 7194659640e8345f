import { isCreation } from '../../kinds/traits.ts';
import { subjectOf } from '../../model/change.ts';
import type { Ref } from '../../model/ref.ts';
import type { Planned } from '../plan.ts';
import { addressesOf, type GateRule } from './rule.ts';

export const creates: GateRule = {
  id: 'creates',
  opens: 'number',
  limit: 3,
  counts: 'mailboxes that are created',
  evaluate(changes, _, limit) {
    const made = createdBy(changes);
    return {
      actual: made.length,
      about: addressesOf(made),
      why: `it creates ${made.length} mailboxes; ${limit} are allowed without --allow`,
    };
  },
};

/** Mailboxes that come into being. */
export const createdBy = (changes: readonly Planned[]): readonly Ref[] =>
  changes.filter(({ action }) => isCreation(action)).map(({ action }) => subjectOf(action));
