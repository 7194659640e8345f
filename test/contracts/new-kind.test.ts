/** `npm run new:kind` and `new:fact` leave a tree that compiles and is formatted, with tests that say what is left to do. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';

const HERE = fileURLToPath(new URL('../..', import.meta.url));

/** A copy of the code, in which generators may write. */
function copy(): string {
  const root = mkdtempSync(join(tmpdir(), 'mbx-new-kind-'));
  for (const folder of ['src', 'test'])
    cpSync(join(HERE, folder), join(root, folder), { recursive: true });
  for (const file of ['package.json', 'tsconfig.json', 'vitest.config.ts'])
    cpSync(join(HERE, file), join(root, file));
  symlinkSync(join(HERE, 'node_modules'), join(root, 'node_modules'));
  return root;
}
/** A generator, with a process of its own: it is a command. */
const run = (root: string, script: string, ...args: readonly string[]) =>
  spawnSync(process.execPath, [join(HERE, `scripts/${script}.mjs`), ...args], {
    cwd: root,
    encoding: 'utf8',
  });

/** A key for each sort of value from which a kind can be made, and some from which none can. */
const KEYS = `
const made = {
  mailTip: inMailboxes(single(z.union([z.literal(''), z.string().max(175)]))),
  retentionPolicy: inMailboxes(single(z.enum(['Legal', 'Short']).nullable())),
  quota: inMailboxes(single(z.number())),
  office: inMailboxes(single(z.boolean())),
};
`;
function withKeys(root: string): void {
  const file = join(root, 'src/strategy/keys/index.ts');
  const register = readFileSync(file, 'utf8')
    .replace(
      /^import /m,
      "import * as z from 'zod';\nimport { inMailboxes, single } from './key.ts';\nimport ",
    )
    .replace('/** Keys of a mailbox,', `${KEYS}$&`)
    .replace('const MAILBOX_KEYS = {', '$&\n  ...made,');
  writeFileSync(file, register);
}

let root: string;
beforeAll(() => {
  root = copy();
  withKeys(root);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('kinds from every sort of key, and facts', () => {
  const told = new Map<string, string>();
  beforeAll(() => {
    for (const [script, name, ...field] of [
      ['new-kind', 'mailTip'],
      ['new-kind', 'retentionPolicy'],
      ['new-kind', 'simpleName', '--field', 'SimpleDisplayName'],
      ['new-fact', 'archive', '--field', 'ArchiveStatus'],
    ] as const) {
      const { status, stdout, stderr } = run(root, script, name, ...field);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      told.set(name, stdout);
    }
  }, 180_000);

  test('compile', { timeout: 180_000 }, () => {
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const files = mine(root);
    const program = ts.createProgram({ rootNames: files, options });
    const found = files.flatMap((file) => {
      const source = program.getSourceFile(file);
      return [
        ...program.getSyntacticDiagnostics(source),
        ...program.getSemanticDiagnostics(source),
      ].map(({ messageText }) => `${file}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
    });
    expect(found).toEqual([]);
  });

  test('tests of their own fail until they are filled in, and say what to write; no other does', () => {
    const { stdout } = spawnSync(
      process.execPath,
      [
        join(HERE, 'node_modules/vitest/vitest.mjs'),
        ...[
          'run',
          '--reporter=json',
          'src/kinds',
          'src/facts',
          'src/state/claims.test.ts',
          'src/state/read.test.ts',
        ],
      ],
      { cwd: root, encoding: 'utf8' },
    );
    const { testResults } = RESULTS.parse(JSON.parse(stdout));
    const results = testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map((one) => ({ ...one, file: relative(root, name) })),
    );
    const failed = results.filter(({ status }) => status === 'failed');
    const kinds = ['mail-tip', 'retention-policy', 'simple-name'];
    const expected = [
      ...kinds.flatMap((kind) => Array<string>(5).fill(`src/kinds/${kind}/${kind}.test.ts`)),
      'src/kinds/simple-name/simple-name.test.ts',
      'src/facts/archive/archive.test.ts',
      // The keys that are here for the refusals below.
      ...['src/state/claims.test.ts', 'src/state/claims.test.ts'],
    ];
    expect(failed.map(({ file }) => file).toSorted()).toEqual(expected.toSorted());
    for (const { file, failureMessages } of failed)
      if (!file.startsWith('src/state'))
        expect(failureMessages.join()).toMatch(/Write (?:here|the key|above)|Look up/u);
    expect(results.length).toBeGreaterThan(failed.length);
  });

  test('what is left to do is told in order, with the command that shows it', () => {
    const steps = told.get('mailTip') ?? '';
    expect(steps).toMatch(
      /1\. src\/kinds\/mail-tip\/mail-tip\.test\.ts[\s\S]*2\. The laws[\s\S]*3\. The wire[\s\S]*4\. Crashes[\s\S]*src\/setup\/[\s\S]*docs\/strategy\.md[\s\S]*CHANGELOG/u,
    );
    expect(steps).not.toContain('npm run new:key');
    expect(told.get('simpleName')).toMatch(/1\. The key: npm run new:key simpleName/u);
  });
});

test.each([
  ['new-kind', ['mail-tip'], 'in camelCase'],
  ['new-kind', [], 'in camelCase'],
  ['new-kind', ['signIn'], 'src/kinds/index.ts has signIn already'],
  ['new-kind', ['administrators'], 'src/facts/index.ts has administrators already'],
  ['new-kind', ['delete'], 'a word of the code itself'],
  ['new-kind', ['facet', '--field', 'MailTip'], 'a word of the code itself'],
  ['new-kind', ['owner', '--field', 'MailTip'], 'for people alone'],
  ['new-kind', ['quota'], 'neither a text nor true or false'],
  ['new-kind', ['office'], 'Set-Mailbox takes a text'],
  ['new-kind', ['newTip', '--field', 'mail tip'], 'as the service does'],
  ['new-fact', ['Archive'], 'in camelCase'],
  ['new-fact', ['alias'], 'src/kinds/index.ts has alias already'],
  ['new-fact', ['directoryRoles'], 'src/facts/index.ts has directoryRoles already'],
] as const)('%s %j is refused, and nothing is written', (script, args, why) => {
  const before = written();
  const { status, stderr } = run(root, script, ...args);
  expect(stderr).toContain(why);
  expect(status).toBe(64);
  expect(written()).toEqual(before);
});

test('where a register is not as it was, nothing is written', () => {
  const register = join(root, 'test/contracts/kinds/index.ts');
  const kept = readFileSync(register, 'utf8');
  writeFileSync(register, kept.replace('export const CASES', 'export const OTHER'));
  const before = written();
  expect(run(root, 'new-kind', 'shortTip', '--field', 'MailTip').status).toBe(1);
  expect(written()).toEqual(before);
  writeFileSync(register, kept);
});

const RESULTS = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({ status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});

/** The files where generators write, and what the registers say. */
const written = (): readonly string[] =>
  mine(root).map((file) => `${file}${file.endsWith('index.ts') ? readFileSync(file, 'utf8') : ''}`);

/** What was written, and the registers. */
const mine = (root: string): readonly string[] => [
  ...['kinds', 'facts'].flatMap((folder) =>
    readdirSync(join(root, 'src', folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(root, 'src', folder, file)),
  ),
  ...readdirSync(join(root, 'test/contracts/kinds')).map((file) =>
    join(root, 'test/contracts/kinds', file),
  ),
];
