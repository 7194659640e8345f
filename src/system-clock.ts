/** The machine's own time. */
import { setTimeout as after } from 'node:timers/promises';
import type { Clock } from './model/clock.ts';

/** Node's timers hold 31 bits (24.8 days): a longer one would ring at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Math.round(performance.timeOrigin + performance.now()),
  sleep: async (ms, signal) => {
    for (let left = ms; ; left -= LONGEST_TIMER_MS) {
      await after(
        Math.min(left, LONGEST_TIMER_MS),
        undefined,
        signal === undefined ? {} : { signal },
      );
      if (left <= LONGEST_TIMER_MS) return;
    }
  },
};
