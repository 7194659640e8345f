/** The simulated tenant's own document, and how things are found in it: an eye that shares nothing with the product's. */
import type { Mailbox, Tenant, User } from '../../src/simulator/tenant/model.ts';

export const primaryOf = ({ emailAddresses }: Mailbox): string =>
  (emailAddresses.find((address) => address.startsWith('SMTP:')) ?? '').slice(5).toLowerCase();
export const aliasesOf = ({ emailAddresses }: Mailbox): readonly string[] =>
  emailAddresses
    .filter((address) => address.startsWith('smtp:'))
    .map((address) => address.slice('smtp:'.length).toLowerCase());

export const livingIn = ({ mailboxes }: Tenant): readonly Mailbox[] =>
  mailboxes.filter(({ softDeleted }) => softDeleted === null);

/** By object id, or by address where the object had no id yet when it was spoken of. */
export const mailboxOf = (
  tenant: Tenant,
  subject: { readonly id: string; readonly address: string },
): Mailbox | undefined =>
  livingIn(tenant).find((mailbox) =>
    subject.id.startsWith('new:')
      ? primaryOf(mailbox) === subject.address
      : mailbox.userId === subject.id,
  );

export const ownerOf = ({ users }: Tenant, { userId }: Mailbox): User | undefined =>
  users.find(({ id }) => id === userId);

/** An orphan is named by its SID already. */
export const sidOf = ({ users, groups, servicePrincipals }: Tenant, id: string): string =>
  [...users, ...groups, ...servicePrincipals].find((one) => one.id === id)?.sid ?? id;

/** What people call whoever has this id or SID; the same where nobody has it. */
export function nameIn({ users, groups, servicePrincipals }: Tenant, key: string): string {
  const has = ({ id, sid }: { readonly id: string; readonly sid: string }): boolean =>
    id === key || sid === key;
  return (
    users.find(has)?.userPrincipalName ??
    groups.find(has)?.mailNickname ??
    servicePrincipals.find(has)?.displayName ??
    key
  );
}
