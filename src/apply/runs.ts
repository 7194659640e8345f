/** The runs of one tenant on this machine, as their journals tell them. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isoTime } from '../model/date.ts';
import { MbxError } from '../model/error.ts';
import type { Line } from '../model/journal.ts';
import { lineFrom } from '../plan/journal-document.ts';
import type { Plan } from '../plan/plan.ts';
import { demandOrdinary, systemCode, UnusableFile } from './files.ts';
import { readJournal } from './journal-file.ts';

const JOURNAL = /^(\d{8}T\d{6}\.\d{3}Z-[0-9a-f]{6})\.jsonl$/;

/**
 * Names a run by when it began (milliseconds since 1970), so that names sort as runs followed each other: one holds the tenant at a
 * time, and none comes to its end within a millisecond. `mark` is six hexadecimal digits that nobody else has drawn.
 */
export const runId = (begun: number, mark: string): string =>
  `${nameOfSecond(begun)}.${String(begun % 1000).padStart(3, '0')}Z-${mark}`;
/** To the second, as names begin. */
export const nameOfSecond = (ms: number): string => isoTime(ms).replaceAll(/[-:Z]/g, '');

/** Ids of all runs, the oldest first. Whatever else lies there is passed over. Throws MbxError E1102 where the folder cannot be read. */
export const runIds = async (folder: string): Promise<readonly string[]> =>
  (await journalsIn(folder)).ids;

/** Paths at which a journal should stand and something else does: a link, a pipe, a device. */
export const oddJournals = async (folder: string): Promise<readonly string[]> =>
  (await journalsIn(folder)).odd.map((run) => join(folder, `${run}.jsonl`));

/** Throws MbxError E1102 where one of these stands there: somebody has put it there, and what it leads to is no journal of ours. */
export async function demandJournals(folder: string): Promise<void> {
  const [path] = await oddJournals(folder);
  if (path !== undefined) throw await oddJournal(path);
}
export async function oddJournal(path: string): Promise<MbxError> {
  let why = 'is not an ordinary file';
  try {
    await demandOrdinary(path);
  } catch (error) {
    if (error instanceof UnusableFile) why = error.message;
  }
  return new MbxError(
    'E1102',
    `${path} ${why}`,
    'This is the place of a journal. Find out who put something else there, and move it away.',
  );
}

interface Journals {
  readonly ids: readonly string[];
  readonly odd: readonly string[];
}
async function journalsIn(folder: string): Promise<Journals> {
  try {
    const entries = (await readdir(folder, { withFileTypes: true })).flatMap((entry) => {
      const run = JOURNAL.exec(entry.name)?.[1];
      return run === undefined ? [] : [{ run, ordinary: entry.isFile() }];
    });
    const of = (ordinary: boolean): readonly string[] =>
      entries.flatMap((one) => (one.ordinary === ordinary ? [one.run] : [])).sort();
    return { ids: of(true), odd: of(false) };
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return { ids: [], odd: [] };
    throw unreadableFolder(folder, cause);
  }
}
/** A folder of the state that cannot be read. */
export const unreadableFolder = (folder: string, cause: unknown): MbxError =>
  new MbxError(
    'E1102',
    `the folder ${folder} cannot be read (${systemCode(cause) || String(cause)})`,
    'Make it readable, or name another folder with --state or MBX_STATE_DIR.',
    { cause },
  );

/** Ids of all runs in whose place something stands, a journal or not. */
export async function runNames(folder: string): Promise<readonly string[]> {
  const { ids, odd } = await journalsIn(folder);
  return [...ids, ...odd];
}
/** Whether something stands in the place of that run's journal. */
export const hasRun = async (folder: string, run: string): Promise<boolean> =>
  (await runNames(folder)).includes(run);

/** Lines of one run. Throws MbxError E1001 where there is no such run, E1102 where the journal cannot be used. */
export async function linesOf(folder: string, run: string): Promise<readonly Line<Plan>[]> {
  if (!(await hasRun(folder, run)))
    throw new MbxError(
      'E1001',
      `there is no run ${run} on this tenant`,
      '`mbx runs` lists the runs.',
    );
  const path = join(folder, `${run}.jsonl`);
  try {
    const lines = await readJournal(path, lineFrom);
    demandOwnName(path, run, lines);
    return lines;
  } catch (cause) {
    if (cause instanceof MbxError) throw cause;
    if (cause instanceof UnusableFile) throw await oddJournal(path);
    throw new MbxError(
      'E1102',
      `the journal of run ${run} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      'It may be damaged, or from another version of mbx; `mbx plan` shows how the tenant is now.',
      { cause },
    );
  }
}

/** A journal that was copied or swapped tells of another run than the one that is asked for. */
function demandOwnName(path: string, run: string, [first]: readonly Line<Plan>[]): void {
  if (first === undefined || (first.line === 'begin' && first.run === run)) return;
  const whose = first.line === 'begin' ? `is of run ${first.run}` : 'does not begin with a run';
  throw new MbxError(
    'E1102',
    `the journal ${path} ${whose}, not of run ${run}: it was moved or overwritten`,
    'Do not trust it; compare the tenant with your strategy: `mbx plan`.',
  );
}

/** Lines of a run; none where its journal cannot be used. */
export async function readable(folder: string, run: string): Promise<readonly Line<Plan>[]> {
  try {
    return await linesOf(folder, run);
  } catch (error) {
    if (error instanceof MbxError) return [];
    throw error;
  }
}
