/** `tags`: words to group mailboxes by. */
import * as z from 'zod';
import { text } from '../schema/parts.ts';
import { inMailboxes, list } from './key.ts';

const tag = text('line');

export const tags = inMailboxes(list(z.array(tag).describe('Words to group mailboxes by.'), tag), {
  forPeople: true,
});
