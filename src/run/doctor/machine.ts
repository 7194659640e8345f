/** The state folder: is it there, or can it be made, and is it ours? A run makes and restricts it; this only looks. */
import { constants } from 'node:fs';
import { access, lstat, mkdtemp, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemCode } from '../../apply/files.ts';
import type { Check } from '../../setup/check.ts';

const ELSEWHERE = 'Name another folder with --state or MBX_STATE_DIR.';
const OTHERS_WRITE = 0o022;

/** `me`: the account's number; undefined on Windows, where a mode says nothing. */
export async function stateFolderCheck(
  path: string,
  me: number | undefined = process.getuid?.(),
): Promise<Check> {
  const check = { area: 'this machine', what: 'state folder' } as const;
  const failed = (found: string, mend = ELSEWHERE): Check => ({
    ...check,
    result: 'failed',
    found: `${path} ${found}`,
    mend,
  });
  const found = await there(path);
  if (found === undefined) {
    const parent = await nearest(dirname(path));
    return (await takesFolders(parent))
      ? { ...check, result: 'ok', found: `${path} does not exist yet; the first run makes it` }
      : failed(`cannot be made: ${parent} cannot be written`);
  }
  if (!found.isDirectory()) return failed('is not a folder of its own');
  if (me !== undefined && found.uid !== me) return failed('belongs to another account');
  if (!(await isWritable(path))) return failed('cannot be written', 'Make it writable.');
  if (me !== undefined && (found.mode & OTHERS_WRITE) !== 0)
    return failed('can be written by others', `Run: chmod 700 '${path}'`);
  return { ...check, result: 'ok', found: `${path} is there, and yours` };
}

async function there(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error))) return undefined;
    throw error;
  }
}
async function nearest(path: string): Promise<string> {
  return (await there(path)) === undefined && dirname(path) !== path
    ? nearest(dirname(path))
    : path;
}
/** Only trying tells: a mode says nothing of a file system that takes no folders. */
async function takesFolders(path: string): Promise<boolean> {
  try {
    await rmdir(await mkdtemp(join(path, '.mbx-doctor-')));
    return true;
  } catch (error) {
    if (systemCode(error) === '') throw error;
    return false;
  }
}
async function isWritable(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK | constants.X_OK);
    return true;
  } catch (error) {
    if (systemCode(error) === '') throw error;
    return false;
  }
}
