/** What ends by itself is waited for: tokens that expire, a service that is gone for a minute. What does not end stops the run, and resume goes on. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CommandLine, commandLine } from '../support/command-line.ts';
import { type JournalOfRun, journalsIn, liesIn, untrue } from '../support/journals.ts';
import { StandingClock } from '../support/standing-clock.ts';
import { STORM_STRATEGY, stormTenant } from '../support/storm-company.ts';
import { startTenant, type TestTenant } from '../support/tenant.ts';

const MINUTE = 60_000;
/** Reads show what was five seconds ago, so that a run takes some time. */
const LAG = { ms: 5_000, spread: 'exactly' };
const SLOW = { permissions: LAG, sendAs: LAG, mailbox: LAG, user: LAG };

let clock: StandingClock;
let tenant: TestTenant;
let line: CommandLine;
beforeEach(async () => {
  clock = new StandingClock();
  tenant = await startTenant({ tenant: stormTenant(), now: clock.now });
  line = await commandLine(STORM_STRATEGY, tenant.env, clock);
});
afterEach(async () => {
  await Promise.all([line.remove(), tenant.close()]);
  clock.close();
});

const apply = () => line.run(['apply', '--yes', '--no-input']);
const journals = (): Promise<readonly JournalOfRun[]> => journalsIn(line.state, tenant.tenantId);
async function isSettled(): Promise<boolean> {
  await tenant.control('PUT', 'faults', {});
  const { exit, out } = await line.run(['plan', '--detailed-exitcode']);
  return exit === 0 && out.includes('No changes');
}
async function isTrue(): Promise<void> {
  const [all, now] = [await journals(), await tenant.dump()];
  for (const one of all) expect(untrue(one, now)).toEqual([]);
  expect(liesIn(all, await tenant.ledger())).toEqual([]);
}
async function endsOf(): Promise<readonly string[]> {
  const all = await journals();
  const lines = all.flatMap((one) => one.lines);
  return lines.flatMap((one) => (one.line === 'end' ? [one.end] : []));
}
/** From so many milliseconds after now, for so long. */
const outage = (service: string, afterMs: number, forMs: number) => ({
  service,
  from: new Date(clock.now() + afterMs).toISOString(),
  to: new Date(clock.now() + afterMs + forMs).toISOString(),
});

describe('tokens that live for a few seconds', () => {
  test.each([2, 30])('%i s: the run signs in again and comes to its end', async (seconds) => {
    await tenant.control('PUT', 'faults', { tokenLifetime: seconds, readLag: SLOW });
    const began = clock.now();
    const { exit, err } = await apply();
    expect([exit, err]).toEqual([0, expect.stringContaining('Run ')]);
    const took = clock.now() - began;
    expect(took).toBeGreaterThan(seconds * 1000);
    const signIns = (await tenant.ledger()).filter(
      ({ service, method }) => service === 'login' && method === 'POST',
    );
    expect(signIns.length).toBeGreaterThan(2); // one for each service would do without
    expect(new Set(await endsOf())).toEqual(new Set(['verified']));
    await isTrue();
    expect(await isSettled()).toBe(true);
  });

  test('a token that is refused in the middle costs one more sign-in, and no write is made twice', async () => {
    await tenant.control('PUT', 'faults', {
      readLag: SLOW,
      rules: ['Add-MailboxPermission', 'Set-Mailbox', 'Get-RecipientPermission'].map((cmdlet) => ({
        match: { service: 'exchange', cmdlet },
        answer: { status: 401 },
        after: 2,
        times: 1,
      })),
    });
    const { exit, err } = await apply();
    expect(exit, err).toBe(0);
    await isTrue();
    expect(await isSettled()).toBe(true);
  });
});

describe('a service that is gone for a minute in the middle of a run', () => {
  test.each(
    ['exchange', 'graph', 'login'].flatMap((service) =>
      [4_000, 12_000].map((afterMs) => [service, afterMs] as const),
    ),
  )('%s, after %i ms: the run waits and comes to its end', async (service, afterMs) => {
    await tenant.control('PUT', 'faults', {
      readLag: SLOW,
      tokenLifetime: 10,
      outages: [outage(service, afterMs, MINUTE)],
    });
    const began = clock.now();
    const { exit, err } = await apply();
    const ledger = await tenant.ledger();
    expect(ledger.filter(({ fault }) => fault === 'outage').length, 'it was met').toBeGreaterThan(
      0,
    );
    expect(clock.now() - began).toBeGreaterThan(afterMs + MINUTE);
    expect(exit, err).toBe(0);
    expect(new Set(await endsOf())).toEqual(new Set(['verified']));
    await isTrue();
    expect(await isSettled()).toBe(true);
  });
});

describe('a service that is gone for an hour', () => {
  test.each(
    ['exchange', 'graph', 'login'].flatMap((service) =>
      [4_000, 16_000].map((afterMs) => [service, afterMs] as const),
    ),
  )(
    '%s, after %i ms: the run stops, tells what was done, and resume ends it',
    async (service, afterMs) => {
      await tenant.control('PUT', 'faults', {
        readLag: SLOW,
        tokenLifetime: 10,
        outages: [outage(service, afterMs, 60 * MINUTE)],
      });
      const { exit, err } = await apply();
      expect([3, 69], err).toContain(exit);
      const [run] = await journals();
      expect(run?.lines.length).toBeGreaterThan(1);
      expect(err).toContain(`mbx resume ${run?.run}`);
      await isTrue();
      await tenant.control('PUT', 'faults', {});
      const resumed = await line.run(['resume', run?.run ?? '', '--yes', '--no-input']);
      expect(resumed.exit, resumed.err).toBe(0);
      await isTrue();
      expect(await isSettled()).toBe(true);
    },
  );

  test.each(['exchange', 'graph', 'login'])(
    '%s, from the beginning: exit 69, and nothing is begun',
    async (service) => {
      await tenant.control('PUT', 'faults', { outages: [outage(service, 0, 60 * MINUTE)] });
      const { exit, err } = await apply();
      expect(exit, err).toBe(69);
      expect(await journals()).toEqual([]);
    },
  );
});
