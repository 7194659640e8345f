/** `settings.ignoreTrustees`: accounts of vendors, as addresses with `*` or SIDs. Whom they mean, state/guards.ts finds. */
import * as z from 'zod';
import { text } from '../schema/parts.ts';
import { twiceIn } from './accounts.ts';
import { list } from './key.ts';

const trustee = text('trustee').toLowerCase();
const schema = z
  .array(trustee)
  .describe('Accounts of vendors, as addresses with * or SIDs: shown as ignored, never removed.');

export const ignoreTrustees = list(schema, trustee, {
  *check({ entries }) {
    yield* twiceIn('`ignoreTrustees`', entries);
  },
});
