/** The skeleton that apply, resume and undo share: hold the tenant, plan, show, ask, carry out, read back. */
import { halfDoneRuns, openRuns } from '../apply/open-runs.ts';
import type { Exit } from '../model/exit.ts';
import type { Plan } from '../plan/plan.ts';
import { agreed } from './agreed.ts';
import { carryOut, type Terms, type Work } from './carry-out.ts';
import { demandPermissions } from './demand-permissions.ts';
import { locked } from './locked.ts';
import { runsFolder } from './state-folder.ts';
import type { Confirm, World } from './world.ts';

/** A piece of work on the tenant: how its plan is made, and what becomes of it. */
export interface Job<Made> {
  /** Reads and plans; called again where an answer took long. Throws MbxError and ServiceError. */
  readonly make: () => Promise<Made>;
  /** What is left to do once mailboxes were created. */
  readonly replan: Work['replan'];
  /** Throws MbxError E5002 where a gate stays shut. */
  readonly demandOpen: (plan: Plan) => void;
  /** Where nothing is to be carried out: the exit code; `record`: a run that does nothing is kept, as others stand on it. */
  readonly idle: (made: Made) => Exit | 'record';
  /** The exit code in the light of what was made; without it, that of the run. */
  readonly exitAfter?: (exit: Exit, made: Made) => Exit;
  readonly terms: Terms;
}
/** Whoever wants the work done. */
export interface Person<Made> {
  /** Sees each plan that was not shown before. */
  readonly show: (made: Made) => void;
  readonly confirm: Confirm;
}

/** Whatever is done now: what an earlier run left open is told, or nobody would ever hear of it. */
async function tellOpenRuns({ about }: Terms, { services, state, tell }: World): Promise<void> {
  const { tenantId } = await services.actor();
  const folder = runsFolder(state, tenantId);
  for (const run of await openRuns(folder)) if (!about.includes(run)) tell({ is: 'cutOff', run });
  for (const run of await halfDoneRuns(folder))
    if (!about.includes(run)) tell({ is: 'leftHalf', run });
}

/** Throws MbxError and ServiceError; nothing was written then, but for E1102 on a journal that cannot be written any more. */
export const goDown = <Made extends Omit<Work, 'replan'>>(
  { make, replan, demandOpen, idle, exitAfter = (exit) => exit, terms }: Job<Made>,
  { show, confirm }: Person<Made>,
  world: World,
): Promise<Exit> =>
  locked(world, async (held) => {
    await tellOpenRuns(terms, world);
    let made = await make();
    show(made);
    const agreedOn = await agreed(
      {
        first: made,
        again: make,
        confirm,
        show(fresh) {
          made = fresh;
          show(fresh);
        },
        async demand(plan) {
          demandOpen(plan);
          if (plan.changes.length > 0) await demandPermissions(plan, world.services);
        },
      },
      world,
    );
    made = agreedOn ?? made;
    if (agreedOn === undefined) {
      const exit = idle(made);
      if (exit !== 'record') {
        world.tell({ is: 'idle', plan: made.plan, exit, unseen: made.unseen?.length ?? 0 });
        return exit;
      }
    }
    return exitAfter(await carryOut({ ...made, replan }, held, terms, world), made);
  });
