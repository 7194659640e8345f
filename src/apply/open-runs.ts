/** Runs that wait for somebody: cut off, or ended with something half done. */
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { EXIT } from '../model/exit.ts';
import type { End, Line } from '../model/journal.ts';
import type { Plan } from '../plan/plan.ts';
import { JOURNAL_BYTES, readBounded, systemCode } from './files.ts';
import { changesOf, endsIn } from './recovery.ts';
import { nameOfSecond, readable, runIds } from './runs.ts';

/** Runs that began and never came to their end: killed, or the machine went away. */
export async function cutOffRuns(folder: string): Promise<readonly string[]> {
  const ids = await runIds(folder);
  const open = await Promise.all(
    ids.map(async (run) => {
      const path = join(folder, `${run}.jsonl`);
      try {
        return (await finishOf(path)) !== undefined || !(await isBegun(path)) ? [] : [run];
      } catch (error) {
        if (systemCode(error) === '') throw error;
        return []; // it cannot be read: whoever asks for its lines is told
      }
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

/** Those with which no later run has gone on to its end, nor put it back: they wait for somebody. */
export const openRuns = async (folder: string): Promise<readonly string[]> =>
  [...(await standingOfCutOff(folder))].flatMap(([run, by]) => (by === undefined ? [run] : []));

/**
 * Runs that ended and left something half done, which no later undo, resume or apply has brought in order: they wait for somebody, too.
 */
export async function halfDoneRuns(folder: string): Promise<readonly string[]> {
  const ids = await runIds(folder);
  const ends = new Map(
    await Promise.all(ids.map(async (run) => [run, await endOf(folder, run)] as const)),
  );
  const half = ids.filter((run) => ends.get(run)?.half === true);
  if (half.length === 0) return [];
  const mended = new Set<string>();
  for (const run of ids)
    if (ends.get(run)?.exit === EXIT.ok)
      for (const other of await goesOnWith(folder, run)) mended.add(other);
  const left = half.filter((run) => !mended.has(run));
  const still = await Promise.all(left.map((run) => isStillHalf(folder, run, ids)));
  return left.filter((_, index) => still[index]);
}

/** Has no later run made, and read back, what this one left half done? A journal that cannot be read says nothing. */
async function isStillHalf(folder: string, run: string, ids: readonly string[]): Promise<boolean> {
  const open = new Set(aimsEnded(await readable(folder, run), LEFT));
  for (const later of ids.filter((id) => id > run))
    for (const aim of aimsEnded(await readable(folder, later), DONE)) open.delete(aim);
  return open.size > 0;
}
const LEFT: ReadonlySet<End> = new Set(['contradicted', 'unknown']);
const DONE: ReadonlySet<End> = new Set(['verified', 'already']);
function aimsEnded(lines: readonly Line<Plan>[], which: ReadonlySet<End>): readonly string[] {
  const ends = endsIn(lines);
  return changesOf(lines).flatMap(({ id, aim }) =>
    which.has(ends.get(id) ?? 'held') ? [aim] : [],
  );
}

/** Each run that was cut off, and the later run that has gone on with it to its end, or put it back as a whole, where there is one. */
export async function standingOfCutOff(
  folder: string,
): Promise<ReadonlyMap<string, string | undefined>> {
  const cutOff = await cutOffRuns(folder);
  const by = new Map<string, string>();
  if (cutOff.length > 0)
    for (const run of (await runIds(folder)).toReversed()) {
      if (cutOff.includes(run) && !by.has(run)) continue;
      const { resumes, undoes } = await beginningOf(folder, run);
      if (resumes !== undefined && !by.has(resumes)) by.set(resumes, by.get(run) ?? run);
      if (undoes !== undefined && !by.has(undoes) && (await endOf(folder, run))?.exit === EXIT.ok)
        by.set(undoes, run);
    }
  return new Map(cutOff.map((run) => [run, by.get(run)]));
}

/** The runs that this one resumed or undid. */
async function goesOnWith(folder: string, run: string): Promise<readonly string[]> {
  const { resumes, undoes } = await beginningOf(folder, run);
  return [resumes, undoes].filter((one) => one !== undefined);
}

interface Beginning {
  readonly resumes?: string | undefined;
  /** The run that it undid. */
  readonly undoes?: string | undefined;
}
const beginningSchema = z.looseObject({
  run: z.string(),
  resumes: z.optional(z.string()),
  plan: z.looseObject({
    maker: z.looseObject({ name: z.string(), run: z.optional(z.string()) }),
  }),
});
/** Looks at the first line alone. Whatever is wrong with an old journal keeps nobody from beginning a new run. */
async function beginningOf(folder: string, run: string): Promise<Beginning> {
  try {
    const text = await readBounded(join(folder, `${run}.jsonl`), JOURNAL_BYTES, 'ordinary');
    const [line = ''] = text.toString('utf8').split('\n', 1);
    const begin = beginningSchema.safeParse(JSON.parse(line)).data;
    if (begin?.run !== run) return {};
    const { name, run: other } = begin.plan.maker;
    return { resumes: begin.resumes, undoes: name === 'undo' ? other : undefined };
  } catch {
    return {};
  }
}

const finishSchema = z.looseObject({
  line: z.literal('finish'),
  exit: z.int(),
  half: z.optional(z.literal(true)),
});
type Finish = z.infer<typeof finishSchema>;
/** Bytes at the end of a journal in which its last line stands. */
const TAIL = 512;
/** The last line alone, for journals can be long; undefined: it is no end. */
async function finishOf(path: string): Promise<Finish | undefined> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const length = Math.min(TAIL, size);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    const text = buffer.toString('utf8');
    if (!text.endsWith('\n')) return undefined;
    const last = text.trimEnd().split('\n').at(-1) ?? '';
    return finishSchema.safeParse(last.startsWith('{') ? JSON.parse(last) : undefined).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // the line is longer than the tail, or cut off
    throw error;
  } finally {
    await file.close();
  }
}
/** The same; nothing where it cannot be read. */
async function endOf(folder: string, run: string): Promise<Finish | undefined> {
  try {
    return await finishOf(join(folder, `${run}.jsonl`));
  } catch (error) {
    if (systemCode(error) === '') throw error;
    return undefined;
  }
}

/**
 * Removes journals of finished runs that began before that time (milliseconds since 1970, as fine as a second); gives their ids. The
 * name of a run has its time: a journal that cannot be read any more can be removed all the same.
 */
export async function pruneRuns(folder: string, before: number): Promise<readonly string[]> {
  const open = new Set([...(await openRuns(folder)), ...(await halfDoneRuns(folder))]);
  const limit = nameOfSecond(Math.max(0, before)); // there were no runs before 1970
  const old = (await runIds(folder)).filter(
    (run) => !open.has(run) && run.slice(0, limit.length) < limit,
  );
  for (const run of old) await rm(join(folder, `${run}.jsonl`));
  return old;
}
