/** Runs that belong together: that went on with one another, or undo one. */
import type { Line } from '../model/journal.ts';
import type { Plan } from '../plan/plan.ts';
import { linesOf, readable, runIds } from './runs.ts';

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
/** Undos of a run, the oldest first; journals that cannot be read are left out. */
export async function undosOf(
  folder: string,
  run: string,
): Promise<readonly { readonly run: string; readonly lines: readonly Line<Plan>[] }[]> {
  const all = await Promise.all(
    (await runIds(folder)).map(async (id) => ({ run: id, lines: await readable(folder, id) })),
  );
  return all.filter(({ lines }) =>
    lines.some(
      (line) =>
        line.line === 'begin' && line.plan.maker.name === 'undo' && line.plan.maker.run === run,
    ),
  );
}
