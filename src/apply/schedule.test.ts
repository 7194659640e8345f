import { expect, test } from 'vitest';
import type { Unit } from '../plan/order.ts';
import { schedule } from './schedule.ts';

const unit = (
  name: string,
  touches: readonly string[],
  after: readonly string[] = [],
  needs = after,
): Unit => ({ name, stage: 'give', touches, changes: [], after, needs });
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Runs units, each for three turns, and writes down what began and ended. */
async function trace(
  units: readonly Unit[],
  width: number,
  fails: readonly string[] = [],
): Promise<readonly string[]> {
  const log: string[] = [];
  await schedule(
    units,
    width,
    async ({ name }) => {
      log.push(`+${name}`);
      for (let turn = 0; turn < 3; turn += 1) await tick();
      log.push(`-${name}`);
      return !fails.includes(name);
    },
    async ({ name }) => {
      log.push(`held ${name}`);
      return false;
    },
  );
  return log;
}

test('no more than the width at once', async () => {
  const log = await trace(
    ['a', 'b', 'c', 'd'].map((name) => unit(name, [name])),
    2,
  );
  let open = 0;
  for (const entry of log) {
    open += entry.startsWith('+') ? 1 : -1;
    expect(open).toBeLessThanOrEqual(2);
  }
  expect(log).toHaveLength(8);
});

test('never two on one mailbox, though there is room', async () => {
  const log = await trace([unit('a', ['x', 'y']), unit('b', ['y']), unit('c', ['z'])], 4);
  expect(log.indexOf('+b')).toBeGreaterThan(log.indexOf('-a'));
  expect(log.indexOf('+c')).toBeLessThan(log.indexOf('-a'));
});

test('what waits for a failure is held, and so is what waits for that', async () => {
  expect(
    await trace([unit('a', ['a']), unit('b', ['b'], ['a']), unit('c', ['c'], ['b'])], 4, ['a']),
  ).toEqual(['+a', '-a', 'held b', 'held c']);
});

test('a unit that does not hold runs all the same', async () => {
  expect(await trace([unit('a', ['a']), unit('b', ['b'], ['a'], [])], 4, ['a'])).toEqual([
    '+a',
    '-a',
    '+b',
    '-b',
  ]);
});

test('an error comes out after everything under way has ended', async () => {
  const ended: string[] = [];
  const run = schedule(
    [unit('a', ['a']), unit('b', ['b'])],
    2,
    async ({ name }) => {
      if (name === 'a') throw new Error('broken');
      for (let turn = 0; turn < 3; turn += 1) await tick();
      ended.push(name);
      return true;
    },
    async () => false,
  );
  await expect(run).rejects.toThrow('broken');
  expect(ended).toEqual(['b']);
});
