/** The work of `mbx resume`: the same maker afresh, less what is already in effect; never more than was decided on then. */
import { rebound } from '../apply/rebound.ts';
import { begunAims, doubtedAims, endsIn } from '../apply/recovery.ts';
import { stepsOf } from '../kinds/index.ts';
import { MbxError } from '../model/error.ts';
import { EXIT } from '../model/exit.ts';
import { type End, type Line, ownIn } from '../model/journal.ts';
import { approve, unseenIn } from '../plan/approval.ts';
import { barred } from '../plan/barred.ts';
import { opensOf } from '../plan/opened.ts';
import type { Plan, Planned } from '../plan/plan.ts';
import type { Directory } from '../tenant/directory/directory.ts';
import type { Services } from '../tenant/service.ts';
import { demandOpen, readAllowed } from './allow.ts';
import { lookedAt } from './approved.ts';
import type { Terms } from './carry-out.ts';
import type { Loaded } from './loaded.ts';
import { demandTenant, judged, type PastRun } from './past-run.ts';
import { type Made, planTenant } from './plan-tenant.ts';
import type { Job } from './road.ts';
import type { World } from './world.ts';

type RunWorld = Pick<World, 'services' | 'clock' | 'writes' | 'tell'>;

export interface Resuming {
  /** With its family. */
  readonly past: PastRun;
  /** The strategy of today. */
  readonly loaded: Loaded;
  /** Gates that are opened, those of the run included: `creates=5`. */
  readonly allow: readonly string[];
  readonly terms: Omit<Terms, 'named' | 'allow' | 'resumes' | 'about'>;
}

export function resuming({ past, loaded, allow, terms }: Resuming, world: RunWorld): Job<Left> {
  const { maker } = past.begin.plan;
  const allowed = readAllowed(allow);
  const replan = () =>
    planTenant(loaded, { only: maker.only, exclude: maker.exclude }, world, {
      opens: opensOf(allowed),
      within: (changes, directory) => withoutLater(past, changes, directory, world.services),
    });
  return {
    make: async () => left(past, await replan(), world),
    replan,
    demandOpen(plan) {
      if (plan.changes.length > 0) demandOpen(plan, allowed);
    },
    idle({ plan, unseen, unread, half }) {
      const { run } = past;
      if (plan.gaps.length + plan.blocked.length > 0) {
        world.tell({ is: 'nothingToResume', run, because: 'hindered' });
        return EXIT.partly;
      }
      if (half) {
        world.tell({ is: 'nothingToResume', run, because: 'half done' });
        return EXIT.partly; // it stays open: nobody has brought it in order
      }
      if (unread) return EXIT.partly;
      world.tell({
        is: 'nothingToResume',
        run,
        because: unseen.length > 0 ? 'not asked for' : 'all done',
      });
      // An empty run of its own says for good that nobody need go on with the other one.
      return 'record';
    },
    terms: { ...terms, named: loaded.named, allow, resumes: past.run, about: [past.run] },
  };
}

export interface Left extends Made {
  readonly doubted: ReadonlySet<string>;
  /** What was decided on and is not done, as the file of today forbids it or does not ask for it; and what it asks for besides. */
  readonly unseen: readonly Planned[];
  /** For a change of the run it could not be read whether it is in effect. */
  readonly unread: boolean;
  /** Something of it is half done, and the file of today does not ask for the rest. */
  readonly half: boolean;
}

interface Decided {
  /** What people said yes to, in this run and in those that belong to it, and nobody has seen done. */
  readonly open: readonly Planned[];
  /** Aims that were read back in effect: if one is to be done again, somebody has changed it since, and a new plan must be approved. */
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
async function left(past: PastRun, made: Made, world: RunWorld): Promise<Left> {
  const { run, lines } = past;
  demandTenant(past, made.directory);
  const { bound } = await judged(past, made.directory, world.services);
  const { open, done } = decidedIn(lines, bound);
  const verdict = approve(open, made.plan.changes, begunAims(lines, bound));
  if (verdict.ok) {
    const rest = await notDone(verdict.alreadyInEffect, past, made, world);
    return { ...made, ...rest, doubted: doubtedAims(lines, bound) };
  }
  world.tell({
    is: 'notOfRun',
    run,
    changes: [...verdict.extra, ...verdict.changed.map((one) => one.fresh)],
    done,
  });
  throw new MbxError(
    'E5003',
    `the tenant or the strategy has changed since run ${run}; nothing was written`,
    'Use `mbx plan` and `mbx apply` to go on from here.',
  );
}

/** Reports changes of the run that are not in effect and that today's plan lacks, and changes that only today's plan has. */
async function notDone(
  missing: readonly Planned[],
  { run, lines }: PastRun,
  { plan, directory, people, leftOut = [] }: Made,
  { services, tell }: RunWorld,
): Promise<Pick<Left, 'unseen' | 'unread' | 'half'>> {
  const shown = new Set(unseenIn(missing, plan));
  const looked = await lookedAt(
    missing.filter((change) => !shown.has(change)),
    directory,
    services,
  );
  const unread = [...looked].flatMap(([change, is]) => (is === 'unread' ? [change] : []));
  const own = ownIn(lines);
  const isHalf = (change: Planned): boolean =>
    looked.get(change) === 'otherwise' && stepsOf(change.action).length > 1 && own.has(change.id);
  const half = [...looked.keys()].filter(isHalf);
  const unasked = [...looked].flatMap(([change, is]) =>
    is === 'in effect' || is === 'unread' || isHalf(change) ? [] : [change],
  );
  tell({
    is: 'notDone',
    run,
    changes: [
      ...unread.map((change) => ({ change, why: 'whether it is in effect could not be read' })),
      ...unasked.map((change) => ({
        change,
        why: barred(change, people) ?? "today's strategy does not ask for it",
      })),
    ],
    half,
    leftToApply: leftOut,
  });
  return {
    unseen: [...unread, ...half, ...unasked, ...leftOut],
    unread: unread.length > 0,
    half: half.length > 0,
  };
}
