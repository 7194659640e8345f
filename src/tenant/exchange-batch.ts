/**
 * Many Exchange reads, ten to a request. Each part ends for itself; only parts that were refused for the moment are
 * sent again, regrouped into full batches, and a part with more pages goes on in the next batch.
 */
import type { Clock } from '../model/clock.ts';
import { EXCHANGE_BATCH_LIMIT, EXCHANGE_PATH } from '../wire/exchange.ts';
import { encodeSegment } from './encode.ts';
import { asRead, type Reading, readBody } from './exchange-answer.ts';
import { errorOf, exchangeError, Gathering } from './exchange-pages.ts';
import {
  commonHeaders,
  headersOf,
  type Invocation,
  invocationOf,
  type Place,
} from './exchange-request.ts';
import { retryAfterMs } from './http-date.ts';
import { isRecord, parseJson, textOf } from './json.ts';
import { backoffMs } from './pacing.ts';
import type { Redactor } from './redact.ts';
import { endsAll, type Query, type Row, ServiceError, type Settled } from './service.ts';
import type { SignIn } from './sign-in.ts';
import { renewed, sendSigned } from './signed.ts';
import { type HttpAnswer, statusVerdict, type Transport, type Verdict } from './transport.ts';

export interface BatchOptions {
  readonly transport: Transport;
  readonly signIn: SignIn;
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal?: AbortSignal | undefined;
  /** For how many milliseconds refused parts are sent again. */
  readonly budgetMs: number;
  /** Batches at a time. */
  readonly inFlight: number;
}

/** One read on its way through batches. */
interface Part<T> {
  readonly index: number;
  readonly gathering: Gathering<T>;
  invocation: Invocation;
  /** Answers of unknown shape so far: one may be an accident. */
  misshapen: number;
  renewed: boolean;
  /** Why it must go again. */
  error: ServiceError | undefined;
}

interface PartAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly reading: Reading;
}

export async function queryBatches<T>(
  queries: readonly Query[],
  narrow: (row: Row, index: number) => T | undefined,
  place: Place,
  options: BatchOptions,
): Promise<readonly Settled<T>[]> {
  const run = new BatchRun<T>(place, options);
  return run.all(queries, narrow);
}

class BatchRun<T> {
  readonly #place: Place;
  readonly #options: BatchOptions;
  readonly #settled = new Map<number, Settled<T>>();
  /** Parts that go on at once: links to next pages live for minutes only. */
  #ready: Part<T>[] = [];
  /** Parts for the next round. */
  #later: Part<T>[] = [];
  /** What ends everything: signed out, stopped, or a mistake of ours. */
  #stop: { readonly reason: unknown } | undefined;

  constructor(place: Place, options: BatchOptions) {
    this.#place = place;
    this.#options = options;
  }

  async all(
    queries: readonly Query[],
    narrow: (row: Row, index: number) => T | undefined,
  ): Promise<readonly Settled<T>[]> {
    const { clock, random, budgetMs, signal } = this.#options;
    let fresh = this.#parts(queries, narrow);
    let retryingSince: number | undefined;
    for (let round = 0; ; round += 1) {
      await this.#round(fresh);
      if (this.#later.length === 0) break;
      const now = clock.now();
      retryingSince ??= now;
      const again = this.#later;
      this.#later = [];
      if (now - retryingSince > budgetMs) {
        for (const part of again) this.#fail(part, part.error);
        break;
      }
      // Silence asked for by the service is kept by the pacing; this wait is for the other reasons.
      if (again.some(({ error }) => error?.failure === 'unavailable')) {
        await this.#sleep(backoffMs(round, random), signal);
      }
      fresh = again.values();
    }
    return queries.map((query, index) => this.#settled.get(index) ?? lost(query));
  }

  /** Lazily: of a hundred thousand reads, only those under way are held as requests. */
  *#parts(
    queries: readonly Query[],
    narrow: (row: Row, index: number) => T | undefined,
  ): IterableIterator<Part<T>> {
    for (const [index, query] of queries.entries()) {
      const { origin } = this.#place;
      const { redactor } = this.#options;
      const gathering = new Gathering<T>(query, origin, (row) => narrow(row, index), redactor);
      const invocation = invocationOf(query, this.#place);
      yield { index, gathering, invocation, misshapen: 0, renewed: false, error: undefined };
    }
  }

  async #round(fresh: Iterator<Part<T>>): Promise<void> {
    const work = async (): Promise<void> => {
      for (;;) {
        const parts = this.#next(fresh);
        if (parts.length === 0 || this.#stop !== undefined) return;
        try {
          await this.#send(parts);
        } catch (reason) {
          this.#stop ??= { reason };
        }
      }
    };
    await Promise.all(Array.from({ length: this.#options.inFlight }, work));
    if (this.#stop !== undefined) throw this.#stop.reason;
  }

  #next(fresh: Iterator<Part<T>>): Part<T>[] {
    const parts = this.#ready.splice(0, EXCHANGE_BATCH_LIMIT);
    while (parts.length < EXCHANGE_BATCH_LIMIT) {
      const { done, value } = fresh.next();
      if (done === true) break;
      parts.push(value);
    }
    return parts;
  }

  async #send(parts: readonly Part<T>[]): Promise<void> {
    const { transport, signIn } = this.#options;
    const [
      {
        invocation: { cmdlet },
      } = { invocation: { cmdlet: 'nothing' } },
    ] = parts;
    const what =
      parts.length === 1 ? cmdlet : `${cmdlet} and ${parts.length - 1} more in one request`;
    let used = '';
    let answers: ReadonlyMap<string, PartAnswer> | undefined;
    let answer: HttpAnswer;
    try {
      answer = await sendSigned(transport, signIn, 'exchange', (token) => {
        used = token;
        return {
          service: 'exchange',
          kind: 'read',
          method: 'POST',
          url: `${this.#place.origin}${EXCHANGE_PATH.batch(encodeSegment(this.#place.tenantId))}`,
          headers: { ...commonHeaders(token), Prefer: 'odata.continue-on-error' },
          body: JSON.stringify({ requests: parts.map((part) => requestOf(part, token)) }),
          what,
          cost: parts.length,
          judge: (got) => {
            answers = got.status === 200 ? answersIn(got.text) : undefined;
            return this.#verdict(got, answers, parts.length);
          },
        };
      });
    } catch (error) {
      if (!(error instanceof ServiceError) || endsAll(error)) throw error;
      for (const part of parts) this.#fail(part, error);
      return;
    }
    if (answers !== undefined) {
      await this.#share(parts, answers, answer.requestId, used);
      return;
    }
    const error = this.#outerError(answer, what);
    if (endsAll(error)) throw error;
    for (const part of parts) this.#fail(part, error);
  }

  #verdict(
    answer: HttpAnswer,
    answers: ReadonlyMap<string, PartAnswer> | undefined,
    parts: number,
  ): Verdict {
    if (answers === undefined) {
      if (answer.status === 200) return { is: 'shape' };
      const reading = readBody(answer.status, answer.headers, answer.text);
      const crowded = reading.is === 'fault' && reading.crowded;
      return { ...statusVerdict(answer.status), crowded };
    }
    const now = this.#options.clock.now();
    const refused = [...answers.values()].filter(isRefusedForLoad);
    const waits = refused.flatMap(({ headers }) => retryAfterMs(headers, now) ?? []);
    return {
      is: 'final',
      refusedForLoad: Math.min(parts, refused.length),
      ...(waits.length === 0 ? {} : { retryAfterMs: Math.max(...waits) }),
    };
  }

  /** Gives each part its answer; by id, as their order is not given. */
  async #share(
    parts: readonly Part<T>[],
    answers: ReadonlyMap<string, PartAnswer>,
    requestId: string | undefined,
    token: string,
  ): Promise<void> {
    let signedOut = false;
    for (const part of parts) {
      const answer = answers.get(String(part.index));
      if (answer === undefined) {
        const message = 'the batch came back without its answer, or with several';
        this.#misshapen(part, 200, message, requestId);
        continue;
      }
      const { status, reading, headers } = answer;
      const id = headers['request-id'] ?? requestId;
      if (reading.is === 'page') this.#page(part, reading, id);
      else if (reading.is === 'shape') this.#misshapen(part, status, reading.message, id);
      else if (reading.failure === 'signedOut' && !part.renewed) {
        part.renewed = true;
        signedOut = true;
        this.#again(
          part,
          errorOf(reading, status, part.invocation.cmdlet, id, this.#options.redactor),
        );
      } else if (part.gathering.restart(reading)) {
        part.invocation = invocationOf(part.gathering.query, this.#place);
        this.#ready.push(part);
      } else {
        const error = errorOf(reading, status, part.invocation.cmdlet, id, this.#options.redactor);
        if (reading.transient) this.#again(part, error);
        else this.#fail(part, error);
      }
    }
    if (signedOut) await renewed(this.#options.signIn, 'exchange', token, undefined);
  }

  #page(
    part: Part<T>,
    page: Reading & { readonly is: 'page' },
    requestId: string | undefined,
  ): void {
    let next: string | undefined;
    try {
      next = part.gathering.take(page, requestId);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      this.#fail(part, error);
      return;
    }
    if (next === undefined) {
      this.#settled.set(part.index, { ok: true, answer: part.gathering.answer() });
      return;
    }
    part.invocation = { ...part.invocation, url: next };
    this.#ready.push(part);
  }

  #misshapen(part: Part<T>, status: number, message: string, requestId: string | undefined): void {
    const error = errorOf(
      { is: 'shape', message },
      status,
      part.invocation.cmdlet,
      requestId,
      this.#options.redactor,
    );
    part.misshapen += 1;
    if (part.misshapen > 1) this.#fail(part, error);
    else this.#again(part, error);
  }

  #again(part: Part<T>, error: ServiceError): void {
    part.error = error;
    this.#later.push(part);
  }

  #fail(part: Part<T>, error: ServiceError | undefined): void {
    this.#settled.set(part.index, { ok: false, error: error ?? lost(part.gathering.query).error });
  }

  #outerError(answer: HttpAnswer, what: string): ServiceError {
    const reading = readBody(answer.status, answer.headers, answer.text);
    const told: Reading =
      reading.is === 'page'
        ? { is: 'shape', message: 'the answer to a batch holds no parts' }
        : reading;
    return errorOf(told, answer.status, what, answer.requestId, this.#options.redactor);
  }

  async #sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.#options.clock.sleep(ms, signal);
    } catch (cause) {
      if (signal?.aborted !== true) throw cause;
      throw exchangeError('aborted', 0, 'Aborted', '$batch', 'it was stopped');
    }
  }
}

/** Too many calls; or a service that is down and says for how long to leave it alone. */
const isRefusedForLoad = ({ status, headers, reading }: PartAnswer): boolean =>
  reading.is === 'fault' &&
  (reading.failure === 'throttled' || (status === 503 && 'retry-after' in headers));

/** A part that nobody settled would be a mistake of this file; it must not look like an empty answer. */
const lost = ({ cmdlet }: Query): { readonly ok: false; readonly error: ServiceError } => ({
  ok: false,
  error: exchangeError('shape', 0, 'Lost', cmdlet, 'the read came to no end'),
});

/** URLs are absolute, and each part carries the token itself. */
const requestOf = <T>({ index, invocation }: Part<T>, token: string) => ({
  id: String(index),
  method: 'POST',
  url: invocation.url,
  headers: headersOf(invocation, token),
  body: invocation.body,
});

/** Answers by id; an id that comes twice is left out. Undefined: not the answer to a batch. */
function answersIn(text: string): ReadonlyMap<string, PartAnswer> | undefined {
  const parsed = parseJson(text);
  if (parsed === undefined || !isRecord(parsed.value)) return undefined;
  const { responses } = parsed.value;
  if (!Array.isArray(responses)) return undefined;
  const answers = new Map<string, PartAnswer>();
  const twice = new Set<string>();
  for (const response of responses) {
    if (!isRecord(response)) continue;
    const { id, status, headers, body } = response;
    const key = typeof id === 'number' ? String(id) : textOf(id);
    if (key === undefined || typeof status !== 'number') continue;
    if (answers.has(key)) twice.add(key);
    const names = lowerCase(headers);
    answers.set(key, { status, headers: names, reading: asRead(readBody(status, names, body)) });
  }
  for (const key of twice) answers.delete(key);
  return answers;
}

function lowerCase(headers: unknown): Record<string, string> {
  if (!isRecord(headers)) return {};
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string' || typeof value === 'number') {
      flat[name.toLowerCase()] = String(value);
    }
  }
  return flat;
}
