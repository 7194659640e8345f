/** The registers of keys. A new key is one file beside this one, and its line here. */
import { aliases } from './aliases.ts';
import { breakGlass } from './break-glass.ts';
import { delegates } from './delegates.ts';
import { displayName } from './display-name.ts';
import { forwarding } from './forwarding.ts';
import { gates } from './gates.ts';
import { hidden } from './hidden.ts';
import { hybrid } from './hybrid.ts';
import { ignoreTrustees } from './ignore-trustees.ts';
import type { Key } from './key.ts';
import { mode } from './mode.ts';
import { owner } from './owner.ts';
import { protectedMailboxes } from './protected.ts';
import { purpose } from './purpose.ts';
import { reviewed } from './reviewed.ts';
import { sendOnBehalf } from './send-on-behalf.ts';
import { sentItemsCopy } from './sent-items-copy.ts';
import { signIn } from './sign-in.ts';
import { tags } from './tags.ts';
import { timeZone } from './time-zone.ts';

/** Keys of a mailbox, in the order in which a complaint lists them. */
export const MAILBOX_KEYS = {
  displayName,
  aliases,
  delegates,
  sentItemsCopy,
  forwarding,
  hidden,
  owner,
  purpose,
  reviewed,
  tags,
  mode,
  sendOnBehalf,
  signIn,
};
/** Keys of `settings:`. */
export const SETTINGS_KEYS = {
  mode,
  timeZone,
  protected: protectedMailboxes,
  breakGlass,
  ignoreTrustees,
  hybrid,
  gates,
};

/** What the keys of a register say, each absent where it is not there. */
type SaidBy<Register> = {
  readonly [Name in keyof Register]?: Register[Name] extends Key<infer Value> ? Value : never;
};
export type SaidOfMailbox = SaidBy<typeof MAILBOX_KEYS>;
export type SaidInSettings = SaidBy<typeof SETTINGS_KEYS>;
