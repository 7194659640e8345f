import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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

describe.runIf(process.platform !== 'win32')('a pipe that somebody named', () => {
  const read = (patience: { nobody: number; silent: number }, most = 1000): Promise<Buffer> => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    return readBounded(join(folder, 'pipe'), most, 'any', patience);
  };
  const shell = (script: string) => spawn('sh', ['-c', script], { cwd: folder, stdio: 'ignore' });

  test('to which nobody writes is given up', async () => {
    await expect(read({ nobody: 100, silent: 60_000 })).rejects.toThrow(
      'is a pipe, and nobody wrote to it for 0.1 s',
    );
  });
  test('whose writer says nothing is given up', async () => {
    const reading = read({ nobody: 60_000, silent: 100 });
    const writer = shell('exec sleep 60 > pipe');
    await expect(reading).rejects.toThrow('nobody wrote to it for 0.1 s');
    writer.kill();
  });
  test('is read to its end, however late its writer comes and however slow it is', async () => {
    const reading = read({ nobody: 60_000, silent: 60_000 });
    shell('sleep 0.2; { printf one; sleep 0.2; printf two; } > pipe');
    expect((await reading).toString()).toBe('onetwo');
  });
  test('of which nothing comes before it is closed is empty', async () => {
    const reading = read({ nobody: 60_000, silent: 60_000 });
    shell('sleep 0.3 > pipe');
    expect((await reading).length).toBe(0);
  });
  test('that does not end is refused at its most', async () => {
    const reading = read({ nobody: 60_000, silent: 60_000 });
    const writer = shell('exec yes > pipe');
    await expect(reading).rejects.toThrow('is larger than 0 MiB');
    writer.kill();
  });
});
