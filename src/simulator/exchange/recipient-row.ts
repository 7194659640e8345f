/** Rows of recipients of any kind. */

import { NO_GUID } from '../tenant/blank-mailbox.ts';
import { groupGuid } from '../tenant/exchange-guid.ts';
import type { Recipient } from '../tenant/find.ts';
import type { Group, User } from '../tenant/model.ts';
import type { World } from '../world.ts';
import { agentCells, foundedAt, placeCells, timeCells } from './directory-cells.ts';
import {
  nameOf,
  primaryOf,
  recipientAlias,
  recipientDisplayName,
  recipientDn,
  recipientName,
} from './identity.ts';
import { shownType } from './mailbox-state.ts';
import { offsetTime, type Row } from './row.ts';

/** RecipientType: the coarse kind. */
export function typeOf(recipient: Recipient): string {
  switch (recipient.kind) {
    case 'mailbox':
      return 'UserMailbox';
    case 'contact':
      return 'MailContact';
    case 'user':
      return recipient.user.mailUser ? 'MailUser' : 'User';
    case 'group':
      return groupType(recipient.group);
    case 'servicePrincipal':
      return 'User';
  }
}

function groupType({ kind }: Group): string {
  switch (kind) {
    case 'mailSecurity':
      return 'MailUniversalSecurityGroup';
    case 'distribution':
    case 'microsoft365':
      return 'MailUniversalDistributionGroup';
    case 'dynamicDistribution':
      return 'DynamicDistributionGroup';
    case 'security':
      return 'Group';
  }
}

/** RecipientTypeDetails: the fine kind. */
export function typeDetailsOf(world: World, recipient: Recipient): string {
  switch (recipient.kind) {
    case 'mailbox':
      return shownType(world, recipient.mailbox);
    case 'user':
      return userDetails(recipient.user);
    case 'group':
      if (recipient.group.kind === 'microsoft365') return 'GroupMailbox';
      return recipient.group.kind === 'security' ? 'UniversalSecurityGroup' : typeOf(recipient);
    case 'contact':
    case 'servicePrincipal':
      return typeOf(recipient);
  }
}

function userDetails({ mailUser, userType, accountEnabled }: User): string {
  if (mailUser) return userType === 'Guest' ? 'GuestMailUser' : 'MailUser';
  return accountEnabled ? 'User' : 'DisabledUser';
}

/** Where mail to a mail user or contact goes. */
function targetOf(recipient: Recipient, primary: string): string | null {
  switch (recipient.kind) {
    case 'mailbox':
    case 'group':
      return null;
    case 'user':
      return `SMTP:${recipient.user.externalAddress ?? primary}`;
    case 'contact':
      return `SMTP:${recipient.contact.externalAddress ?? primary}`;
    case 'servicePrincipal':
      return `SMTP:${primary}`;
  }
}

const CUSTOM_ATTRIBUTES: Row = Object.fromEntries(
  Array.from({ length: 15 }, (_, index) => [`CustomAttribute${index + 1}`, '']),
);

/** The properties that recipients of every kind have. */
export function recipientRow(world: World, recipient: Recipient): Row {
  const name = recipientName(recipient);
  const addresses = addressesOf(recipient);
  return {
    Identity: name,
    Alias: recipientAlias(recipient),
    ArchiveGuid: recipient.kind === 'mailbox' ? recipient.mailbox.archiveGuid : NO_GUID,
    ...CUSTOM_ATTRIBUTES,
    Department: departmentOf(recipient),
    ExternalDirectoryObjectId:
      recipient.kind === 'mailbox' ? (recipient.mailbox.userId ?? '') : recipient.id,
    EmailAddresses: addresses,
    ExternalEmailAddress: targetOf(recipient, primaryOf(addresses)),
    DisplayName: recipientDisplayName(recipient),
    ...personNames(recipient),
    HiddenFromAddressListsEnabled: recipient.kind === 'mailbox' && recipient.mailbox.hidden,
    IsDirSynced: isSynced(recipient),
    Manager: null,
    ManagedBy:
      recipient.kind === 'group'
        ? recipient.group.owners.flatMap((id) => nameOf(world.tenant, id) ?? [])
        : [],
    Name: name,
    Office: '',
    OrganizationalUnit: placeCells(world.tenant)['OrganizationalUnit'] ?? '',
    PrimarySmtpAddress: primaryOf(addresses),
    RecipientType: typeOf(recipient),
    RecipientTypeDetails: typeDetailsOf(world, recipient),
    Title: titleOf(recipient),
    WindowsLiveID: signInName(recipient),
    DistinguishedName: recipientDn(world.tenant, recipient),
    Guid: guidOf(recipient),
    ExchangeObjectId: guidOf(recipient),
    Id: name,
    IsValid: true,
    ...timesOf(world, recipient),
  };
}

/** What an account shows of itself in Get-User and Get-MailUser. */
export function accountCells(user: User): Row {
  return {
    UserPrincipalName: user.userPrincipalName,
    MicrosoftOnlineServicesID: user.userPrincipalName,
    WindowsLiveID: user.userPrincipalName,
    WindowsEmailAddress: user.mail ?? '',
    ExternalDirectoryObjectId: user.id,
    AccountDisabled: !user.accountEnabled,
    ...agentCells(user),
    SamAccountName: `$${user.id.slice(0, 6).toUpperCase()}-${user.id.slice(-12).toUpperCase()}`,
    StsRefreshTokensValidFrom: offsetTime(
      user.signInSessionsValidFromDateTime ?? user.createdDateTime,
    ),
  };
}

/** What a group has besides. */
export function groupRow(world: World, group: Group): Row {
  const names = (ids: readonly string[]) => ids.flatMap((id) => nameOf(world.tenant, id) ?? []);
  const security = group.kind === 'mailSecurity' || group.kind === 'security';
  return {
    GroupType: security ? 'Universal, SecurityEnabled' : 'Universal',
    SamAccountName: group.mailNickname,
    BypassNestedModerationEnabled: false,
    IsDirSynced: group.onPremisesSyncEnabled === true,
    ManagedBy: names(group.owners),
    MemberJoinRestriction: 'Closed',
    MemberDepartRestriction: 'Closed',
    MigrationToUnifiedGroupInProgress: false,
    HiddenGroupMembershipEnabled: group.hiddenMembership,
    ExpansionServer: '',
    GrantSendOnBehalfTo: names(group.grantSendOnBehalfTo),
    ReportToManagerEnabled: false,
    ReportToOriginatorEnabled: true,
    SendOofMessageToOriginatorEnabled: false,
    Description: [],
    BccBlocked: false,
  };
}

function addressesOf(recipient: Recipient): readonly string[] {
  switch (recipient.kind) {
    case 'mailbox':
      return recipient.mailbox.emailAddresses;
    case 'user':
      return recipient.user.proxyAddresses;
    case 'group':
      return recipient.group.proxyAddresses;
    case 'contact':
      return recipient.contact.proxyAddresses;
    case 'servicePrincipal':
      return [];
  }
}

/** Exchange's own GUID of a mailbox or group; other objects show their directory id. */
function guidOf(recipient: Recipient): string {
  switch (recipient.kind) {
    case 'mailbox':
      return recipient.mailbox.guid;
    case 'group':
      return groupGuid(recipient.group);
    default:
      return recipient.id;
  }
}

function personOf(recipient: Recipient): User | null {
  return recipient.kind === 'mailbox' || recipient.kind === 'user' ? recipient.user : null;
}

function departmentOf(recipient: Recipient): string {
  return personOf(recipient)?.department ?? '';
}

function titleOf(recipient: Recipient): string {
  return personOf(recipient)?.jobTitle ?? '';
}

function signInName(recipient: Recipient): string {
  return recipient.kind === 'mailbox'
    ? recipient.mailbox.userPrincipalName
    : (personOf(recipient)?.userPrincipalName ?? '');
}

/** First and last name, as far as a display name tells them. */
function personNames(recipient: Recipient): Row {
  const [first = '', ...rest] = recipientDisplayName(recipient).split(' ');
  const isHuman = recipient.kind === 'contact' || personOf(recipient)?.jobTitle != null;
  return isHuman ? { FirstName: first, LastName: rest.join(' ') } : { FirstName: '', LastName: '' };
}

function isSynced(recipient: Recipient): boolean {
  switch (recipient.kind) {
    case 'mailbox':
      return recipient.mailbox.dirSynced;
    case 'user':
      return recipient.user.onPremisesSyncEnabled === true;
    case 'group':
      return recipient.group.onPremisesSyncEnabled === true;
    case 'contact':
    case 'servicePrincipal':
      return false;
  }
}

/** Groups and contacts without a time of their own are as old as the organisation. */
function timesOf({ tenant }: World, recipient: Recipient): Row {
  switch (recipient.kind) {
    case 'mailbox':
      return timeCells(recipient.mailbox.whenCreated, recipient.mailbox.whenChanged);
    case 'user':
      return timeCells(recipient.user.createdDateTime);
    case 'group': {
      const created = recipient.group.more?.['createdDateTime'];
      return timeCells(typeof created === 'string' ? created : foundedAt(tenant));
    }
    case 'contact':
    case 'servicePrincipal':
      return timeCells(foundedAt(tenant));
  }
}
