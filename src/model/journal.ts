/** What a run did, one line each, written before what follows it. Everything known of a run is a fold over these. */
import type { Call, Outcome } from './call.ts';

/** How a change ended. */
export type End =
  /** Read back: the change is in effect. */
  | 'verified'
  /** The service accepted it; reading back still shows the old value, or could not be done. */
  | 'pending'
  /** In effect before the run's first try: somebody else's work, which no undo of this run touches. */
  | 'already'
  /** Read back, and it is neither as before nor as wanted: somebody else has been there, or it is half done. */
  | 'contradicted'
  /** Begun and not to be finished; what was done of it was taken back, and read back to be as before. */
  | 'putBack'
  /** The service said no; nothing happened. */
  | 'refused'
  /** Not begun: an earlier change on this mailbox failed, or the run was stopped. */
  | 'held'
  /** It was sent and no answer says what became of it; or it never got through. */
  | 'unknown';

export const NEED_FOUND = ['holds', 'does not hold', 'unread'] as const;

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
      /** Whole paths of the strategy's files and folders as they were named: what goes on with the run reads what is in them then. */
      readonly named?: readonly string[];
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
      /** Which call of a change it is that takes several, counted from 0. */
      readonly step?: number;
      /** It takes such a call back, since the change could not be finished. */
      readonly back?: true;
    }
  /** What must hold before a call for these changes is sent, as one look at it showed. */
  | {
      readonly line: 'need';
      readonly at: number;
      readonly of: readonly string[];
      /** Its name in the table of order. */
      readonly need: string;
      readonly found: (typeof NEED_FOUND)[number];
      /** What was read; or why it could not be. */
      readonly saw: string;
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
  | {
      readonly line: 'finish';
      readonly at: number;
      readonly exit: number;
      /** Something was left half done. */
      readonly half?: true;
    };

/** Resolves when the line is on the disk. */
export interface Journal<P> {
  write(line: Line<P>): Promise<void>;
}

/** Provisional ids -> real ones. */
export const bindings = (lines: readonly Line<unknown>[]): ReadonlyMap<string, string> =>
  new Map(lines.flatMap((line) => (line.line === 'bound' ? [[line.provisional, line.id]] : [])));

/**
 * What the run may have done itself, by id of the change: the calls of it that took effect, or whose outcome is unknown. Each is
 * counted from 0 as `step` says; undefined: the only call, or the journal is of a version that did not say. What was so before the
 * first try is not here, and neither is what was refused or never sent.
 */
export function ownIn(
  lines: readonly Line<unknown>[],
): ReadonlyMap<string, ReadonlySet<number | undefined>> {
  const own = new Map<string, Set<number | undefined>>();
  for (const { ids, step, outcome } of tries(lines)) {
    const result = outcome?.result ?? 'unknown'; // cut off before it was known
    if (result === 'already' || result === 'refused' || result === 'unsent') continue;
    for (const id of ids) own.set(id, (own.get(id) ?? new Set()).add(step));
  }
  return own;
}

/** Changes of which a try is in doubt: cut off, or without an answer. */
export const doubtedIn = (lines: readonly Line<unknown>[]): ReadonlySet<string> =>
  new Set(
    tries(lines).flatMap(({ ids, outcome }) =>
      outcome === undefined || outcome.result === 'unknown' ? ids : [],
    ),
  );

interface Try {
  readonly ids: readonly string[];
  readonly step: number | undefined;
  /** The last word on it; undefined: there is none. */
  outcome: Outcome | undefined;
}
/** Numbers of calls begin anew with each round and each run; those that take back are left out. */
function tries(lines: readonly Line<unknown>[]): readonly Try[] {
  const all: Try[] = [];
  const open = new Map<number, Try | undefined>();
  for (const line of lines) {
    if (line.line === 'intent') {
      const made = { ids: line.of, step: line.step, outcome: undefined };
      if (line.back !== true) all.push(made);
      open.set(line.n, line.back === true ? undefined : made);
    } else if (line.line === 'outcome') {
      const made = open.get(line.n);
      if (made !== undefined) made.outcome = line.outcome;
    }
  }
  return all;
}

/** Ids of the changes on which a call was at least tried. */
export const begunIn = (lines: readonly Line<unknown>[]): ReadonlySet<string> =>
  new Set(lines.flatMap((line) => (line.line === 'intent' && line.back !== true ? line.of : [])));
