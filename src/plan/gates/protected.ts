import { hides } from '../../kinds/traits.ts';
import { endsOf } from '../../model/change.ts';
import type { Planned } from '../plan.ts';
import { addressesOf, type GateRule } from './rule.ts';

/** Passed by naming each mailbox. */
export const protectedMailboxes: GateRule = {
  id: 'protected',
  opens: 'addresses',
  counts: 'mailboxes under settings.protected to which access widens, or which are hidden',
  evaluate(changes, { protectedIds }) {
    const about = addressesOf(
      changes
        .filter(opensOrHides)
        .flatMap(({ action }) => endsOf(action)) // mail to an address that moves away is read elsewhere from then on
        .filter(({ id }) => protectedIds.has(id)),
    );
    return {
      actual: about.length,
      about,
      why: 'it widens access to protected mailboxes, or hides them',
    };
  },
};

const opensOrHides = ({ effect, action }: Planned): boolean =>
  effect === 'widens' || effect === 'both' || hides(action);
