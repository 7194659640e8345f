/**
 * The strategy on its way: what could be read of the files, valid or not, each part with its node in the tree.
 * The checks work on it, so that one wrong line does not hide what is wrong with the others.
 */
import type { DelegateLine } from './keys/delegates.ts';
import type { DeclaredMailbox, Leaver, Placed, Settings, Team } from './strategy.ts';
import type { Entry, Node } from './tree.ts';

export interface DraftMailbox {
  readonly mailbox: DeclaredMailbox;
  readonly node: Node;
  readonly delegates: readonly DelegateLine[];
}

export interface DraftTeam {
  readonly team: Team;
  readonly node: Node;
}

/** What one file says. */
export interface Part {
  readonly file: string;
  readonly root: Node;
  /** Nothing of it was lost to a breach of YAML. */
  readonly whole: boolean;
  readonly version?: Entry;
  readonly tenant?: Entry;
  readonly settings?: Entry;
  readonly teams: readonly DraftTeam[];
  readonly leavers: readonly Leaver[];
  readonly mailboxes: readonly DraftMailbox[];
}

/** What all files say together. */
export interface Draft {
  readonly tenant?: Placed<string>;
  readonly settings: Omit<Settings, 'mode' | 'timeZone'> &
    Partial<Pick<Settings, 'mode'>> & { readonly timeZone?: Placed<string> };
  readonly teams: ReadonlyMap<string, DraftTeam>;
  readonly leavers: readonly Leaver[];
  readonly mailboxes: readonly DraftMailbox[];
  /** No file has anything under `users` or `sharedMailboxes`, readable or not. */
  readonly empty: boolean;
  /** The first mailbox of each address. */
  readonly mailboxAt: ReadonlyMap<string, DraftMailbox>;
  /** The address of the mailbox that an address belongs to in the file, be it an alias; else the address itself. */
  primaryOf(address: string): string;
  /** The calendar day of the run in the strategy's time zone, `YYYY-MM-DD`. */
  readonly today: string;
}
