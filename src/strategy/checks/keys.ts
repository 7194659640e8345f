/** What the keys of a mailbox check of their values alone. */
import { MAILBOX_KEYS } from '../keys/index.ts';
import { keyFindings, keysIn } from '../keys/read.ts';
import { entryOf } from '../tree.ts';
import type { Check } from './check.ts';

const KEYS = {
  users: keysIn(MAILBOX_KEYS, 'users'),
  sharedMailboxes: keysIn(MAILBOX_KEYS, 'sharedMailboxes'),
};

export const eachKeyAlone: Check = function* ({ mailboxes, today }) {
  for (const { mailbox, node } of mailboxes)
    yield* keyFindings(KEYS[mailbox.section], (name) => entryOf(node, name), today);
};
