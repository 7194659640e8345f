/** The pauses of a command that runs in this process pass two hundred times as fast; its clock believes that they were as long as it asked. */
import type { Clock } from '../../src/model/clock.ts';
import { systemClock } from '../../src/system-clock.ts';

const SPEED = 200;

/** Time in which the command works is not touched, so that whatever has a deadline has as much of it as ever. */
export function fastClock(): Clock {
  let ahead = 0; // milliseconds
  return {
    now: () => systemClock.now() + ahead,
    async sleep(ms, signal) {
      const until = systemClock.now() + ahead + ms;
      await systemClock.sleep(ms / SPEED, signal);
      ahead = Math.max(ahead, until - systemClock.now());
    },
  };
}
