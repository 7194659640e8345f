/** The strategy as plain data: checked, lower-cased, each word with its place in the file. */

import type { GateSetting } from '../model/gates.ts';

/** Where a word stands. Line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
export interface Placed<T> {
  readonly value: T;
  readonly at: Place;
}

export const RIGHTS = ['fullAccess', 'sendAs', 'sendOnBehalf'] as const;
export type Right = (typeof RIGHTS)[number];
export type Mode = 'exact' | 'additive';

/** Who a delegate line speaks of. Addresses are lower case. */
export type Who =
  | { readonly kind: 'person'; readonly address: string }
  | { readonly kind: 'team'; readonly name: string }
  | { readonly kind: 'group'; readonly address: string };

export interface DeclaredDelegate {
  readonly who: Who;
  readonly rights: readonly Right[];
  readonly automap?: boolean;
  /** Last day of the right, `YYYY-MM-DD` in the strategy's time zone. */
  readonly until?: string;
  readonly reason?: string;
  readonly at: Place;
}

/** Copies of what a delegate sends, kept in the mailbox's own Sent Items. A side left out is not managed. */
export interface SentItemsCopy {
  readonly sendAs?: boolean;
  readonly onBehalf?: boolean;
}

/** One mailbox of the strategy. A key that is absent is not managed. */
export interface DeclaredMailbox {
  readonly address: string;
  readonly section: 'users' | 'sharedMailboxes';
  readonly at: Place;
  readonly mode?: Mode;
  readonly displayName?: Placed<string>;
  readonly hidden?: Placed<boolean>;
  readonly sentItemsCopy?: Placed<SentItemsCopy>;
  readonly signIn?: Placed<'blocked' | 'allowed'>;
  readonly aliases?: { readonly at: Place; readonly entries: readonly Placed<string>[] };
  readonly delegates?: { readonly at: Place; readonly entries: readonly DeclaredDelegate[] };
  /** Under `users:` Send on Behalf is additive unless this says `exact`. */
  readonly sendOnBehalf?: Placed<'exact'>;
  readonly owner?: Placed<string>;
  readonly purpose?: string;
  /** Date of the last review, `YYYY-MM-DD`. */
  readonly reviewed?: string;
  readonly tags?: readonly string[];
}

export interface Team {
  readonly name: string;
  readonly at: Place;
  readonly members: readonly Placed<string>[];
}

/** Somebody who has left: the address, lower case, and why, where the file says so. */
export interface Leaver extends Placed<string> {
  readonly reason?: string;
}

/** Gates raised in the file, by their name there; numbers are absolute counts. */
export type GateSettings = Readonly<Partial<Record<GateSetting, Placed<number>>>>;

export interface Settings {
  readonly mode: Mode;
  /** IANA name. */
  readonly timeZone: string;
  readonly protected: readonly Placed<string>[];
  readonly breakGlass: readonly Placed<string>[];
  /** Addresses with `*`, or SIDs; lower case. */
  readonly ignoreTrustees: readonly Placed<string>[];
  readonly gates: GateSettings;
  /** `hybrid: cloudCreate`: shared mailboxes may be created in a directory-synchronised tenant. */
  readonly cloudCreate: boolean;
}

export interface Strategy {
  /** Initial domain (lower case) or tenant id. */
  readonly tenant: Placed<string>;
  readonly settings: Settings;
  readonly teams: ReadonlyMap<string, Team>;
  /** People who have left; each address once. */
  readonly leavers: readonly Leaver[];
  readonly mailboxes: readonly DeclaredMailbox[];
  /** The files it was read from, in order, as they were named. */
  readonly files: readonly string[];
  /** SHA-256 (hex) over the contents of the files, whatever their names and order. */
  readonly hash: string;
}

/** One file's text, read by the caller. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

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

/** What reading gives: a strategy only where no complaint is an error. */
export type Parsed =
  | { readonly ok: true; readonly strategy: Strategy; readonly complaints: readonly Complaint[] }
  | { readonly ok: false; readonly complaints: readonly Complaint[] };
