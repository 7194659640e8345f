/** What apply needs of the world, handed in. */
import type { Call, ExchangeCall, Outcome } from '../model/call.ts';
import type { Clock } from '../model/clock.ts';
import type { End, Journal } from '../model/journal.ts';
import type { Ref } from '../model/ref.ts';
import type { Plan, Planned } from '../plan/plan.ts';
import type { GivenUp } from '../tenant/service.ts';
import type { Session } from '../tenant/session.ts';

/** `finishes`: it belongs to what has begun, and a request to stop must not turn it away. */
export interface Writer {
  send(call: Call, finishes: boolean): Promise<Outcome>;
}
/** Who has the address of a mailbox whose creation is in doubt. */
export type Found =
  | { readonly is: 'ours'; readonly id: string }
  /** Another object: by its name, its sort, or when it was made. `what` says so. */
  | { readonly is: 'other'; readonly what: string }
  | { readonly is: 'none' };
export interface Reader {
  /** A new session each time: what was remembered is what is in doubt. */
  fresh(subjects: readonly Ref[], finishes: boolean): Session;
  /** What this creation made, sent first at `since` (milliseconds since 1970): known by what it is, not by its address alone. Throws ServiceError. */
  locate(creation: ExchangeCall, since: number, finishes: boolean): Promise<Found>;
}
export interface Ports {
  readonly writer: Writer;
  readonly reader: Reader;
  readonly journal: Journal<Plan>;
  readonly clock: Clock;
  /** Aborted: begin nothing more; what has begun is finished or given back. */
  readonly stop: AbortSignal;
  /** Why no call gets through any more; undefined: they do. */
  readonly givenUp: () => GivenUp | undefined;
  /** Told of each end, for progress. */
  readonly tell: (change: Planned, ended: Ended) => void;
  /** Told what the service says of a write that it carried out all the same. */
  readonly warn: (call: Call, warnings: readonly string[]) => void;
  /** Told when a change of several calls is half done, and when it no longer is. */
  readonly half: (change: Planned, is: boolean) => void;
}
/** Milliseconds, but for `units`. */
export interface Limits {
  /** Mailboxes worked on at once. Source: performance facts, three to four requests in flight. */
  readonly units: number;
  /** How long to read back before a change is called pending. */
  readonly verifyMs: number;
  /** How long to go on with a call that does not get through, or an address that does not arrive. */
  readonly writeMs: number;
  /** The same for what has begun, once the run is stopped: somebody waits, and half of it would be worse. Shared by finishing and giving back. */
  readonly finishMs: number;
  /** First and longest pause between two looks. */
  readonly pollMs: number;
  readonly maxPollMs: number;
}
export const LIMITS: Limits = {
  units: 4,
  verifyMs: 120_000,
  writeMs: 600_000,
  finishMs: 60_000,
  pollMs: 1_000,
  maxPollMs: 10_000,
};

/** How every change ended, by its id. */
export interface Ended {
  readonly end: End;
  readonly why?: string;
  /** It was refused because a permission is missing. */
  readonly denied?: true;
  /** It was begun, and is neither as before nor as wanted by this run's own hand. */
  readonly half?: true;
}
export type Ends = ReadonlyMap<string, Ended>;

/** Why a run begins nothing more. */
export interface Stop {
  readonly why: 'interrupted' | 'signedOut' | 'unavailable';
  readonly text: string;
}
