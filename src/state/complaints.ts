/** Gathers what is wrong with the strategy against the live tenant, so that all of it is told at once. */
import type { Ref } from '../model/ref.ts';
import type { Complaint, Place } from '../strategy/strategy.ts';

/** Something worth telling that changes nothing: a member skipped, a right that ends soon. */
export interface Note {
  readonly at: Place;
  readonly message: string;
}
/** A line that gives nothing as things are; what the same person holds already is taken away. */
export interface Refused {
  readonly at: Place;
  readonly message: string;
}

/** A mailbox of which nothing may be concluded. */
export interface Doubt {
  readonly subject: Ref;
  readonly reason: string;
}

export interface Findings {
  readonly error: (at: Place, message: string, mend: string) => void;
  readonly note: (at: Place, message: string) => void;
  readonly refuse: (at: Place, message: string) => void;
  /** Nothing may be concluded about this mailbox: somebody or something that its lines name could not be read. */
  readonly doubt: (subject: Ref, reason: string) => void;
}

/** A place to put findings; each is told once. */
export function findings(lineAt: (at: Place) => string): Findings & {
  readonly complaints: readonly Complaint[];
  readonly notes: readonly Note[];
  readonly refused: readonly Refused[];
  readonly doubts: readonly Doubt[];
} {
  const complaints: Complaint[] = [];
  const notes: Note[] = [];
  const refused: Refused[] = [];
  const doubts = new Map<string, Doubt>();
  const told = new Set<string>();
  const once = (at: Place, message: string, tell: () => void): void => {
    const key = `${at.file}:${at.line}:${at.column} ${message}`;
    if (told.has(key)) return;
    told.add(key);
    tell();
  };
  return {
    complaints,
    notes,
    refused,
    get doubts() {
      return [...doubts.values()];
    },
    doubt: (subject, reason) => void doubts.set(subject.id, { subject, reason }),
    error: (at, message, mend) =>
      once(at, message, () =>
        complaints.push({ severity: 'error', at, excerpt: lineAt(at), message, mend }),
      ),
    note: (at, message) => once(at, message, () => notes.push({ at, message })),
    refuse: (at, message) => once(at, message, () => refused.push({ at, message })),
  };
}
