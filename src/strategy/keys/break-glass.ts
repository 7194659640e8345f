/** `settings.breakGlass`: emergency accounts. Whom the names mean, state/guards.ts finds. */
import * as z from 'zod';
import { address } from '../schema/parts.ts';
import { patternsIn, twiceIn } from './accounts.ts';
import { list } from './key.ts';

const schema = z
  .array(address)
  .describe('Emergency accounts: never the target of a change, never given a right.');

export const breakGlass = list(schema, address, {
  *check({ entries }) {
    yield* twiceIn('`breakGlass`', entries);
    yield* patternsIn('breakGlass', entries);
  },
});
