import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readBounded } from './files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mbx-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a file of just the most bytes is read whole, and one byte more is refused', async () => {
  const path = join(folder, 'a');
  await writeFile(path, Buffer.alloc(3 * 1024 * 1024, 'x'));
  expect((await readBounded(path, 3 * 1024 * 1024, 'ordinary')).length).toBe(3 * 1024 * 1024);
  await writeFile(path, Buffer.alloc(3 * 1024 * 1024 + 1, 'x'));
  await expect(readBounded(path, 3 * 1024 * 1024)).rejects.toThrow('is larger than 3 MiB');
});

test.runIf(existsSync('/dev/zero'))('a device without end comes to an end', async () => {
  await expect(readBounded('/dev/zero', 1024 * 1024)).rejects.toThrow('is larger than 1 MiB');
});

test.runIf(process.platform !== 'win32')(
  'where an ordinary file is wanted, no pipe, device, folder or link is opened',
  async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    await writeFile(join(folder, 'real'), 'x');
    await symlink(join(folder, 'real'), join(folder, 'link'));
    await symlink('/nowhere', join(folder, 'dangling'));
    const read = (path: string): Promise<Buffer> => readBounded(path, 10, 'ordinary');
    await expect(read(join(folder, 'pipe'))).rejects.toThrow('is a pipe or a device');
    await expect(read('/dev/null')).rejects.toThrow('is a pipe or a device');
    await expect(read(folder)).rejects.toThrow('is a folder');
    await expect(read(join(folder, 'link'))).rejects.toThrow('is a link');
    await expect(read(join(folder, 'dangling'))).rejects.toThrow('is a link');
    await expect(read(join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
  },
);
