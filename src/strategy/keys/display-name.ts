/** `displayName`: the name that people see. */
import { text } from '../schema/parts.ts';
import { inMailboxes, single } from './key.ts';

export const displayName = inMailboxes(single(text('line').describe('The name that people see.')));
