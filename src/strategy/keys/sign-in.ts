/** `signIn`: whether one can sign in to the account of a shared mailbox. */
import * as z from 'zod';
import { warning } from '../finding.ts';
import { inMailboxes, single } from './key.ts';

const schema = z
  .enum(['blocked', 'allowed'])
  .describe(
    'Whether one can sign in to the account of the mailbox; blocked is right for nearly all.',
  );

export const signIn = inMailboxes(
  single(schema, {
    *check({ value, at }) {
      if (value !== 'allowed') return;
      yield warning(
        at,
        'A shared mailbox that one can sign in to has a password that people share: nobody can tell who did what.',
        'Write `signIn: blocked` and give people rights instead, unless a device or program needs it.',
      );
    },
  }),
  {
    sections: ['sharedMailboxes'],
    elsewhere: "It stands only under `sharedMailboxes:`; a person's sign-in is not managed.",
  },
);
