/** A gate as it stands in a plan. */
import type { GateId } from '../../model/gates.ts';

/** One gate as it stands for a plan. */
export interface Gate {
  readonly gate: GateId;
  /** What the plan does, in the gate's unit. */
  readonly actual: number;
  /** How much is allowed without --allow. */
  readonly limit: number;
  /** More than the limit, or something that no flag lets through. */
  readonly tripped: boolean;
  /** Names of what is counted, for people; where addresses open the gate, what must be named to pass. */
  readonly about: readonly string[];
  /** Why it is tripped, as a sentence. */
  readonly why: string;
  /** The exact flags that let this plan through; undefined: nothing does. */
  readonly allow?: readonly string[];
}
