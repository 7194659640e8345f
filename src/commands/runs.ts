/** `mbx runs`: what was done from this machine, and what was cut off. Opens no connection. */

import { halfDoneRuns, pruneRuns, standingOfCutOff } from '../apply/open-runs.ts';
import { beginOf, endsIn } from '../apply/recovery.ts';
import { linesOf, oddJournal, oddJournals, readable, runIds } from '../apply/runs.ts';
import { isoTime } from '../model/date.ts';
import { MbxError } from '../model/error.ts';
import { EXIT, type Exit } from '../model/exit.ts';
import { groupBy } from '../model/group-by.ts';
import type { Line } from '../model/journal.ts';
import type { Plan } from '../plan/plan.ts';
import { canonicalJson } from '../report/json.ts';
import { runText } from '../report/run-text.ts';
import { outcomeOf, type RunListed, runsText } from '../report/runs-text.ts';
import { plain } from '../report/terminal.ts';
import { pastRun } from '../run/past-run.ts';
import { recordOf } from '../run/run-record.ts';
import { runsFolder, tenantsWithRuns } from '../run/state-folder.ts';
import type { CommonOptions, Context } from './context.ts';
import { stateFolder } from './state-folder.ts';

export interface RunsOptions extends CommonOptions {
  readonly output: 'text' | 'json';
}

export async function runRuns(options: RunsOptions, context: Context): Promise<Exit> {
  const state = stateFolder(options, context);
  const shown: RunListed[] = [];
  let exit: Exit = EXIT.ok;
  for (const tenant of await tenantsWithRuns(state)) {
    const folder = runsFolder(state, tenant);
    exit = (await tellOdd(folder, context)) ?? exit;
    const cutOff = await standingOfCutOff(folder);
    const half = new Set(await halfDoneRuns(folder));
    for (const run of await runIds(folder)) {
      try {
        const standing = {
          cutOff: cutOff.has(run),
          finishedBy: cutOff.get(run),
          halfDone: half.has(run),
        };
        const one = listed(run, await linesOf(folder, run), standing);
        if (one !== undefined) shown.push(one);
      } catch (error) {
        if (!(error instanceof MbxError)) throw error;
        context.err(`${plain(error.message)}\n`); // one bad journal does not hide the others
        if (exit === EXIT.ok) exit = EXIT.partly;
      }
    }
  }
  if (options.output === 'json') context.out(canonicalJson(shown));
  else
    context.out(
      shown.length === 0 ? 'No runs on this machine.\n' : await runsText(shown, context.screen),
    );
  return exit;
}

/** Reports an entry that is in the place of a journal but is not one; it is never opened, and hides no run. */
async function tellOdd(folder: string, { err }: Context): Promise<Exit | undefined> {
  const odd = await oddJournals(folder);
  for (const path of odd) err(`${plain((await oddJournal(path)).message)}\n`);
  return odd.length === 0 ? undefined : EXIT.configuration;
}

interface Standing {
  readonly cutOff: boolean;
  readonly finishedBy: string | undefined;
  readonly halfDone: boolean;
}
function listed(
  run: string,
  lines: readonly Line<Plan>[],
  { cutOff, finishedBy, halfDone }: Standing,
): RunListed | undefined {
  const begin = beginOf(lines);
  if (begin === undefined) return undefined;
  const { tenant, actor, maker, changes } = begin.plan;
  const ends = groupBy(endsIn(lines).values(), (end) => end);
  const finish = lines.findLast((line) => line.line === 'finish');
  return {
    run,
    tenant: tenant.domain,
    began: isoTime(begin.at),
    actor: actor.name,
    maker: maker.name,
    finished: !cutOff,
    ...(finish === undefined ? {} : { exit: finish.exit }),
    ...(finishedBy === undefined ? {} : { finishedBy }),
    ...(halfDone ? { halfDone } : {}),
    changes: changes.length,
    ends: Object.fromEntries([...ends].map(([end, all]) => [end, all.length])),
    ...(begin.reason === undefined ? {} : { reason: begin.reason }),
  };
}

/** `mbx runs RUN`: one run, from its journal alone. */
export async function runRun(name: string, options: RunsOptions, context: Context): Promise<Exit> {
  const state = stateFolder(options, context);
  const { run, lines, begin } = await pastRun(name, state);
  const folder = runsFolder(state, begin.plan.tenant.id);
  const record = recordOf(run, begin, lines);
  const cutOff = await standingOfCutOff(folder);
  const one = listed(run, lines, {
    cutOff: cutOff.has(run),
    finishedBy: cutOff.get(run),
    halfDone: (await halfDoneRuns(folder)).includes(run),
  });
  const by = one?.finishedBy;
  const other = by === undefined ? undefined : beginOf(await readable(folder, by));
  const outcome = one === undefined ? '' : outcomeOf(one, other?.plan.maker.name === 'undo');
  if (options.output === 'json') context.out(canonicalJson({ ...record, ...standingInJson(one) }));
  else context.out(runText(record, outcome, context.screen));
  return EXIT.ok;
}
const standingInJson = (one: RunListed | undefined) => ({
  finished: one?.finished ?? false,
  ...(one?.finishedBy === undefined ? {} : { finishedBy: one.finishedBy }),
  ...(one?.halfDone === undefined ? {} : { halfDone: one.halfDone }),
});

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
