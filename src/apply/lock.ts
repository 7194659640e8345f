/** One run per tenant at a time on one machine: a file that says who holds it. */
import { link, mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import * as z from 'zod';
import { MbxError } from '../model/error.ts';
import { readBounded, SMALL_BYTES, systemCode, UnusableFile } from './files.ts';
import { ownFolder } from './own-folder.ts';

const holderSchema = z.object({
  pid: z.int(),
  host: z.string(),
  run: z.string(),
  since: z.string(),
});
export type Holder = z.infer<typeof holderSchema>;

export interface Lock {
  release(): Promise<void>;
}

/** Throws MbxError E5005 where another run holds it, E1102 where the folder cannot be used. */
export async function lockTenant(path: string, run: string, since: string): Promise<Lock> {
  const mine: Holder = { pid: process.pid, host: hostname(), run, since };
  try {
    await ownFolder(dirname(path), () => undefined);
    if (!(await taken(path, mine))) return held(path);
    const holder = await holderOf(path);
    if (holder !== undefined && (holder.host !== mine.host || isAlive(holder.pid)))
      throw locked(path, holder);
    return await takenOver(path, mine, holder);
  } catch (cause) {
    if (cause instanceof MbxError) throw cause;
    const why = cause instanceof UnusableFile ? cause.message : 'cannot be written';
    throw new MbxError(
      'E1102',
      `the lock ${path} ${why}; nothing was written`,
      'Look at what is there and move it away, or name another folder with --state or MBX_STATE_DIR.',
      { cause },
    );
  }
}

/** Takes over the lock of a run that was killed; only one process can. */
async function takenOver(path: string, mine: Holder, before: Holder | undefined): Promise<Lock> {
  const door = `${path}.takeover`;
  try {
    await mkdir(door);
  } catch (cause) {
    if (systemCode(cause) !== 'EEXIST') throw cause;
    throw new MbxError(
      'E5005',
      'another run is taking over the lock of this tenant right now',
      `Try again. If no other run is active, remove ${door}.`,
      { cause },
    );
  }
  try {
    const now = await holderOf(path);
    if (now !== undefined && now.run !== before?.run) throw locked(path, now);
    await rm(path, { force: true });
    if (await taken(path, mine)) throw locked(path, await holderOf(path));
    return held(path);
  } finally {
    await rmdir(door);
  }
}

/** True where the file is there already. It appears whole: who met it half-written would think that its holder had crashed. */
async function taken(path: string, mine: Holder): Promise<boolean> {
  const draft = `${path}.${mine.run}.tmp`;
  try {
    await writeFile(draft, JSON.stringify(mine), { flag: 'wx', mode: 0o600 });
    await link(draft, path);
    return false;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return true;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
const held = (path: string): Lock => ({ release: () => rm(path, { force: true }) });

/** Undefined where the file is gone, or was cut off by a crash. */
async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    const text = (await readBounded(path, SMALL_BYTES, 'ordinary')).toString('utf8');
    return z.string().transform(jsonOf).pipe(holderSchema).safeParse(text).data;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
function jsonOf(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: String(error) });
    return z.NEVER;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM'; // alive, and somebody else's
  }
}

function locked(path: string, holder: Holder | undefined): MbxError {
  const who =
    holder === undefined
      ? 'another run'
      : `run ${holder.run} (process ${holder.pid} on ${holder.host}, since ${holder.since})`;
  return new MbxError(
    'E5005',
    `${who} is working on this tenant; nothing was written`,
    `Wait until it has ended. If it no longer runs, remove ${path}.`,
  );
}
