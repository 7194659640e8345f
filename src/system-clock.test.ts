import { expect, test } from 'vitest';
import { systemClock } from './system-clock.ts';

test.each([2 ** 31, 86_400_000 * 365 * 50, Number.POSITIVE_INFINITY])(
  'a sleep of %d ms does not end at once, says nothing on stderr, and is ended by the signal',
  async (ms) => {
    const warnings: Error[] = [];
    const heard = (warning: Error): void => void warnings.push(warning);
    process.on('warning', heard);
    const stop = new AbortController();
    let ended = false;
    const sleep = systemClock.sleep(ms, stop.signal).finally(() => {
      ended = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(ended).toBe(false);
    stop.abort(new Error('stopped'));
    await expect(sleep).rejects.toThrow();
    process.off('warning', heard);
    expect(warnings).toEqual([]);
  },
);

test('a short one is as long as asked', async () => {
  const start = systemClock.now();
  await systemClock.sleep(20);
  expect(systemClock.now() - start).toBeGreaterThanOrEqual(18);
});
