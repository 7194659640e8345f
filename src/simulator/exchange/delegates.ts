/** Who may send on behalf of a mailbox, and where its mail is forwarded: links to other recipients. */
import type { Recipient } from '../tenant/find.ts';
import type { Mailbox } from '../tenant/model.ts';
import { type CmdletCall, isChange, isList } from './call.ts';
import type { Value } from './contract-values.ts';
import { isAddress } from './contract-values.ts';
import { ambiguous, notASecurityPrincipal, notFound, refused } from './errors.ts';
import { liveById, oneRecipient, recipientsBy } from './identity.ts';

/** The delegates after a change: object ids. Adding a present one and removing an absent one change nothing. */
export function newDelegates(call: CmdletCall, mailbox: Mailbox, value: Value): string[] {
  const current = mailbox.grantSendOnBehalfTo.filter(
    (id) => liveById(call.tenant, id) !== undefined,
  );
  const next = [...new Set(wanted(call, current, value))];
  return same(next, current) ? mailbox.grantSendOnBehalfTo : next;
}

function wanted(call: CmdletCall, current: readonly string[], value: Value): string[] {
  if (value === null) return [];
  if (isList(value)) return value.map((identity) => delegateId(call, identity));
  if (!isChange(value)) throw notFound(String(value));
  const gone = new Set(value.remove.map((identity) => delegateId(call, identity)));
  const added = value.add.map((identity) => delegateId(call, identity));
  return [...current.filter((id) => !gone.has(id)), ...added];
}

function same(left: readonly string[], right: readonly string[]): boolean {
  const there = new Set(right);
  return left.length === right.length && left.every((id) => there.has(id));
}

/** Mailboxes, mail users and mail-enabled groups can send on behalf; contacts and plain groups cannot. */
function delegateId(call: CmdletCall, identity: string): string {
  const found = recipientsBy(call, identity);
  const [first, second] = found;
  if (first === undefined) throw notFound(identity);
  if (second !== undefined) throw ambiguous(identity);
  if (!canSendOnBehalf(first)) throw notASecurityPrincipal(identity);
  return first.id;
}

function canSendOnBehalf(recipient: Recipient): boolean {
  switch (recipient.kind) {
    case 'mailbox':
    case 'user':
      return true;
    case 'group':
      return recipient.group.kind === 'mailSecurity' || recipient.group.kind === 'distribution';
    case 'contact':
    case 'servicePrincipal':
      return false;
  }
}

export function setForwardingAddress(call: CmdletCall, mailbox: Mailbox, value: Value): void {
  mailbox.forwardingAddress =
    value === null || value === '' ? null : oneRecipient(call, String(value)).id;
}

/** Any address of the internet is accepted; whether mail gets there is decided elsewhere. */
export function setForwardingSmtpAddress(mailbox: Mailbox, value: Value): void {
  if (value === null || value === '') {
    mailbox.forwardingSmtpAddress = null;
    return;
  }
  const address = String(value).replace(/^smtp:/i, '');
  if (!isAddress(address)) {
    throw refused(
      'InvalidProxyAddressException',
      `The address "${address}" isn't a valid SMTP address.`,
    );
  }
  mailbox.forwardingSmtpAddress = `smtp:${address}`;
}
