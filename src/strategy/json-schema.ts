/** The JSON Schema of a strategy, for editors: made from the schemas that validate, so the two cannot drift. */
import * as z from 'zod';
import { strategyPart, wholeStrategy } from './schema/schema.ts';

/**
 * JSON Schema (draft 2020-12) of a strategy. `whole` (the default) is for a strategy in one file; `part` for one
 * file of several, where what must be there may stand in another.
 */
export function strategyJsonSchema(extent: 'whole' | 'part' = 'whole'): object {
  const schema = z.toJSONSchema(extent === 'whole' ? wholeStrategy : strategyPart, { io: 'input' });
  return {
    ...schema,
    title: extent === 'whole' ? 'mbx strategy' : 'mbx strategy, one file of several',
    description: 'The mailboxes of a Microsoft 365 tenant as they should be.',
  };
}
