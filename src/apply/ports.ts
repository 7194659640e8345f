/** What apply needs of the world, handed in. */
import type { Call, Outcome } from '../model/call.ts';
import type { Clock } from '../model/clock.ts';
import type { End, Journal } from '../model/journal.ts';
import type { Ref } from '../model/ref.ts';
import type { Plan, Planned } from '../plan/plan.ts';
import type { Session } from '../tenant/session.ts';

export interface Writer {
  send(call: Call): Promise<Outcome>;
}
export interface Reader {
  /** A new session each time: what was remembered is what is in doubt. */
  fresh(subjects: readonly Ref[]): Session;
  /** Object id of the mailbox with this primary address; undefined: there is none (yet). Throws ServiceError. */
  locate(address: string): Promise<string | undefined>;
}
export interface Ports {
  readonly writer: Writer;
  readonly reader: Reader;
  readonly journal: Journal<Plan>;
  readonly clock: Clock;
  /** Aborted: finish the call in flight, begin no other. */
  readonly stop: AbortSignal;
  /** Told of each end, for progress. */
  readonly tell: (change: Planned, ended: Ended) => void;
}
/** Milliseconds, but for `units`. */
export interface Limits {
  /** Mailboxes worked on at once. Source: performance facts, three to four requests in flight. */
  readonly units: number;
  /** How long to read back before a change is called pending. */
  readonly verifyMs: number;
  /** How long to go on with a call that does not get through, or an address that does not arrive. */
  readonly writeMs: number;
  /** First and longest pause between two looks. */
  readonly pollMs: number;
  readonly maxPollMs: number;
}
export const LIMITS: Limits = {
  units: 4,
  verifyMs: 120_000,
  writeMs: 600_000,
  pollMs: 1_000,
  maxPollMs: 10_000,
};

/** How every change ended, by its id. */
export interface Ended {
  readonly end: End;
  readonly why?: string;
  /** It was refused because a permission is missing. */
  readonly denied?: true;
}
export type Ends = ReadonlyMap<string, Ended>;
