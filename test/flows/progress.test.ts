/** How far it is, is shown soon, often and truly: on a terminal by one line that changes, elsewhere by a line every half minute. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProgressLine } from '../../src/commands/context.ts';
import { showProgress } from '../../src/commands/progress.ts';
import { planTenant } from '../../src/run/plan-tenant.ts';
import { parseStrategy } from '../../src/strategy/parse.ts';
import { type Connection, createConnection } from '../../src/tenant/http/connection.ts';
import { endpointsFor } from '../../src/tenant/http/endpoints.ts';
import { createServices } from '../../src/tenant/services.ts';
import { contextOf } from '../support/command-line.ts';
import { inProcess } from '../support/in-process.ts';
import { StandingClock } from '../support/standing-clock.ts';
import { startTenant, type TestTenant } from '../support/tenant.ts';

const SIZE = Number(process.env['MBX_PROGRESS_SIZE'] ?? 2000);
const CALL_MS = 300;

interface Shown {
  /** Milliseconds since the beginning. */
  readonly at: number;
  readonly text: string;
}

/** Every call takes that long; answers are not compressed, since unpacking takes real time in which the clock would run on. */
function slow(clock: StandingClock, callMs: number): Connection {
  const inner = createConnection(5_000, 8);
  return {
    async request(url, options) {
      await clock.sleep(callMs);
      const headers = Object.fromEntries(
        Object.entries(options.headers).filter(
          ([name]) => name.toLowerCase() !== 'accept-encoding',
        ),
      );
      return inner.request(url, { ...options, headers });
    },
    close: () => inner.close(),
  };
}

describe(`reading ${SIZE} mailboxes, with ${CALL_MS} ms a call`, () => {
  let tenant: TestTenant;
  let yaml: string;
  beforeAll(async () => {
    tenant = await startTenant({ size: SIZE });
    const { mailboxes } = await tenant.dump();
    const line = (address: string): string => `  ${address}: { delegates: {} }\n`;
    const of = (type: string): string =>
      mailboxes
        .filter((one) => one.type === type)
        .flatMap(({ emailAddresses }) => emailAddresses.filter((one) => one.startsWith('SMTP:')))
        .map((proxy) => line(proxy.slice('SMTP:'.length)))
        .join('');
    yaml = `version: 1\ntenant: contoso.onmicrosoft.com\nsettings: { mode: additive }\nusers:\n${of('UserMailbox')}sharedMailboxes:\n${of('SharedMailbox')}`;
    // Whatever is loaded at the first call is loaded: that takes real time.
    const warm = inProcess(tenant);
    await warm.plan(yaml);
    await warm.close();
  }, 300_000);
  afterAll(() => tenant.close());

  /** Plans it all, and gives what was shown and how long it took. */
  async function planned(
    form: ProgressLine['form'],
    { callMs = CALL_MS, quiet = false } = {},
  ): Promise<{
    readonly shown: readonly Shown[];
    readonly tookMs: number;
    readonly left: boolean;
  }> {
    const clock = new StandingClock();
    const began = clock.now();
    const shown: Shown[] = [];
    let there = false;
    const progress: ProgressLine = {
      form,
      show(text) {
        there = true;
        shown.push({ at: clock.now() - began, text });
      },
      clear() {
        there = false;
      },
    };
    const context = { ...contextOf({ cwd: '/', env: {}, clock }), progress };
    const parsed = parseStrategy([{ file: 'mailboxes.yaml', text: yaml }], clock.now());
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.complaints));
    const loaded = {
      named: ['/mailboxes.yaml'],
      strategy: parsed.strategy,
      warnings: [],
      lineAt: () => '',
    };
    const services = showProgress({ quiet }, context).over(
      createServices({
        tenant: tenant.tenantId,
        clientId: tenant.clientId,
        credential: { how: 'secret', secret: tenant.clientSecret },
        endpoints: endpointsFor('global', {
          login: tenant.origin,
          graph: tenant.origin,
          exchange: tenant.origin,
        }),
        clock,
        random: () => 0.5,
        connection: slow(clock, callMs),
      }),
    );
    try {
      const { plan } = await planTenant(
        loaded,
        { only: [], exclude: [] },
        { services, clock, writes: false },
      );
      expect(plan.gaps).toEqual([]);
      return { shown, tookMs: clock.now() - began, left: there };
    } finally {
      await services.close();
      clock.close();
      expect(there).toBe(false); // nothing is left standing
    }
  }

  test('on a terminal: within a second, moving every second, and true from half-way on', async () => {
    const { shown, tookMs } = await planned('line');
    if (process.env['MBX_PROGRESS_TRACE'] !== undefined)
      for (const one of shown) process.stderr.write(`${one.at} ${one.text}\n`);
    expect(shown[0]?.at).toBeLessThanOrEqual(1000);
    const moves = shown.filter(({ text }, index) => text !== shown[index - 1]?.text);
    const gaps = moves.map(({ at }, index) => at - (moves[index - 1]?.at ?? 0));
    expect(Math.max(...gaps, tookMs - (moves.at(-1)?.at ?? 0))).toBeLessThanOrEqual(1000);

    const late = shown.filter(({ at }) => at >= tookMs / 2);
    const told = late.flatMap(({ at, text }) => {
      const [, minutes = '0', seconds = '0'] =
        /about (?:(\d+) min ?)?(?:(\d+) s )?left/u.exec(text) ?? [];
      const left = (Number(minutes) * 60 + Number(seconds)) * 1000;
      return text.includes(' left') ? [{ left, is: tookMs - at, text }] : [];
    });
    expect(told.length).toBeGreaterThan(late.length / 2);
    // A second is as fine as it is told.
    for (const { left, is, text } of told)
      expect(Math.abs(left - is), `${text}: in truth ${is} ms`).toBeLessThanOrEqual(
        Math.max(1500, is * 0.3),
      );
  }, 600_000);

  test('in a log: a line every half minute, and none with --quiet', async () => {
    const { shown, tookMs } = await planned('log', { callMs: 2000 });
    expect(tookMs).toBeGreaterThan(90_000);
    expect(shown.map(({ at }) => Math.round(at / 30_000))).toEqual(
      Array.from({ length: Math.floor(tookMs / 30_000) }, (_, index) => index + 1),
    );
    expect((await planned('log', { quiet: true })).shown).toEqual([]);
  }, 600_000);
});
