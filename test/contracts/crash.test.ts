/**
 * A run that is killed at any line of its journal, or at any moment, and gone on with: nothing is lost, nothing is made twice, and
 * the journal tells the truth. A few places here; `MBX_CRASH_ALL=1` tries every line in both ways, and more moments.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import { seededRandom } from '../../src/simulator/random.ts';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import { runHere } from '../support/command-line.ts';
import { fastClock } from '../support/fast-clock.ts';
import { type Watched, watched } from '../support/history-proxy.ts';
import {
  changesIn,
  isFinished,
  type JournalOfRun,
  journalsIn,
  liesIn,
  untrue,
} from '../support/journals.ts';
import { nobodyIsLeftWithout, rightsAreOnTheWay } from '../support/law-11.ts';
import { FAST_CLOCK, type Workspace, workspace } from '../support/mbx.ts';
import { CREATED, STORM_STRATEGY, stormTenant } from '../support/storm-company.ts';
import { startTenant, type TestTenant } from '../support/tenant.ts';
import { pictureOf } from '../support/tenant-facts.ts';
import { EVERY_CHANGE } from './kinds/index.ts';

const ALL = process.env['MBX_CRASH_ALL'] === '1';
const HOOK = new URL('../support/crash-hook.mjs', import.meta.url).href;
const BIN = fileURLToPath(new URL('../../bin/mbx.js', import.meta.url));
/** Of each trial: a run that is killed ten times over is a run that does not come to its end. */
const MOST_KILLS = 10;

let tenant: TestTenant;
let before: Tenant;
/** What an apply that nobody kills makes of it, and in how many lines. */
let aim: { readonly tenant: Tenant; readonly lines: number; readonly plan: Plan };

interface Trial {
  readonly space: Workspace;
  readonly seen: Watched;
  apply(crash?: Crash): Promise<number | null>;
  resume(crash?: Crash): Promise<number | null>;
  isSettled(): Promise<boolean>;
  journals(): Promise<readonly JournalOfRun[]>;
}
/** The line at which it is killed (see crash-hook.mjs); or so many milliseconds after it sent so many requests. */
type Crash = { readonly line: number } | { readonly requests: number; readonly ms: number };

async function inTrial(work: (trial: Trial) => Promise<void>): Promise<void> {
  await tenant.load(before);
  await tenant.control('PUT', 'faults', {});
  await tenant.clearLedger();
  const seen = watched(tenant, false);
  const door = await seen.door('mbx');
  const space = await workspace({ 'mailboxes.yaml': STORM_STRATEGY }, door.env);
  const clock = fastClock();
  const whole = async (args: readonly string[]): Promise<{ code: number; err: string }> => {
    // Nobody is killed here, so that no process of its own is needed.
    const env = { ...door.env, HOME: space.folder, MBX_STATE_DIR: space.state };
    const { exit, err } = await runHere(args, { cwd: space.folder, env, clock });
    return { code: exit, err };
  };
  const mbx = async (args: readonly string[], crash?: Crash): Promise<number | null> => {
    const env = { NODE_OPTIONS: `${FAST_CLOCK.NODE_OPTIONS} --import ${HOOK}` };
    const ran =
      crash === undefined
        ? await whole(args)
        : 'line' in crash
          ? await space.mbx(args, { env: { ...env, MBX_CRASH_LINE: String(crash.line) } })
          : await killedAt(crash, args, trial, { ...door.env, ...env });
    await seen.quiet();
    if (ran.code !== null && ran.code !== 0) throw new Error(`mbx ${args[0]}: ${ran.err}`);
    return ran.code;
  };
  const journals = () => journalsIn(space.state, tenant.tenantId);
  const trial: Trial = {
    space,
    seen,
    apply: (crash) => mbx(['apply', '--yes', '--no-input'], crash),
    async resume(crash) {
      const open = (await journals()).filter((one) => !isFinished(one));
      // Where a resume was killed, too, either may be gone on with.
      const one = open[seen.history.length % 2 === 0 ? 0 : open.length - 1];
      // Killed before it began, or right after its end: then there is nothing to go on with.
      const begun = one?.lines.some(({ line }) => line === 'begin') === true;
      return begun ? mbx(['resume', one.run, '--yes', '--no-input'], crash) : trial.apply(crash);
    },
    isSettled: async () => {
      const { exit, out } = await runHere(['plan', '--detailed-exitcode'], {
        cwd: space.folder,
        env: { ...door.env, MBX_STATE_DIR: space.state },
      });
      return exit === 0 && out.includes('No changes');
    },
    journals,
  };
  try {
    await work(trial);
  } finally {
    await Promise.all([door.close(), space.remove()]);
  }
}

async function killedAt(
  { requests, ms }: Exclude<Crash, { readonly line: number }>,
  args: readonly string[],
  { space: { folder, state }, seen: { history } }: Trial,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly err: string }> {
  const from = history.length;
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, MBX_STATE_DIR: state, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const watch = setInterval(() => {
    if (history.length - from < requests) return;
    clearInterval(watch);
    setTimeout(() => child.kill('SIGKILL'), ms);
  }, 1);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(watch);
      resolve({ code, err });
    });
  });
}

/** What must hold whenever nothing runs: after a kill, and at the end. */
async function isTrue({ journals }: Trial): Promise<void> {
  const [all, now] = [await journals(), await tenant.dump()];
  for (const one of all)
    expect(untrue(one, now), `verified in ${one.run}, and not in effect`).toEqual([]);
  expect(liesIn(all, await tenant.ledger())).toEqual([]);
}

/** Kills apply, then each resume as told, until one comes to its end; what then must hold. */
async function survives(trial: Trial, first: Crash, later: (kill: number) => Crash | undefined) {
  let [kills, code] = [0, await trial.apply(first)];
  while (code === null) {
    kills += 1;
    expect(kills).toBeLessThan(MOST_KILLS);
    await isTrue(trial);
    code = await trial.resume(later(kills));
  }
  await isTrue(trial);
  const after = await tenant.dump();
  expect(pictureOf(after)).toEqual(pictureOf(aim.tenant));
  expect(await trial.isSettled(), 'the next plan is empty').toBe(true);
  const made = (await tenant.ledger()).filter(
    ({ cmdlet, status }) => cmdlet === 'New-Mailbox' && status !== 0 && status < 300,
  );
  expect(made.length, 'each mailbox is created once').toBe(CREATED.length);
  const snapshots = [...new Set(trial.seen.history.map((moment) => moment.tenant))];
  rightsAreOnTheWay(before, after, snapshots);
  nobodyIsLeftWithout(before, after, snapshots, aim.plan);
  return kills;
}

beforeAll(async () => {
  tenant = await startTenant({ tenant: stormTenant() });
  before = await tenant.dump();
  await inTrial(async (trial) => {
    expect(await trial.apply()).toBe(0);
    await isTrue(trial);
    const [journal] = await trial.journals();
    const [begin] = journal?.lines ?? [];
    if (journal === undefined || begin?.line !== 'begin') throw new Error('there is no journal');
    aim = { tenant: await tenant.dump(), lines: journal.lines.length, plan: begin.plan };
    const kinds = new Set(begin.plan.changes.map(({ action }) => `${action.kind} ${action.op}`));
    expect([...kinds].sort()).toEqual(EVERY_CHANGE);
    expect(begin.plan.changes.length).toBeGreaterThanOrEqual(60);
    const ends = journal.lines.flatMap((line) => (line.line === 'end' ? [line.end] : []));
    expect(ends.filter((end) => end !== 'verified')).toEqual([]);
    expect(changesIn(journal.lines).size).toBeGreaterThanOrEqual(begin.plan.changes.length);
    expect(await trial.isSettled()).toBe(true);
  });
});
afterAll(() => tenant.close());

/** Every line, or some that are spread over the run. */
function places(): readonly number[] {
  if (ALL) return Array.from({ length: aim.lines }, (_, index) => index);
  return Array.from({ length: 2 }, (_, index) => 9 + Math.floor((index * aim.lines) / 2));
}

describe('killed at a line of its journal, then gone on with', () => {
  test.each([
    ['right after it', 0],
    ['in the middle of the next one', 0.5],
  ])(
    '%s',
    async (_, part) => {
      let kills = 0;
      for (const [index, whole] of places().entries()) {
        const line = whole + part;
        // Every third time the one that goes on is killed too, and some of these once more.
        const later = (kill: number): Crash | undefined =>
          index % 3 === 0 && kill <= 1 + (index % 2) ? { line: 3 + ((index * 7) % 40) } : undefined;
        await inTrial(async (trial) => {
          try {
            kills += await survives(trial, { line }, later);
            if (index % 50 === 49) told(`${index + 1} of ${places().length}`);
          } catch (error) {
            throw new Error(`killed at line ${line}: ${error}`, { cause: error });
          }
        });
      }
      told(`${aim.lines} lines, ${places().length} trials, ${kills} kills`);
      expect(kills).toBeGreaterThanOrEqual(places().length - (ALL ? 2 : 0)); // the last lines may be fewer in another run
    },
    ALL ? 3_600_000 : 240_000,
  );
});

/** Figures of a whole run, for whoever asked for it. */
function told(figures: string): void {
  if (ALL) process.stderr.write(`${expect.getState().currentTestName}: ${figures}\n`);
}

describe('killed at any moment, with a service that takes its time', () => {
  const seeds = Array.from({ length: ALL ? 60 : 1 }, (_, index) => index + 1);
  test.each(seeds)('seed %i', (seed) =>
    inTrial(async (trial) => {
      const random = seededRandom(seed);
      await tenant.control('PUT', 'faults', {
        seed,
        latency: {
          graph: 5,
          exchange: {
            read: { median: 10, sigma: 0.8 },
            write: { median: 20, sigma: 0.8 },
            batch: 15,
          },
        },
      });
      const anyMoment = (): Crash => ({
        requests: 10 + Math.floor(random() * 150),
        ms: random() * 30,
      });
      told(
        `${await survives(trial, anyMoment(), (kill) => (kill < 3 ? anyMoment() : undefined))} kills`,
      );
    }),
  );
});
