/** Names of a mailbox that others may hold already: Name, alias, sign-in name. */
import { findRecipients } from '../tenant/find.ts';
import type { Tenant } from '../tenant/model.ts';
import type { Value } from './contract-values.ts';
import { isHostedAddress } from './contract-values.ts';
import type { MailboxDraft } from './draft.ts';
import { CmdletError, refused } from './errors.ts';
import { dnOf, recipientAlias, recipientName } from './identity.ts';

/** Longest Name. Source: New-Mailbox. */
const LONGEST_NAME = 64;

export function setName({ call, mailbox }: MailboxDraft, value: Value): void {
  const name = String(value ?? '');
  if (name === mailbox.name) return;
  checkName(call.tenant, name);
  mailbox.name = name;
  mailbox.distinguishedName = dnOf(call.tenant, name);
}

export function setAlias({ call, mailbox, user }: MailboxDraft, value: Value): void {
  const alias = String(value ?? '');
  if (alias === mailbox.alias) return;
  checkAlias(call.tenant, alias, mailbox.userId ?? mailbox.guid);
  mailbox.alias = alias;
  if (user !== undefined) user.mailNickname = alias;
}

/** Also changes the user principal name, as the documentation says. */
export function setSignInName({ call, mailbox, user }: MailboxDraft, value: Value): void {
  const name = String(value ?? '');
  if (name === mailbox.userPrincipalName) return;
  checkSignInName(call.tenant, name, mailbox.userId ?? mailbox.guid);
  mailbox.userPrincipalName = name;
  if (user !== undefined) user.userPrincipalName = name;
}

/** ASCII alone: the directory refuses umlauts. @throws CmdletError where the name is too long, or taken */
export function checkName(tenant: Tenant, name: string): void {
  if (name.length === 0 || name.length > LONGEST_NAME) {
    throw refused(
      'PropertyValidationException',
      `The property value is invalid: Name must have 1 to ${LONGEST_NAME} characters.`,
    );
  }
  if (!/^[\x20-\x7e]*$/.test(name)) {
    throw refused(
      'PropertyValidationException',
      `The property value is invalid: the Name "${name}" has characters that aren't supported. Use DisplayName for them.`,
    );
  }
  const wanted = name.toLowerCase();
  const taken = findRecipients(tenant, name).some(
    (found) => found.kind !== 'servicePrincipal' && recipientName(found).toLowerCase() === wanted,
  );
  if (taken)
    throw alreadyExists(
      `The object named "${name}" already exists: the name is used by another recipient.`,
    );
}

/** @throws CmdletError where the alias is malformed or another recipient's */
export function checkAlias(tenant: Tenant, alias: string, owner: string | undefined): void {
  if (!/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/.test(alias)) {
    throw refused('PropertyValidationException', `The alias "${alias}" isn't valid.`);
  }
  const taken = findRecipients(tenant, alias).some(
    (found) => found.id !== owner && recipientAlias(found).toLowerCase() === alias.toLowerCase(),
  );
  if (taken)
    throw alreadyExists(`The alias "${alias}" is already being used by another recipient.`);
}

/** @throws CmdletError where the name is no address of an accepted domain, or somebody else's */
export function checkSignInName(tenant: Tenant, name: string, owner: string | undefined): void {
  const domain = name.slice(name.indexOf('@') + 1).toLowerCase();
  if (
    !isHostedAddress(name) ||
    !tenant.domains.some((known) => known.name.toLowerCase() === domain)
  ) {
    throw refused(
      'NotAcceptedDomainException',
      `The user principal name "${name}" isn't in an accepted domain of your organization.`,
    );
  }
  const taken = tenant.users.some(
    (user) => user.id !== owner && user.userPrincipalName.toLowerCase() === name.toLowerCase(),
  );
  if (taken) throw alreadyExists(`The user principal name "${name}" is already being used.`);
}

function alreadyExists(text: string): CmdletError {
  return new CmdletError(
    400,
    'Microsoft.Exchange.Data.Directory.ADObjectAlreadyExistsException',
    text,
    { id: 'Ex6E4D7B' },
  );
}
