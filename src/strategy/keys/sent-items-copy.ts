/** `sentItemsCopy`: whether copies of what delegates send are kept in the mailbox's own Sent Items. */
import * as z from 'zod';
import { error } from '../finding.ts';
import { inMailboxes, single } from './key.ts';

/** A side left out is not managed. */
interface SentItemsCopy {
  readonly sendAs?: boolean | undefined;
  readonly onBehalf?: boolean | undefined;
}

const sides = z
  .strictObject({
    sendAs: z.boolean().optional().describe('Keep copies of what is sent as the mailbox.'),
    onBehalf: z.boolean().optional().describe('Keep copies of what is sent on behalf of it.'),
  })
  // Told to editors here; the check tells the reader, with better words.
  .meta({ minProperties: 1 });

const schema = z
  .union([z.boolean(), sides])
  .transform(
    (said): SentItemsCopy => (typeof said === 'boolean' ? { sendAs: said, onBehalf: said } : said),
  )
  .describe(
    'Whether what delegates send is kept in the Sent Items of the mailbox; true and false mean both kinds.',
  );

export const sentItemsCopy = inMailboxes(
  single(schema, {
    *check({ value }, { at }) {
      if (Object.keys(value).length > 0) return;
      yield error(
        at,
        '`sentItemsCopy` says neither `sendAs` nor `onBehalf`.',
        'Write true or false for both, or { sendAs: true }, or leave the key out.',
      );
    },
  }),
);
