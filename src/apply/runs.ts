/** The runs of one tenant on this machine, as their journals tell them. */
import { createReadStream } from 'node:fs';
import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isoTime } from '../model/date.ts';
import { MbxError } from '../model/error.ts';
import type { Line } from '../model/journal.ts';
import { lineFrom } from '../plan/journal-document.ts';
import type { Plan } from '../plan/plan.ts';
import { readJournal } from './journal-file.ts';

const JOURNAL = /^(\d{8}T\d{6}\.\d{3}Z-[0-9a-f]{6})\.jsonl$/;

/**
 * Names a run by when it began (milliseconds since 1970), so that names sort as runs followed each other: one holds the tenant at a
 * time, and none comes to its end within a millisecond. `mark` is six hexadecimal digits that nobody else has drawn.
 */
export const runId = (begun: number, mark: string): string =>
  `${nameOfSecond(begun)}.${String(begun % 1000).padStart(3, '0')}Z-${mark}`;
const nameOfSecond = (ms: number): string => isoTime(ms).replaceAll(/[-:Z]/g, '');

/** Ids of all runs, the oldest first. */
export async function runIds(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).flatMap((name) => JOURNAL.exec(name)?.[1] ?? []).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Lines of one run. Throws MbxError E1001 where there is no such run, E1102 where the journal cannot be used. */
export async function linesOf(folder: string, run: string): Promise<readonly Line<Plan>[]> {
  if (!(await runIds(folder)).includes(run))
    throw new MbxError(
      'E1001',
      `there is no run ${run} on this tenant`,
      'See `mbx runs` for those there are.',
    );
  try {
    return await readJournal(join(folder, `${run}.jsonl`), lineFrom);
  } catch (cause) {
    if (cause instanceof MbxError) throw cause;
    throw new MbxError(
      'E1102',
      `the journal of run ${run} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      'It may be of another version, or damaged; `mbx plan` shows what is.',
      { cause },
    );
  }
}

/**
 * The run, those that it went on with, and those that went on with any of them, the oldest first: what one of them did was done for
 * all. A journal that cannot be read is left out: less is known then, and so less is let through.
 */
export async function familyOf(
  folder: string,
  run: string,
): Promise<readonly { readonly run: string; readonly lines: readonly Line<Plan>[] }[]> {
  const all: { readonly run: string; readonly lines: readonly Line<Plan>[] }[] = [];
  const resumes = new Map<string, string>();
  for (const id of await runIds(folder)) {
    const lines = id === run ? await linesOf(folder, id) : await readable(folder, id);
    const begin = lines.find((line) => line.line === 'begin');
    if (begin?.resumes !== undefined) resumes.set(id, begin.resumes);
    all.push({ run: id, lines });
  }
  const firstOf = (id: string): string => {
    let first = id;
    for (const _ of all) first = resumes.get(first) ?? first; // no chain is longer than there are runs
    return first;
  };
  const first = firstOf(run);
  return all.filter((one) => firstOf(one.run) === first);
}
async function readable(folder: string, run: string): Promise<readonly Line<Plan>[]> {
  try {
    return await linesOf(folder, run);
  } catch (error) {
    if (error instanceof MbxError) return [];
    throw error;
  }
}

/** Runs that began and never came to their end: killed, or the machine went away. */
export async function cutOffRuns(folder: string): Promise<readonly string[]> {
  const ids = await runIds(folder);
  const open = await Promise.all(
    ids.map(async (run) => {
      const path = join(folder, `${run}.jsonl`);
      return (await isFinished(path)) || !(await isBegun(path)) ? [] : [run];
    }),
  );
  return open.flat();
}

/** Nothing is done before the first line is on the disk as a whole. */
async function isBegun(path: string): Promise<boolean> {
  const chunks: AsyncIterable<string> = createReadStream(path, 'utf8');
  for await (const chunk of chunks) if (chunk.includes('\n')) return true;
  return false;
}

/** Those with which no later run has gone on to its end: they wait for somebody. */
export async function openRuns(folder: string): Promise<readonly string[]> {
  const cutOff = await cutOffRuns(folder);
  if (cutOff.length === 0) return [];
  const settled = new Set<string>();
  for (const run of (await runIds(folder)).toReversed()) {
    if (cutOff.includes(run) && !settled.has(run)) continue;
    const resumed = await resumedBy(join(folder, `${run}.jsonl`));
    if (resumed !== undefined) settled.add(resumed);
  }
  return cutOff.filter((run) => !settled.has(run));
}

/** The run that this one went on with. Whatever is wrong with an old journal keeps nobody from beginning a new run. */
async function resumedBy(path: string): Promise<string | undefined> {
  const [line = ''] = (await readFile(path, 'utf8')).split('\n', 1);
  try {
    const begin: unknown = JSON.parse(line);
    return typeof begin === 'object' && begin !== null && 'resumes' in begin
      ? String(begin.resumes)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Bytes at the end of a journal in which its last line stands. */
const TAIL = 512;
/** Looks at the last line alone: journals can be long. */
async function isFinished(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const length = Math.min(TAIL, size);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return /"line":"finish"[^\n]*\}\n$/.test(buffer.toString('utf8'));
  } finally {
    await file.close();
  }
}

/**
 * Removes journals of finished runs that began before that time (milliseconds since 1970, as fine as a second); gives their ids. The
 * name of a run has its time: a journal that cannot be read any more can be removed all the same.
 */
export async function pruneRuns(folder: string, before: number): Promise<readonly string[]> {
  const open = new Set(await openRuns(folder));
  const limit = nameOfSecond(before);
  const old = (await runIds(folder)).filter(
    (run) => !open.has(run) && run.slice(0, limit.length) < limit,
  );
  for (const run of old) await rm(join(folder, `${run}.jsonl`));
  return old;
}
