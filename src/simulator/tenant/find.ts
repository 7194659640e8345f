/** Looks objects up by any name that the services accept; gives all that fit, so that ambiguity can be refused. */

import type { Contact, Group, Mailbox, ServicePrincipal, Tenant, User } from './model.ts';
import { type Entry, entriesFor, nameKey } from './names.ts';

/** What a name can stand for. `id` is the directory object id (the mailbox GUID for a mailbox without owner). */
export type Recipient =
  | {
      readonly kind: 'mailbox';
      readonly id: string;
      readonly mailbox: Mailbox;
      readonly user: User | null;
    }
  | { readonly kind: 'user'; readonly id: string; readonly user: User }
  | { readonly kind: 'group'; readonly id: string; readonly group: Group }
  | { readonly kind: 'contact'; readonly id: string; readonly contact: Contact }
  | {
      readonly kind: 'servicePrincipal';
      readonly id: string;
      readonly servicePrincipal: ServicePrincipal;
    };

/** Who holds a SID. A mailbox's SID is its owner's. */
export type SidHolder = Exclude<Recipient, { kind: 'contact' }>;

/**
 * All objects that go by this name: object id, mailbox GUID, Exchange GUID, Name, alias, UPN, any proxy address with or
 * without prefix, DN, legacyExchangeDN, SID. Without case. A mailbox owner is given once, as the mailbox.
 * Display names are not names here. Soft-deleted ones only with `deleted` (then they alone).
 */
export function findRecipients(
  tenant: Tenant,
  identity: string,
  { deleted = false } = {},
): Recipient[] {
  const found = new Map<object, Recipient>();
  for (const entry of entriesFor(tenant, nameKey(identity))) {
    const recipient = recipientOf(tenant, entry);
    const gone = isDeleted(recipient);
    if (gone === deleted) found.set(subjectOf(recipient), recipient);
  }
  return [...found.values()];
}

/** The live mailbox of a user, if any. */
export function mailboxOf(tenant: Tenant, userId: string): Mailbox | undefined {
  for (const entry of entriesFor(tenant, nameKey(userId))) {
    if (
      entry.kind === 'mailbox' &&
      entry.mailbox.userId === userId &&
      entry.mailbox.softDeleted === null
    ) {
      return entry.mailbox;
    }
  }
  return undefined;
}

/** The user, group, contact or service principal of this object id; soft-deleted users too. */
export function objectById(
  tenant: Tenant,
  id: string,
): Exclude<Entry, { kind: 'mailbox' }> | undefined {
  const key = nameKey(id);
  for (const entry of entriesFor(tenant, key)) {
    if (entry.kind !== 'mailbox' && nameKey(entryId(entry)) === key) return entry;
  }
  return undefined;
}

/** Who holds this SID, now before formerly: also a soft-deleted user (look at `deletedDateTime`); undefined for an orphan. */
export function principalBySid(tenant: Tenant, sid: string): SidHolder | undefined {
  const key = nameKey(sid);
  const entries = entriesFor(tenant, key);
  return holderIn(tenant, entries, (own) => own === key) ?? holderIn(tenant, entries, () => true);
}

function holderIn(
  tenant: Tenant,
  entries: readonly Entry[],
  fits: (sid: string) => boolean,
): SidHolder | undefined {
  for (const entry of entries) {
    if (entry.kind === 'contact' || entry.kind === 'mailbox' || !fits(nameKey(sidOf(entry))))
      continue;
    const recipient = recipientOf(tenant, entry);
    if (recipient.kind !== 'contact') return recipient;
  }
  return undefined;
}

function sidOf(entry: Exclude<Entry, { kind: 'contact' | 'mailbox' }>): string {
  switch (entry.kind) {
    case 'user':
      return entry.user.sid;
    case 'group':
      return entry.group.sid;
    case 'servicePrincipal':
      return entry.servicePrincipal.sid;
  }
}

function entryId(entry: Exclude<Entry, { kind: 'mailbox' }>): string {
  switch (entry.kind) {
    case 'user':
      return entry.user.id;
    case 'group':
      return entry.group.id;
    case 'contact':
      return entry.contact.id;
    case 'servicePrincipal':
      return entry.servicePrincipal.id;
  }
}

function recipientOf(tenant: Tenant, entry: Entry): Recipient {
  switch (entry.kind) {
    case 'mailbox': {
      const { mailbox } = entry;
      const owner = mailbox.userId === null ? undefined : objectById(tenant, mailbox.userId);
      const user = owner?.kind === 'user' ? owner.user : null;
      return { kind: 'mailbox', id: mailbox.userId ?? mailbox.guid, mailbox, user };
    }
    case 'user': {
      const { user } = entry;
      const mailbox = user.deletedDateTime === null ? mailboxOf(tenant, user.id) : undefined;
      return mailbox
        ? { kind: 'mailbox', id: user.id, mailbox, user }
        : { kind: 'user', id: user.id, user };
    }
    case 'group':
      return { kind: 'group', id: entry.group.id, group: entry.group };
    case 'contact':
      return { kind: 'contact', id: entry.contact.id, contact: entry.contact };
    case 'servicePrincipal':
      return {
        kind: 'servicePrincipal',
        id: entry.servicePrincipal.id,
        servicePrincipal: entry.servicePrincipal,
      };
  }
}

function isDeleted(recipient: Recipient): boolean {
  if (recipient.kind === 'mailbox') return recipient.mailbox.softDeleted !== null;
  return recipient.kind === 'user' && recipient.user.deletedDateTime !== null;
}

function subjectOf(recipient: Recipient): object {
  switch (recipient.kind) {
    case 'mailbox':
      return recipient.mailbox;
    case 'user':
      return recipient.user;
    case 'group':
      return recipient.group;
    case 'contact':
      return recipient.contact;
    case 'servicePrincipal':
      return recipient.servicePrincipal;
  }
}
