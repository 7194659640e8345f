import { expect, test } from 'vitest';
import { Progress } from './progress.ts';

/** A progress and the hands of its clock. */
function at(): { readonly progress: Progress; readonly wait: (ms: number) => void } {
  let now = 1_900_000_000_000;
  return {
    progress: new Progress(() => now),
    wait: (ms) => {
      now += ms;
    },
  };
}

test('until anything is read it signs in; with nothing under way it is not busy', () => {
  const { progress } = at();
  expect([progress.busy, progress.text()]).toEqual([true, 'Signing in']);
  progress.reads('Get-Mailbox', undefined).ended();
  expect(progress.busy).toBe(false);
});

test('a list tells its rows and their pace; its end is not known', () => {
  const { progress, wait } = at();
  const task = progress.reads('Get-Mailbox', undefined);
  task.advanced(1000);
  expect(progress.text()).toBe('Reading Get-Mailbox: 1,000 rows');
  wait(2000);
  task.advanced(3000);
  expect(progress.text()).toBe('Reading Get-Mailbox: 4,000 rows, 2,000/s');
});

test.each([
  [10, 100, 10_000, 'Reading X: 10 of 100, 1.0/s, about 1 min 30 s left'],
  [50, 100, 10_000, 'Reading X: 50 of 100, 5.0/s, about 10 s left'],
  [100, 100, 10_000, 'Reading X: 100 of 100, 10/s, about 0 s left'],
  [5000, 1_234_567, 10_000, 'Reading X: 5,000 of 1,234,567, 500/s, about 41 min left'],
  [60, 120, 60_000, 'Reading X: 60 of 120, 1.0/s, about 1 min 1 s left'],
  [0, 100, 10_000, 'Reading X: 0 of 100, 10.0 s so far'],
  [5, 100, 999, 'Reading X: 5 of 100'],
])('%i of %i after %i ms', (done, total, ms, text) => {
  const { progress, wait } = at();
  progress.reads('X', total).advanced(done);
  wait(ms);
  expect(progress.text()).toBe(text);
});

test('of several the one that takes longest is told, whatever began last', () => {
  const { progress, wait } = at();
  progress.reads('quick', 100).advanced(90);
  const slow = progress.reads('slow', 100);
  slow.advanced(5);
  progress.reads('list', undefined).advanced(1000);
  wait(2000);
  expect(progress.text()).toContain('Reading slow: 5 of 100');
  slow.ended();
  expect(progress.text()).toContain('Reading quick: 90 of 100');
});

test('what is waited for is told until something comes', () => {
  const { progress, wait } = at();
  const task = progress.reads('X', 10);
  wait(500);
  progress.waits('Exchange Online asks to wait 30 s.');
  expect(progress.text()).toBe(
    'Reading X: 0 of 10, 0.5 s so far; waiting: Exchange Online asks to wait 30 s.',
  );
  task.advanced(1);
  expect(progress.text()).toBe('Reading X: 1 of 10');
});

test('a run tells its changes, and what it does with them just now', () => {
  const { progress, wait } = at();
  progress.begins(4);
  const write = progress.writes();
  expect(progress.text()).toBe('0 of 4 changes, writing');
  write.ended();
  const read = progress.reads('Get-Mailbox', 1);
  expect(progress.text()).toBe('0 of 4 changes, reading back');
  read.ended();
  wait(5000);
  progress.changeEnded();
  expect([progress.busy, progress.text()]).toEqual([
    true,
    '1 of 4 changes, 0.2/s, about 15 s left, waiting until the service shows what was written',
  ]);
  progress.finished();
  expect(progress.busy).toBe(false);
});
