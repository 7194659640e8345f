/** The plan as a file: its published shape, and the way back from bytes. What was changed by hand is noticed. */
import * as z from 'zod';
import { KIND_NAMES, KINDS, type KindName } from '../kinds/index.ts';
import { EFFECTS } from '../kinds/kind.ts';
import { KEPT, REASONS } from '../kinds/wanted.ts';
import { GATE_IDS } from '../model/gates.ts';
import { placeSchema, refSchema } from '../model/schemas.ts';
import { gatesOpenedBy } from './gates/index.ts';
import { INSIDERS, MAKERS, type Plan, type Planned, plannedAgain } from './plan.ts';

/** One shape per kind and operation, from the register. */
function actionOf<N extends KindName>(name: N) {
  const kind = z.literal(name);
  const item = KINDS[name].schema;
  return z.union([
    z.strictObject({ kind, op: z.literal('add'), after: item }),
    z.strictObject({ kind, op: z.literal('update'), before: item, after: item }),
    z.strictObject({ kind, op: z.literal('remove'), before: item }),
  ]);
}
const actionSchema = z
  .union(KIND_NAMES.map((name) => actionOf(name)))
  .describe('What is changed: an item of one kind, added, updated or removed.');

const changeSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[0-9a-f]{12}$/)
    .describe('Of this very change: what it is now, what it will be, until when and why.'),
  aim: z
    .string()
    .regex(/^[0-9a-f]{12}$/)
    .describe('The same without what it is now.'),
  action: actionSchema,
  effect: z.enum(EFFECTS),
  reason: z.enum(REASONS),
  at: z.exactOptional(placeSchema),
  team: z.exactOptional(z.string()),
  until: z.exactOptional(z.iso.date()).describe('Last day of the right.'),
  because: z.exactOptional(z.string()).describe('The `reason:` of its line in the file.'),
  noUndo: z.exactOptional(z.string()),
  inside: z
    .exactOptional(z.array(z.strictObject({ what: z.enum(INSIDERS), name: z.string() })))
    .describe('Who would get the right inside the group that gains it, and should not.'),
});
const ADDRESSED = gatesOpenedBy('addresses').map((gate) => `${gate}=[^*\\s]+@[^*\\s]+`);
/** `creates=5`, `protected=ADDRESS`. */
const OPENS = new RegExp(
  `^(?:(?:${gatesOpenedBy('number').join('|')})=\\d{1,9}|${ADDRESSED.join('|')})$`,
);
const noteSchema = z.strictObject({ at: placeSchema, message: z.string() });

export const planSchema = z.strictObject({
  version: z.literal(2),
  maker: z.strictObject({
    name: z.enum(MAKERS),
    run: z.exactOptional(z.string()),
    only: z.array(z.string()),
    exclude: z.array(z.string()),
  }),
  tenant: z.strictObject({ id: z.string(), domain: z.string() }),
  actor: z.strictObject({ id: z.string(), name: z.string() }),
  made: z.iso.datetime(),
  expires: z.iso.datetime().describe('After this a plan file is no approval any more.'),
  strategy: z.strictObject({ files: z.array(z.string()), hash: z.string() }),
  policy: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]))
    .describe("The strategy's settings and leavers, as values, by the key's path."),
  opens: z
    .array(z.string().regex(OPENS))
    .describe('Gates that the plan opens, as `--allow` says: what is approved with it.'),
  scope: z.strictObject({
    compared: z.int().nonnegative().describe('Mailboxes that were compared.'),
    declared: z.int().nonnegative().describe('Mailboxes that the strategy declares.'),
    leavers: z.int().nonnegative().describe('People under `leavers:`.'),
  }),
  changes: z.array(changeSchema),
  gates: z.array(
    z.strictObject({
      gate: z.enum(GATE_IDS),
      actual: z.number(),
      limit: z.number(),
      tripped: z.boolean(),
      about: z.array(z.string()),
      why: z.string(),
      allow: z.exactOptional(z.array(z.string())),
    }),
  ),
  objects: z.array(
    z.strictObject({
      id: z.string(),
      address: z.string(),
      displayName: z.string(),
      type: z.string(),
    }),
  ),
  blocked: z.array(z.strictObject({ change: changeSchema, why: z.string(), mend: z.string() })),
  gaps: z.array(
    z.strictObject({
      subject: refSchema.nullable(),
      kind: z.enum(KIND_NAMES).nullable(),
      reason: z.string(),
    }),
  ),
  refused: z.array(noteSchema),
  kept: z.array(
    z.strictObject({
      subject: refSchema,
      kind: z.enum(KIND_NAMES),
      what: z.string(),
      why: z.enum(KEPT),
      everyone: z.exactOptional(z.literal(true)).describe('It gives everybody a right.'),
    }),
  ),
  notes: z.array(noteSchema),
});

/** Why a text is no plan, in words; or the plan. A change whose id does not fit its content was edited. */
export function parsePlan(
  text: string,
): { readonly ok: true; readonly plan: Plan } | { readonly ok: false; readonly why: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return {
      ok: false,
      why: `it is not JSON (${error instanceof Error ? error.message : String(error)})`,
    };
  }
  return planFrom(value);
}

/** Is it meant as a plan document, of whatever version, whole or not? */
export const isPlanDocument = (value: unknown): value is object & { readonly version: unknown } =>
  typeof value === 'object' &&
  value !== null &&
  ['version', 'maker', 'changes', 'strategy'].every((key) => key in value);
/** The same of a text. */
export function isPlanText(text: string): boolean {
  if (!/^\s*\{/.test(text)) return false;
  try {
    return isPlanDocument(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return false; // YAML in flow style
    throw error;
  }
}
/** Plans of an earlier mbx knew of no policy, no opened gates and no scope. */
export const isOldPlan = (value: unknown): value is object =>
  isPlanDocument(value) && value.version === 1;

export function planFrom(
  value: unknown,
): { readonly ok: true; readonly plan: Plan } | { readonly ok: false; readonly why: string } {
  if (isOldPlan(value))
    return {
      ok: false,
      why: 'it was made by an earlier version of mbx, and holds less than an approval needs now',
    };
  if (!isLikeAPlan(value)) return { ok: false, why: 'it is JSON, but not a plan made by mbx' };
  const parsed = planSchema.safeParse(value);
  if (!parsed.success)
    return { ok: false, why: `it is not a plan of this version (${firstOf(parsed.error)})` };
  const edited = parsed.data.changes.find((change) => !isWhole(change));
  if (edited !== undefined) {
    return { ok: false, why: `change ${edited.id} was edited after it was planned` };
  }
  return { ok: true, plan: parsed.data };
}

const isLikeAPlan = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && ('maker' in value || 'changes' in value);
/** One fault is enough to say that the file is not what was written. */
function firstOf({ issues: [first, ...others] }: z.ZodError): string {
  if (first === undefined) return '';
  const more = others.length === 0 ? '' : `; ${others.length} more`;
  return `${z.core.toDotPath(first.path) || 'the document'}: ${first.message.replaceAll('\n', ' ')}${more}`;
}

const isWhole = (change: Planned): boolean => {
  const { id, aim, effect, noUndo } = change;
  const again = plannedAgain(change);
  return again.id === id && again.aim === aim && again.effect === effect && again.noUndo === noUndo;
};

/** For `mbx schema plan`. */
export const planJsonSchema = (): object => z.toJSONSchema(planSchema);
