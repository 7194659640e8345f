/** `npm run new:key` writes a key that the whole grammar knows at once. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { tablesOf } from '../support/markdown-table.ts';

const HERE = fileURLToPath(new URL('../..', import.meta.url));
const SCRIPT = join(HERE, 'scripts/new-key.mjs');

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mbx-new-key-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const folder of ['src/strategy', 'src/model', 'docs'])
    cpSync(join(HERE, folder), join(root, folder), { recursive: true });
  symlinkSync(join(HERE, 'node_modules'), join(root, 'node_modules'));
});
const newKey = (name: string) =>
  spawnSync(process.execPath, [SCRIPT, name, root], { encoding: 'utf8' });
const text = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The strategy's reader of the copy, as it is now. */
async function reader(): Promise<typeof import('../../src/strategy/parse.ts')> {
  const outfile = join(root, 'parse.mjs');
  await build({
    entryPoints: [join(root, 'src/strategy/parse.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  return import(pathToFileURL(outfile).href);
}
const saying = (words: string) => [
  {
    file: 'mailboxes.yaml',
    text: `version: 1\ntenant: contoso.onmicrosoft.com\nsettings: { mode: exact }\nusers: { a@contoso.com: { ${words} } }\n`,
  },
];

test('reader and complaints know the key, and it is no word of a later version any more', async () => {
  const { status, stdout } = newKey('litigationHold');
  expect({ status, files: stdout.split('\n').slice(0, 4) }).toEqual({
    status: 0,
    files: [
      'src/strategy/keys/index.ts',
      'docs/strategy.md',
      'src/strategy/keys/litigation-hold.ts',
      'src/strategy/keys/litigation-hold.test.ts',
    ],
  });
  const { parseStrategy } = await reader();
  const told = (words: string): readonly string[] =>
    parseStrategy(saying(words), 0).complaints.map(({ message }) => message);
  expect(told('litigationHold: true')).toEqual([]);
  expect(told('litigationHold: maybe')).toEqual([
    '`litigationHold` must be true or false, not text.',
  ]);
  expect(told('retentionPolicy: true')).toEqual([expect.stringContaining('does not manage it')]);
});

test('the page has its row, and loses the word of a later version alone', () => {
  const rows = () =>
    tablesOf(text('docs/strategy.md')).find(({ columns }) => columns[1] === 'value')?.rows ?? [];
  const before = { page: text('docs/strategy.md'), rows: rows() };
  newKey('retentionPolicy');
  expect(rows()).toEqual([
    ...before.rows,
    ['`retentionPolicy`', '`true` or `false`', 'SAY WHAT IT IS'],
  ]);
  const [, later = ''] = text('docs/strategy.md').split('## Not in this version');
  const [, laterBefore = ''] = before.page.split('## Not in this version');
  const words = (said: string) => said.match(/`\w+`/g) ?? [];
  expect(words(later)).toEqual(words(laterBefore).filter((word) => word !== '`retentionPolicy`'));
});

test('the register stays in order', () => {
  newKey('mailTip');
  const imports = text('src/strategy/keys/index.ts').match(/from '[^']+'/g) ?? [];
  expect(imports).toContain("from './mail-tip.ts'");
  expect(imports).toEqual(imports.toSorted());
});

test('where something is in the way nothing is written', () => {
  const before = text('src/strategy/keys/index.ts');
  for (const [name, why] of [
    ['hidden', 'hidden.ts is there already'],
    ['protected', 'protected.ts is there already'],
    ['mail-tip', 'in camelCase'],
    ['', 'in camelCase'],
  ] as const) {
    const { status, stderr } = newKey(name);
    expect(status).toBe(64);
    expect(stderr).toContain(why);
  }
  mkdirSync(join(root, 'src/strategy/keys'), { recursive: true });
  writeFileSync(join(root, 'docs/strategy.md'), '# Another page\n');
  expect(newKey('mailTip').status).toBe(1);
  expect(text('src/strategy/keys/index.ts')).toBe(before);
});
