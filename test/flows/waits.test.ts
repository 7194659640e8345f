/** A service that asks to be left alone: for as long as --max-wait allows it is, and beyond that the run ends and says for what it would have waited. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import { type Answered, type CommandLine, commandLine, runHere } from '../support/command-line.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { strategyYaml } from '../support/mbx.ts';
import { startTenant, type TestTenant } from '../support/tenant.ts';
import { flat } from './company.ts';

const BIN = fileURLToPath(new URL('../../bin/mbx.js', import.meta.url));
const STRATEGY = strategyYaml(
  `sharedMailboxes:
  jobs@contoso.com: { delegates: { ann@contoso.com: [fullAccess, sendAs] } }
  press@contoso.com: { displayName: Press }
`,
  'additive',
);

/** A number that no machine can hold. */
const NEVER = '9'.repeat(400);

let tenant: TestTenant;
let before: Tenant;
beforeAll(async () => {
  tenant = await startTenant();
  before = await tenant.dump();
});
afterAll(() => tenant.close());

interface Here {
  readonly line: CommandLine;
  readonly clock: FakeClock;
  /** The same command line with these variables besides. */
  readonly with: (
    env: Readonly<Record<string, string>>,
    args: readonly string[],
  ) => Promise<Answered>;
}
async function here(work: (here: Here) => Promise<void>): Promise<void> {
  await tenant.control('PUT', 'faults', {});
  await tenant.load(before);
  const clock = new FakeClock();
  const line = await commandLine(STRATEGY, tenant.env, clock);
  try {
    await work({
      line,
      clock,
      with: (env, args) =>
        runHere(args, {
          cwd: line.folder,
          env: { ...tenant.env, MBX_STATE_DIR: line.state, ...env },
          clock,
        }),
    });
  } finally {
    await tenant.control('PUT', 'faults', {});
    await line.remove();
  }
}
/** So many calls (all where left out) that fit are answered so. */
const asks = (match: object, headers: object, { status = 429, times }: Asks = {}) =>
  tenant.control('PUT', 'faults', {
    rules: [
      { match, answer: { status, headers, body: {} }, ...(times === undefined ? {} : { times }) },
    ],
  });
interface Asks {
  readonly status?: number;
  readonly times?: number;
}

const WRITE = { service: 'exchange', kind: 'write' };
describe('an apply that is asked to wait for longer than it may', () => {
  test.each([
    ['at its first write', WRITE, 0],
    ['half-way', { service: 'exchange', cmdlet: 'Add-RecipientPermission' }, 1],
  ])('ends %s, says for what, leaves no lock, and can be gone on with', (_, match, done) =>
    here(async ({ line, clock }) => {
      await asks(match, { 'retry-after': '9999' });
      const start = clock.now();
      const { exit, err, out } = await line.run(['apply', '-y']);
      expect(exit).toBe(3);
      expect(clock.now() - start).toBeLessThan(900_000);
      expect(flat(err)).toContain('Stopped: Exchange Online asks to wait 2 h 4');
      expect(flat(err)).toContain('and --max-wait allows 15 min. To go on: mbx resume');
      expect(out.match(/verified|done and read back/gu)?.length ?? 0).toBeGreaterThanOrEqual(done);
      expect(await readdir(join(line.state, 'locks'))).toEqual([]);
      const folder = join(line.state, 'runs', tenant.tenantId);
      const [name = ''] = await readdir(folder);
      expect(await readFile(join(folder, name), 'utf8')).toMatch(/"line":"finish"[^\n]*\n$/u);
      await tenant.control('PUT', 'faults', {});
      expect((await line.run(['resume', name.replace('.jsonl', ''), '-y'])).exit).toBe(0);
      expect((await line.run(['plan', '--detailed-exitcode'])).exit).toBe(0);
    }),
  );

  test.each(['99999999', NEVER, 'Thu, 01 Jan 2099 00:00:00 GMT'])(
    'Retry-After: %.30s is no busy loop and no wait',
    (value) =>
      here(async ({ line, clock }) => {
        await asks(WRITE, { 'retry-after': value });
        expect((await line.run(['apply', '-y'])).exit).toBe(3);
        expect(clock.slept.length).toBeLessThan(100);
      }),
  );
});

describe('a plan that is asked to wait for longer than it may', () => {
  test.each([
    ['sign-in', { service: 'login', method: 'POST' }, 'The sign-in service'],
    ['the directory', { service: 'graph' }, 'Microsoft Graph'],
    ['mailboxes', { service: 'exchange', cmdlet: 'Get-Mailbox' }, 'Exchange Online'],
    [
      'parts of a batch',
      { service: 'exchange', cmdlet: 'Get-MailboxPermission' },
      'Exchange Online',
    ],
  ])('ends with 69 and names who asked: %s', (_, match, who) =>
    here(async ({ line, clock }) => {
      await asks(match, { 'retry-after': '100000' });
      const start = clock.now();
      const { exit, err, out } = await line.run(['plan']);
      expect([exit, out]).toEqual([69, '']);
      expect(flat(err)).toContain(`${who} asks to wait 27 h 47 min`);
      expect(flat(err)).toContain('--max-wait');
      expect(clock.now() - start).toBeLessThan(900_000);
    }),
  );
});

describe('--max-wait and MBX_MAX_WAIT', () => {
  const minute = () => asks(WRITE, { 'retry-after': '60' }, { times: 1 });
  test.each([
    ['nothing', [], {}, 0],
    ['--max-wait 5s', ['--max-wait', '5s'], {}, 3],
    ['--max-wait 59', ['--max-wait', '59'], {}, 3],
    ['--max-wait 1m', ['--max-wait', '1m'], {}, 0],
    ['MBX_MAX_WAIT=0', [], { MBX_MAX_WAIT: '0' }, 3],
    ['MBX_MAX_WAIT=1h', [], { MBX_MAX_WAIT: '1h' }, 0],
    ['the flag before the variable', ['--max-wait', '1h'], { MBX_MAX_WAIT: '1s' }, 0],
  ])('a minute, with %s', (_, flags, env, exit) =>
    here(async (at) => {
      await minute();
      expect((await at.with(env, ['apply', '-y', ...flags])).exit).toBe(exit);
    }),
  );
  test('while it waits it says so, but for -q', () =>
    here(async ({ line }) => {
      await minute();
      expect(flat((await line.run(['apply', '-y'])).err)).toMatch(
        /Exchange Online asks to wait (?:59 s|1 min); mbx goes on then/u,
      );
      await tenant.load(before);
      await minute();
      expect((await line.run(['apply', '-y', '-q'])).err).not.toContain('asks to wait');
    }));
  test('a longer one lets an hour pass', () =>
    here(async ({ line, clock }) => {
      await asks({ service: 'graph' }, { 'retry-after': '3600' }, { times: 1 });
      const start = clock.now();
      expect((await line.run(['plan', '--max-wait', '2h'])).exit).toBe(0);
      expect(clock.now() - start).toBeGreaterThanOrEqual(3_600_000);
    }));
  test('what is no time is a wrong setting', () =>
    here(async (at) => {
      const { exit, err } = await at.with({ MBX_MAX_WAIT: 'soon' }, ['plan']);
      expect([exit, flat(err)]).toEqual([78, expect.stringContaining('MBX_MAX_WAIT is soon')]);
    }));
});

test('a command that has failed does not wait for what others of its calls wait for', () =>
  here(async ({ line }) => {
    await tenant.control('PUT', 'faults', {
      rules: [
        {
          match: { service: 'exchange' },
          answer: { status: 429, headers: { 'retry-after': '800' }, body: {} },
        },
        { match: { service: 'graph', path: '/organization' }, answer: { status: 400, body: {} } },
      ],
    });
    const child = spawn(process.execPath, [BIN, 'plan'], {
      cwd: line.folder,
      env: { PATH: process.env['PATH'], HOME: line.folder, ...tenant.env },
      stdio: 'ignore',
    });
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
  }));

describe('times of any size', () => {
  test.each([NEVER, '99999999999999', '0.0000001'])('--plan-ttl %.14sd is no crash', (days) =>
    here(async ({ line }) => {
      expect((await line.run(['plan', '--out', 'p.json', '--plan-ttl', `${days}d`])).exit).toBe(0);
      const plan: unknown = JSON.parse(await readFile(join(line.folder, 'p.json'), 'utf8'));
      const never = { expires: '9999-12-31T23:59:59Z' };
      if (!days.startsWith('0')) expect(plan).toMatchObject(never);
      expect((await line.run(['show', 'p.json'])).exit).toBe(0);
    }),
  );
  test('runs prune --older-than 9999999999999d removes nothing', () =>
    here(async ({ line }) => {
      expect((await line.run(['apply', '-y'])).exit).toBe(0);
      const { exit, out } = await line.run(['runs', 'prune', '--older-than', '9999999999999d']);
      expect([exit, out]).toEqual([0, expect.stringContaining('0 removed')]);
    }));
});
