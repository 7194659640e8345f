/** Simulated time: the host's time, moved and sped up by the control plane. */
import type { SimClock } from './world.ts';

/** `host` is what time is taken from, in milliseconds since 1970 (a test hands in its own). */
export function simClock(host: () => number = Date.now): SimClock {
  // Simulated time stood at `at` when the host's stood at `since`, and goes `factor` times as fast.
  let since = host();
  let at = since;
  let factor = 1;
  const now = () => at + (host() - since) * factor;
  const move = (ms: number, speed: number) => {
    since = host();
    at = ms;
    factor = speed;
  };
  return {
    now,
    iso: () => new Date(now()).toISOString(),
    host,
    set: (ms) => move(ms, factor),
    advance: (ms) => move(now() + ms, factor),
    rate: (speed) => move(now(), speed),
  };
}
