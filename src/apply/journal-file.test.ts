import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Line } from '../model/journal.ts';
import type { Plan } from '../plan/plan.ts';
import { createJournal, readJournal } from './journal-file.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mbx-journal-'));
  path = join(folder, 'runs', 'id-tenant', 'r1.jsonl');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const end = (change: string): Line<Plan> => ({ line: 'end', at: 1, change, end: 'verified' });
const LINES: readonly Line<Plan>[] = [
  {
    line: 'intent',
    at: 1,
    n: 1,
    of: ['c1'],
    call: {
      service: 'exchange',
      cmdlet: 'Set-Mailbox',
      on: { id: 'id-sales', address: 'sales@contoso.com' },
      parameters: { DisplayName: 'Ünïcode "and"\nnew lines' },
    },
  },
  { line: 'outcome', at: 2, n: 1, outcome: { result: 'done' } },
  end('c1'),
  { line: 'finish', at: 4, exit: 0 },
];
async function written(lines = LINES): Promise<void> {
  const journal = await createJournal(path);
  for (const line of lines) await journal.write(line);
  await journal.close();
}
/** As it is, without a look at what the lines say. */
const read = (): Promise<readonly unknown[]> =>
  readJournal(path, (value) => {
    const { prev: _, ...line }: { readonly prev: string } & Line<Plan> = JSON.parse(
      JSON.stringify(value),
    );
    return line;
  });
const texts = async (): Promise<readonly string[]> => (await readFile(path, 'utf8')).split('\n');

test('what was written is read back, line by line', async () => {
  await written();
  expect(await read()).toEqual(LINES);
});

test('the file is for its owner alone, and so is its folder', async () => {
  await written();
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(path, '..'))).mode & 0o777).toBe(0o700);
});

test('a line is in the file when its promise resolves, and remembered at once', async () => {
  const journal = await createJournal(path);
  await journal.write(end('c1'));
  expect(await read()).toEqual([end('c1')]);
  const second = journal.write(end('c2'));
  expect(journal.lines).toEqual([end('c1'), end('c2')]);
  await second;
  expect(await read()).toEqual([end('c1'), end('c2')]);
  await journal.close();
});

test('lines of many at once keep the order in which they came', async () => {
  const journal = await createJournal(path);
  const all = Array.from({ length: 200 }, (_, n) => end(`c${n}`));
  const first = journal.write(end('first'));
  await Promise.all([first, ...all.map((line) => journal.write(line))]);
  await journal.close();
  expect(await read()).toEqual([end('first'), ...all]);
});

test('closing waits for what is on its way', async () => {
  const journal = await createJournal(path);
  const write = journal.write(end('c1'));
  await journal.close();
  await write;
  expect(await read()).toEqual([end('c1')]);
});

test('an existing journal is never written over', async () => {
  await written();
  await expect(createJournal(path)).rejects.toMatchObject({ code: 'E1102' });
  expect(await read()).toEqual(LINES);
});

test('a folder that cannot be made is told, with the way out', async () => {
  await writeFile(join(folder, 'runs'), 'in the way');
  await expect(createJournal(path)).rejects.toMatchObject({
    code: 'E1102',
    hint: expect.stringContaining('--state'),
  });
});

describe('after a crash', () => {
  test('a last line that was cut off is left out', async () => {
    await written();
    const whole = await readFile(path, 'utf8');
    await writeFile(path, whole.slice(0, -5));
    expect(await read()).toEqual(LINES.slice(0, -1));
  });

  test('before the first line was whole there is nothing', async () => {
    await written([end('c1')]);
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, 20));
    expect(await read()).toEqual([]);
    await writeFile(path, '');
    expect(await read()).toEqual([]);
  });
});

describe('a journal that somebody has touched is not believed:', () => {
  const touches: readonly (readonly [string, (lines: readonly string[]) => readonly string[]])[] = [
    ['a word changed', ([first = '', ...rest]) => [first.replace('Set-', 'Get-'), ...rest]],
    ['the first line taken out', (lines) => lines.slice(1)],
    ['a line in between taken out', (lines) => lines.filter((_, index) => index !== 1)],
    ['two lines exchanged', ([a = '', b = '', ...rest]) => [b, a, ...rest]],
    ['a line twice', ([a = '', ...rest]) => [a, a, ...rest]],
    ['a line put in', ([a = '', ...rest]) => [a, JSON.stringify(end('c9')), ...rest]],
    ['a line that is no JSON', ([a = '', ...rest]) => [a, '{"prev":', ...rest]],
    ['an empty line', ([a = '', ...rest]) => [a, '', ...rest]],
  ];
  test.each(touches)('%s', async (_, touch) => {
    await written();
    await writeFile(path, touch(await texts()).join('\n'));
    await expect(read()).rejects.toMatchObject({
      code: 'E1102',
      message: expect.stringContaining('was changed after it was written'),
    });
  });
});
