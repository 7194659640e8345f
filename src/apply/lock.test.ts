import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MbxError } from '../model/error.ts';
import { type Holder, lockTenant } from './lock.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mbx-lock-'));
  path = join(folder, 'locks', 'tenant.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const SINCE = '2030-01-07T09:00:00Z';
const lock = (run: string) => lockTenant(path, run, SINCE);
const holder = async (): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));
const put = async (text: string): Promise<void> => {
  await mkdir(join(folder, 'locks'), { recursive: true });
  await writeFile(path, text);
};
const heldBy = (more: Partial<Holder>): Promise<void> =>
  put(JSON.stringify({ pid: process.pid, host: hostname(), run: 'r1', since: SINCE, ...more }));
/** A process id that was somebody's and is nobody's. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
  await once(child, 'close');
  if (child.pid === undefined) throw new Error('it did not start');
  return child.pid;
}
async function refusal(locking: Promise<unknown>): Promise<MbxError> {
  const error = await locking.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof MbxError)) throw new Error('it was not refused');
  expect(error.code).toBe('E5005');
  return error;
}

test('says who holds it, readable by nobody else, and is gone when it is released', async () => {
  const held = await lock('r1');
  expect(await holder()).toEqual({
    pid: process.pid,
    host: hostname(),
    run: 'r1',
    since: SINCE,
  });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, 'locks'))).mode & 0o777).toBe(0o700);
  await held.release();
  expect(await readdir(join(folder, 'locks'))).toEqual([]);
  await (await lock('r2')).release();
});

test('a second run is refused and told who holds it; the first keeps it', async () => {
  const held = await lock('r1');
  const { message, hint } = await refusal(lock('r2'));
  expect(message).toContain(`run r1 (process ${process.pid} on ${hostname()}, since ${SINCE})`);
  expect(hint).toContain(path);
  expect(await holder()).toMatchObject({ run: 'r1' });
  await held.release();
});

test('of many that come at once, exactly one gets it', async () => {
  const results = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => lock(`r${n}`)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

describe('what a killed run has left behind', () => {
  test('is taken over', async () => {
    await heldBy({ pid: await deadPid() });
    const held = await lock('r2');
    expect(await holder()).toMatchObject({ run: 'r2', pid: process.pid });
    await held.release();
    expect(await readdir(join(folder, 'locks'))).toEqual([]);
  });
  test('is taken over by one alone, however near the others are', async () => {
    const pid = await deadPid();
    for (let round = 0; round < 40; round += 1) {
      await heldBy({ pid });
      const results = await Promise.allSettled(
        Array.from({ length: 12 }, async (_, n) => {
          for (let turns = 0; turns < n * 2; turns += 1) await setImmediate();
          return { run: `r${n + 2}`, held: await lock(`r${n + 2}`) };
        }),
      );
      const [one, ...others] = results.flatMap((result) =>
        result.status === 'fulfilled' ? [result.value] : [],
      );
      expect(others).toEqual([]);
      expect(await holder()).toMatchObject({ run: one?.run });
      await one?.held.release();
    }
  });
  test.each(['', '{', '{"pid":1}', 'null', '[]'])(
    'is taken over where the file is %j',
    async (text) => {
      await put(text);
      const held = await lock('r2');
      expect(await holder()).toMatchObject({ run: 'r2' });
      await held.release();
    },
  );
  test('a half-done takeover is left to people: it is said what to remove', async () => {
    await heldBy({ pid: await deadPid() });
    await mkdir(`${path}.takeover`);
    const { hint } = await refusal(lock('r2'));
    expect(hint).toContain(`${path}.takeover`);
    expect(await holder()).toMatchObject({ run: 'r1' });
  });
});

test('nobody can tell whether a process on another machine lives: it keeps the lock', async () => {
  await heldBy({ host: 'elsewhere', pid: await deadPid() });
  const { message } = await refusal(lock('r2'));
  expect(message).toContain('on elsewhere');
  expect(await holder()).toMatchObject({ run: 'r1' });
});

test('a process that belongs to somebody else lives', async () => {
  await heldBy({ pid: 1 });
  await refusal(lock('r2'));
});

test('a lock is there whole or not at all: nobody takes one over that is being written', async () => {
  const held = lock('r1');
  const seen: string[] = [];
  for (let looks = 0; looks < 200; looks += 1) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) seen.push(text);
  }
  await (await held).release();
  for (const text of seen) expect(JSON.parse(text)).toMatchObject({ run: 'r1' });
});

test('a folder that cannot be written is told as that, with what to do', async () => {
  await writeFile(join(folder, 'locks'), 'a file');
  const error = await lock('r1').then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MbxError);
  expect(error).toMatchObject({ code: 'E1102', hint: expect.stringContaining('--state') });
});
