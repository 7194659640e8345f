/**
 * Many reads in few requests, for both services. Each part ends for itself; only parts that were refused for the moment are
 * sent again, regrouped into full batches, and a part with more pages goes on in the next batch.
 */
import type { Clock } from '../../model/clock.ts';
import { type Answer, endsAll, type Failure, ServiceError, type Settled } from '../service.ts';
import type { TokenSource } from '../sign-in/sign-in.ts';
import type { Audience } from './endpoints.ts';
import { retryAfterMs } from './http-date.ts';
import { isRecord, parseJson, textOf } from './json.ts';
import { backoffMs } from './pacing.ts';
import type { Redactor } from './redact.ts';
import { renewed, sendSigned } from './signed.ts';
import type { HttpAnswer, Judgement, Transport } from './transport.ts';

export interface BatchOptions {
  readonly transport: Transport;
  readonly signIn: TokenSource;
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal?: AbortSignal | undefined;
  /** For how many milliseconds refused parts are sent again. */
  readonly budgetMs: number;
  /** Batches at a time. */
  readonly inFlight: number;
}

/** The answer to one part. `R` is how the service's bodies are read: once, as a page can be large. */
export interface PartAnswer<R> {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: R;
}

/** What an answer means for its part. */
export type Turn<T> =
  | { readonly is: 'done'; readonly answer: Answer<T> }
  /** Goes on at once, as links to next pages live for minutes only. */
  | { readonly is: 'onward' }
  /** Refused for the moment. */
  | { readonly is: 'again'; readonly error: ServiceError }
  /** Of unknown shape: once may be an accident. */
  | { readonly is: 'misshapen'; readonly error: ServiceError }
  /** The token is no longer taken: once more with another one. */
  | { readonly is: 'signedOut'; readonly error: ServiceError }
  | { readonly is: 'failed'; readonly error: ServiceError };

/** One read on its way through batches. */
export interface Part<T, R> {
  /** The call, for messages. */
  readonly what: string;
  /** How it stands in the batch, but for its id. */
  request(token: string): object;
  take(answer: PartAnswer<R>, requestId: string | undefined): Turn<T>;
}

/** What the batches of the two services do not have in common. */
export interface BatchDoor<R> {
  readonly service: Audience;
  /** Most parts of one request. */
  readonly limit: number;
  readonly url: string;
  headers(token: string): Readonly<Record<string, string>>;
  read(status: number, headers: Readonly<Record<string, string>>, body: unknown): R;
  /** Too many calls; or a service that is down and says for how long to leave it alone. */
  isRefusedForLoad(answer: PartAnswer<R>): boolean;
  /** Of an answer that has no parts. */
  judgement(answer: HttpAnswer): Judgement;
  error(answer: HttpAnswer, what: string): ServiceError;
}

/** In the order of the parts. Throws ServiceError only where nothing can go on. */
export function runBatches<T, R>(
  parts: Iterator<Part<T, R>>,
  door: BatchDoor<R>,
  options: BatchOptions,
): Promise<readonly Settled<T>[]> {
  return new BatchRun<T, R>(door, options).all(parts);
}

interface Entry<T, R> {
  readonly id: string;
  readonly part: Part<T, R>;
  misshapen: boolean;
  renewed: boolean;
  /** Why it must go again. */
  error: ServiceError | undefined;
}

class BatchRun<T, R> {
  readonly #door: BatchDoor<R>;
  readonly #options: BatchOptions;
  readonly #settled: (Settled<T> | undefined)[] = [];
  /** Parts that go on at once. */
  #ready: Entry<T, R>[] = [];
  /** Parts for the next round. */
  #later: Entry<T, R>[] = [];
  /** What ends everything: signed out, stopped, or a mistake of ours. */
  #stop: { readonly reason: unknown } | undefined;

  constructor(door: BatchDoor<R>, options: BatchOptions) {
    this.#door = door;
    this.#options = options;
  }

  async all(parts: Iterator<Part<T, R>>): Promise<readonly Settled<T>[]> {
    const { clock, random, budgetMs, signal } = this.#options;
    let fresh: Iterator<Entry<T, R>> = this.#entered(parts);
    let retryingSince: number | undefined;
    for (let round = 0; ; round += 1) {
      await this.#round(fresh);
      if (this.#later.length === 0) break;
      const now = clock.now();
      retryingSince ??= now;
      const again = this.#later;
      this.#later = [];
      if (now - retryingSince > budgetMs) {
        for (const entry of again) this.#fail(entry, entry.error ?? this.#lost());
        break;
      }
      // Silence asked for by the service is kept by the pacing; this wait is for the other reasons.
      if (again.some(({ error }) => error?.failure === 'unavailable')) {
        await this.#sleep(backoffMs(round, random), signal);
      }
      fresh = again.values();
    }
    return this.#settled.map((one) => one ?? { ok: false, error: this.#lost() });
  }

  /** Lazily: of a hundred thousand reads, only those under way are held as requests. */
  *#entered(parts: Iterator<Part<T, R>>): IterableIterator<Entry<T, R>> {
    for (;;) {
      const { done, value } = parts.next();
      if (done === true) return;
      const id = String(this.#settled.push(undefined) - 1);
      yield { id, part: value, misshapen: false, renewed: false, error: undefined };
    }
  }

  async #round(fresh: Iterator<Entry<T, R>>): Promise<void> {
    const work = async (): Promise<void> => {
      for (;;) {
        const entries = this.#next(fresh);
        if (entries.length === 0 || this.#stop !== undefined) return;
        try {
          await this.#send(entries);
        } catch (reason) {
          this.#stop ??= { reason };
        }
      }
    };
    await Promise.all(Array.from({ length: this.#options.inFlight }, work));
    if (this.#stop !== undefined) throw this.#stop.reason;
  }

  #next(fresh: Iterator<Entry<T, R>>): Entry<T, R>[] {
    const entries = this.#ready.splice(0, this.#door.limit);
    while (entries.length < this.#door.limit) {
      const { done, value } = fresh.next();
      if (done === true) break;
      entries.push(value);
    }
    return entries;
  }

  async #send(entries: readonly Entry<T, R>[]): Promise<void> {
    const { transport, signIn } = this.#options;
    const { service, url } = this.#door;
    const first = entries[0]?.part.what ?? '$batch';
    const what =
      entries.length === 1 ? first : `${first} and ${entries.length - 1} more in one request`;
    let used = '';
    let answers: Answers<R> | undefined;
    let answer: HttpAnswer;
    try {
      answer = await sendSigned(transport, signIn, service, (token) => {
        used = token;
        const requests = entries.map(({ id, part }) => ({ id, ...part.request(token) }));
        return {
          service,
          kind: 'read',
          method: 'POST',
          url,
          headers: this.#door.headers(token),
          body: JSON.stringify({ requests }),
          what,
          cost: entries.length,
          judge: (got) => {
            answers = got.status === 200 ? this.#answersIn(got.text) : undefined;
            return this.#judgement(got, answers, entries.length);
          },
        };
      });
    } catch (error) {
      if (!(error instanceof ServiceError) || endsAll(error)) throw error;
      for (const entry of entries) this.#fail(entry, error);
      return;
    }
    if (answers !== undefined) {
      await this.#share(entries, answers, answer.requestId, used);
      return;
    }
    const error = ofCarrier(this.#door.error(answer, what));
    if (endsAll(error)) throw error;
    for (const entry of entries) this.#fail(entry, error);
  }

  #judgement(answer: HttpAnswer, answers: Answers<R> | undefined, parts: number): Judgement {
    if (answers === undefined) {
      return answer.status === 200 ? { is: 'shape' } : this.#door.judgement(answer);
    }
    const now = this.#options.clock.now();
    const refused = [...answers.values()].filter((one) => this.#door.isRefusedForLoad(one));
    const waits = refused.flatMap(({ headers }) => retryAfterMs(headers, now) ?? []);
    return {
      is: 'final',
      refusedForLoad: Math.min(parts, refused.length),
      ...(waits.length === 0 ? {} : { retryAfterMs: Math.max(...waits) }),
    };
  }

  /** Gives each part its answer; by id, as their order is not given. */
  async #share(
    entries: readonly Entry<T, R>[],
    answers: Answers<R>,
    requestId: string | undefined,
    token: string,
  ): Promise<void> {
    let signedOut = false;
    for (const entry of entries) {
      const answer = answers.get(entry.id);
      const turn =
        answer === undefined ? this.#missing(entry, requestId) : entry.part.take(answer, requestId);
      if (turn.is === 'done') this.#settled[Number(entry.id)] = { ok: true, answer: turn.answer };
      else if (turn.is === 'onward') this.#ready.push(entry);
      else if (turn.is === 'again') this.#again(entry, turn.error);
      else if (turn.is === 'misshapen' && !entry.misshapen) {
        entry.misshapen = true;
        this.#again(entry, turn.error);
      } else if (turn.is === 'signedOut' && !entry.renewed) {
        entry.renewed = true;
        signedOut = true;
        this.#again(entry, turn.error);
      } else this.#fail(entry, turn.error);
    }
    if (signedOut) await renewed(this.#options.signIn, this.#door.service, token, undefined);
  }

  /** A part without an answer of its own has told nothing: least of all that there is nothing. */
  #missing({ part }: Entry<T, R>, requestId: string | undefined): Turn<T> {
    const message = 'the batch came back without its answer, or with several';
    return {
      is: 'misshapen',
      error: this.#error('shape', 200, 'UnknownShape', part.what, message, requestId),
    };
  }

  #again(entry: Entry<T, R>, error: ServiceError): void {
    entry.error = error;
    this.#later.push(entry);
  }

  #fail({ id }: Entry<T, R>, error: ServiceError): void {
    this.#settled[Number(id)] = { ok: false, error };
  }

  /** A part that nobody settled would be a mistake of this file; it must not look like an empty answer. */
  #lost(): ServiceError {
    return this.#error('shape', 0, 'Lost', '$batch', 'the read did not finish');
  }

  #error(
    failure: Failure,
    status: number,
    code: string,
    what: string,
    message: string,
    requestId?: string,
  ): ServiceError {
    const { service } = this.#door;
    return new ServiceError(
      { service, failure, status, code, what, requestId },
      `${what}: ${message}`,
    );
  }

  async #sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.#options.clock.sleep(ms, signal);
    } catch (cause) {
      if (signal?.aborted !== true) throw cause;
      throw this.#error('aborted', 0, 'Aborted', '$batch', 'it was stopped');
    }
  }

  /** Answers by id; an id that comes twice is left out. Undefined: not the answer to a batch. */
  #answersIn(text: string): Answers<R> | undefined {
    const parsed = parseJson(text);
    if (parsed === undefined || !isRecord(parsed.value)) return undefined;
    const { responses } = parsed.value;
    if (!Array.isArray(responses)) return undefined;
    const answers = new Map<string, PartAnswer<R>>();
    const twice = new Set<string>();
    for (const response of responses) {
      if (!isRecord(response)) continue;
      const { id, status, headers, body } = response;
      const key = typeof id === 'number' ? String(id) : textOf(id);
      if (key === undefined || typeof status !== 'number') continue;
      if (answers.has(key)) twice.add(key);
      const names = lowerCase(headers);
      answers.set(key, { status, headers: names, body: this.#door.read(status, names, body) });
    }
    for (const key of twice) answers.delete(key);
    return answers;
  }
}
type Answers<R> = ReadonlyMap<string, PartAnswer<R>>;

/** That the request as a whole was answered with "not found" says of none of its objects that they are not there. */
const ofCarrier = (error: ServiceError): ServiceError =>
  error.failure === 'notFound' || error.failure === 'ambiguous'
    ? new ServiceError({ ...error, failure: 'refused' }, error.message)
    : error;

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
