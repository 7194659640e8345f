/**
 * Virtual time in order of events, as VirtualClock has it, that stands still while a request is under way: the services take no time,
 * so that two calls of one moment are told from two calls with a wait between them.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Clock } from '../../src/model/clock.ts';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Turns of the event loop without news after which nobody can go on by himself. */
const QUIET_TURNS = 4;
/** What undici tells of requests: they begin once and end once. */
const BEGINS = 'undici:request:create';
const ENDS = ['undici:request:trailers', 'undici:request:error'] as const;

export class StandingClock implements Clock {
  #ms: number;
  #under = 0;
  #quiet = 0;
  #turning = false;
  readonly #sleepers: Sleeper[] = [];
  readonly #begin = (): void => {
    this.#under += 1;
    this.#quiet = 0;
  };
  readonly #end = (): void => {
    this.#under -= 1;
    this.#quiet = 0;
  };

  constructor(start = Date.parse('2030-01-07T09:00:00Z')) {
    this.#ms = start;
    subscribe(BEGINS, this.#begin);
    for (const name of ENDS) subscribe(name, this.#end);
  }
  /** No longer listens to requests. */
  close(): void {
    unsubscribe(BEGINS, this.#begin);
    for (const name of ENDS) unsubscribe(name, this.#end);
  }

  now = (): number => this.#ms;

  sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const aborted = (): void => {
        this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        until: this.#ms + ms,
        wake: () => {
          signal?.removeEventListener('abort', aborted);
          resolve();
        },
      };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', aborted, { once: true });
      this.#quiet = 0;
      this.#turn();
    });

  #turn(): void {
    if (this.#turning) return;
    this.#turning = true;
    setImmediate(() => {
      this.#turning = false;
      if (this.#sleepers.length === 0) return;
      this.#quiet = this.#under > 0 ? 0 : this.#quiet + 1;
      if (this.#quiet > QUIET_TURNS) this.#wake();
      this.#turn();
    });
  }
  #wake(): void {
    this.#quiet = 0;
    this.#sleepers.sort((a, b) => a.until - b.until);
    const next = this.#sleepers.shift();
    if (next === undefined) return;
    this.#ms = Math.max(this.#ms, next.until);
    next.wake();
  }
}
