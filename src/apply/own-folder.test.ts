import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ownFolder } from './own-folder.ts';

let base: string;
let told: string[];
const own = (path: string, me?: number): Promise<void> =>
  me === undefined
    ? ownFolder(path, (note) => void told.push(note))
    : ownFolder(path, (note) => void told.push(note), me);
const modeOf = async (path: string): Promise<string> =>
  ((await stat(path)).mode & 0o777).toString(8);

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'mbx-own-'));
  told = [];
});
afterEach(() => rm(base, { recursive: true, force: true }));

test('is made with all its parents, for our account alone, and nothing is reported', async () => {
  await own(join(base, 'a', 'b', 'c'));
  await own(join(base, 'a', 'b', 'c'));
  expect(await modeOf(join(base, 'a', 'b', 'c'))).toBe('700');
  expect(told).toEqual([]);
});

describe.runIf(process.platform !== 'win32')('where modes say who may use a folder', () => {
  test.each(['755', '770', '777', '711'])('mode %s is narrowed, and that is told', async (mode) => {
    await chmod(base, Number.parseInt(mode, 8));
    await own(base);
    expect(await modeOf(base)).toBe('700');
    expect(told).toEqual([
      `The folder ${base} was open to others (mode 0${mode}); mbx has restricted it to your account (0700).`,
    ]);
  });

  test('a folder of another account is refused as it is', async () => {
    await chmod(base, 0o777);
    const stranger = (process.getuid?.() ?? 0) + 1;
    await expect(own(base, stranger)).rejects.toMatchObject({
      code: 'E1102',
      message: expect.stringContaining('belongs to another account'),
    });
    expect(await modeOf(base)).toBe('777');
  });

  test('a link is refused, to a good folder too, and so is a dangling one', async () => {
    await mkdir(join(base, 'real'), { mode: 0o700 });
    await symlink(join(base, 'real'), join(base, 'link'));
    await symlink('/nowhere/at/all', join(base, 'dangling'));
    for (const name of ['link', 'dangling'])
      await expect(own(join(base, name))).rejects.toMatchObject({
        code: 'E1102',
        message: expect.stringContaining('is a link'),
      });
  });

  test('a link on the way to it is none of our business', async () => {
    await mkdir(join(base, 'real'));
    await symlink(join(base, 'real'), join(base, 'link'));
    await own(join(base, 'link', 'state'));
    expect(await modeOf(join(base, 'real', 'state'))).toBe('700');
  });

  test.runIf(process.platform === 'linux')(
    'what can never be made is an error, and soon',
    async () => {
      await expect(own('/proc/mbx/state')).rejects.toMatchObject({ code: 'E1102' });
    },
  );
});

test('a file in its place, or on the way to it, is refused', async () => {
  await writeFile(join(base, 'file'), '');
  for (const path of [join(base, 'file'), join(base, 'file', 'state')])
    await expect(own(path)).rejects.toMatchObject({ code: 'E1102' });
});
