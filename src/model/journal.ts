/** What a run did, one line each, written before what follows it. Everything known of a run is a fold over these. */
import type { Call, Outcome } from './call.ts';

/** How a change ended. */
export type End =
  /** Read back, and it is so. */
  | 'verified'
  /** The service accepted it; reading back still shows the old value, or could not be done. */
  | 'pending'
  /** Read back, and it is neither as before nor as wanted. */
  | 'contradicted'
  /** The service said no; nothing happened. */
  | 'refused'
  /** Not begun: what it waits for failed, or the run was stopped. */
  | 'held'
  /** It was sent and nobody knows; or it never got through. */
  | 'unmade';

/** `P` is the plan it works on (plan/ stands above model/). Times are milliseconds since 1970. */
export type Line<P> =
  | {
      readonly line: 'begin';
      readonly at: number;
      readonly run: string;
      readonly plan: P;
      readonly reason?: string;
      /** Folder in which the strategy's files are named. */
      readonly folder?: string;
      /** Gates that were opened, as the flags said. */
      readonly allow?: readonly string[];
      /** The run it goes on with. */
      readonly resumes?: string;
    }
  /** What was left after the creations, planned again with real ids: its changes have names of their own. */
  | { readonly line: 'replanned'; readonly at: number; readonly plan: P }
  | {
      readonly line: 'intent';
      readonly at: number;
      readonly n: number;
      readonly of: readonly string[];
      readonly call: Call;
    }
  | { readonly line: 'outcome'; readonly at: number; readonly n: number; readonly outcome: Outcome }
  /** What was created got this id. */
  | {
      readonly line: 'bound';
      readonly at: number;
      readonly provisional: string;
      readonly id: string;
    }
  | {
      readonly line: 'end';
      readonly at: number;
      readonly change: string;
      readonly end: End;
      readonly why?: string;
    }
  | { readonly line: 'finish'; readonly at: number; readonly exit: number };

/** Resolves when the line is on the disk. */
export interface Journal<P> {
  write(line: Line<P>): Promise<void>;
}

/** Provisional ids -> real ones. */
export const bindings = (lines: readonly Line<unknown>[]): ReadonlyMap<string, string> =>
  new Map(lines.flatMap((line) => (line.line === 'bound' ? [[line.provisional, line.id]] : [])));

/** Ids of the changes on which a call was at least tried. */
export const begunIn = (lines: readonly Line<unknown>[]): ReadonlySet<string> =>
  new Set(lines.flatMap((line) => (line.line === 'intent' ? line.of : [])));
