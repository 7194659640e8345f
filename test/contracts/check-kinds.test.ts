/** The check that plan/, apply/, run/ and commands/ name no kind finds every way to name one. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../scripts/check-kinds.mjs', import.meta.url));
const REGISTER = "const register = { alias: named('alias', alias), 'fullAccess': x, folder };\n";
const root = mkdtempSync(join(tmpdir(), 'mbx-check-kinds-'));
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Runs the check over a source tree of these files. */
function checked(files: Readonly<Record<string, string>>): {
  readonly code: number | null;
  readonly lines: readonly string[];
} {
  for (const folder of ['plan', 'apply', 'run', 'commands'])
    mkdirSync(join(root, 'src', folder), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, root], { encoding: 'utf8' });
  return { code: status, lines: stderr.trimEnd().split('\n') };
}

test('a name of a kind is found however it is written', () => {
  const { code, lines } = checked({
    'src/kinds/index.ts': REGISTER,
    'src/plan/a.ts': "if (action.kind === 'alias') go();\n",
    'src/plan/gates/b.ts': 'if (action.kind === `fullAccess`) go();\n',
    'src/apply/c.ts': 'const one = state.alias;\n',
    'src/apply/d.ts': "const one = KINDS['folder'].act;\n",
    'src/run/e.ts': 'const { alias: one } = KINDS;\n',
    'src/run/f.ts': 'const told = ({ folder }: Kinds) => folder;\n',
    'src/commands/g.ts': 'const table = { alias: 1 };\n',
    'src/commands/h.ts': "type One = Action<'fullAccess'>;\n",
    'src/commands/i.ts': "import { alias } from '../kinds/alias/alias.ts';\n",
    'src/commands/j.ts': "const one = state?.alias ?? import('../kinds/alias/alias.ts');\n",
  });
  expect(lines.map((line) => line.replaceAll('\\', '/'))).toEqual([
    "src/plan/a.ts:1:21 the string 'alias'",
    "src/plan/gates/b.ts:1:21 the string 'fullAccess'",
    'src/apply/c.ts:1:19 the property `alias`',
    "src/apply/d.ts:1:19 the string 'folder'",
    'src/run/e.ts:1:9 the property `alias`',
    'src/run/f.ts:1:17 the property `folder`',
    'src/commands/g.ts:1:17 the property `alias`',
    "src/commands/h.ts:1:19 the string 'fullAccess'",
    'src/commands/i.ts:1:1 an import from ../kinds/alias/alias.ts',
    'src/commands/j.ts:1:20 the property `alias`',
    'src/commands/j.ts:1:29 an import from ../kinds/alias/alias.ts',
    expect.stringContaining('11 places name a kind'),
  ]);
  expect(code).toBe(1);
});

test('words in longer texts, names of variables, tests and other folders are free', () => {
  const { code, lines } = checked({
    'src/kinds/index.ts': REGISTER,
    'src/kinds/order.ts': "const table = { alias: 'alias' };\n",
    'src/plan/a.ts': "const alias = 'an alias of the folder';\ntell(alias, 'the alias');\n",
    'src/plan/a.test.ts': "expect(action.kind).toBe('alias');\n",
    'src/state/b.ts': 'const one = state.alias;\n',
  });
  expect({ code, lines }).toEqual({ code: 0, lines: [''] });
});

test('a register that is not found is no reason to say that all is well', () => {
  const { code, lines } = checked({ 'src/kinds/index.ts': 'const kinds = {};\n' });
  expect(code).toBe(1);
  expect(lines.join('\n')).toContain('no `register` with the kinds by name');
});
