/** The machine's own time. */
import { setTimeout as after } from 'node:timers/promises';
import type { Clock } from './model/clock.ts';

export const systemClock: Clock = {
  now: () => Math.round(performance.timeOrigin + performance.now()),
  sleep: async (ms, signal) => {
    await after(ms, undefined, signal === undefined ? {} : { signal });
  },
};
