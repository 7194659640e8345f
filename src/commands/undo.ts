/** `mbx undo RUN`: an ordinary plan that puts back what is still as the run left it; with the same gates. */
import { familyOf, undosOf } from '../apply/runs.ts';
import { describe } from '../kinds/index.ts';
import { isoTime } from '../model/date.ts';
import { EXIT, type Exit } from '../model/exit.ts';
import { barred, blockedBeside } from '../plan/barred.ts';
import { opensOf } from '../plan/opened.ts';
import { type BarePlan, inOrder, type Planned } from '../plan/plan.ts';
import { policyOf } from '../plan/policy.ts';
import { type Relatives, type Undo, undo } from '../plan/undo.ts';
import { planText } from '../report/plan-text.ts';
import { plain, wrap } from '../report/terminal.ts';
import { actual } from '../state/actual.ts';
import { findings } from '../state/complaints.ts';
import type { People } from '../state/delegates.ts';
import { blockedIn, type Guards, guardsOf, isForTenant, unmatchedNotes } from '../state/guards.ts';
import { lookUp } from '../state/look-up.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { type Directory, readDirectory } from '../tenant/directory.ts';
import type { Services } from '../tenant/service.ts';
import { agreed } from './agreed.ts';
import { demandOpen, readAllowed } from './allow.ts';
import { carryOut, type ResumeOptions } from './carry-out.ts';
import { connect } from './config.ts';
import type { Context } from './context.ts';
import { demandPermissions } from './demand-permissions.ts';
import { guarded } from './guarded.ts';
import { locked } from './locked.ts';
import { demandTenant, filesOf, judged, type PastRun, pastRun } from './past-run.ts';
import { runsFolder } from './state-folder.ts';
import { invalid, type Loaded, loadStrategy } from './strategy-files.ts';
import { type Made, PLAN_TTL_MS, sidHoldersFor } from './tenant-plan.ts';

/** `resumes`: the cut-off undo that this one goes on with. */
export async function runUndo(
  run: string,
  options: ResumeOptions,
  context: Context,
  resumes?: string,
): Promise<Exit> {
  const past = await pastRun(run, options, context);
  const folder = past.begin.folder ?? context.cwd;
  const files = options.file ?? filesOf(past, folder);
  const loaded = await loadStrategy(files, context); // for its gates and protected mailboxes
  const allowed = readAllowed(options.allow);
  const services = await connect(options, context);
  try {
    return await locked(services, options, context, async (held) => {
      const relatives = await relativesOf(past, options, context);
      const replan = () => undoPlan(past, relatives, opensOf(allowed), loaded, services, context);
      let made = await replan();
      show(made, run, options, context);
      const todo = await agreed(
        {
          first: made,
          again: replan,
          show(fresh) {
            made = fresh;
            show(fresh, run, options, context);
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
      made = todo ?? made;
      if (todo === undefined) {
        if (made.cannot.length > 0) {
          context.err(`Nothing more of run ${run} can be undone; see above why.\n`);
          return leftover(run, made.cannot.length, context);
        }
        context.err(`Nothing of run ${run} is left to undo.\n`);
        if (resumes === undefined) return EXIT.ok;
      }
      const exit = await carryOut(
        {
          ...made,
          replan,
          held,
          folder,
          named: loaded.named,
          ...(resumes === undefined ? {} : { resumes }),
        },
        options,
        services,
        context,
      );
      return exit === EXIT.ok && made.cannot.length > 0
        ? leftover(run, made.cannot.length, context)
        : exit;
    });
  } finally {
    await services.close();
  }
}

type MadeUndo = Made & Pick<Undo, 'cannot' | 'others'>;

function show(
  { plan, cannot, others }: MadeUndo,
  run: string,
  { output }: ResumeOptions,
  { out, err, screen, errScreen }: Context,
): void {
  const tell = (text: string): void => err(`${wrap(plain(text), errScreen.width, '  ', '    ')}\n`);
  if (output === 'text') out(`${planText(plan, screen)}\n`);
  for (const { change, why } of cannot) tell(`not undone: ${describe(change.action)}: ${why}`);
  for (const { action } of others)
    tell(
      `left as it is: ${describe(action)}: it was so before run ${run} tried, so somebody else did it`,
    );
}

/** Says why the exit code is 3 though all that was begun ended well. */
function leftover(run: string, n: number, { err, errScreen }: Context): Exit {
  const what = n === 1 ? '1 change of it stays' : `${n} changes of it stay`;
  const text = `Run ${run} is not put back as a whole: ${what}, told above as "not undone". So the exit code is ${EXIT.partly}.`;
  err(`${wrap(text, errScreen.width, '', '')}\n`);
  return EXIT.partly;
}

/** Runs that went on with this one, or that it went on with, and earlier undos of it: what is half done in one began in another. */
async function relativesOf(
  { run, begin }: PastRun,
  options: ResumeOptions,
  context: Context,
): Promise<Relatives> {
  const folder = runsFolder(begin.plan.tenant.id, options, context);
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
  past: PastRun,
  relatives: Relatives,
  opens: readonly string[],
  { strategy, lineAt }: Loaded,
  services: Services,
  context: Context,
): Promise<MadeUndo> {
  const actor = await services.actor();
  const directory = await readDirectory(services);
  demandTenant(past, directory);
  const found = findings(lineAt);
  const sidHolders = await sidHoldersFor(strategy, directory);
  isForTenant(strategy, directory, found);
  const guards = guardsOf(strategy, directory, sidHolders, found);
  if (found.complaints.length > 0) throw invalid(found.complaints, context);
  const { subjects } = await judged(past, directory, services);
  const state = await actual({ subjects, directory, fresh: true, services }, () => subjects);
  const undone = undo(past.lines, state, relatives);
  const people = peopleAtUndo(strategy, directory, guards, undone.changes);
  const bars = undone.changes.map((change) => ({ change, why: barred(change, people) }));
  const changes = bars.flatMap(({ change, why }) => (why === undefined ? [change] : []));
  const cannot = [
    ...undone.cannot,
    ...bars.flatMap(({ change, why }) => (why === undefined ? [] : [{ change, why }])),
  ];
  const { organization } = directory;
  const now = context.clock.now();
  const bare: BarePlan = {
    version: 2,
    maker: { name: 'undo', run: past.run, only: [], exclude: [] },
    tenant: { id: organization.id, domain: organization.initialDomain },
    actor: { id: actor.id, name: actor.name },
    made: isoTime(now),
    expires: isoTime(now + PLAN_TTL_MS),
    strategy: { files: strategy.files, hash: strategy.hash },
    policy: policyOf(strategy),
    opens,
    scope: { compared: subjects.length, declared: subjects.length, leavers: 0 },
    changes: inOrder(changes),
    blocked: [],
    gaps: [],
    refused: [],
    kept: [],
    notes: [...unmatchedNotes(guards, state), ...found.notes],
  };
  const plan = await guarded(bare, {
    subjects,
    actual: state,
    strategy,
    people: guards,
    directory,
    services,
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
  const byFile = new Set(
    mailboxes.flatMap(({ address, signIn }) => {
      const name = lookUp(address, directory);
      return signIn?.value === 'blocked' && name.found === 'one' ? [name.recipient.id] : [];
    }),
  );
  const now: People = { ...guards, blocked: blockedIn(directory, []) };
  return { ...now, blocked: blockedBeside(changes, now, byFile) };
}
