/** `settings.protected`: mailboxes on which widening needs its own approval. Whom the names mean, state/guards.ts finds. */
import * as z from 'zod';
import { address } from '../schema/parts.ts';
import { patternsIn, twiceIn } from './accounts.ts';
import { list } from './key.ts';

const schema = z
  .array(address)
  .describe('Mailboxes on which any widening needs its own approval (--allow protected=ADDRESS).');

export const protectedMailboxes = list(schema, address, {
  *check({ entries }) {
    yield* twiceIn('`protected`', entries);
    yield* patternsIn('protected', entries);
  },
});
