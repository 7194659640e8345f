/** Shapes of the shared words, for files that are read back: the plan and the journal. */
import * as z from 'zod';
import type { Principal, Ref } from './ref.ts';

export const refSchema: z.ZodType<Ref> = z.strictObject({
  id: z.string().min(1),
  address: z.string(),
});

export const principalSchema: z.ZodType<Principal> = z.discriminatedUnion('kind', [
  z.strictObject({
    id: z.string().min(1),
    kind: z.enum(['user', 'agent', 'group', 'guest', 'external', 'contact', 'service']),
    address: z.string(),
  }),
  z.strictObject({
    id: z.string().min(1),
    kind: z.literal('orphan'),
    name: z.exactOptional(z.string()),
  }),
  z.strictObject({ id: z.string().min(1), kind: z.literal('unresolved'), name: z.string() }),
  z.strictObject({
    id: z.enum(['S-1-1-0', 'S-1-5-7', 'S-1-5-11', 'default', 'anonymous']),
    kind: z.literal('everyone'),
  }),
]);

export const placeSchema = z.strictObject({
  file: z.string(),
  line: z.int().positive(),
  column: z.int().positive(),
});
