/** Folders of the state: a directory of ours, into which nobody else can put anything. */
import { constants } from 'node:fs';
import { lstat, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MbxError } from '../model/error.ts';
import { systemCode } from './files.ts';

const ELSEWHERE =
  'Let only your own account use the folder, or name another one with --state or MBX_STATE_DIR.';

/**
 * Makes the folder where it is missing (0700), and sees to it that it is ours: no link, of this account, closed to others. A wider
 * mode is narrowed, and `tell` reports it. Throws MbxError E1102 where that cannot be. `me`: the account's number; undefined on
 * Windows, where an access list says who may use a folder, and a mode says nothing.
 */
export async function ownFolder(
  path: string,
  tell: (note: string) => void,
  me: number | undefined = process.getuid?.(),
): Promise<void> {
  try {
    await makeFolder(path);
    const found = await lstat(path);
    if (found.isSymbolicLink())
      throw unusable(path, 'is a link', 'Name the folder itself, with --state or MBX_STATE_DIR.');
    if (!found.isDirectory()) throw unusable(path, 'is not a folder', ELSEWHERE);
    if (me !== undefined) await closeToOthers(path, me, tell);
  } catch (cause) {
    if (cause instanceof MbxError) throw cause;
    throw unusable(
      path,
      `cannot be made or used (${systemCode(cause) || String(cause)})`,
      'Make it writable, or name another folder with --state or MBX_STATE_DIR.',
      cause,
    );
  }
}

/** Through one descriptor, so that it is the same folder that is looked at and narrowed. */
async function closeToOthers(
  path: string,
  me: number,
  tell: (note: string) => void,
): Promise<void> {
  const folder = await open(
    path,
    constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW,
  );
  try {
    const { uid, mode } = await folder.stat();
    if (uid !== me)
      throw unusable(path, `belongs to another account (number ${uid}; this is ${me})`, ELSEWHERE);
    if ((mode & OTHERS) === 0) return;
    const refusal = await narrowed(() => folder.chmod(0o700));
    const after = (await folder.stat()).mode;
    if ((after & OTHERS_WRITE) !== 0)
      throw unusable(
        path,
        `can be written by others (mode ${octal(after)}), and its mode cannot be changed (${refusal ?? 'the file system keeps it'})`,
        ELSEWHERE,
      );
    if ((after & OTHERS) === 0)
      tell(
        `The folder ${path} was open to others (mode ${octal(mode)}); mbx has restricted it to your account (0700).`,
      );
    else
      tell(
        `Others can read the folder ${path} (mode ${octal(after)}), and its mode cannot be changed.`,
      );
  } finally {
    await folder.close();
  }
}
const OTHERS = 0o077;
const OTHERS_WRITE = 0o022;
const octal = (mode: number): string => (mode & 0o7777).toString(8).padStart(4, '0');

/** The system's code where it did not work. */
async function narrowed(change: () => Promise<void>): Promise<string | undefined> {
  try {
    await change();
    return undefined;
  } catch (error) {
    const code = systemCode(error);
    if (code === '') throw error;
    return code;
  }
}

/** One level after the other: Node's own way (`recursive`) runs for ever where a parent is there and takes nothing, such as /proc. */
async function makeFolder(path: string): Promise<void> {
  const missing: string[] = [];
  for (let at = path; !(await isThere(at, at === path)); at = dirname(at)) {
    missing.push(at);
    if (dirname(at) === at) break;
  }
  for (const one of missing.toReversed()) {
    try {
      await mkdir(one, { mode: 0o700 });
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error; // another run was there first
    }
  }
}
async function isThere(path: string, itself: boolean): Promise<boolean> {
  try {
    await (itself ? lstat(path) : stat(path));
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw error;
  }
}

const unusable = (path: string, why: string, hint: string, cause?: unknown): MbxError =>
  new MbxError('E1102', `the folder ${path} ${why}; nothing was written`, hint, { cause });
