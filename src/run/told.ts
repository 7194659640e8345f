/** What the road tells while it goes, as data; whoever called it puts it into words. */

import type { Ended } from '../apply/ports.ts';
import type { Applied } from '../apply/rounds.ts';
import type { Exit } from '../model/exit.ts';
import type { Approval } from '../plan/approval.ts';
import type { Plan, Planned } from '../plan/plan.ts';

export type EndedChange = Ended & { readonly change: Planned };

export interface Finished {
  readonly plan: Plan;
  readonly run: string;
  /** Path of the journal. */
  readonly journal: string;
  /** How each ended last. */
  readonly ended: readonly EndedChange[];
  readonly warnings: readonly ServiceWarning[];
  readonly applied: Applied;
  readonly exit: Exit;
}
/** What the service says of a write on a mailbox that it carried out all the same. */
export interface ServiceWarning {
  /** Of the mailbox. */
  readonly address: string;
  readonly warnings: readonly string[];
}

export type Told =
  /** About the state folder: a mode that was narrowed. */
  | { readonly is: 'note'; readonly text: string }
  /** The fresh plan is not the approved one. */
  | {
      readonly is: 'notApproved';
      readonly approved: Plan;
      readonly fresh: Plan;
      readonly verdict: Approval & { readonly ok: false };
    }
  /** Approved, not in effect, and not possible now. */
  | { readonly is: 'unwanted'; readonly changes: readonly Planned[] }
  /** So many of the approved changes are already done. */
  | { readonly is: 'alreadyInEffect'; readonly count: number }
  /** Of a past run: changes of today that are not part of it (`done`: aims that it had done). */
  | {
      readonly is: 'notOfRun';
      readonly run: string;
      readonly changes: readonly Planned[];
      readonly done: ReadonlySet<string>;
    }
  /** Of a past run: decided on and not done, and why; and what is left to an apply of its own. */
  | {
      readonly is: 'notDone';
      readonly run: string;
      readonly changes: readonly { readonly change: Planned; readonly why: string }[];
      /** Begun in the run, and not finished. */
      readonly half: readonly Planned[];
      readonly leftToApply: readonly Planned[];
    }
  /** Nothing is carried out: something is in the way, the file of today does not ask for it, or all is done. */
  | {
      readonly is: 'nothingToResume';
      readonly run: string;
      readonly because: 'hindered' | 'half done' | 'not asked for' | 'all done';
    }
  /** Nothing is left to undo; `cannot`: changes of the run that stay. */
  | { readonly is: 'nothingToUndo'; readonly run: string; readonly cannot: number }
  /** All that was begun ended well, and so many changes of the run stay all the same. */
  | { readonly is: 'notWholeUndone'; readonly run: string; readonly stay: number }
  /** The answer took long: everything is read again. */
  | { readonly is: 'readAgain' }
  /** And the plan is another one now. */
  | { readonly is: 'changedMeanwhile' }
  /** A run of this tenant that was cut off and that nobody has gone on with. */
  | { readonly is: 'cutOff'; readonly run: string }
  /** A run of this tenant that ended with something half done, which nobody has brought in order. */
  | { readonly is: 'leftHalf'; readonly run: string }
  /** Nothing is carried out, and the command ends so. */
  | { readonly is: 'idle'; readonly plan: Plan; readonly exit: Exit; readonly unseen: number }
  /** The run begins: from here on a journal is kept. */
  | { readonly is: 'begins'; readonly changes: number }
  | { readonly is: 'ended'; readonly ended: EndedChange }
  | { readonly is: 'warned'; readonly warning: ServiceWarning }
  | { readonly is: 'stopping' }
  | { readonly is: 'finished'; readonly finished: Finished };
