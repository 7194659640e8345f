/** `mbx resume RUN`: the same maker afresh, less what is already so; never more than was decided on then. */
import { rebound } from '../apply/rebound.ts';
import { begunAims, doubtedAims, endsIn } from '../apply/recovery.ts';
import { describe } from '../kinds/index.ts';
import { MbxError } from '../model/error.ts';
import { EXIT, type Exit } from '../model/exit.ts';
import type { End, Line } from '../model/journal.ts';
import { approve, unseenIn } from '../plan/approval.ts';
import { barred } from '../plan/barred.ts';
import { opensOf } from '../plan/opened.ts';
import type { Plan, Planned } from '../plan/plan.ts';
import { planText, reasonText } from '../report/plan-text.ts';
import { plain, wrap } from '../report/terminal.ts';
import type { Directory } from '../tenant/directory.ts';
import type { Services } from '../tenant/service.ts';
import { agreed } from './agreed.ts';
import { demandOpen, readAllowed } from './allow.ts';
import { lookedAt } from './approved.ts';
import { carryOut, type ResumeOptions } from './carry-out.ts';
import { connect } from './config.ts';
import type { Context } from './context.ts';
import { demandPermissions } from './demand-permissions.ts';
import { locked } from './locked.ts';
import { demandTenant, filesOf, judged, type PastRun, pastRun, withFamily } from './past-run.ts';
import { loadStrategy } from './strategy-files.ts';
import { type Made, planTenant } from './tenant-plan.ts';
import { runUndo } from './undo.ts';

interface Decided {
  /** What people said yes to, in this run and in those that belong to it, and nobody has seen done. */
  readonly open: readonly Planned[];
  /** Aims of what was read back to be so: where that is to be done again, somebody has been there, and must be asked anew. */
  readonly done: ReadonlySet<string>;
}
function decidedIn(lines: readonly Line<Plan>[], bound: ReadonlyMap<string, string>): Decided {
  const changes = lines.flatMap((line) => (line.line === 'begin' ? line.plan.changes : []));
  const ends = endsIn(lines);
  const real = rebound(changes, bound);
  const isDone = (_: Planned, index: number): boolean =>
    [changes[index], real[index]].some((one) => DONE.has(ends.get(one?.id ?? '') ?? 'held'));
  return {
    open: real.filter((change, index) => !isDone(change, index)),
    done: new Set(real.filter(isDone).map(({ aim }) => aim)),
  };
}

const DONE: ReadonlySet<End> = new Set(['verified', 'already']);

export async function runResume(
  run: string,
  options: ResumeOptions,
  context: Context,
): Promise<Exit> {
  const past = await withFamily(await pastRun(run, options, context), options, context);
  const { begin } = past;
  const { maker } = begin.plan;
  if (maker.name === 'undo' && maker.run !== undefined)
    return runUndo(maker.run, options, context, run);
  const folder = begin.folder ?? context.cwd;
  const allow = [...(begin.allow ?? []), ...(options.allow ?? [])];
  const allowed = readAllowed(allow);
  const files = options.file ?? filesOf(past, folder);
  const loaded = await loadStrategy(files, context);
  const services = await connect(options, context);
  try {
    return await locked(services, options, context, async (held) => {
      const replan = () =>
        planTenant(loaded, { only: maker.only, exclude: maker.exclude }, services, context, {
          opens: opensOf(allowed),
          within: (changes, directory) => withoutLater(past, changes, directory, services),
        });
      const make = async (): Promise<Left> => left(past, await replan(), services, context);
      const show = ({ plan }: Left): void => {
        if (options.output === 'text') context.out(`${planText(plan, context.screen)}\n`);
      };
      let made = await make();
      show(made);
      const todo = await agreed(
        {
          first: made,
          again: make,
          show(fresh) {
            made = fresh;
            show(fresh);
          },
          async demand(plan) {
            if (plan.changes.length === 0) return;
            demandOpen(plan, allowed);
            await demandPermissions(plan, services);
          },
        },
        options,
        context,
      );
      const work = { ...(todo ?? made), replan, held, folder, named: loaded.named, resumes: run };
      if (todo !== undefined) return carryOut(work, { ...options, allow }, services, context);
      if (made.plan.gaps.length + made.plan.blocked.length > 0) {
        context.err(`Of run ${run} nothing can be done now; see above what is in the way.\n`);
        return EXIT.partly;
      }
      if (made.unread) return EXIT.partly;
      context.err(
        made.unseen.length > 0
          ? `Of run ${run} the file of today leaves nothing more to do; see above what was not done.\n`
          : `Nothing of run ${run} is left to do.\n`,
      );
      // An empty run of its own: it says for good that nobody need go on with the other one.
      return carryOut(work, options, services, context);
    });
  } finally {
    await services.close();
  }
}

interface Left extends Made {
  readonly doubted: ReadonlySet<string>;
  /** What was decided on and is not done, as the file of today forbids it or does not ask for it; and what it asks for besides. */
  readonly unseen: readonly Planned[];
  /** Of something decided on it could not be read whether it is so. */
  readonly unread: boolean;
}

/**
 * A leaver, or somebody blocked, of whom the run knew nothing: what they lose is for `mbx apply`, and stops nothing here. Nothing is
 * given to them either way.
 */
async function withoutLater(
  past: PastRun,
  changes: readonly Planned[],
  directory: Directory,
  services: Services,
): Promise<readonly Planned[]> {
  const { bound } = await judged(past, directory, services);
  const { open, done } = decidedIn(past.lines, bound);
  const decided = new Set([...open.map(({ aim }) => aim), ...done]);
  return changes.filter(
    ({ aim, reason, effect }) =>
      decided.has(aim) || effect !== 'narrows' || (reason !== 'leaver' && reason !== 'blocked'),
  );
}

/** What is left of the run, held against what was decided on then. Throws MbxError E5003 where it is not that any more. */
async function left(
  past: PastRun,
  made: Made,
  services: Services,
  context: Context,
): Promise<Left> {
  const { run, lines } = past;
  demandTenant(past, made.directory);
  const { bound } = await judged(past, made.directory, services);
  const { open, done } = decidedIn(lines, bound);
  const verdict = approve(open, made.plan.changes, begunAims(lines, bound));
  if (verdict.ok) {
    const rest = await notDone(verdict.alreadySo, past, made, services, context);
    return { ...made, ...rest, doubted: doubtedAims(lines, bound) };
  }
  for (const { action, aim } of [...verdict.extra, ...verdict.changed.map((one) => one.fresh)])
    context.err(
      `  ${done.has(aim) ? `done in run ${run}, and not so any more` : `not part of run ${run}`}: ${plain(describe(action))}\n`,
    );
  throw new MbxError(
    'E5003',
    `the tenant or the strategy has changed since run ${run}; nothing was written`,
    'Use `mbx plan` and `mbx apply` to go on from here.',
  );
}

/** Tells what was decided on and the plan of today does not have, though it is not so; and what that plan has besides. */
async function notDone(
  missing: readonly Planned[],
  { run }: PastRun,
  { plan, directory, people, leftOut = [] }: Made,
  services: Services,
  { err, errScreen }: Context,
): Promise<Pick<Left, 'unseen' | 'unread'>> {
  const tell = (text: string): void => err(`${wrap(plain(text), errScreen.width, '  ', '    ')}\n`);
  const shown = new Set(unseenIn(missing, plan));
  const looked = await lookedAt(
    missing.filter((change) => !shown.has(change)),
    directory,
    services,
  );
  const unread = [...looked].flatMap(([change, is]) => (is === 'unread' ? [change] : []));
  const unasked = [...looked].flatMap(([change, is]) =>
    is === 'so' || is === 'unread' ? [] : [change],
  );
  for (const { action } of unread)
    tell(`not done: ${describe(action)}: whether it is so could not be read`);
  for (const change of unasked)
    tell(
      `not done: ${describe(change.action)}: ${barred(change, people) ?? 'the strategy of today does not ask for it'}`,
    );
  for (const change of leftOut)
    tell(
      `not part of run ${run}, and left to \`mbx apply\` (${reasonText(change)}): ${describe(change.action)}`,
    );
  return { unseen: [...unread, ...unasked, ...leftOut], unread: unread.length > 0 };
}
