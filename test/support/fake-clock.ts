/** Time that passes only when somebody sleeps. */
import type { Clock } from '../../src/model/clock.ts';

export class FakeClock implements Clock {
  /** Milliseconds asked for, in order. */
  readonly slept: number[] = [];
  #now: number;
  readonly #passed: ((ms: number) => void) | undefined;
  /** `passed` is told of every sleep, for a second clock that must keep pace. */
  constructor(start = Date.parse('2030-01-07T09:00:00Z'), passed?: (ms: number) => void) {
    this.#now = start;
    this.#passed = passed;
  }
  now = (): number => this.#now;
  sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
    this.slept.push(ms);
    this.#now += ms;
    this.#passed?.(ms);
    await Promise.resolve();
  };
}
