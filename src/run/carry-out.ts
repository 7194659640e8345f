/** Carries a plan out under the tenant's lock, with a journal; the one way in for apply, resume and undo. */
import { join } from 'node:path';
import { createJournal } from '../apply/journal-file.ts';
import { type Ended, LIMITS, type Limits, type Ports } from '../apply/ports.ts';
import { type Applied, applyInRounds } from '../apply/rounds.ts';
import { describe } from '../kinds/index.ts';
import { EXIT, type Exit } from '../model/exit.ts';
import type { Journal, Line } from '../model/journal.ts';
import type { Plan, Planned } from '../plan/plan.ts';
import type { Directory } from '../tenant/directory/directory.ts';
import type { Held } from './locked.ts';
import { runsFolder } from './state-folder.ts';
import { readerOf, writerOf } from './tenant-ports.ts';
import type { EndedChange, ServiceWarning } from './told.ts';
import { Interruption, type World } from './world.ts';

/** What is said of a run once and for all. */
export interface Terms {
  /** Folder in which the strategy's files are named. */
  readonly folder: string;
  /** Whole paths of the files and folders that were named. */
  readonly named: readonly string[];
  /** Why, for the journal. */
  readonly reason?: string | undefined;
  /** Gates that were opened: `creates=5`. */
  readonly allow?: readonly string[] | undefined;
  /** The run it goes on with. */
  readonly resumes?: string | undefined;
  /** Runs that it is about: that they are open need not be told. */
  readonly about: readonly string[];
  /** How long to read back, in milliseconds. */
  readonly verifyMs?: number | undefined;
  /** Longest wait for a service, in milliseconds. */
  readonly maxWaitMs: number;
}

/** What is to be done, and how to plan it again once mailboxes were created. */
export interface Work {
  /** What was decided on; its `changes` are what is left to do. */
  readonly plan: Plan;
  readonly directory: Directory;
  readonly replan: () => Promise<{ readonly plan: Plan; readonly directory: Directory }>;
  /** Aims of which the run it goes on with, or one of its family, left a try in doubt. */
  readonly doubted?: ReadonlySet<string>;
  /** Approved changes that this plan could not see: they are neither done nor known to be in effect. */
  readonly unseen?: readonly Planned[];
}

/** Throws MbxError E1102 where the journal cannot be written. */
export async function carryOut(
  work: Work,
  { run, begun }: Held,
  terms: Terms,
  world: World,
): Promise<Exit> {
  const { plan } = work;
  const { clock, tell } = world;
  const folder = runsFolder(world.state, plan.tenant.id);
  tell({ is: 'begins', changes: plan.changes.length });
  const journal = await createJournal(join(folder, `${run}.jsonl`));
  try {
    const said: Said = { ended: [], warnings: [] };
    let latest = work.directory;
    const ports = portsOf(world, journal, () => latest, said);
    world.stop.addEventListener('abort', () => tell({ is: 'stopping' }));
    await journal.write(beginLine(plan, { run, begun }, terms));
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
      limitsOf(terms),
      work.doubted,
    );
    const ended = lastEnds(said.ended);
    const exit = exitOf(work, applied, ended, world);
    const half = ended.some((one) => one.half === true);
    await journal.write({ line: 'finish', at: clock.now(), exit, ...(half ? { half } : {}) });
    tell({
      is: 'finished',
      finished: {
        plan,
        run,
        journal: journal.path,
        ended,
        warnings: said.warnings,
        applied,
        exit,
      },
    });
    return exit;
  } finally {
    await journal.close();
  }
}

const beginLine = (
  plan: Plan,
  { run, begun }: Held,
  { folder, named, reason, allow = [], resumes }: Terms,
): Line<Plan> => ({
  line: 'begin',
  at: begun,
  run,
  plan,
  folder,
  named,
  ...(reason === undefined ? {} : { reason }),
  ...(allow.length === 0 ? {} : { allow }),
  ...(resumes === undefined ? {} : { resumes }),
});

interface Said {
  readonly ended: EndedChange[];
  readonly warnings: ServiceWarning[];
}
function portsOf(
  { services, clock, stop, underWay, tell }: World,
  journal: Journal<Plan>,
  directory: () => Directory,
  said: Said,
): Ports {
  return {
    writer: writerOf(services),
    reader: readerOf(services, directory),
    journal,
    clock,
    stop,
    givenUp: () => services.givenUp(),
    tell(change, how) {
      const ended = { change, ...how };
      said.ended.push(ended);
      tell({ is: 'ended', ended });
    },
    warn(call, warnings) {
      const warning = { address: call.on.address, warnings };
      said.warnings.push(warning);
      tell({ is: 'warned', warning });
    },
    half({ action }, is) {
      if (is) underWay.add(describe(action));
      else underWay.delete(describe(action));
    },
  };
}

const limitsOf = ({ maxWaitMs, verifyMs }: Terms): Limits => ({
  ...LIMITS,
  writeMs: Math.min(LIMITS.writeMs, maxWaitMs),
  ...(verifyMs === undefined ? {} : { verifyMs }),
});

/** A change that was held in a first round and made in the second ended as it ended last. */
const lastEnds = (ended: readonly EndedChange[]): readonly EndedChange[] => [
  ...new Map(ended.map((one) => [one.change.aim, one])).values(),
];

/** Where several apply: a missing permission, then what was not done, then what is not confirmed. */
function exitOf(
  { plan: { blocked, gaps }, unseen = [] }: Work,
  { stale, stopped }: Applied,
  ended: readonly Ended[],
  { stop }: World,
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
