/** Whoever reads the output may go away, and the disk behind it may be full: what is done, what is written down and the exit code stay the same. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { program } from '../../src/commands/program.ts';
import type { Mailbox, Tenant } from '../../src/simulator/tenant/model.ts';
import { contextOf } from '../support/command-line.ts';
import { FAST_CLOCK } from '../support/mbx.ts';
import { type Company, flat, inCompany } from './company.ts';

const BIN = fileURLToPath(new URL('../../bin/mbx.js', import.meta.url));
const STRATEGY = `sharedMailboxes:
  jobs@contoso.com:
    mode: additive
    hidden: true
    delegates: { ann@contoso.com: [fullAccess, sendAs], tom.baker@contoso.com: [sendOnBehalf] }
  press@contoso.com: { displayName: Press, sentItemsCopy: true }
  support@contoso.com: { signIn: blocked }
`;

/** What becomes of the two streams. */
const WAYS = {
  'read to the end': () => undefined,
  'stdout closed at once': ({ stdout }: ChildProcess) => void stdout?.destroy(),
  'stdout closed after its first piece': ({ stdout }: ChildProcess) =>
    void stdout?.once('data', () => stdout.destroy()),
  'stderr closed at once': ({ stderr }: ChildProcess) => void stderr?.destroy(),
} as const satisfies Readonly<Record<string, (child: ChildProcess) => void>>;
type Way = keyof typeof WAYS;
const WAY_NAMES = Object.keys(WAYS).filter((name): name is Way => name in WAYS);

interface Told {
  readonly code: number | null;
  /** As far as it was read. */
  readonly err: string;
}
function start({ space, tenant }: Company, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [BIN, ...args], {
    cwd: space.folder,
    env: {
      PATH: process.env['PATH'],
      HOME: space.folder,
      ...tenant.env,
      ...FAST_CLOCK,
      MBX_STATE_DIR: space.state,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
async function run(company: Company, args: readonly string[], way: Way): Promise<Told> {
  const child = start(company, args);
  let err = '';
  child.stdout?.resume();
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  WAYS[way](child);
  const [code]: (number | null)[] = await once(child, 'exit');
  return { code: code ?? null, err };
}
/** Through a shell, for what only a shell can say of streams. */
async function shell({ space, tenant }: Company, script: string): Promise<Told> {
  const child = spawn('bash', ['-c', script.replaceAll('MBX', `${process.execPath} ${BIN}`)], {
    cwd: space.folder,
    env: {
      PATH: process.env['PATH'],
      HOME: space.folder,
      TERM: 'xterm',
      ...tenant.env,
      ...FAST_CLOCK,
      MBX_STATE_DIR: space.state,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let err = '';
  child.stdout.resume();
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const [code]: (number | null)[] = await once(child, 'close');
  return { code: code ?? null, err };
}

/** All of a tenant but times of change, lists in one order. */
const standing = ({ mailboxes, users }: Tenant): unknown => ({
  mailboxes: mailboxes.map(({ whenChanged: _, ...one }: Mailbox) => ({
    ...one,
    permissions: one.permissions.map((row) => JSON.stringify(row)).toSorted(),
    sendAs: one.sendAs.map((row) => JSON.stringify(row)).toSorted(),
  })),
  users,
});
/** What the journals say happened, but for when and under which name. */
async function journalled({ space, tenant }: Company): Promise<readonly string[]> {
  const folder = join(space.state, 'runs', tenant.tenantId);
  const names = (await readdir(folder)).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts
    .flatMap((text) => text.split('\n').slice(0, -1))
    .map((line) => {
      const { line: what, change, end, exit } = JSON.parse(line);
      return [what, change, end, exit].join(' ');
    })
    .toSorted();
}

/** A command of each name with what it needs; `before`: the tenant as it was before the run, or after it. */
const COMMANDS: Readonly<
  Record<string, { readonly args: readonly string[]; readonly writes?: 'before' | 'after' }>
> = {
  '': { args: [] },
  plan: { args: ['plan', '--detailed-exitcode'] },
  apply: { args: ['apply', '--yes'], writes: 'before' },
  'apply PLAN': { args: ['apply', 'plan.json', '--yes'], writes: 'before' },
  'apply --dry-run': { args: ['apply', '--dry-run'] },
  validate: { args: ['validate'] },
  schema: { args: ['schema', 'plan'] },
  show: { args: ['show', 'plan.json'] },
  runs: { args: ['runs'] },
  'runs prune': { args: ['runs', 'prune', '--older-than', '1d'] },
  resume: { args: ['resume', 'RUN', '--yes'], writes: 'before' },
  undo: { args: ['undo', 'RUN', '--yes'], writes: 'after' },
  verify: { args: ['verify', 'RUN'] },
  doctor: { args: ['doctor'] },
  setup: { args: ['setup', '--for', 'plan,apply'] },
  help: { args: ['help', 'gates'] },
  'no such command': { args: ['aply'] },
  '--version': { args: ['--version'] },
  '--help': { args: ['apply', '--help'] },
  'demo strategy': { args: ['demo', 'strategy'] },
  'demo reset': { args: ['demo', 'reset'] },
};
/** Tested apart: it runs until it is stopped. */
const SERVES = 'demo serve';

/** Names of all commands that do something, as the command table has them. */
const namesIn = (command: Command, path: readonly string[] = []): readonly string[] =>
  command.commands.flatMap((one) => {
    const here = [...path, one.name()];
    const own = one.commands.length === 0 || one.name() === 'runs' ? [here.join(' ')] : [];
    return [...own, ...namesIn(one, here)];
  });

test('every command of the table is tried here', () => {
  const root = program(contextOf({ cwd: '/', env: {} }), 'test', () => undefined);
  const tried = [...Object.keys(COMMANDS), SERVES];
  expect(namesIn(root).filter((name) => !tried.includes(name))).toEqual([]);
});

/** Two points to start from: the tenant before a run, with that run cut off, and after it. */
interface Start {
  readonly run: string;
  readonly before: Tenant;
  readonly after: Tenant;
}
async function prepare(company: Company): Promise<Start> {
  const { space, tenant } = company;
  await company.strategy(STRATEGY);
  const before = await tenant.dump();
  expect((await company.plan('--out', 'plan.json')).code).toBe(0);
  expect((await company.apply()).code).toBe(0);
  const after = await tenant.dump();
  const folder = join(space.state, 'runs', tenant.tenantId);
  const [name = ''] = await readdir(folder);
  await cp(space.state, `${space.state}.after`, { recursive: true });
  const text = await readFile(join(folder, name), 'utf8');
  await writeFile(join(folder, name), text.slice(0, text.indexOf('\n') + 1));
  await cp(space.state, `${space.state}.before`, { recursive: true });
  return { run: name.replace('.jsonl', ''), before, after };
}
async function from(company: Company, start: Start, point: 'before' | 'after'): Promise<void> {
  const { space, tenant } = company;
  await rm(space.state, { recursive: true });
  await cp(`${space.state}.${point}`, space.state, { recursive: true });
  await tenant.load(start[point]);
}

// Some seventy programs are started.
test(
  'a closed stream changes no exit code, no tenant and no journal',
  () =>
    inCompany(async (company) => {
      const start = await prepare(company);
      for (const [name, { args, writes }] of Object.entries(COMMANDS)) {
        const real = args.map((word) => (word === 'RUN' ? start.run : word));
        const ended: Record<string, unknown> = {};
        if (writes === undefined) {
          await from(company, start, 'after');
          if (name === 'plan') await company.tenant.load(start.before); // so that there is something to tell
          const told = await Promise.all(WAY_NAMES.map((way) => run(company, real, way)));
          for (const [index, way] of WAY_NAMES.entries()) ended[way] = told[index]?.code;
        } else
          for (const way of WAY_NAMES) {
            await from(company, start, writes);
            const { code } = await run(company, real, way);
            const tenant = standing(await company.tenant.dump());
            ended[way] = { code, tenant, journal: await journalled(company) };
          }
        for (const way of WAY_NAMES)
          expect(ended[way], `${name}, ${way}`).toEqual(ended['read to the end']);
        if (name === 'plan') expect(ended['read to the end']).toBe(2);
        if (writes !== undefined) expect(ended['read to the end']).toMatchObject({ code: 0 });
      }
    }),
  240_000,
);

test('writes that are refused are told by the exit code, whoever listens', () =>
  inCompany(async (company) => {
    await company.strategy(STRATEGY);
    await company.faults({
      rules: [{ match: { service: 'exchange', kind: 'write' }, answer: { status: 400 } }],
    });
    for (const way of WAY_NAMES)
      expect((await run(company, ['apply', '--yes'], way)).code, way).toBe(3);
  }));

test('demo serve runs on when nobody reads its line, until it is stopped', () =>
  inCompany(async (company) => {
    const port = await freePort();
    const child = start(company, ['demo', 'serve', '--port', String(port)]);
    WAYS['stdout closed at once'](child);
    WAYS['stderr closed at once'](child);
    const ended = once(child, 'exit');
    await expect
      .poll(
        () =>
          fetch(`http://127.0.0.1:${port}/`).then(
            () => true,
            () => false,
          ),
        { timeout: 30_000 },
      )
      .toBe(true);
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  }));
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

test.runIf(process.platform !== 'win32')(
  'a terminal that is closed ends an apply with 129: the call under way is finished, the journal too',
  () =>
    inCompany(async (company) => {
      await company.strategy(STRATEGY);
      await company.faults({ latency: { exchange: { write: 500 } } });
      const child = start(company, ['apply', '--yes']);
      const ended = once(child, 'exit');
      const sent = async (): Promise<boolean> =>
        existsSync(join(company.space.state, 'runs')) &&
        (await journalled(company)).some((line) => line.startsWith('intent'));
      await expect.poll(sent, { interval: 20, timeout: 30_000 }).toBe(true);
      child.stderr?.destroy();
      child.stdout?.destroy();
      child.kill('SIGHUP');
      expect(await ended).toEqual([129, null]);
      expect(await journalled(company)).toContainEqual(expect.stringMatching(/^finish .*129$/u));
    }),
);

const HAS_FULL = existsSync('/dev/full');
test.runIf(HAS_FULL).each([
  ['plan', 'MBX plan >/dev/full', 1],
  ['plan --detailed-exitcode', 'MBX plan --detailed-exitcode >/dev/full', 1],
  ['apply --dry-run', 'MBX apply -n >/dev/full', 1],
  ['validate', 'MBX validate >/dev/full', 1],
  ['--version', 'MBX --version >/dev/full', 1],
  ['--help', 'MBX --help >/dev/full', 1],
  ['a disk that takes a part only', 'ulimit -f 1; MBX plan -o json >out.json', 1],
  ['an error of its own', 'MBX plan --nonsense >/dev/full', 64],
  ['both streams', 'MBX plan >/dev/full 2>&1', 1],
])('a result that could not be written is no success: %s', (_, script, code) =>
  inCompany(async (company) => {
    await company.strategy(STRATEGY);
    const told = await shell(company, script);
    expect(told.code).toBe(code);
    expect(told.err).not.toMatch(/\n {4}at /u);
    if (code === 1 && !script.endsWith('2>&1')) expect(flat(told.err)).toContain('error E1004');
    if (script.startsWith('ulimit'))
      expect((await stat(join(company.space.folder, 'out.json'))).size).toBeGreaterThan(0);
  }),
);

test.runIf(HAS_FULL).each([
  ['stdout', 'MBX apply -y >/dev/full', true],
  ['stderr', 'MBX apply -y 2>/dev/full', false],
  ['both', 'MBX apply -y >/dev/full 2>&1', false],
])('an apply goes on to its end with a full device as %s', (_, script, told) =>
  inCompany(async (company) => {
    await company.strategy(STRATEGY);
    const { code, err } = await shell(company, script);
    expect(code).toBe(0);
    expect(flat(err).includes('could not be written to stdout')).toBe(told);
    expect(await company.isSettled()).toBe(true);
    expect(await journalled(company)).toContain('finish   0');
  }),
);

const HAS_SCRIPT = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;
test.runIf(HAS_SCRIPT)('nobody is asked to agree to a plan that could not be shown', () =>
  inCompany(async (company) => {
    await company.strategy(STRATEGY);
    const inner = 'set -o pipefail; MBX apply | true';
    await writeFile(
      join(company.space.folder, 'inner.sh'),
      inner.replaceAll('MBX', `${process.execPath} ${BIN}`),
    );
    const { code } = await shell(company, 'echo yes | script -qefc "bash inner.sh" /dev/null');
    expect(code).toBe(5);
    expect(await company.writes()).toEqual([]);
  }),
);
