/** The mail addresses of a directory user that owns a mailbox: the mailbox's lead, the directory follows. */
import { objectById } from './find.ts';
import type { Mailbox, Tenant, User } from './model.ts';

/** Kinds of address that the directory shows. Source: Graph, proxyAddresses of user. */
const SHOWN = /^(smtp|x500|sip):/i;

/** The primary address without its prefix; undefined where none is set. */
function primaryAddress(emailAddresses: readonly string[]): string | undefined {
  return emailAddresses.find((address) => address.startsWith('SMTP:'))?.slice('SMTP:'.length);
}

/** The owner of a live mailbox. */
export function ownerOf(tenant: Tenant, mailbox: Mailbox): User | undefined {
  if (mailbox.userId === null || mailbox.softDeleted !== null) return undefined;
  const owner = objectById(tenant, mailbox.userId);
  return owner?.kind === 'user' ? owner.user : undefined;
}

/** Brings the owner's `mail` and `proxyAddresses` in line with the mailbox. */
export function followMailbox(tenant: Tenant, mailbox: Mailbox): void {
  const owner = ownerOf(tenant, mailbox);
  if (!owner) return;
  owner.mail = primaryAddress(mailbox.emailAddresses) ?? owner.mail;
  owner.proxyAddresses = mailbox.emailAddresses.filter((address) => SHOWN.test(address));
}

/** The same for every mailbox: after a tenant was loaded or changed as a whole. */
export function followMailboxes(tenant: Tenant): void {
  for (const mailbox of tenant.mailboxes) followMailbox(tenant, mailbox);
}
