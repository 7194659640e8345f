/** Decides, in one place for single calls and parts of batches, what goes wrong with a call. */

import { exchangeError, graphError, serviceError, text } from '../answers.ts';
import type { CallInfo } from '../call.ts';
import type { LagTimes } from '../lag.ts';
import { lognormal } from '../random.ts';
import type { Settings } from '../settings.ts';
import type { ServiceName, SimClock, SimResponse } from '../world.ts';
import { type FaultPlan, faultPlan, type Operation, type Rule } from './fault-plan.ts';
import { type Bucket, concurrencyRefusal, makeBucket, retryAfter } from './throttle.ts';

/** What was decided; `name` is for the ledger. */
export type Fault =
  | { readonly kind: 'answer'; readonly name: string; readonly response: SimResponse }
  | {
      readonly kind: 'resetBefore' | 'resetAfter' | 'hang' | 'foreignRow' | 'partialBatch';
      readonly name: string;
    };

interface FaultContext {
  readonly clock: SimClock;
  readonly random: () => number;
  readonly reseed: (seed: number) => void;
  readonly settings: () => Settings;
  /** Whether two names stand for one object of the tenant. */
  readonly same: (one: string, other: string) => boolean;
  /** Carries out a write of somebody else. */
  readonly perform: (operation: Operation) => void;
}

/** Seconds to wait that a 429 by chance answers. */
const CHANCE_RETRY_AFTER = 1;
/** Size of the body that the service sends in place of a 403's JSON. Source: published measurement. */
const NUL_BLOCK = 4096;

export class Faults {
  readonly #context: FaultContext;
  #plan: FaultPlan = {};
  /** Matching calls so far, by index of the rule. */
  #hits: number[] = [];
  #buckets = new Map<ServiceName, Bucket>();
  #inFlight = new Map<ServiceName, number>();
  #since = 0;
  #calls = 0;
  #writes = 0;
  #scriptDone = new Set<number>();
  #lagTimes: LagTimes = {};

  constructor(context: FaultContext) {
    this.#context = context;
  }

  get plan(): FaultPlan {
    return this.#plan;
  }

  /** Replaces the whole plan and starts all counts anew. Throws ZodError on a plan that is none. */
  put(document: unknown): void {
    this.#plan = faultPlan.parse(document);
    this.#hits = [];
    this.#buckets = new Map();
    this.#calls = 0;
    this.#writes = 0;
    this.#scriptDone = new Set();
    this.#since = this.#context.clock.now();
    this.#lagTimes = lagTimes(this.#plan);
    if (this.#plan.seed !== undefined) this.#context.reseed(this.#plan.seed);
    for (const [service, throttle] of Object.entries(this.#plan.throttle ?? {})) {
      if (isService(service) && throttle)
        this.#buckets.set(service, makeBucket(service, throttle, this.#since));
    }
  }

  /** Seconds that an access token lives, where the plan says so. */
  get tokenLifetime(): number | undefined {
    return this.#plan.tokenLifetime;
  }

  /** How far reads lag behind. */
  get lagTimes(): LagTimes {
    return this.#lagTimes;
  }

  /** Real milliseconds that the call takes beyond the work itself. */
  latency(info: CallInfo): number {
    const plan = this.#plan.latency?.[info.service];
    if (plan === undefined) return 0;
    if (typeof plan === 'number' || 'median' in plan) return info.part ? 0 : this.#draw(plan);
    if (info.carrier) return this.#draw(plan.batch ?? 0);
    if (info.part && plan.batch !== undefined) return 0;
    return this.#draw((info.write ? plan.write : plan.read) ?? 0);
  }

  #draw(delay: number | { readonly median: number; readonly sigma: number }): number {
    if (typeof delay === 'number') return delay;
    return lognormal(this.#context.random, delay.median, delay.sigma);
  }

  /** To be told of each request that begins and ends, for the gate on concurrency. */
  begin(service: ServiceName): void {
    this.#inFlight.set(service, (this.#inFlight.get(service) ?? 0) + 1);
  }
  end(service: ServiceName): void {
    this.#inFlight.set(service, (this.#inFlight.get(service) ?? 1) - 1);
  }

  /** Before a call is looked at: writes of others that are due. */
  arrived(info: CallInfo): void {
    if (info.service !== 'login' && !info.carrier) this.#calls += 1;
    const now = this.#context.clock.now();
    this.#play((line) =>
      'atCall' in line ? this.#calls >= line.atCall : 'at' in line && now >= Date.parse(line.at),
    );
  }

  /** After a handler ran. */
  handled(info: CallInfo, status: number): void {
    if (!info.write || info.carrier || status >= 400) return;
    this.#writes += 1;
    this.#play((line) => 'afterWrite' in line && this.#writes >= line.afterWrite);
  }

  #play(due: (line: NonNullable<FaultPlan['script']>[number]) => boolean): void {
    for (const [index, line] of (this.#plan.script ?? []).entries()) {
      if (this.#scriptDone.has(index) || !due(line)) continue;
      this.#scriptDone.add(index);
      this.#context.perform(line.set);
    }
  }

  /** What goes wrong with this call: the script first, then outages, throttling, chance. */
  decide(info: CallInfo): Fault | undefined {
    return (
      this.#byRule(info) ?? this.#byOutage(info) ?? this.#byThrottle(info) ?? this.#byChance(info)
    );
  }

  #byRule(info: CallInfo): Fault | undefined {
    for (const [index, rule] of (this.#plan.rules ?? []).entries()) {
      if (!this.#matches(rule, info)) continue;
      const hit = (this.#hits[index] ?? 0) + 1;
      this.#hits[index] = hit;
      if (hit <= rule.after || hit > rule.after + (rule.times ?? Number.POSITIVE_INFINITY))
        continue;
      return ruleFault(rule, info, `rule ${index}`);
    }
    return undefined;
  }

  #matches({ match, answer }: Rule, info: CallInfo): boolean {
    if (match.service !== info.service) return false;
    // A carrier is meant only where the rule says so: what is about a call must not hit the request that carries it.
    const meansCarrier = answer === 'partialBatch' || (match.path ?? '').includes('$batch');
    if (info.carrier !== meansCarrier) return false;
    if (answer === 'expiredPage' && !info.furtherPage) return false;
    if (match.method !== undefined && match.method.toUpperCase() !== info.method) return false;
    if (match.cmdlet !== undefined && match.cmdlet.toLowerCase() !== info.cmdlet?.toLowerCase())
      return false;
    if (match.path !== undefined && !info.path.includes(match.path)) return false;
    if (match.kind !== undefined && (match.kind === 'write') !== info.write) return false;
    const { identity } = match;
    return (
      identity === undefined || info.identities.some((one) => this.#context.same(one, identity))
    );
  }

  #byOutage(info: CallInfo): Fault | undefined {
    const now = this.#context.clock.now();
    const down = (this.#plan.outages ?? []).some((outage) => {
      if (outage.service !== info.service) return false;
      if ('forMs' in outage) return now < this.#since + outage.forMs;
      return now >= Date.parse(outage.from) && now < Date.parse(outage.to);
    });
    if (!down) return undefined;
    return answering('outage', serviceError(info.service, 503, 'Service unavailable.'));
  }

  #byThrottle(info: CallInfo): Fault | undefined {
    const { clock, settings } = this.#context;
    const most = this.#plan.throttle?.[info.service]?.concurrency;
    if (most !== undefined && !info.part && (this.#inFlight.get(info.service) ?? 0) > most) {
      return answering('concurrency', concurrencyRefusal());
    }
    if (info.carrier) return undefined;
    const refusal = this.#buckets.get(info.service)?.take(clock.now(), settings().retryAfter);
    return refusal && answering('throttle', refusal);
  }

  #byChance(info: CallInfo): Fault | undefined {
    const plan = this.#plan.chance?.[info.service]?.[info.write ? 'write' : 'read'];
    if (!plan) return undefined;
    const { random, settings } = this.#context;
    // Four draws for each call, whatever comes of them: one rate changed leaves the others' sequence alone.
    const [throttled, down, cut, late] = [random(), random(), random(), random()];
    // A carrier is cut as a whole; its parts are refused each by itself.
    if (throttled < plan.rate429 && !info.carrier) {
      const refusal = serviceError(info.service, 429, 'Too many requests. Please retry later.');
      const wait = retryAfter(CHANCE_RETRY_AFTER, settings().retryAfter);
      return answering('rate429', { ...refusal, headers: { ...refusal.headers, ...wait } });
    }
    if (down < plan.rate503) {
      return answering('rate503', serviceError(info.service, 503, 'Service unavailable.'));
    }
    if (cut >= plan.reset || info.part) return undefined;
    const kind = late < plan.resetAfterShare ? 'resetAfter' : 'resetBefore';
    return { kind, name: kind };
  }
}

function isService(name: string): name is ServiceName {
  return name === 'login' || name === 'graph' || name === 'exchange';
}

function answering(name: string, response: SimResponse): Fault {
  return { kind: 'answer', name, response };
}

function ruleFault({ answer }: Rule, info: CallInfo, rule: string): Fault {
  if (typeof answer !== 'string') {
    const usual = serviceError(info.service, answer.status, `Simulated failure ${answer.status}.`);
    const headers = { ...usual.headers, ...answer.headers };
    return answering(rule, { status: answer.status, headers, body: answer.body ?? usual.body });
  }
  const name = `${rule} ${answer}`;
  switch (answer) {
    case 'nulBlock403':
      return answering(name, {
        status: 403,
        headers: { 'content-type': 'application/json' },
        body: Buffer.alloc(NUL_BLOCK),
      });
    case 'html503':
      return answering(name, {
        ...text(503, '<html><body><h1>Service Unavailable</h1></body></html>'),
        headers: { 'content-type': 'text/html' },
      });
    case 'expiredPage':
      return answering(name, expiredPage(info.service));
    default:
      return { kind: answer, name };
  }
}

function expiredPage(service: ServiceName): SimResponse {
  const exchange = 'Expired or Invalid pagination request. Default Expiry time is 00:30:00';
  if (service === 'exchange') return exchangeError(400, 'Invalid Operation', exchange);
  return graphError(
    400,
    'Directory_ExpiredPageToken',
    'The specified page token value has expired.',
  );
}

function lagTimes({ readLag = {} }: FaultPlan): LagTimes {
  const { permissions, sendAs, mailbox, recipient, user } = readLag;
  return {
    ...(permissions && { permissions }),
    ...(sendAs && { sendAs }),
    ...(mailbox && { mailbox }),
    ...(recipient && { recipient }),
    ...(user && { user }),
  };
}
