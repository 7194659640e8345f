/** What lies in the state folder and is none of ours: passed over where it does no harm, refused where it could. */
import { execFileSync } from 'node:child_process';
import {
  chmod,
  mkdir,
  readdir,
  readFile,
  rename,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import { systemClock } from '../../src/system-clock.ts';
import { type CommandLine, commandLine, runHere } from '../support/command-line.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { strategyYaml } from '../support/mbx.ts';
import { startTenant, type TestTenant } from '../support/tenant.ts';
import { flat } from './company.ts';

const STRATEGY = strategyYaml(
  `sharedMailboxes:
  jobs@contoso.com: { delegates: { ann@contoso.com: [fullAccess] } }
  press@contoso.com: { displayName: Press }
`,
  'additive',
);
const STRANGE = '20200101T000000.000Z-abcdef';

let tenant: TestTenant;
let before: Tenant;
beforeAll(async () => {
  tenant = await startTenant();
  before = await tenant.dump();
});
afterAll(() => tenant.close());

interface Place {
  readonly line: CommandLine;
  /** Folder of the journals. */
  readonly journals: string;
  /** Two finished runs, of jobs@ and of press@. */
  readonly runs: readonly [string, string];
}
async function inPlace(work: (place: Place) => Promise<void>): Promise<void> {
  await tenant.load(before);
  const line = await commandLine(STRATEGY, tenant.env, new FakeClock(systemClock.now()));
  try {
    for (const only of ['jobs*', 'press*'])
      expect((await line.run(['apply', '-y', '--only', only])).exit).toBe(0);
    const journals = join(line.state, 'runs', tenant.tenantId);
    const [first = '', second = ''] = (await readdir(journals))
      .map((name) => name.replace('.jsonl', ''))
      .sort();
    await work({ line, journals, runs: [first, second] });
  } finally {
    await line.remove();
  }
}

test('stray files and folders are passed over by all that looks back', () =>
  inPlace(async ({ line, journals, runs: [first] }) => {
    await writeFile(join(line.state, 'runs', '.DS_Store'), 'x');
    await mkdir(join(line.state, 'runs', 'lost+found'));
    await writeFile(join(line.state, 'runs', 'lost+found', `${STRANGE}.jsonl`), 'x');
    await writeFile(join(journals, 'Thumbs.db'), 'x');
    await mkdir(join(journals, 'old'));
    const { exit, out } = await line.run(['runs', '-o', 'json']);
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toHaveLength(2);
    expect((await line.run(['verify', first])).exit).toBe(0);
    expect((await line.run(['resume', first, '-y'])).exit).toBe(0);
    expect((await line.run(['undo', first, '-y'])).exit).toBe(0);
    expect((await line.run(['runs', 'prune', '--older-than', '1d'])).exit).toBe(0);
  }));

describe.runIf(process.platform !== 'win32')('what stands in the place of a journal', () => {
  test.each([
    ['a dangling link', (path: string) => symlink('/nowhere', path)],
    ['a link to a device', (path: string) => symlink('/dev/zero', path)],
    ['a pipe', async (path: string) => void execFileSync('mkfifo', [path])],
    ['a folder', (path: string) => mkdir(path).then(() => undefined)],
  ])('%s: never opened; nothing is written, and the other runs can be seen', (_, put) =>
    inPlace(async ({ line, journals, runs: [first] }) => {
      const path = join(journals, `${STRANGE}.jsonl`);
      await put(path);
      await tenant.load(before);
      const { exit, err } = await line.run(['apply', '-y']);
      expect(exit).toBe(78);
      expect(flat(err)).toContain('not an ordinary file');
      expect(await tenant.dump()).toEqual(before);
      const listed = await line.run(['runs']);
      expect(listed).toMatchObject({ exit: 78, out: expect.stringContaining(first) });
      expect(listed.err).toContain(path);
      expect((await line.run(['verify', STRANGE])).exit).toBe(78);
      expect((await line.run(['verify', first])).exit).not.toBe(78);
      expect((await line.run(['plan'])).exit).toBe(0);
    }),
  );

  test.each([
    ['a dangling link', (path: string) => symlink('/nowhere', path)],
    ['a pipe', async (path: string) => void execFileSync('mkfifo', [path])],
  ])('%s in the place of the lock: 78, and it does not hang', (_, put) =>
    inPlace(async ({ line }) => {
      await put(join(line.state, 'locks', `${tenant.tenantId}.json`));
      const { exit, err } = await line.run(['apply', '-y']);
      expect(exit).toBe(78);
      expect(flat(err)).toContain('not an ordinary file');
    }),
  );
});

describe('a journal must be of the run whose name it has', () => {
  test('swapped with another, it is refused by all, and its file is named', () =>
    inPlace(async ({ line, journals, runs: [first, second] }) => {
      const path = (run: string): string => join(journals, `${run}.jsonl`);
      await rename(path(first), path('x'));
      await rename(path(second), path(first));
      await rename(path('x'), path(second));
      const stands = await tenant.dump();
      for (const command of ['undo', 'resume']) {
        const { exit, err } = await line.run([command, first, '-y']);
        expect(exit, command).toBe(78);
        expect(flat(err)).toContain(`${first}.jsonl is of run ${second}, not of run ${first}`);
      }
      expect((await line.run(['verify', second])).exit).toBe(78);
      expect((await line.run(['runs'])).exit).toBe(3);
      expect(await tenant.dump()).toEqual(stands);
    }));

  test('a copy under another name is refused, and the run itself is not', () =>
    inPlace(async ({ line, journals, runs: [first] }) => {
      const text = await readFile(join(journals, `${first}.jsonl`));
      await writeFile(join(journals, `${STRANGE}.jsonl`), text);
      expect((await line.run(['undo', STRANGE, '-y'])).exit).toBe(78);
      expect((await line.run(['undo', first, '-y'])).exit).toBe(0);
    }));
});

describe('the folder itself', () => {
  const apply = (state: string, env: Readonly<Record<string, string>> = {}) =>
    inPlace(async ({ line }) => {
      await tenant.load(before);
      const got = await runHere(['apply', '-y', '--state', state.replace('HERE', line.folder)], {
        cwd: line.folder,
        env: { ...tenant.env, ...env },
        clock: new FakeClock(systemClock.now()),
      });
      expect(got.exit).toBe(78);
      expect(await tenant.dump()).toEqual(before);
    });
  test('a file in its place: 78 before anything is written', () => apply('HERE/mailboxes.yaml'));
  test.runIf(process.platform === 'linux')(
    'one that cannot be made: 78, and no end without end',
    () => apply('/proc/mbx/state'),
  );

  test.runIf(process.platform !== 'win32')(
    'open to others, it is narrowed by what writes, and by nothing else',
    () =>
      inPlace(async ({ line, journals, runs: [first] }) => {
        const modes = async (): Promise<readonly string[]> =>
          Promise.all(
            [line.state, journals].map(async (path) =>
              ((await stat(path)).mode & 0o777).toString(8),
            ),
          );
        for (const path of [line.state, journals]) await chmod(path, 0o777);
        for (const args of [['runs'], ['verify', first], ['plan'], ['apply', '-n']])
          expect((await line.run(args)).exit, args.join(' ')).toBe(0);
        expect(await modes()).toEqual(['777', '777']);
        const { exit, err } = await line.run(['apply', '-y']);
        expect(exit).toBe(0);
        expect(err).toContain(`The folder ${line.state} was open to others (mode 0777)`);
        expect(await modes()).toEqual(['700', '700']);
        expect((await line.run(['apply', '-y'])).err).not.toContain('open to others');
      }),
  );

  test.each([{}, { HOME: '' }, { HOME: 'relative' }, { HOME: '', XDG_STATE_HOME: 'relative' }])(
    'with %j nothing says where it is: an error, and not the working folder',
    (env) =>
      inPlace(async ({ line }) => {
        const world = {
          cwd: line.folder,
          env: { ...tenant.env, ...env },
          clock: new FakeClock(systemClock.now()),
        };
        for (const args of [['apply', '-y'], ['runs']])
          expect(await runHere(args, world)).toMatchObject({
            exit: 78,
            err: expect.stringContaining('MBX_STATE_DIR'),
          });
        expect((await runHere(['plan'], world)).exit).toBe(0);
        expect((await readdir(line.folder)).sort()).toEqual(['.state', 'mailboxes.yaml']);
      }),
  );
});
