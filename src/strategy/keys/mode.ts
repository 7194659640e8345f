/** `mode`: what becomes of that which is there and not in the file; for the whole strategy, or on one mailbox. */
import * as z from 'zod';
import { inMailboxes, single } from './key.ts';

const schema = z.enum(['exact', 'additive']).meta({
  id: 'mode',
  description:
    'exact: who is not in a list loses what the list gives. additive: mbx only adds, and reports the rest.',
});
export type Mode = z.output<typeof schema>;

export const mode = inMailboxes(single(schema));
