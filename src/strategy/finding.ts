/** What reading and the checks find; it becomes a complaint when the line of the file is added. */
import type { Place } from './place.ts';

/** Something wrong, or worth a look, in a file. */
export interface Complaint {
  readonly severity: 'error' | 'warning';
  readonly at: Place;
  /** The line of the file it stands on, as it is there. */
  readonly excerpt: string;
  /** What is wrong, and why. */
  readonly message: string;
  /** How to mend it. */
  readonly mend: string;
}

export type Finding = Omit<Complaint, 'excerpt'>;

/** Something that must be mended before the strategy can be used. */
export const error = (at: Place, message: string, mend: string): Finding => ({
  severity: 'error',
  at,
  message,
  mend,
});

/** Something that works, but is likely not what was meant. */
export const warning = (at: Place, message: string, mend: string): Finding => ({
  severity: 'warning',
  at,
  message,
  mend,
});

/** Another place, as a complaint at `from` speaks of it: short where it is in the same file. */
export const elsewhere = (at: Place, from: Place): string =>
  at.file === from.file ? `line ${at.line}` : `${at.file}:${at.line}:${at.column}`;
