/**
 * Loaded before the program (`node --import`): its pauses pass two hundred times as fast, and its clock believes that they were as long
 * as it asked. Time in which it works is not touched, so that whatever has a deadline has as much of it as ever.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module';

const SPEED = 200;

const timers = createRequire(import.meta.url)('node:timers/promises');
const sleep = timers.setTimeout;
const now = performance.now.bind(performance);
/** Milliseconds by which the clock is ahead. */
let ahead = 0;

performance.now = () => now() + ahead;
timers.setTimeout = async (ms, ...rest) => {
  const until = performance.now() + ms;
  const value = await sleep(ms / SPEED, ...rest);
  ahead = Math.max(ahead, until - now());
  return value;
};
syncBuiltinESMExports();
