/** The work of `mbx undo`: an ordinary plan that puts back what is still as the run left it; with the same gates. */
import { familyOf, undosOf } from '../apply/family.ts';
import { facetsOf } from '../facts/index.ts';
import { KIND_NAMES } from '../kinds/index.ts';
import { EXIT, type Exit } from '../model/exit.ts';
import { barred, blockedBeside } from '../plan/barred.ts';
import { opensOf } from '../plan/opened.ts';
import { type BarePlan, inPlanOrder, type Planned } from '../plan/plan.ts';
import { type Relatives, type Undo, undo } from '../plan/undo.ts';
import { actual } from '../state/actual.ts';
import { findings } from '../state/complaints.ts';
import type { People } from '../state/delegates.ts';
import {
  blockedByFile,
  blockedIn,
  type Guards,
  guardsOf,
  isForTenant,
  unmatchedNotes,
} from '../state/guards.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { type Directory, readDirectory } from '../tenant/directory/directory.ts';
import type { Session } from '../tenant/session.ts';
import { demandOpen, readAllowed } from './allow.ts';
import type { Terms } from './carry-out.ts';
import { withReads } from './demand-permissions.ts';
import { guarded } from './guarded.ts';
import { InvalidStrategy, type Loaded } from './loaded.ts';
import { demandTenant, judged, type PastRun } from './past-run.ts';
import { headOf, type Made } from './plan-tenant.ts';
import { sidHoldersFor } from './read-tenant.ts';
import type { Job } from './road.ts';
import { runsFolder } from './state-folder.ts';
import type { Tenancy, World } from './world.ts';

export interface Undoing {
  readonly past: PastRun;
  /** The strategy of today: for its gates, and whom it guards. */
  readonly loaded: Loaded;
  /** Gates that are opened: `creates=5`. */
  readonly allow: readonly string[];
  readonly terms: Omit<Terms, 'named' | 'allow' | 'about'>;
}
export type MadeUndo = Made & Pick<Undo, 'cannot' | 'others'>;

export function undoing(work: Undoing, world: World): Job<MadeUndo> {
  const { past, loaded, allow, terms } = work;
  const { run } = past;
  const allowed = readAllowed(allow);
  let relatives: Promise<Relatives> | undefined; // as they were before this run, which is none of them
  const make = async (): Promise<MadeUndo> => {
    relatives ??= relativesOf(past, world.state);
    const known = await relatives;
    return withReads(KIND_NAMES, world, (services) =>
      undoPlan(work, known, opensOf(allowed), { ...world, services }),
    );
  };
  const whole = (exit: Exit, stay: number): Exit => {
    if (exit !== EXIT.ok || stay === 0) return exit;
    world.tell({ is: 'notWholeUndone', run, stay });
    return EXIT.partly;
  };
  return {
    make,
    replan: make,
    demandOpen(plan) {
      if (plan.changes.length > 0) demandOpen(plan, allowed);
    },
    idle({ cannot }) {
      world.tell({ is: 'nothingToUndo', run, cannot: cannot.length });
      if (cannot.length > 0) return whole(EXIT.ok, cannot.length);
      return terms.resumes === undefined ? EXIT.ok : 'record';
    },
    exitAfter: (exit, { cannot }) => whole(exit, cannot.length),
    terms: {
      ...terms,
      named: loaded.named,
      allow,
      about: [run, ...(terms.resumes === undefined ? [] : [terms.resumes])],
    },
  };
}

/** Runs that went on with this one, or that it went on with, and earlier undos of it: what is half done in one began in another. */
async function relativesOf({ run, begin }: PastRun, state: string): Promise<Relatives> {
  const folder = runsFolder(state, begin.plan.tenant.id);
  const family = await familyOf(folder, run);
  const undos = await undosOf(folder, run);
  const linesOf = (all: typeof family) => all.flatMap(({ lines }) => lines);
  return {
    before: linesOf(family.filter((one) => one.run < run)),
    after: linesOf(family.filter((one) => one.run > run)),
    undos: linesOf(undos),
  };
}

async function undoPlan(
  { past, loaded: { strategy, lineAt } }: Undoing,
  relatives: Relatives,
  opens: readonly string[],
  { services, clock }: Tenancy,
): Promise<MadeUndo> {
  const actor = await services.actor();
  const directory = await readDirectory(services);
  demandTenant(past, directory);
  const found = findings(lineAt);
  const sidHolders = await sidHoldersFor(strategy, directory);
  isForTenant(strategy, directory, found);
  const guards = guardsOf(strategy, directory, sidHolders, found);
  if (found.complaints.length > 0) throw new InvalidStrategy(found.complaints);
  const { subjects, bound } = await judged(past, directory, services, relatives.before);
  const session: Session = {
    mailboxes: subjects,
    facets: facetsOf(KIND_NAMES),
    directory,
    fresh: true,
    services,
    pause: services.pause,
  };
  const state = await actual(session, () => ({ mailboxes: subjects }));
  const undone = undo(past.lines, state, relatives, bound);
  const people = peopleAtUndo(strategy, directory, guards, undone.changes);
  const bars = undone.changes.map((change) => ({ change, why: barred(change, people) }));
  const changes = bars.flatMap(({ change, why }) => (why === undefined ? [change] : []));
  const cannot = [
    ...undone.cannot,
    ...bars.flatMap(({ change, why }) => (why === undefined ? [] : [{ change, why }])),
  ];
  const bare: BarePlan = {
    version: 2,
    maker: { name: 'undo', run: past.run, only: [], exclude: [] },
    ...headOf(strategy, directory, actor, clock.now()),
    opens,
    scope: { compared: subjects.length, declared: subjects.length, leavers: 0 },
    changes: inPlanOrder(changes),
    blocked: [],
    gaps: [],
    refused: [],
    kept: [],
    notes: [
      ...unmatchedNotes(guards, state),
      ...found.notes,
      ...directory.notes.map((message) => ({ at: strategy.tenant.at, message })),
    ],
  };
  const plan = await guarded(bare, {
    subjects,
    actual: state,
    strategy,
    people: guards,
    session,
  });
  return { plan, directory, people, cannot, others: undone.others };
}

/** Whom the file of today guards, and who cannot sign in now or shall not by the file. */
function peopleAtUndo(
  { mailboxes }: Strategy,
  directory: Directory,
  guards: Guards,
  changes: readonly Planned[],
): People {
  const byFile = blockedByFile(mailboxes, directory);
  const now: People = { ...guards, blocked: blockedIn(directory, []) };
  return { ...now, blocked: blockedBeside(changes, now, byFile) };
}
