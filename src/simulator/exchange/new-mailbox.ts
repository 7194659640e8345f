/** New-Mailbox for shared, room and equipment mailboxes: a directory user that cannot sign in, and its mailbox. */

import { seededGuid } from '../random.ts';
import { blankMailbox } from '../tenant/blank-mailbox.ts';
import { findRecipients } from '../tenant/find.ts';
import type { Mailbox, RecipientTypeDetails, Tenant, User } from '../tenant/model.ts';
import { checkNewAddresses } from './addresses.ts';
import {
  type Cmdlet,
  type CmdletCall,
  isOn,
  listing,
  type Outcome,
  requiredText,
  textOf,
} from './call.ts';
import { notSimulated, refused } from './errors.ts';
import { dnOf, initialDomain } from './identity.ts';
import { checkAlias, checkName, checkSignInName } from './mailbox-names.ts';
import { mailboxCells } from './mailbox-row.ts';
import { MAILBOX_TEMPLATE } from './mailbox-template.ts';
import { NEW_MAILBOX_CONTRACT } from './new-mailbox-contract.ts';

/** Parameters that the simulated tenant carries out. */
const SIMULATED = new Set(
  (
    'Name DisplayName Alias PrimarySmtpAddress Shared Room Equipment Force Confirm WhatIf FirstName LastName Initials ' +
    'ResetPasswordOnNextLogon MailboxRegion'
  ).split(' '),
);

/** What the new mailbox is called. */
interface Names {
  readonly name: string;
  readonly displayName: string;
  readonly alias: string;
  readonly address: string;
  readonly signIn: string;
}

export const NEW_MAILBOX: Cmdlet = { contract: NEW_MAILBOX_CONTRACT, run: newMailbox };

function newMailbox(call: CmdletCall): Outcome {
  for (const parameter of call.parameters.keys()) {
    if (!SIMULATED.has(parameter)) throw notSimulated(`New-Mailbox with ${parameter}`);
  }
  const type = typeOf(call);
  const names = namesOf(call);
  checkFree(call, names);
  const user = newUser(call, names);
  const mailbox = newMailboxOf(call, user, names, type);
  call.tenant.users.push(user);
  call.tenant.mailboxes.push(mailbox);
  call.world.lag.created(user);
  call.world.lag.created(mailbox);
  call.world.changed(user, mailbox);
  return listing([mailbox], (made) => mailboxCells(call.world, made), MAILBOX_TEMPLATE);
}

function typeOf(call: CmdletCall): RecipientTypeDetails {
  if (isOn(call, 'Shared')) return 'SharedMailbox';
  if (isOn(call, 'Room')) return 'RoomMailbox';
  if (isOn(call, 'Equipment')) return 'EquipmentMailbox';
  throw notSimulated('New-Mailbox for a person (users get theirs by a licence)');
}

/** The alias comes from the name, the address from the alias, the sign-in name from alias and initial domain. */
function namesOf(call: CmdletCall): Names {
  const name = requiredText(call, 'Name');
  const alias = textOf(call, 'Alias') || name.replaceAll(/[^A-Za-z0-9._-]/g, '');
  const preferred = call.tenant.domains.find((domain) => domain.default);
  const initial = initialDomain(call.tenant);
  return {
    name,
    displayName: textOf(call, 'DisplayName') || name,
    alias,
    address: textOf(call, 'PrimarySmtpAddress') || `${alias}@${preferred?.name ?? initial}`,
    signIn: `${alias}@${initial}`,
  };
}

function checkFree({ world, tenant }: CmdletCall, names: Names): void {
  const { name, alias, address, signIn } = names;
  checkName(tenant, name);
  checkAlias(tenant, alias, undefined);
  const held = [address, signIn].find(
    (one) =>
      findRecipients(tenant, one).length === 0 &&
      findRecipients(tenant, one, { deleted: true }).length > 0,
  );
  if (held !== undefined) {
    throw refused(
      'ExternalDirectoryObjectIdNotReturnedException',
      `ExternalDirectoryObjectId was not returned for "${held}": a deleted object still holds this address.`,
    );
  }
  checkNewAddresses(world, [], addressesOf(address, signIn), new Set());
  checkSignInName(tenant, signIn, undefined);
}

function addressesOf(address: string, signIn: string): string[] {
  const same = address.toLowerCase() === signIn.toLowerCase();
  return same ? [`SMTP:${address}`] : [`SMTP:${address}`, `smtp:${signIn}`];
}

function newUser({ world, tenant }: CmdletCall, names: Names): User {
  return {
    id: seededGuid(world.random),
    sid: nextSid(tenant),
    userPrincipalName: names.signIn,
    displayName: names.displayName,
    mail: names.address,
    mailNickname: names.alias,
    proxyAddresses: addressesOf(names.address, names.signIn),
    accountEnabled: false,
    userType: 'Member',
    department: null,
    jobTitle: null,
    onPremisesSyncEnabled: null,
    createdDateTime: world.clock.iso(),
    deletedDateTime: null,
    mailUser: false,
    name: names.name,
    roles: [],
  };
}

function newMailboxOf(
  { world, tenant }: CmdletCall,
  user: User,
  names: Names,
  type: RecipientTypeDetails,
): Mailbox {
  const now = world.clock.now();
  const delay = world.settings.newMailboxDelay;
  const guid = seededGuid(world.random);
  const number = guid.replaceAll('-', '');
  return {
    ...blankMailbox({
      userId: user.id,
      guid,
      exchangeGuid: seededGuid(world.random),
      name: names.name,
      alias: names.alias,
      displayName: names.displayName,
      userPrincipalName: names.signIn,
      legacyExchangeDN: `/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${number}-${names.alias}`,
      distinguishedName: dnOf(tenant, names.name),
      type,
      emailAddresses: addressesOf(names.address, names.signIn),
      whenCreated: new Date(now).toISOString(),
    }),
    ...(delay === 0 ? {} : { visibleFrom: new Date(now + delay).toISOString() }),
  };
}

/** One above the highest relative id given out, so that no SID is ever given twice. */
function nextSid(tenant: Tenant): string {
  const prefix = `${tenant.sidPrefix}-`;
  let highest = 1_000_000;
  const take = (sid: string) => {
    if (sid.startsWith(prefix)) highest = Math.max(highest, Number(sid.slice(prefix.length)) || 0);
  };
  for (const { sid } of tenant.users) take(sid);
  for (const { sid } of tenant.groups) take(sid);
  for (const { sid } of tenant.servicePrincipals) take(sid);
  // Entries of deleted principals count too: a new object must not inherit their rights.
  for (const { permissions, sendAs } of tenant.mailboxes) {
    for (const { sid } of permissions) take(sid);
    for (const { sid } of sendAs) take(sid);
  }
  return `${prefix}${highest + 1}`;
}
