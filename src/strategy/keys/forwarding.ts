/** `forwarding`: where mail to the mailbox goes on to. */
import * as z from 'zod';
import { addressOf } from '../schema/parts.ts';
import { inMailboxes, single } from './key.ts';

const on = z
  .strictObject({
    to: addressOf(
      'Who gets the mail: a person, shared mailbox, group or contact of the organisation, or an address outside.',
    ),
    keepCopy: z
      .boolean()
      .default(true)
      .describe('Whether the mail stays in the mailbox as well; true where nothing is said.'),
  })
  .describe('Mail goes on to one receiver.');
const off = z.strictObject({}).describe('Mail goes on to nobody.');

export const forwarding = inMailboxes(
  single(z.union([on, off]).describe('Where mail to the mailbox goes on to; {} means to nobody.'), {
    within: {
      lines: 'Write `forwarding: { to: archive@contoso.com }`, or `forwarding: {}` for nobody.',
    },
  }),
  { reach: 'anywhere' },
);
