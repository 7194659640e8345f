/**
 * How fast a service is called: at most so many calls at a time, silence while it asks for silence, then one call
 * before the rest, and from the first refusal on the rate that it was seen to bear. One limiter per service.
 */
import { setMaxListeners } from 'node:events';
import type { Clock } from '../../model/clock.ts';
import { Rate } from './rate.ts';

/** Waits where the service names no time: from 1 s, doubled each time, at most 60 s, full jitter. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
/** After so long without a refusal for too many at a time, one more may go. */
const ROOM_AFTER_MS = 300_000;
/** A long wait is slept in pieces, so that it can be told of. */
const PIECE_MS = 30_000;
/** After so long without a refusal, what has begun is sent in spite of a silence that is too long to wait for: half done is worse than one call too many. */
const INSIST_AFTER_MS = 10_000;
/** Full jitter: anything from nothing to the doubled wait. `tries` counts from 0. */
export const backoffMs = (tries: number, random: () => number): number =>
  Math.round(random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries, 10)));

export interface Ticket {
  readonly cost: number;
  /** The one call that finds out whether the silence is over. */
  readonly probe: boolean;
}

/** What came of an admitted call. */
export interface Report {
  /** False: no answer, or a 5xx. */
  readonly answered: boolean;
  /** Of the ticket's calls, those refused for load. */
  readonly refusedForLoad: number;
  /** The wait that the service asked for, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** It was refused for too many calls at a time, not for too many in all. */
  readonly crowded?: boolean | undefined;
  /** Time until a budget that is used up is filled again, in milliseconds. */
  readonly usedUpForMs?: number | undefined;
}

export interface Limiter {
  /**
   * Waits for leave to send `cost` calls in one request. Undefined: the service wants silence for longer than may be waited, or
   * has been refusing for longer than the patience and still wants silence, so that waiting has no end in sight. Rejects with the signal's reason, but not
   * where the call `finishes` what has begun: that waits on, and goes after a short pause where the silence is longer than may be waited.
   */
  admit(cost: number, finishes?: boolean): Promise<Ticket | undefined>;
  /** Must follow each admission. */
  release(ticket: Ticket, report: Report): void;
  /** Milliseconds of silence still asked for. */
  silenceMs(): number;
  /** The silence it asked for (milliseconds), where that is longer than may be waited. */
  overlongMs(): number | undefined;
  /** Turns all away, and ends what sleeps. */
  close(reason: unknown): void;
  /** For how many milliseconds the service has not given one good answer. */
  troubleMs(): number;
}

export interface LimiterOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly inFlight: number;
  /** Milliseconds. */
  readonly patienceMs: number;
  /** Longest silence that is kept, in milliseconds. */
  readonly maxWaitMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Told of each silence: its length in milliseconds. */
  readonly onSilence?: (ms: number) => void;
  /** Told, again and again, while somebody waits for the end of a silence: milliseconds still to wait. */
  readonly onWaiting?: (ms: number) => void;
  /** Told when what has begun waits to be sent in spite of a silence that is too long: milliseconds until then. */
  readonly onInsisting?: (ms: number) => void;
}

interface Waiter {
  readonly cost: number;
  /** Waits on when the rest is stopped. */
  readonly finishes: boolean;
  readonly since: number;
  readonly resolve: (ticket: Ticket | undefined) => void;
  readonly reject: (reason: unknown) => void;
}

export function createLimiter(options: LimiterOptions): Limiter {
  return new PacedLimiter(options);
}

class PacedLimiter implements Limiter {
  readonly #options: LimiterOptions;
  #queue: readonly Waiter[] = [];
  /** Calls at a time; fewer once the service has said that these are too many. */
  #most: number;
  #crowdedAt = 0;
  #inFlight = 0;
  #sleeping = false;
  #listening = false;
  /** No call before this time. */
  #silentUntil = Number.NEGATIVE_INFINITY;
  #probe: 'none' | 'due' | 'out' = 'none';
  /** Throttled answers in a row that named no time. */
  #refusals = 0;
  #troubleSince: number | undefined;
  #overlongMs: number | undefined;
  /** From then on what has begun goes in spite of a silence that is too long. */
  #insistAt = Number.NEGATIVE_INFINITY;
  /** The silence (by its end) that is being kept: it was worth waiting for when it began. */
  #keeping: number | undefined;
  readonly #closing = new AbortController();
  readonly #rate: Rate;

  constructor(options: LimiterOptions) {
    this.#options = options;
    this.#most = options.inFlight;
    this.#rate = new Rate();
    setMaxListeners(0, this.#closing.signal);
  }

  admit(cost: number, finishes = false): Promise<Ticket | undefined> {
    const { signal } = this.#options;
    if (signal?.aborted && !finishes) return Promise.reject(signal.reason);
    if (this.#closing.signal.aborted) return Promise.reject(this.#closing.signal.reason);
    return new Promise((resolve, reject) => {
      const now = this.#options.clock.now();
      if (this.#inFlight === 0 && this.#queue.length === 0) this.#rate.idleUntil(now);
      this.#queue = [...this.#queue, { cost, finishes, since: now, resolve, reject }];
      this.#pump();
    });
  }

  release(ticket: Ticket, report: Report): void {
    const now = this.#options.clock.now();
    this.#inFlight -= 1;
    this.#rate.admitted(Math.max(0, ticket.cost - report.refusedForLoad));
    if (ticket.probe) this.#probe = report.answered ? 'none' : 'due';
    if (report.answered && report.refusedForLoad < ticket.cost) {
      this.#troubleSince = undefined;
      if (report.refusedForLoad === 0) this.#refusals = 0;
    } else this.#troubleSince ??= now;
    if (report.refusedForLoad > 0 || report.retryAfterMs !== undefined) {
      this.#silence(now, ticket, report);
    } else if (report.usedUpForMs !== undefined) this.#silentFor(now, report.usedUpForMs);
    if (this.#inFlight === 0 && this.#queue.length === 0) this.#rate.idleFrom(now);
    this.#pump();
  }

  silenceMs(): number {
    return Math.max(0, this.#silentUntil - this.#options.clock.now());
  }

  overlongMs(): number | undefined {
    return this.silenceMs() > 0 ? this.#overlongMs : undefined;
  }

  close(reason: unknown): void {
    this.#closing.abort(reason);
    const all = this.#queue;
    this.#queue = [];
    for (const waiter of all) waiter.reject(reason);
  }

  troubleMs(): number {
    return this.#troubleSince === undefined ? 0 : this.#options.clock.now() - this.#troubleSince;
  }

  #silence(now: number, ticket: Ticket, { retryAfterMs, crowded = false }: Report): void {
    // Each one refused was one too many.
    if (crowded) {
      this.#most = Math.max(1, this.#most - 1);
      this.#crowdedAt = now;
    }
    // Calls that were under way when the service began to refuse are one refusal together.
    const first = ticket.probe || (this.#probe === 'none' && now >= this.#silentUntil);
    let wait = retryAfterMs ?? 0;
    if (first) {
      const again = this.#refusals > 0;
      if (retryAfterMs === undefined || (again && retryAfterMs === 0)) {
        wait = backoffMs(this.#refusals, this.#options.random);
      }
      this.#refusals += 1;
      if (!crowded) this.#rate.refused(now, wait);
    }
    if (this.#probe !== 'out') this.#probe = 'due';
    this.#silentFor(now, wait);
  }

  #silentFor(now: number, ms: number): void {
    this.#insistAt = now + INSIST_AFTER_MS;
    if (now + ms <= this.#silentUntil) return;
    this.#silentUntil = now + ms;
    if (ms > this.#options.maxWaitMs) this.#overlongMs = ms;
    this.#options.onSilence?.(ms);
  }

  /** Admits whoever may go now, and comes back when the next one may. */
  #pump(): void {
    const { clock, patienceMs, onWaiting } = this.#options;
    this.#makeRoom(clock.now());
    if (this.overlongMs() !== undefined) {
      this.#insist(clock.now());
      return;
    }
    while (this.#inFlight < this.#most && this.#probe !== 'out') {
      const [next] = this.#queue;
      if (next === undefined || this.#sleeping) return;
      const now = clock.now();
      const silence = this.#silentUntil - now;
      const hopeless = this.#keeping !== this.#silentUntil && this.troubleMs() > patienceMs;
      if (silence > 0 && hopeless) {
        this.#giveUp(() => true);
        return;
      }
      const wait = Math.max(silence, this.#rate.waitMs(now));
      if (wait > 0) {
        if (silence > 0) {
          this.#keeping = this.#silentUntil;
          onWaiting?.(silence);
        }
        this.#sleep(Math.min(wait, PIECE_MS), this.#waking());
        return;
      }
      this.#letGo(next, now);
    }
    this.#abortWhileFull();
  }

  /** In a silence that is too long whoever would begin something is turned away; what has begun goes after a pause, all that waits of it at once. */
  #insist(now: number): void {
    this.#giveUp(({ finishes }) => !finishes);
    if (this.#sleeping || this.#queue.length === 0) return;
    const wait = Math.min(this.#insistAt, this.#silentUntil) - now;
    if (wait > 0) {
      this.#options.onInsisting?.(wait);
      this.#sleep(wait, this.#closing.signal);
      return;
    }
    for (const next of this.#queue.slice(0, Math.max(0, this.#most - this.#inFlight)))
      this.#letGo(next, now);
  }

  #giveUp(whom: (waiter: Waiter) => boolean): void {
    const all = this.#queue;
    this.#queue = all.filter((waiter) => !whom(waiter));
    for (const waiter of all) if (whom(waiter)) waiter.resolve(undefined);
  }

  #sleep(ms: number, until: AbortSignal): void {
    this.#sleeping = true;
    this.#options.clock.sleep(ms, until).then(
      () => {
        this.#sleeping = false;
        this.#pump();
      },
      (reason: unknown) => {
        this.#sleeping = false;
        this.#turnAway(reason);
      },
    );
  }

  #letGo(next: Waiter, now: number): void {
    this.#queue = this.#queue.filter((waiter) => waiter !== next);
    this.#inFlight += 1;
    const probe = this.#probe === 'due';
    if (probe) this.#probe = 'out';
    const pressed = this.#queue.length > 0 || now > next.since;
    this.#rate.sent(now, next.cost, pressed);
    next.resolve({ cost: next.cost, probe });
  }

  /** What ends a sleep early. Whoever still waits once the run was stopped is to be finished. */
  #waking(): AbortSignal {
    const { signal } = this.#options;
    return signal === undefined || signal.aborted
      ? this.#closing.signal
      : AbortSignal.any([signal, this.#closing.signal]);
  }

  /** Perhaps others took the places; one more now and then finds out, at the price of one refusal. */
  #makeRoom(now: number): void {
    if (this.#most >= this.#options.inFlight || now - this.#crowdedAt < ROOM_AFTER_MS) return;
    this.#most += 1;
    this.#crowdedAt = now;
  }

  /** Nobody sleeps while all places are taken, so the signal must be heard here. */
  #abortWhileFull(): void {
    const { signal } = this.#options;
    if (signal === undefined || this.#listening || this.#queue.length === 0) return;
    this.#listening = true;
    signal.addEventListener('abort', () => this.#turnAway(signal.reason), { once: true });
  }

  /** Whoever would begin something; who finishes something waits on. */
  #turnAway(reason: unknown): void {
    const all = this.#queue;
    this.#queue = all.filter(({ finishes }) => finishes);
    for (const waiter of all) if (!waiter.finishes) waiter.reject(reason);
    this.#pump();
  }
}
