/** Every exit code that plan and apply can end with, produced by the executable; and `mbx help exit-codes` says the same. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Company, inCompany } from './company.ts';

const BIN = fileURLToPath(new URL('../../bin/mbx.js', import.meta.url));
const HIDE = 'sharedMailboxes:\n  jobs@contoso.com: { hidden: true }\n';
const GIVE =
  'sharedMailboxes:\n  jobs@contoso.com:\n    mode: additive\n    delegates: { ann@contoso.com: [sendAs] }\n';

/** A command whose exit code is looked at. */
type Case = (company: Company) => Promise<number | null>;
const codeOf = async (run: Promise<{ readonly code: number | null }>): Promise<number | null> =>
  (await run).code;

const failing = (cmdlet: string, status: number) => ({
  rules: [{ match: { service: 'exchange', cmdlet }, answer: { status } }],
});

const CASES: Readonly<Record<number, readonly [when: string, run: Case]>> = {
  0: [
    'nothing is left to do',
    async ({ strategy, apply, plan }) => {
      await strategy(HIDE);
      expect(await codeOf(apply())).toBe(0);
      return codeOf(plan('--detailed-exitcode'));
    },
  ],
  1: [
    'the service refuses a read that everything needs',
    async ({ strategy, plan, faults }) => {
      await strategy(HIDE);
      await faults(failing('Get-AcceptedDomain', 400));
      return codeOf(plan());
    },
  ],
  2: [
    'there are differences',
    async ({ strategy, plan }) => {
      await strategy(HIDE);
      return codeOf(plan('--detailed-exitcode'));
    },
  ],
  3: [
    'one mailbox cannot be read',
    async ({ strategy, plan, faults }) => {
      await strategy(GIVE);
      await faults(failing('Get-MailboxPermission', 404));
      return codeOf(plan());
    },
  ],
  4: [
    'the secret is wrong',
    async ({ strategy, mbx }) => {
      await strategy(HIDE);
      return codeOf(mbx(['plan'], { env: { AZURE_CLIENT_SECRET: 'wrong' } }));
    },
  ],
  5: [
    'there is no terminal to ask on',
    async ({ strategy, mbx }) => {
      await strategy(HIDE);
      return codeOf(mbx(['apply', '--no-input']));
    },
  ],
  6: [
    'the approved plan is not what is to be done',
    async ({ strategy, plan, apply }) => {
      await strategy(GIVE);
      expect(await codeOf(plan('--out', 'plan.json'))).toBe(0);
      await strategy(HIDE);
      return codeOf(apply('plan.json'));
    },
  ],
  7: [
    'what was written is not seen yet',
    async ({ strategy, apply, faults }) => {
      await strategy(GIVE);
      await faults({ readLag: { sendAs: { ms: 600_000, spread: 'exactly' } } });
      return codeOf(apply('--verify-timeout', '1'));
    },
  ],
  64: ['an option does not exist', ({ plan }) => codeOf(plan('--nonsense'))],
  65: [
    'the strategy is empty',
    async ({ space, plan }) => {
      await space.write({ 'mailboxes.yaml': '' });
      return codeOf(plan());
    },
  ],
  69: [
    'the service cannot be reached in a bounded time',
    async ({ strategy, mbx }) => {
      await strategy(HIDE);
      return codeOf(mbx(['plan'], { env: { MBX_LOGIN_URL: 'http://127.0.0.1:9' } }));
    },
  ],
  75: [
    'another run holds the tenant',
    async ({ strategy, apply, space, tenant }) => {
      await strategy(HIDE);
      await mkdir(join(space.state, 'locks'), { recursive: true });
      const holder = {
        pid: process.pid,
        host: hostname(),
        run: '20300107T090000.000Z-abcdef',
        since: '2030-01-07T09:00:00Z',
      };
      await writeFile(
        join(space.state, 'locks', `${tenant.tenantId}.json`),
        JSON.stringify(holder),
      );
      return codeOf(apply());
    },
  ],
  78: [
    'a setting is wrong',
    async ({ strategy, mbx }) => {
      await strategy(HIDE);
      return codeOf(mbx(['plan'], { env: { MBX_CLOUD: 'nowhere' } }));
    },
  ],
  130: ['Ctrl-C while it reads', (company) => interrupted(company, 'SIGINT')],
  143: ['a request to end while it reads', (company) => interrupted(company, 'SIGTERM')],
};

async function interrupted(
  { strategy, faults, space, tenant }: Company,
  signal: NodeJS.Signals,
): Promise<number | null> {
  await strategy(HIDE);
  await faults({ latency: { exchange: 2000 } });
  const child = spawn(process.execPath, [BIN, 'plan', '--debug'], {
    cwd: space.folder,
    env: { PATH: process.env['PATH'], HOME: space.folder, ...tenant.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr.setEncoding('utf8');
  let told = '';
  child.stderr.on('data', (text: string) => {
    const before = told.includes('InvokeCommand');
    told += text;
    if (!before && told.includes('InvokeCommand')) child.kill(signal);
  });
  return new Promise((resolve) => child.once('close', resolve));
}

const cases = Object.entries(CASES).map(([code, [when, run]]) => ({ code, when, run }));
test.each(cases)('exit $code: $when', ({ code, run }) =>
  inCompany(async (company) => {
    expect(await run(company)).toBe(Number(code));
  }),
);

/** `script` gives a child a terminal of its own; util-linux has it, and its options differ elsewhere. */
const HAS_SCRIPT = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

test.runIf(HAS_SCRIPT).each([
  ['n', 8],
  ['y', 8], // the plan gives access: the whole word is wanted
  ['yes', 0],
])('at a terminal, answered with %j: exit %i', (answer, code) =>
  inCompany(async ({ strategy, space, tenant, mailbox }) => {
    await strategy(GIVE);
    const child = spawn('script', ['-qefc', `${process.execPath} ${BIN} apply`, '/dev/null'], {
      cwd: space.folder,
      env: {
        PATH: process.env['PATH'],
        HOME: space.folder,
        TERM: 'xterm',
        ...tenant.env,
        MBX_STATE_DIR: space.state,
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let shown = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const asked = shown.includes('Type yes');
      shown += text;
      if (!asked && shown.includes('Type yes')) child.stdin.write(`${answer}\r`);
    });
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(code);
    expect((await mailbox('jobs')).sendAs.includes('ann')).toBe(code === 0);
  }),
);

test('help lists exactly these, 8 (asked at a prompt) and 129 (halves.test.ts)', () =>
  inCompany(async ({ mbx }) => {
    const { out, code } = await mbx(['help', 'exit-codes']);
    expect(code).toBe(0);
    const listed = [...out.matchAll(/^ {2}(\d+) /gmu)].map(([, number]) => Number(number));
    expect(listed).toEqual([...Object.keys(CASES).map(Number), 8, 129].sort((a, b) => a - b));
  }));
