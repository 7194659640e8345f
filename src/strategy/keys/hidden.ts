/** `hidden`: whether address lists leave the mailbox out. */
import * as z from 'zod';
import { inMailboxes, single } from './key.ts';

export const hidden = inMailboxes(
  single(z.boolean().describe('Whether the mailbox is hidden from address lists.')),
);
