/** `owner`: who answers for the mailbox; for people alone. */
import { addressOf } from '../schema/parts.ts';
import { inMailboxes, single } from './key.ts';

export const owner = inMailboxes(
  single(addressOf('Who answers for the mailbox; gives no right.')),
  { reach: 'noted', forPeople: true },
);
