/** From an identity in a parameter to the object it means, with the service's refusals. */
import { findRecipients, objectById, type Recipient } from '../tenant/find.ts';
import type { Group, Mailbox, Tenant, User } from '../tenant/model.ts';
import type { CmdletCall } from './call.ts';
import { ambiguous, notFound } from './errors.ts';
import { isVisible } from './mailbox-state.ts';

export type MailboxRecipient = Extract<Recipient, { kind: 'mailbox' }>;

/** All live mailboxes of that identity that a reader can see; with `deleted` the soft-deleted ones instead. */
export function mailboxesBy(
  { tenant, world }: CmdletCall,
  identity: string,
  { deleted = false } = {},
): MailboxRecipient[] {
  return findRecipients(tenant, bare(identity), { deleted })
    .filter((found) => found.kind === 'mailbox')
    .filter(({ mailbox }) => isVisible(world, mailbox));
}

/**
 * The one mailbox that a cmdlet works on.
 * @throws CmdletError 404 where there is none (a group or contact is none), 400 where there are several
 */
export function oneMailbox(
  call: CmdletCall,
  identity: string,
  options: { deleted?: boolean } = {},
): MailboxRecipient {
  return one(mailboxesBy(call, identity, options), identity);
}

/** Everything of that identity that Exchange calls a recipient: with an address, visible, not deleted. */
export function recipientsBy({ tenant, world }: CmdletCall, identity: string): Recipient[] {
  return findRecipients(tenant, bare(identity)).filter(
    (found) =>
      isMailRecipient(found) && (found.kind !== 'mailbox' || isVisible(world, found.mailbox)),
  );
}

/** @throws CmdletError 404, or 400 where there are several */
export function oneRecipient(call: CmdletCall, identity: string): Recipient {
  return one(recipientsBy(call, identity), identity);
}

function one<T>(found: readonly T[], identity: string): T {
  const [first, second] = found;
  if (first === undefined) throw notFound(identity);
  if (second !== undefined) throw ambiguous(identity);
  return first;
}

/** A mailbox, mail user, contact or mail-enabled group: not a plain user, a plain security group or an application. */
export function isMailRecipient(recipient: Recipient): boolean {
  switch (recipient.kind) {
    case 'mailbox':
    case 'contact':
      return true;
    case 'user':
      return recipient.user.mailUser;
    case 'group':
      return recipient.group.kind !== 'security';
    case 'servicePrincipal':
      return false;
  }
}

/** Exchange `Name` of the object with this directory id, or undefined where it is gone. */
export function nameOf(tenant: Tenant, id: string): string | undefined {
  const found = liveById(tenant, id);
  return found && recipientName(found);
}

/** Distinguished name of the object with this directory id, or undefined where it is gone. */
export function dnById(tenant: Tenant, id: string): string | undefined {
  const found = liveById(tenant, id);
  return found && recipientDn(tenant, found);
}

/** The object of a directory id (or of the GUID of an ownerless mailbox) unless it is deleted. */
export function liveById(tenant: Tenant, id: string): Recipient | undefined {
  return findRecipients(tenant, id).find((found) => found.id === id);
}

export function recipientName(recipient: Recipient): string {
  switch (recipient.kind) {
    case 'mailbox':
      return recipient.mailbox.name;
    case 'user':
      return recipient.user.name;
    case 'group':
      return recipient.group.name;
    case 'contact':
      return recipient.contact.name;
    case 'servicePrincipal':
      return recipient.servicePrincipal.displayName;
  }
}

export function recipientDisplayName(recipient: Recipient): string {
  switch (recipient.kind) {
    case 'mailbox':
      return recipient.mailbox.displayName;
    case 'user':
      return recipient.user.displayName;
    case 'group':
      return recipient.group.displayName;
    case 'contact':
      return recipient.contact.displayName;
    case 'servicePrincipal':
      return recipient.servicePrincipal.displayName;
  }
}

/** Alias; empty for an application. */
export function recipientAlias(recipient: Recipient): string {
  switch (recipient.kind) {
    case 'mailbox':
      return recipient.mailbox.alias;
    case 'user':
      return recipient.user.mailNickname;
    case 'group':
      return recipient.group.mailNickname;
    case 'contact':
      return recipient.contact.mailNickname;
    case 'servicePrincipal':
      return '';
  }
}

export function recipientDn(tenant: Tenant, recipient: Recipient): string {
  return recipient.kind === 'mailbox'
    ? recipient.mailbox.distinguishedName
    : dnOf(tenant, recipientName(recipient));
}

/** The distinguished name that Exchange makes from a Name in this tenant. */
export function dnOf(tenant: Tenant, name: string): string {
  return `CN=${name},OU=${initialDomain(tenant)},OU=Microsoft Exchange Hosted Organizations,DC=EURPR07A013,DC=PROD,DC=OUTLOOK,DC=COM`;
}

export function initialDomain(tenant: Tenant): string {
  const initial = tenant.domains.find((domain) => domain.initial) ?? tenant.domains[0];
  if (initial === undefined) throw new RangeError('the tenant has no domain');
  return initial.name;
}

/** Primary address of a list of proxy addresses, as written there; empty where there is none. */
export function primaryOf(addresses: readonly string[]): string {
  return addresses.find((address) => address.startsWith('SMTP:'))?.slice('SMTP:'.length) ?? '';
}

/** The user who owns a mailbox, also a soft-deleted one. */
export function ownerOf(tenant: Tenant, mailbox: Mailbox): User | undefined {
  if (mailbox.userId === null) return undefined;
  const found = objectById(tenant, mailbox.userId);
  return found?.kind === 'user' ? found.user : undefined;
}

/** Kinds of groups that carry a mail-enabled security descriptor: these can be trustees. */
export function isSecurityGroup(group: Group): boolean {
  return group.kind === 'mailSecurity' || group.kind === 'security';
}

/** Canonical names (`domain/…/OU/Name`) are accepted for the Name at their end; `MBX:` and the like are not identities. */
function bare(identity: string): string {
  const parts = identity.split('/Microsoft Exchange Hosted Organizations/');
  const path = parts.length === 2 ? parts[1] : undefined;
  return path === undefined ? identity : path.slice(path.indexOf('/') + 1);
}
