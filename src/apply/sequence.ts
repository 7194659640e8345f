/** Calls that belong together, one after the other; tells what was done when one fails. */
import type { Outcome } from '../model/call.ts';
import type { RunState } from './run-state.ts';
import { isThrough, settle } from './settle.ts';
import type { Step } from './steps.ts';

/** A step that took effect by this run's own hand, for certain or perhaps. */
export interface Own {
  readonly step: Step;
  readonly certain: boolean;
}
export interface Made {
  /** What was so before the first try is somebody else's, and not here. */
  readonly own: readonly Own[];
  /** What was said to the call that could not be made; undefined: all were made. */
  readonly failed: Outcome | undefined;
  /** Whatever was said last: a try of it may have got through. */
  readonly inDoubt: boolean;
}

/** `between` comes after each step but the last. From the second on, no stop keeps a step from being made. */
export async function makeSteps(
  state: RunState,
  steps: readonly Step[],
  inDoubt: boolean,
  between: (step: Step) => Promise<void> = async () => undefined,
): Promise<Made> {
  const own: Own[] = [];
  for (const step of steps) {
    const isLast = step.index === steps.length - 1;
    const settled = await settle(state, step.call, {
      does: step.does,
      ...(steps.length > 1 ? { step: step.index } : {}),
      begun: step.index > 0,
      opens: !isLast,
      inDoubt,
    });
    const { outcome } = settled;
    const through = isThrough(outcome);
    if (outcome.result !== 'already' && (through || settled.inDoubt))
      own.push({ step, certain: through });
    if (!through) return { own, failed: outcome, inDoubt: settled.inDoubt };
    if (!isLast) await between(step);
  }
  return { own, failed: undefined, inDoubt };
}
