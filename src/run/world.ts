/** What the road from a strategy to a finished run may use of the world, handed in: no screen, and no options of a command. */
import type { Clock } from '../model/clock.ts';
import type { Exit } from '../model/exit.ts';
import type { Plan } from '../plan/plan.ts';
import type { Services } from '../tenant/service.ts';
import type { Told } from './told.ts';

/** To read and plan. */
export interface Tenancy {
  readonly services: Services;
  readonly clock: Clock;
  /** The command goes on to write: permissions that are missing for reading are told with what writing takes. */
  readonly writes?: boolean;
}
/** To write as well. */
export interface World extends Tenancy {
  /** Folder of journals and locks. */
  readonly state: string;
  /** Aborted by a request to end. */
  readonly stop: AbortSignal;
  /** What is being changed by several calls, of which not all are made: as long as there is any, nothing ends the program at once. */
  readonly underWay: Set<string>;
  readonly tell: (told: Told) => void;
}
/** Asks whether to carry out a plan. Throws MbxError E5001 if there is no terminal to ask on, E5004 if the answer is no. */
export type Confirm = (plan: Plan) => Promise<void>;

/** Reason of `stop`: the exit code that its signal stands for. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly exit: Exit;
  constructor(exit: Exit) {
    super('the run was interrupted');
    this.exit = exit;
  }
}
