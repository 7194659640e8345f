/** The journal's published shape, and the way back from a line of it. */
import * as z from 'zod';
import { type Line, NEED_FOUND } from '../model/journal.ts';
import { refSchema } from '../model/schemas.ts';
import { isOldPlan, planSchema } from './document.ts';
import type { Plan } from './plan.ts';

const at = z.number().describe('Milliseconds since 1970, UTC.');
const edit = z.strictObject({ add: z.array(z.string()), remove: z.array(z.string()) });
const value = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string()), edit]);
const requestId = z.exactOptional(z.string());

const callSchema = z.discriminatedUnion('service', [
  z.strictObject({
    service: z.literal('exchange'),
    cmdlet: z.string(),
    on: refSchema,
    parameters: z.record(z.string(), value),
  }),
  z.strictObject({
    service: z.literal('graph'),
    method: z.enum(['POST', 'PATCH', 'DELETE']),
    path: z.string(),
    on: refSchema,
    body: z.exactOptional(z.record(z.string(), z.unknown())),
  }),
]);
const outcomeSchema = z.discriminatedUnion('result', [
  z.strictObject({
    result: z.literal('done'),
    id: z.exactOptional(z.string()),
    warnings: z.exactOptional(z.array(z.string())),
    requestId,
  }),
  z.strictObject({ result: z.literal('already'), requestId }),
  z.strictObject({ result: z.literal('landed'), requestId }),
  z.strictObject({
    result: z.literal('refused'),
    message: z.string(),
    code: z.string(),
    why: z.enum(['notFound', 'denied', 'signedOut', 'conflict', 'other']),
    requestId,
  }),
  z.strictObject({ result: z.literal('unsent'), message: z.string() }),
  z.strictObject({ result: z.literal('unknown'), message: z.string(), requestId }),
]);
const ids = z.array(z.string());
const prev = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256 of the line before; zeros on the first.');

export const lineSchema = z.discriminatedUnion('line', [
  z.strictObject({
    prev,
    line: z.literal('begin'),
    at,
    run: z.string(),
    plan: planSchema,
    reason: z.exactOptional(z.string()),
    folder: z.exactOptional(z.string()),
    named: z.exactOptional(z.array(z.string())),
    allow: z.exactOptional(z.array(z.string())),
    resumes: z.exactOptional(z.string()),
  }),
  z.strictObject({
    prev,
    line: z.literal('intent'),
    at,
    n: z.int(),
    of: ids,
    call: callSchema,
    step: z.exactOptional(z.int().min(0)),
    back: z.exactOptional(z.literal(true)),
  }),
  z.strictObject({
    prev,
    line: z.literal('need'),
    at,
    of: ids,
    need: z.string(),
    found: z.enum(NEED_FOUND),
    saw: z.string(),
  }),
  z.strictObject({ prev, line: z.literal('outcome'), at, n: z.int(), outcome: outcomeSchema }),
  z.strictObject({ prev, line: z.literal('bound'), at, provisional: z.string(), id: z.string() }),
  z.strictObject({ prev, line: z.literal('replanned'), at, plan: planSchema }),
  z.strictObject({
    prev,
    line: z.literal('end'),
    at,
    change: z.string(),
    end: z.enum([
      'verified',
      'already',
      'pending',
      'contradicted',
      'putBack',
      'refused',
      'held',
      'unknown',
    ]),
    why: z.exactOptional(z.string()),
  }),
  z.strictObject({
    prev,
    line: z.literal('finish'),
    at,
    exit: z.int(),
    half: z.exactOptional(z.literal(true)).describe('Something was left half done.'),
  }),
]);

/** Throws ZodError for a line that is none. */
export const lineFrom = (value: unknown): Line<Plan> => lineSchema.parse(upgraded(value));

/** Journals of an earlier mbx: what was done then can still be looked at and undone. */
function upgraded(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('end' in value && value.end === 'unmade') return { ...value, end: 'unknown' };
  if (!('plan' in value)) return value;
  if (!isOldPlan(value.plan)) return value;
  const scope = { compared: 0, declared: 0, leavers: 0 };
  return { ...value, plan: { policy: {}, opens: [], scope, ...value.plan, version: 2 } };
}
/** For `mbx schema journal`: one line of it. */
export const journalJsonSchema = (): object => z.toJSONSchema(lineSchema);
