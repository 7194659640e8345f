/** One run over units: what it begins nothing more for, and how each change ended. */
import type { Unit } from '../plan/order.ts';
import type { Ends, Limits, Ports, Stop } from './ports.ts';
import { RunState } from './run-state.ts';
import { makeUnit, WAITS } from './unit.ts';

export class Run {
  readonly #state: RunState;
  /** `doubted`: aims of which an earlier run left a try in doubt. */
  constructor(ports: Ports, limits: Limits, doubted: ReadonlySet<string> = new Set()) {
    this.#state = new RunState(ports, limits, doubted);
  }
  get ends(): Ends {
    return this.#state.ends;
  }
  /** Real ids of what was created, by the provisional ones. */
  get bound(): ReadonlyMap<string, string> {
    return this.#state.sender.bound;
  }
  /** Why the run begins nothing more; undefined: it goes on. */
  get stopped(): Stop | undefined {
    return this.#state.stopped;
  }

  async hold({ changes }: Unit): Promise<boolean> {
    for (const change of changes) await this.#state.end(change, 'held', { why: WAITS });
    return false;
  }

  /** True if every change was read back in effect. */
  unit({ changes }: Unit): Promise<boolean> {
    return makeUnit(this.#state, changes);
  }
}
