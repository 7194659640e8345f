/** The document of `PUT /_sim/faults`: what is to go wrong, how often and when. What is left out does not go wrong. */
import * as z from 'zod';

const service = z.enum(['login', 'graph', 'exchange']);
const share = z.number().min(0).max(1);
const milliseconds = z.number().min(0);
const moment = z.iso.datetime({ offset: true });
const perService = <T extends z.ZodType>(value: T) =>
  z.strictObject({ login: value, graph: value, exchange: value }).partial();

/** Real milliseconds: a fixed number, or drawn anew for each call from a lognormal distribution. */
const delay = z.union([
  milliseconds,
  z.strictObject({ median: milliseconds, sigma: z.number().min(0).default(0.5) }),
]);
/** By kind of call; `batch` is the carrying request, and where it is given parts cost nothing of their own. */
const latency = z.union([
  delay,
  z.strictObject({ read: delay, write: delay, batch: delay }).partial(),
]);

const throttle = z.strictObject({
  /** Tokens per second of simulated time; a call costs one, the carrier of a batch none. */
  rate: z.number().min(0),
  burst: z.number().min(1),
  /** Seconds to answer; without it, the time until a token is there. */
  retryAfter: z.number().min(0).optional(),
  /** Form of Retry-After; without it, as the settings say. */
  form: z.enum(['seconds', 'decimal', 'absent']).optional(),
  /** Whether a refused call costs a token too. */
  chargeRefused: z.boolean().default(false),
  /** Body of the refusal: the service's JSON, or the plain text of its front door. */
  body: z.enum(['json', 'plain']).default('json'),
  /** Most requests in flight; more are refused with the plain text about concurrency. */
  concurrency: z.int().min(1).optional(),
});

const chance = z.strictObject({
  rate429: share.default(0),
  rate503: share.default(0),
  /** The connection is cut. */
  reset: share.default(0),
  /** How many of these cuts come after the effect instead of before. */
  resetAfterShare: share.default(0.5),
});
const chances = z.strictObject({ read: chance, write: chance }).partial();

const match = z.strictObject({
  service,
  method: z.string().optional(),
  /** Without case. */
  cmdlet: z.string().optional(),
  /** Text that the decoded path contains. */
  path: z.string().optional(),
  /** Any name of the object that the call is about. */
  identity: z.string().optional(),
  kind: z.enum(['read', 'write']).optional(),
});
const answer = z.union([
  z.strictObject({
    status: z.int().min(200).max(599),
    body: z.union([z.record(z.string(), z.unknown()), z.string()]).optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
  z.enum([
    'resetBefore',
    'resetAfter',
    'hang',
    'nulBlock403',
    'foreignRow',
    'partialBatch',
    'expiredPage',
    'html503',
  ]),
]);
const rule = z
  .strictObject({
    match,
    /** How often; without it, each time. */
    times: z.int().min(1).optional(),
    /** Matching calls to let pass first. */
    after: z.int().min(0).default(0),
    answer,
  })
  .refine((one) => one.answer !== 'foreignRow' || one.match.service === 'exchange', {
    error: 'foreignRow is for exchange only',
  });

const outage = z.union([
  z.strictObject({ service, from: moment, to: moment }),
  /** From now on, in simulated milliseconds. */
  z.strictObject({ service, forMs: milliseconds }),
]);

/** Simulated milliseconds: a number means anything up to it, drawn for each read. */
const lag = z.union([
  milliseconds.transform((ms) => ({ ms, spread: 'upTo' as const })),
  z.strictObject({ ms: milliseconds, spread: z.enum(['exactly', 'upTo']).default('upTo') }),
]);
const readLag = z
  .strictObject({ permissions: lag, sendAs: lag, mailbox: lag, recipient: lag, user: lag })
  .partial();

const name = z.string().min(1);
const rightOp = z.strictObject({
  op: z.enum([
    'grantFullAccess',
    'revokeFullAccess',
    'grantSendAs',
    'revokeSendAs',
    'grantSendOnBehalf',
    'revokeSendOnBehalf',
  ]),
  mailbox: name,
  user: name,
});
const aliasOp = z.strictObject({
  op: z.enum(['addAlias', 'removeAlias']),
  mailbox: name,
  address: name,
});
const userOp = z.strictObject({ op: z.enum(['enableUser', 'disableUser']), user: name });
/** One value of the tenant's document: `/mailboxes/sales@contoso.com/hidden`; a list member by index or by any name; without a value it is removed. */
const patchOp = z.strictObject({ path: z.string().startsWith('/'), value: z.unknown().optional() });
const operation = z.union([rightOp, aliasOp, userOp, patchOp]);
export type Operation = z.infer<typeof operation>;

const scripted = z.union([
  /** Right after the n-th write with effect, counted from the PUT. */
  z.strictObject({ afterWrite: z.int().min(1), set: operation }),
  /** Right before the n-th call of Graph or Exchange is looked at, parts of batches counted each. */
  z.strictObject({ atCall: z.int().min(1), set: operation }),
  /** Before the first call at or after this simulated time. */
  z.strictObject({ at: moment, set: operation }),
]);

export const faultPlan = z.strictObject({
  /** Starts the simulator's chance anew. */
  seed: z.int().optional(),
  latency: perService(latency).optional(),
  throttle: perService(throttle).optional(),
  chance: perService(chances).optional(),
  rules: z.array(rule).optional(),
  outages: z.array(outage).optional(),
  /** Seconds that new access tokens live. */
  tokenLifetime: z.number().min(0).optional(),
  readLag: readLag.optional(),
  script: z.array(scripted).optional(),
});
export type FaultPlan = z.infer<typeof faultPlan>;
export type Rule = z.infer<typeof rule>;
export type Throttle = z.infer<typeof throttle>;
