/** Carries a plan out under the tenant's lock, with a journal; the one way in for apply, resume and undo. */
import { join } from 'node:path';
import { createJournal } from '../apply/journal-file.ts';
import { type Ended, LIMITS, type Ports } from '../apply/ports.ts';
import { type Applied, applyInRounds } from '../apply/rounds.ts';
import { openRuns } from '../apply/runs.ts';
import { callsOf, describe, partsOf } from '../kinds/index.ts';
import type { Call } from '../model/call.ts';
import { EXIT, type Exit } from '../model/exit.ts';
import type { Plan, Planned } from '../plan/plan.ts';
import {
  applyText,
  type EndedChange,
  endLine,
  type Warned,
  warningText,
} from '../report/apply-text.ts';
import { canonicalJson } from '../report/json.ts';
import { plain } from '../report/terminal.ts';
import type { Directory } from '../tenant/directory.ts';
import type { Services } from '../tenant/service.ts';
import { type CommonOptions, type Context, Interruption } from './context.ts';
import { deniedErrors, failureText, signedOutError } from './failure.ts';
import type { Held } from './locked.ts';
import { maxWaitMs } from './max-wait.ts';
import { runsFolder } from './state-folder.ts';
import { readerOf, writerOf } from './tenant-ports.ts';

export interface CarryOptions extends CommonOptions {
  readonly output: 'text' | 'json';
  readonly reason?: string;
  readonly allow?: readonly string[];
  /** Seconds to read back. */
  readonly verifyTimeout?: number;
}

/** What goes on with a run of the past, or undoes it. */
export interface ResumeOptions extends CarryOptions {
  readonly file?: readonly string[];
  readonly yes?: boolean;
}

/** What is to be done, and how to plan it again once mailboxes were created. */
export interface Work {
  /** What was decided on; its `changes` are what is left to do. */
  readonly plan: Plan;
  readonly directory: Directory;
  readonly replan: () => Promise<{ readonly plan: Plan; readonly directory: Directory }>;
  /** The run it goes on with. */
  readonly resumes?: string;
  /** Aims of which that run, or one of its family, left a try in doubt. */
  readonly doubted?: ReadonlySet<string>;
  /** The run that holds the tenant. */
  readonly held: Held;
  /** Folder in which the strategy's files are named. */
  readonly folder: string;
  /** Whole paths of the files and folders that were named. */
  readonly named: readonly string[];
  /** Approved changes that this plan could not see: they are neither done nor known to be so. */
  readonly unseen?: readonly Planned[];
}

/** Throws MbxError E1102 where the journal cannot be written. */
export async function carryOut(
  work: Work,
  options: CarryOptions,
  services: Services,
  context: Context,
): Promise<Exit> {
  const { plan } = work;
  const { clock } = context;
  const { run, begun } = work.held;
  const folder = runsFolder(plan.tenant.id, options, context);
  await tellOpenRuns(folder, work.resumes, context);
  warnOfLostState(options, context);
  const journal = await createJournal(join(folder, `${run}.jsonl`));
  try {
    const ended: (Ended & { readonly change: Planned })[] = [];
    const warned: Warned[] = [];
    let latest = work.directory;
    const ports: Ports = {
      writer: writerOf(services),
      reader: readerOf(services, () => latest),
      journal,
      clock,
      stop: context.stop,
      givenUp: () => services.givenUp(),
      tell(change, how) {
        ended.push({ change, ...how });
        if (options.quiet !== true && how.end !== 'held')
          // what was not begun is told at the end
          context.err(`${endLine({ change, ...how }, context.errScreen)}\n`);
      },
      warn(call, warnings) {
        const about = { mailbox: call.on.address, warnings };
        warned.push(about);
        if (options.quiet !== true) context.err(`${warningText(about, context.errScreen)}\n`);
      },
      half({ action }, is) {
        if (is) context.underWay.add(describe(action));
        else context.underWay.delete(describe(action));
      },
    };
    context.stop.addEventListener('abort', () =>
      context.err(
        '\nStopping after the call under way; what would stay half done is finished or given back. Once more stops at once, unless something is half done.\n',
      ),
    );
    const { reason, allow } = options;
    await journal.write({
      line: 'begin',
      at: begun,
      run,
      plan,
      folder: work.folder,
      named: work.named,
      ...(reason === undefined ? {} : { reason }),
      ...(allow === undefined || allow.length === 0 ? {} : { allow }),
      ...(work.resumes === undefined ? {} : { resumes: work.resumes }),
    });
    const limits = {
      ...LIMITS,
      writeMs: Math.min(LIMITS.writeMs, maxWaitMs(options, context)),
      ...(options.verifyTimeout === undefined ? {} : { verifyMs: options.verifyTimeout * 1000 }),
    };
    const replan = async (): Promise<Plan> => {
      const made = await work.replan();
      latest = made.directory;
      return made.plan;
    };
    const applied = await applyInRounds(
      plan,
      replan,
      () => journal.lines,
      ports,
      limits,
      work.doubted,
    );
    const last = lastEnds(ended);
    const exit = exitOf(work, applied, last, context);
    await journal.write({ line: 'finish', at: clock.now(), exit });
    show({ plan, run, path: journal.path, last, warned, applied, exit }, options, context);
    return exit;
  } finally {
    await journal.close();
  }
}

interface Shown {
  readonly plan: Plan;
  readonly run: string;
  readonly path: string;
  readonly last: readonly (Ended & { readonly change: Planned })[];
  readonly warned: readonly Warned[];
  readonly applied: Applied;
  readonly exit: Exit;
}
function show(
  { plan, run, path, last, warned, applied: { stopped, stale }, exit }: Shown,
  options: CarryOptions,
  { out, err, screen, errScreen, stop }: Context,
): void {
  if (options.output === 'json')
    out(canonicalJson({ plan, run, journal: path, ended: last, warnings: warned, exit }));
  else out(applyText(last, screen));
  for (const error of deniedErrors(deniedCalls(last))) err(failureText(error, errScreen, false));
  if (stopped?.why === 'signedOut')
    err(failureText(signedOutError(stopped.text), errScreen, false));
  if (stopped !== undefined || stop.aborted)
    err(`Stopped: ${plain(stopped?.text ?? 'interrupted')}. To go on: mbx resume ${run}\n`);
  if (last.some(({ half }) => half === true))
    err(
      `Something is half done: mbx undo ${run} puts it back, mbx resume ${run} goes on with it.\n`,
    );
  if (stale.length > 0)
    err('The tenant changed while mailboxes were created; plan again to see what is left.\n');
  if (options.quiet !== true) err(`Run ${run}. Journal: ${path}\n`);
}

const deniedCalls = (ended: Shown['last']): readonly Call[] =>
  ended
    .filter(({ denied }) => denied === true)
    .flatMap(({ change }) => partsOf(change.action).flatMap((part) => callsOf(part)));

async function tellOpenRuns(
  folder: string,
  resumed: string | undefined,
  { err }: Context,
): Promise<void> {
  for (const run of await openRuns(folder)) {
    if (run !== resumed)
      err(
        `Run ${run} on this tenant was cut off and never finished. To see it: mbx verify ${run}; to go on with it: mbx resume ${run}\n`,
      );
  }
}

function warnOfLostState(options: CommonOptions, { env, err }: Context): void {
  if (
    (env['CI'] ?? '') === '' ||
    options.state !== undefined ||
    (env['MBX_STATE_DIR'] ?? '') !== ''
  )
    return;
  err(
    'In CI the journal is lost with the machine: keep the folder and name it with --state or MBX_STATE_DIR, or `mbx resume` and `mbx undo` have nothing to go by.\n',
  );
}

/** A change that was held in a first round and made in the second ended as it ended last. */
function lastEnds<T extends EndedChange>(ended: readonly T[]): readonly T[] {
  return [...new Map(ended.map((one) => [one.change.aim, one])).values()];
}

/** Where several apply: a missing permission, then what was not done, then what is not confirmed. */
function exitOf(
  { plan: { blocked, gaps }, unseen = [] }: Work,
  { stale, stopped }: Applied,
  ended: readonly Ended[],
  { stop }: Context,
): Exit {
  if (stop.aborted)
    return stop.reason instanceof Interruption ? stop.reason.exit : EXIT.interrupted;
  if (stopped?.why === 'signedOut' || ended.some(({ denied }) => denied === true))
    return EXIT.access;
  const undone = ended.some(
    ({ end }) => end !== 'verified' && end !== 'already' && end !== 'pending',
  );
  if (undone || stale.length + blocked.length + gaps.length + unseen.length > 0) return EXIT.partly;
  return ended.some(({ end }) => end === 'pending') ? EXIT.unconfirmed : EXIT.ok;
}
