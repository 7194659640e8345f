/** `sendOnBehalf: exact`: Send on Behalf on a person's mailbox is exact, where it is additive otherwise. */
import * as z from 'zod';
import { inMailboxes, single } from './key.ts';

const schema = z
  .literal('exact')
  .describe("Makes Send on Behalf exact on a person's mailbox, where it is additive otherwise.");

export const sendOnBehalf = inMailboxes(single(schema), {
  sections: ['users'],
  elsewhere:
    'It stands only under `users:`; on a shared mailbox Send on Behalf follows `mode` already.',
});
