/** `reviewed`: when somebody last looked through the rights of the mailbox. */
import { warning } from '../finding.ts';
import { date } from '../schema/parts.ts';
import { inMailboxes, single } from './key.ts';

export const reviewed = inMailboxes(
  single(date.describe('Day of the last review.'), {
    *check({ value, at }, _, today) {
      if (value <= today) return;
      yield warning(
        at,
        `The last review, ${value}, is still to come.`,
        'Write the day on which the mailbox was reviewed.',
      );
    },
  }),
  { forPeople: true },
);
