/** `purpose`: what the mailbox is for; for people alone. */
import { text } from '../schema/parts.ts';
import { inMailboxes, single } from './key.ts';

export const purpose = inMailboxes(single(text('text').describe('What the mailbox is for.')), {
  forPeople: true,
});
