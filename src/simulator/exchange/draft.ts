/** What Set-Mailbox works on until every parameter was accepted. */
import type { Mailbox, User } from '../tenant/model.ts';
import type { CmdletCall } from './call.ts';

/** What is being set: copies, written back when every parameter was accepted. */
export interface MailboxDraft {
  readonly call: CmdletCall;
  readonly mailbox: Mailbox;
  /** Undefined for a mailbox without owner. */
  readonly user: User | undefined;
}
