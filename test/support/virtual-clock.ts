/** Virtual time: a sleep ends as soon as nothing else is left to do, so that hours pass in milliseconds, in order. */
import type { Clock } from '../../src/model/clock.ts';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

export class VirtualClock implements Clock {
  /** Milliseconds asked for, in order. */
  readonly slept: number[] = [];
  #ms: number;
  readonly #sleepers: Sleeper[] = [];
  #turning = false;

  constructor(startMs = 1_900_000_000_000) {
    this.#ms = startMs;
  }

  now = (): number => this.#ms;

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(ms);
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const sleeper: Sleeper = { until: this.#ms + ms, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener(
        'abort',
        () => {
          const at = this.#sleepers.indexOf(sleeper);
          if (at >= 0) this.#sleepers.splice(at, 1);
          reject(signal.reason);
        },
        { once: true },
      );
      this.#turn();
    });
  }

  /** Two turns of the event loop without a new sleep: everybody who could go on has gone on. */
  #turn(): void {
    if (this.#turning) return;
    this.#turning = true;
    setImmediate(() =>
      setImmediate(() => {
        this.#turning = false;
        this.#sleepers.sort((a, b) => a.until - b.until);
        const next = this.#sleepers.shift();
        if (next === undefined) return;
        this.#ms = Math.max(this.#ms, next.until);
        next.wake();
        if (this.#sleepers.length > 0) this.#turn();
      }),
    );
  }
}
