/** `mbx runs`: what was done from this machine, and what was cut off. Opens no connection. */

import { pruneRuns, standingOfCutOff } from '../apply/open-runs.ts';
import { beginOf, endsIn } from '../apply/recovery.ts';
import { linesOf, oddJournal, oddJournals, runIds } from '../apply/runs.ts';
import { isoTime } from '../model/date.ts';
import { MbxError } from '../model/error.ts';
import { EXIT, type Exit } from '../model/exit.ts';
import { groupBy } from '../model/group-by.ts';
import type { End, Line } from '../model/journal.ts';
import type { Plan } from '../plan/plan.ts';
import { wordOf } from '../report/apply-text.ts';
import { canonicalJson } from '../report/json.ts';
import { plain } from '../report/terminal.ts';
import { runsFolder, tenantsWithRuns } from '../run/state-folder.ts';
import type { CommonOptions, Context } from './context.ts';
import { stateFolder } from './state-folder.ts';

export interface RunsOptions extends CommonOptions {
  readonly output: 'text' | 'json';
}
interface RunShown {
  readonly run: string;
  readonly tenant: string;
  readonly began: string;
  readonly maker: string;
  /** It came to its own end. */
  readonly finished: boolean;
  /** It was cut off, and this run has gone on with it to the end. */
  readonly finishedBy?: string;
  readonly changes: number;
  readonly ends: Readonly<Partial<Record<End, number>>>;
  readonly reason?: string;
}

export async function runRuns(options: RunsOptions, context: Context): Promise<Exit> {
  const state = stateFolder(options, context);
  const shown: RunShown[] = [];
  let exit: Exit = EXIT.ok;
  for (const tenant of await tenantsWithRuns(state)) {
    const folder = runsFolder(state, tenant);
    exit = (await tellOdd(folder, context)) ?? exit;
    const cutOff = await standingOfCutOff(folder);
    for (const run of await runIds(folder)) {
      try {
        const by = cutOff.get(run);
        const one = shownRun(run, await linesOf(folder, run), !cutOff.has(run), by);
        if (one !== undefined) shown.push(one);
      } catch (error) {
        if (!(error instanceof MbxError)) throw error;
        context.err(`${plain(error.message)}\n`); // one bad journal does not hide the others
        if (exit === EXIT.ok) exit = EXIT.partly;
      }
    }
  }
  if (options.output === 'json') context.out(canonicalJson(shown));
  else context.out(shown.length === 0 ? 'No runs on this machine.\n' : shown.map(runLine).join(''));
  return exit;
}

/** Reports an entry that is in the place of a journal but is not one; it is never opened, and hides no run. */
async function tellOdd(folder: string, { err }: Context): Promise<Exit | undefined> {
  const odd = await oddJournals(folder);
  for (const path of odd) err(`${plain((await oddJournal(path)).message)}\n`);
  return odd.length === 0 ? undefined : EXIT.configuration;
}

function shownRun(
  run: string,
  lines: readonly Line<Plan>[],
  finished: boolean,
  finishedBy: string | undefined,
): RunShown | undefined {
  const begin = beginOf(lines);
  if (begin === undefined) return undefined;
  const ends = groupBy(endsIn(lines).values(), (end) => end);
  return {
    run,
    tenant: begin.plan.tenant.domain,
    began: isoTime(begin.at),
    maker: begin.plan.maker.name,
    finished,
    ...(finishedBy === undefined ? {} : { finishedBy }),
    changes: begin.plan.changes.length,
    ends: Object.fromEntries([...ends].map(([end, all]) => [end, all.length])),
    ...(begin.reason === undefined ? {} : { reason: begin.reason }),
  };
}
function runLine(shown: RunShown, _: number, all: readonly RunShown[]): string {
  const { run, tenant, maker, finished, finishedBy, changes, ends, reason } = shown;
  const counts = Object.entries(ends)
    .map(([end, n]) => `${n} ${end === 'verified' ? end : wordOf(end)}`)
    .join(', ');
  const state = finished
    ? ''
    : finishedBy === undefined
      ? ' CUT OFF'
      : ` (interrupted; run ${finishedBy} ${isUndo(finishedBy, all) ? 'put it back' : 'went on to the end'})`;
  return plain(
    `${run} ${tenant} ${maker === 'undo' ? 'undo' : 'apply'}${state}: ${changes} planned${counts === '' ? '' : `, ${counts}`}${reason === undefined ? '' : ` (${reason})`}`,
  ).concat('\n');
}

const isUndo = (run: string, all: readonly RunShown[]): boolean =>
  all.find((one) => one.run === run)?.maker === 'undo';

const DAY_MS = 24 * 3600 * 1000;
/** `mbx runs prune --older-than DAYS`: removes journals of finished runs. */
export async function runPrune(
  options: CommonOptions & { readonly olderThan: number },
  context: Context,
): Promise<Exit> {
  const state = stateFolder(options, context);
  const before = context.clock.now() - options.olderThan * DAY_MS;
  let gone = 0;
  let exit: Exit = EXIT.ok;
  for (const tenant of await tenantsWithRuns(state)) {
    const folder = runsFolder(state, tenant);
    exit = (await tellOdd(folder, context)) ?? exit;
    gone += (await pruneRuns(folder, before)).length;
  }
  context.out(`${gone} removed. A removed run can no longer be resumed or undone.\n`);
  return exit;
}
