/** A change, or several merged into the same calls, as the steps in which it is made. Pure. */
import { callsOf, stepsOf } from '../kinds/index.ts';
import type { Call } from '../model/call.ts';
import type { Bundle } from '../plan/coalesce.ts';
import type { Planned } from '../plan/plan.ts';

/** One call, and what it does of each change. */
export interface Step {
  readonly index: number;
  readonly call: Call;
  /** Under the ids of the changes they are steps of. */
  readonly does: readonly Planned[];
}

/** Back to back: each call does a step of every change of the bundle. */
export const stepsOfBundle = ({ calls, changes }: Bundle): readonly Step[] =>
  calls.map((call, index) => ({
    index,
    call,
    does:
      calls.length === 1
        ? changes
        : changes.map((change) => ({
            ...change,
            action: stepsOf(change.action)[index] ?? change.action,
          })),
  }));

/** One change made of others, each read back before the next. */
export const stepsOfParts = (change: Planned): readonly Step[] =>
  stepsOf(change.action)
    .flatMap((action) => callsOf(action).map((call) => ({ call, action })))
    .map(({ call, action }, index) => ({ index, call, does: [{ ...change, action }] }));
