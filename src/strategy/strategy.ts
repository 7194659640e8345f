/** The strategy as plain data: checked, lower-cased, each word with its place in the file. */

import type { Complaint } from './finding.ts';
import type { NamedAddress } from './keys/addresses.ts';
import type { GateSettings } from './keys/gates.ts';
import type { SaidOfMailbox } from './keys/index.ts';
import type { MailboxSection } from './keys/key.ts';
import type { Mode } from './keys/mode.ts';
import type { Place, Placed } from './place.ts';

export type { Complaint } from './finding.ts';
export type { NamedAddress } from './keys/addresses.ts';
export type { DeclaredDelegate, Right, Who } from './keys/delegates.ts';
export type { GateSettings } from './keys/gates.ts';
export type { SaidOfMailbox } from './keys/index.ts';
export type { MailboxSection } from './keys/key.ts';
export type { Mode } from './keys/mode.ts';
export type { Place, Placed } from './place.ts';

/** One mailbox of the strategy, and what its keys say (keys/index.ts). A key that is absent is not managed. */
export interface DeclaredMailbox extends SaidOfMailbox {
  readonly address: string;
  readonly section: MailboxSection;
  readonly at: Place;
  /** The addresses in its keys that name somebody, but for aliases and delegates. */
  readonly named: readonly NamedAddress[];
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

/** What reading gives: a strategy only where no complaint is an error. */
export type Parsed =
  | { readonly ok: true; readonly strategy: Strategy; readonly complaints: readonly Complaint[] }
  | { readonly ok: false; readonly complaints: readonly Complaint[] };
