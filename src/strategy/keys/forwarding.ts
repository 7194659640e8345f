/** `forwarding`: where mail to the mailbox goes on to. */
import * as z from 'zod';
import { error } from '../finding.ts';
import { addressOf } from '../schema/parts.ts';
import { entryOf } from '../tree.ts';
import { inMailboxes, single } from './key.ts';

const schema = z
  .strictObject({
    to: addressOf(
      'Who gets the mail: a person, shared mailbox, group or contact of the organisation, or an address outside.',
    ).optional(),
    keepCopy: z
      .boolean()
      .default(true)
      .describe('Whether the mail stays in the mailbox as well; true where nothing is said.'),
  })
  // Told to editors here; the check tells the reader, with better words.
  .meta({ anyOf: [{ required: ['to'] }, { maxProperties: 0 }] })
  .describe('Where mail to the mailbox goes on to; {} means to nobody.');

export const forwarding = inMailboxes(
  single(schema, {
    *check({ value: { to } }, { value: node }) {
      const copy = entryOf(node, 'keepCopy');
      if (to !== undefined || copy === undefined) return;
      yield error(
        copy.at,
        '`forwarding` says `keepCopy` and not `to`: nobody is named whom the mail goes on to.',
        'Write `forwarding: { to: archive@contoso.com }`, or `forwarding: {}` for nobody.',
      );
    },
    within: {
      lines: 'Write `forwarding: { to: archive@contoso.com }`, or `forwarding: {}` for nobody.',
    },
  }),
  { reach: 'anywhere' },
);
