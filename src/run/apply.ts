/** The work of `mbx apply`: what the strategy asks for today, or an approved plan where that is still what is to be done. */
import { EXIT, type Exit } from '../model/exit.ts';
import { allowedBy } from '../plan/opened.ts';
import type { Plan } from '../plan/plan.ts';
import { demandOpen } from './allow.ts';
import { type Approved, approvedWork } from './approved.ts';
import type { Terms } from './carry-out.ts';
import type { Loaded } from './loaded.ts';
import { planTenant } from './plan-tenant.ts';
import type { Job } from './road.ts';
import type { Selection } from './selection.ts';
import type { World } from './world.ts';

export interface Applying {
  readonly loaded: Loaded;
  readonly selection: Selection;
  /** Gates that are opened: `creates=5`. */
  readonly opens: readonly string[];
  /** The plan that somebody has approved, where there is one. */
  readonly approved: Plan | undefined;
  readonly terms: Omit<Terms, 'folder' | 'named' | 'allow' | 'about'> & Pick<Terms, 'folder'>;
}

export function applying(
  { loaded, selection, opens, approved, terms }: Applying,
  world: Pick<World, 'services' | 'clock' | 'writes' | 'tell'>,
): Job<Approved> {
  const replan = () => planTenant(loaded, selection, world, { opens });
  return {
    make: async () => approvedWork(approved, await replan(), world),
    replan,
    demandOpen: (plan) => demandOpen(plan, allowedBy(opens), approved !== undefined),
    idle: exitUndone,
    terms: { ...terms, named: loaded.named, allow: opens, about: [] },
  };
}

/** Where it stays at the plan. */
export const exitUndone = ({ plan, unseen }: Approved): Exit =>
  unseen.length > 0 || (plan.changes.length === 0 && plan.blocked.length > 0)
    ? EXIT.partly
    : planExit(plan, false);

/** A plan that could not see everything is never "no difference". `detailed`: differences have an exit code of their own. */
export function planExit({ changes, blocked, gaps }: Plan, detailed: boolean): Exit {
  if (gaps.length > 0) return EXIT.partly;
  return detailed && changes.length + blocked.length > 0 ? EXIT.differences : EXIT.ok;
}
