/**
 * The one way to the network, under sign-in, Graph and Exchange: endpoint map, pacing, request ids, debug lines, and
 * retry of reads. A write is sent once; what it means when no answer comes is its caller's to say.
 */
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Clock } from '../../model/clock.ts';
import { isoTime, LAST_TIME_MS } from '../../model/date.ts';
import { durationText } from '../../model/duration.ts';
import { type GivenUp, type OnWait, ServiceError, type ServiceName } from '../service.ts';
import {
  bodyText,
  type Connection,
  createConnection,
  flatHeaders,
  type Loss,
  lossOf,
} from './connection.ts';
import type { Endpoints } from './endpoints.ts';
import { retryAfterMs, usedUpForMs } from './http-date.ts';
import { backoffMs, createLimiter, type Limiter, type Report, type Ticket } from './pacing.ts';
import type { ProxyServer } from './proxy.ts';
import type { Redactor } from './redact.ts';
import type { Setting } from './trouble.ts';

type PerService = Readonly<Record<ServiceName, number>>;

export interface TransportLimits {
  /** Requests at a time. */
  readonly inFlight: PerService;
  /** Milliseconds to connect. */
  readonly connectMs: number;
  /** Milliseconds until the answer begins, and between its pieces. */
  readonly answerMs: PerService;
  /** For how many milliseconds a read is tried again. */
  readonly readBudgetMs: PerService;
  /** Longest silence that a service may ask for, in milliseconds; and for how long at most it may fail. */
  readonly maxWaitMs: number;
}

/** Exchange: three or four requests at a time is what public clients found to be borne; a cmdlet may take minutes. */
export const DEFAULT_LIMITS: TransportLimits = {
  inFlight: { login: 2, graph: 8, exchange: 4 },
  connectMs: 30_000,
  answerMs: { login: 30_000, graph: 100_000, exchange: 310_000 },
  readBudgetMs: { login: 60_000, graph: 600_000, exchange: 600_000 },
  maxWaitMs: 900_000,
};

/** For how long a read is tried again: no longer than may be waited at all. */
export const budgetOf = (
  { readBudgetMs, maxWaitMs }: Pick<TransportLimits, 'readBudgetMs' | 'maxWaitMs'>,
  service: ServiceName,
): number => Math.min(readBudgetMs[service], maxWaitMs);

/** What the caller makes of an answer, so that the transport knows whether asking again can help. */
export interface Judgement {
  readonly is: 'final' | 'transient' | 'shape';
  /** Of several calls in one request, those refused for load, and the longest wait that one of them asked for. */
  readonly refusedForLoad?: number;
  readonly retryAfterMs?: number | undefined;
  /** Refused for too many calls at a time. */
  readonly crowded?: boolean;
}

export interface HttpRequest {
  readonly service: ServiceName;
  readonly kind: 'read' | 'write';
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With the public origin. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Method and path, or the cmdlet: for messages. */
  readonly what: string;
  /** How many calls it counts for (the parts of a batch); 1 where absent. */
  readonly cost?: number;
  /** It belongs to what has begun and must be finished or given back: the signal ends none of its waits. */
  readonly finishes?: boolean;
  /** By the status alone where absent. */
  readonly judge?: (answer: HttpAnswer) => Judgement;
}
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly requestId: string | undefined;
}

/** `code` of a ServiceError without an answer: the service cannot have seen the request. */
export const NOT_SENT = 'NotSent';
/** `code` of a ServiceError without an answer: the request went out, and what became of it is not known. */
export const NO_ANSWER = 'NoAnswer';
/** `code` of a ServiceError: the answer has more bytes than are taken in. */
export const TOO_LARGE = 'TooLarge';

export interface Transport {
  /**
   * The service's answer; for a read, the last one where time ran out. Throws ServiceError: `aborted`, `guarded` (a URL
   * of another origin), `throttled` (given up while waiting), `unavailable` (no answer; `code` NOT_SENT or NO_ANSWER).
   * The signal ends waiting and reads under way, never a write under way: that would make its outcome unknown.
   */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** Why no call gets through any more: a service asked for a longer silence than may be waited. */
  givenUp(): GivenUp | undefined;
  /** Ends connections, waits, and reads under way. */
  close(): Promise<void>;
}

/** Milliseconds between two words about the same service. */
const WAIT_TOLD_MS = 30_000;
/** A silence that is over before anybody wonders is not worth a word. */
const SHORT_SILENCE_MS = 3000;
const SERVICE_WORDS = {
  login: 'The sign-in service',
  graph: 'Microsoft Graph',
  exchange: 'Exchange Online',
} as const;

/** How this machine reaches others. */
export interface Network {
  /** By target origin; a target that is not in it is connected to directly. */
  readonly proxies: ReadonlyMap<string, ProxyServer>;
  /** NODE_EXTRA_CA_CERTS, which Node itself reads; undefined: not set. */
  readonly extraCa: string | undefined;
}
const DIRECT: Network = { proxies: new Map(), extraCa: undefined };

export interface TransportOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly endpoints: Endpoints;
  readonly redactor: Redactor;
  readonly userAgent: string;
  readonly limits?: TransportLimits;
  /** Lines for `--debug`, redacted. */
  readonly onEvent?: ((line: string) => void) | undefined;
  /** Told now and then while a call waits for a service. `begun`: it finishes what is half done, and a stop does not end it. */
  readonly onWait?: OnWait | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Absent: nothing stands between. */
  readonly network?: Network | undefined;
  /** Tests hand in a scripted one. */
  readonly connection?: Connection;
}

const TRANSIENT: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
/** What the status alone says. */
export const statusJudgement = (status: number): Judgement => ({
  is: TRANSIENT.has(status) ? 'transient' : 'final',
});

export function createTransport(options: TransportOptions): Transport {
  return new PacedTransport(options);
}

/** Of several reads in one request that belongs to what has begun, some were refused for load: asked again, they would be without end. */
const isRefusedInPart = (
  { kind, finishes }: HttpRequest,
  { refusedForLoad = 0 }: Judgement,
): boolean => kind === 'read' && finishes === true && refusedForLoad > 0;

/** The same way to the network, for what has begun: no signal ends its waits. Closing is left to the one it is made of. */
export const finishing = (transport: Transport): Transport => ({
  send: (request) => transport.send({ ...request, finishes: true }),
  givenUp: () => transport.givenUp(),
  close: async () => undefined,
});

type Attempt =
  | { readonly answer: HttpAnswer; readonly loss?: never }
  | { readonly answer?: never; readonly loss: Loss; readonly cause: unknown };

class PacedTransport implements Transport {
  readonly #options: TransportOptions;
  readonly #closing = new AbortController();
  /** Ends waits and reads under way of all but what must be finished. */
  readonly #stop: AbortSignal;
  readonly #givenUp = new Map<ServiceName, GivenUp>();
  readonly #waitTold = new Map<ServiceName, number>();
  readonly #limits: TransportLimits;
  readonly #connection: Connection;
  readonly #limiters: Readonly<Record<ServiceName, Limiter>>;

  constructor(options: TransportOptions) {
    this.#options = options;
    const { signal } = this.#closing;
    this.#stop = options.signal === undefined ? signal : AbortSignal.any([options.signal, signal]);
    for (const one of [signal, this.#stop]) setMaxListeners(0, one); // each wait and read under way listens
    const limits = options.limits ?? DEFAULT_LIMITS;
    this.#limits = limits;
    const most = Math.max(...Object.values(limits.inFlight));
    const { proxies } = options.network ?? DIRECT;
    this.#connection =
      options.connection ?? createConnection(limits.connectMs, most, undefined, proxies);
    const limiter = (service: ServiceName): Limiter =>
      createLimiter({
        clock: options.clock,
        random: options.random,
        signal: options.signal,
        inFlight: limits.inFlight[service],
        patienceMs: budgetOf(limits, service),
        maxWaitMs: limits.maxWaitMs,
        onSilence: (ms) => this.#tell(`  ${service}: silence for ${Math.ceil(ms / 1000)} s`),
        onWaiting: (ms) => this.#tellSilence(service, ms),
        onInsisting: (ms) => this.#tellInsisting(service, ms),
      });
    this.#limiters = {
      login: limiter('login'),
      graph: limiter('graph'),
      exchange: limiter('exchange'),
    };
  }

  async send(request: HttpRequest): Promise<HttpAnswer> {
    const { clock, random } = this.#options;
    const limiter = this.#limiters[request.service];
    const budget = budgetOf(this.#limits, request.service);
    this.#guardOrigin(request);
    let startedAt: number | undefined;
    let misshapen = 0;
    for (let tries = 0; ; tries += 1) {
      const ticket = await this.#admit(request, limiter);
      startedAt ??= clock.now();
      const { attempt, judgement } = await this.#try(request, limiter, ticket);
      const again =
        request.kind === 'read' &&
        (judgement.is === 'transient' || (judgement.is === 'shape' && misshapen === 0)) &&
        (attempt.loss?.passing ?? true);
      const signal = this.#signalOf(request);
      if (again && signal.aborted) throw this.#stopped(request, signal.reason);
      const silence = limiter.silenceMs();
      const pause = silence > 0 ? 0 : backoffMs(tries, random);
      const overlong = limiter.overlongMs();
      if (overlong !== undefined && (again || isRefusedInPart(request, judgement)))
        throw this.#giveUp(request, overlong);
      // A silence that may be kept is kept; a service that fails again after it has had its time.
      const elapsed = clock.now() - startedAt;
      const late =
        silence > 0
          ? elapsed + silence > Math.max(budget, this.#limits.maxWaitMs)
          : elapsed + pause > budget;
      if (!again || late || limiter.troubleMs() > budget) return this.#end(request, attempt);
      if (judgement.is === 'shape') misshapen += 1;
      if (silence === 0) this.#tellWait(request, startedAt, budget, attempt);
      await this.#sleep(request, pause);
    }
  }

  givenUp(): GivenUp | undefined {
    const [first] = this.#givenUp.values();
    return first;
  }

  close(): Promise<void> {
    const reason = new Error('the connections were closed');
    this.#closing.abort(reason);
    for (const limiter of Object.values(this.#limiters)) limiter.close(reason);
    return this.#connection.close();
  }

  /** The first time a call has to wait, and then every half a minute: silence looks like a program that hangs. */
  #tellWait(
    { service }: HttpRequest,
    startedAt: number,
    budgetMs: number,
    { loss }: Attempt,
  ): void {
    const left = durationText(startedAt + budgetMs - this.#options.clock.now());
    const what =
      loss?.advice === undefined
        ? `${SERVICE_WORDS[service]} does not answer, or is not available`
        : `${SERVICE_WORDS[service]} cannot be reached: ${this.#options.redactor.text(loss.why)}`;
    this.#tellNowAndThen(service, `${what}; mbx tries again for up to ${left}.`);
  }
  #tellSilence(service: ServiceName, ms: number): void {
    if (ms < SHORT_SILENCE_MS) return;
    this.#tellNowAndThen(
      service,
      `${SERVICE_WORDS[service]} asks to wait ${durationText(ms)}; mbx goes on then.`,
    );
  }
  /** Told at once: whoever sees nothing might end the program with something half done. */
  #tellInsisting(service: ServiceName, ms: number): void {
    const { asks } = this.#wall(service, this.#limiters[service].overlongMs() ?? ms);
    const allowed = durationText(this.#limits.maxWaitMs);
    this.#tellNowAndThen(
      service,
      `${asks}, and --max-wait allows ${allowed}. mbx still tries to finish what is half done, in ${durationText(1000 * Math.ceil(ms / 1000))}.`,
      true,
    );
  }
  #tellNowAndThen(service: ServiceName, line: string, begun = false): void {
    const now = this.#options.clock.now();
    if (now < (this.#waitTold.get(service) ?? Number.NEGATIVE_INFINITY) + WAIT_TOLD_MS) return;
    this.#waitTold.set(service, now);
    this.#options.onWait?.(line, begun);
  }

  async #admit(request: HttpRequest, limiter: Limiter): Promise<Ticket> {
    let ticket: Ticket | undefined;
    try {
      ticket = await limiter.admit(request.cost ?? 1, request.finishes);
    } catch (reason) {
      throw this.#stopped(request, reason);
    }
    if (ticket !== undefined) return ticket;
    const overlong = limiter.overlongMs();
    if (overlong !== undefined) throw this.#giveUp(request, overlong);
    const minutes = Math.round(limiter.troubleMs() / 60_000);
    throw this.#error(
      request,
      'throttled',
      NOT_SENT,
      `${SERVICE_WORDS[request.service]} has refused all calls for ${minutes} minutes and still asks to wait`,
    );
  }

  /** Nobody is kept waiting for that long: the run ends here, and says for what it would have waited. */
  #giveUp(request: HttpRequest, ms: number): ServiceError {
    return this.#error(request, 'longWait', NOT_SENT, this.#wall(request.service, ms).text);
  }

  /** Worded once: a service that is asked again in spite of it may put the end off, and two ends would be told. */
  #wall(service: ServiceName, ms: number): GivenUp {
    const known = this.#givenUp.get(service);
    if (known !== undefined) return known;
    const until = this.#options.clock.now() + this.#limiters[service].silenceMs();
    const when = until < LAST_TIME_MS ? ` (until ${isoTime(until)})` : '';
    const asks = `${SERVICE_WORDS[service]} asks to wait ${durationText(ms)}`;
    const text = `${asks}${when}, and --max-wait allows ${durationText(this.#limits.maxWaitMs)}`;
    const wall = { asks, text };
    this.#givenUp.set(service, wall);
    return wall;
  }

  /** Gives the ticket back in any case, so that a mistake of ours cannot hold up every other call. */
  async #try(
    request: HttpRequest,
    limiter: Limiter,
    ticket: Ticket,
  ): Promise<{ readonly attempt: Attempt; readonly judgement: Judgement }> {
    let report: Report = { answered: false, refusedForLoad: 0 };
    try {
      const attempt = await this.#attempt(request);
      const { answer } = attempt;
      if (answer === undefined) return { attempt, judgement: { is: 'transient' } };
      const judgement = request.judge?.(answer) ?? statusJudgement(answer.status);
      report = this.#reportOf(answer, judgement, ticket);
      return { attempt, judgement };
    } finally {
      limiter.release(ticket, report);
    }
  }

  async #attempt(request: HttpRequest): Promise<Attempt> {
    const { clock, endpoints, userAgent, redactor } = this.#options;
    const signal = this.#signalOf(request);
    const url = new URL(request.url);
    const target = endpoints.targets.get(url.origin);
    const headers: Record<string, string> = {
      ...request.headers,
      'user-agent': userAgent,
      'accept-encoding': 'gzip',
      'client-request-id': randomUUID(),
      ...(target === undefined ? {} : { host: url.host }),
    };
    const at = clock.now();
    const { proxy } = this.#settingOf(url.origin);
    const way = proxy === undefined ? '' : ` through ${proxy.name}`;
    this.#tell(`> ${request.method} ${request.url} [${request.what}]${way}`);
    try {
      const raw = await this.#connection.request(
        target === undefined ? request.url : target + url.pathname + url.search,
        {
          method: request.method,
          headers,
          headersTimeout: this.#limits.answerMs[request.service],
          bodyTimeout: this.#limits.answerMs[request.service],
          ...(request.body === undefined ? {} : { body: request.body }),
          ...(request.kind === 'write' ? {} : { signal }),
        },
      );
      const answerHeaders = flatHeaders(raw.headers);
      const text = this.#withoutEcho(
        request,
        raw.statusCode,
        await bodyText(raw, answerHeaders['content-encoding']),
      );
      const said = answerHeaders['request-id'] ?? answerHeaders['x-ms-request-id'];
      const requestId = said === undefined ? undefined : redactor.text(said);
      this.#tell(
        `< ${raw.statusCode} [${request.what}] ${clock.now() - at} ms, ${text.length} characters, request-id ${requestId ?? 'none'}, client-request-id ${headers['client-request-id']}`,
      );
      return { answer: { status: raw.statusCode, headers: answerHeaders, text, requestId } };
    } catch (cause) {
      if (signal.aborted && request.kind === 'read') {
        return {
          loss: { unsent: false, passing: false, tooLarge: false, why: 'it was stopped' },
          cause,
        };
      }
      const loss = lossOf(cause, this.#settingOf(url.origin));
      this.#tell(`! [${request.what}] ${clock.now() - at} ms, no answer: ${loss.why}`);
      return { loss, cause };
    }
  }

  #settingOf(publicOrigin: string): Setting {
    const { endpoints, network = DIRECT } = this.#options;
    const origin = endpoints.targets.get(publicOrigin) ?? publicOrigin;
    return { proxy: network.proxies.get(origin), extraCa: network.extraCa };
  }

  /** Some errors repeat the request. A token just issued, though, must arrive whole, even where it is the old one again. */
  #withoutEcho({ service }: HttpRequest, status: number, text: string): string {
    return service === 'login' && status < 400 ? text : this.#options.redactor.answer(text);
  }

  #reportOf(answer: HttpAnswer, judgement: Judgement, ticket: Ticket): Report {
    const { status, headers } = answer;
    const now = this.#options.clock.now();
    const whole = status === 429 || (status === 503 && 'retry-after' in headers);
    return {
      answered: status < 500 || judgement.is === 'final',
      refusedForLoad: whole ? ticket.cost : (judgement.refusedForLoad ?? 0),
      retryAfterMs: judgement.retryAfterMs ?? (whole ? retryAfterMs(headers, now) : undefined),
      usedUpForMs: usedUpForMs(headers, now),
      crowded: judgement.crowded,
    };
  }

  #end(request: HttpRequest, attempt: Attempt): HttpAnswer {
    const { answer, loss } = attempt;
    if (answer !== undefined) return answer;
    if (request.kind === 'read' && this.#signalOf(request).aborted) {
      throw this.#stopped(request, attempt.cause);
    }
    // Of a write it is not known what became of it; of a read nothing may be concluded.
    if (loss.tooLarge && request.kind === 'read')
      throw this.#error(
        request,
        'shape',
        TOO_LARGE,
        `the answer to ${request.what} cannot be used: ${loss.why}`,
      );
    throw this.#error(
      request,
      'unavailable',
      loss.unsent ? NOT_SENT : NO_ANSWER,
      `${SERVICE_WORDS[request.service]} gave no answer to ${request.what}: ${loss.why}`,
      attempt.cause,
      loss.advice,
    );
  }

  async #sleep(request: HttpRequest, ms: number): Promise<void> {
    if (ms <= 0) return;
    try {
      await this.#options.clock.sleep(ms, this.#signalOf(request));
    } catch (reason) {
      throw this.#stopped(request, reason);
    }
  }

  #guardOrigin(request: HttpRequest): void {
    const { origin } = new URL(request.url);
    if (origin === this.#options.endpoints.origins[request.service]) return;
    throw this.#error(
      request,
      'guarded',
      'ForeignOrigin',
      `a call of ${request.what} to ${origin} was stopped: it is not the ${request.service} service`,
    );
  }

  #signalOf({ finishes }: HttpRequest): AbortSignal {
    return finishes === true ? this.#closing.signal : this.#stop;
  }

  /** What ended a wait: the signal, or a mistake of ours, which is thrown on. */
  #stopped(request: HttpRequest, reason: unknown): unknown {
    if (!this.#signalOf(request).aborted) return reason;
    return this.#error(request, 'aborted', 'Aborted', `${request.what} was stopped`, reason);
  }

  #error(
    { service, what }: HttpRequest,
    failure: 'shape' | 'longWait' | 'throttled' | 'unavailable' | 'guarded' | 'aborted',
    code: string,
    message: string,
    cause?: unknown,
    advice?: string,
  ): ServiceError {
    const text = this.#options.redactor.text(message);
    return new ServiceError({ service, failure, status: 0, code, what, advice }, text, { cause });
  }

  #tell(line: string): void {
    this.#options.onEvent?.(this.#options.redactor.text(line));
  }
}
