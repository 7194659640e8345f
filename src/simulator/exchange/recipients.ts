/** Get-Recipient, Get-MailUser, Get-DistributionGroup and its members: everything with an address. */
import { findRecipients, type Recipient } from '../tenant/find.ts';
import type { Group, Tenant } from '../tenant/model.ts';
import type { LagGroup, World } from '../world.ts';
import { MAIL_USER_TEMPLATE } from './account-template.ts';
import {
  type Cmdlet,
  type CmdletCall,
  filterText,
  isOn,
  type Listing,
  listing,
  requiredText,
  textsOf,
} from './call.ts';
import { placeCells } from './directory-cells.ts';
import { notFound, notSimulated } from './errors.ts';
import { rowProperty } from './get-mailbox.ts';
import { dnById, isMailRecipient, liveById } from './identity.ts';
import { isVisible } from './mailbox-state.ts';
import { type Filterable, parseFilter } from './opath.ts';
import { accountCells, groupRow, recipientRow, typeDetailsOf, typeOf } from './recipient-row.ts';
import type { Row } from './row.ts';

export const GET_RECIPIENT: Cmdlet = {
  contract: {
    name: 'Get-Recipient',
    sets: { AnrSet: [], Identity: [], RecipientPreviewFilterSet: [] },
    parameters: [
      { kind: 'text', names: 'Identity BookmarkDisplayName', sets: ['Identity'] },
      { kind: 'text', names: 'Anr', sets: ['AnrSet'] },
      { kind: 'text', names: 'AuthenticationType Filter OrganizationalUnit PropertySet SortBy' },
      { kind: 'list', names: 'Capabilities' },
      { kind: 'boolean', names: 'IncludeBookmarkObject', sets: ['Identity'] },
      { kind: 'switch', names: 'IncludeManagerWithDisplayName IncludeSoftDeletedRecipients' },
      { kind: 'array', names: 'Properties' },
      { kind: 'text', names: 'RecipientPreviewFilter', sets: ['RecipientPreviewFilterSet'] },
      {
        kind: 'array',
        names: 'RecipientType',
        values:
          'DynamicDistributionGroup MailContact MailNonUniversalGroup MailUniversalDistributionGroup MailUniversalSecurityGroup MailUser PublicFolder UserMailbox',
      },
      {
        kind: 'array',
        names: 'RecipientTypeDetails',
        values:
          'DiscoveryMailbox DynamicDistributionGroup EquipmentMailbox GroupMailbox GuestMailUser LegacyMailbox LinkedMailbox LinkedRoomMailbox MailContact MailForestContact MailNonUniversalGroup MailUniversalDistributionGroup MailUniversalSecurityGroup MailUser PublicFolder PublicFolderMailbox RemoteEquipmentMailbox RemoteRoomMailbox RemoteSharedMailbox RemoteTeamMailbox RemoteUserMailbox RoomList RoomMailbox SchedulingMailbox SharedMailbox SharedWithMailUser TeamMailbox UserMailbox',
      },
      { kind: 'unlimited', names: 'ResultSize' },
    ],
  },
  run: getRecipient,
};

function getRecipient(call: CmdletCall): Listing {
  for (const parameter of [
    'RecipientPreviewFilter',
    'OrganizationalUnit',
    'Capabilities',
    'AuthenticationType',
  ]) {
    if (call.parameters.has(parameter)) throw notSimulated(`Get-Recipient with ${parameter}`);
  }
  // What the rows of deleted objects look like is not known: better no answer than one without them.
  if (isOn(call, 'IncludeSoftDeletedRecipients')) {
    throw notSimulated('Get-Recipient with IncludeSoftDeletedRecipients');
  }
  const kinds = new Set(textsOf(call, 'RecipientType'));
  const found = chosen(call, isMailRecipient).filter(
    (recipient) => kinds.size === 0 || kinds.has(typeOf(recipient)),
  );
  return listing(found, (recipient) => recipientRow(call.world, recipient));
}

export const GET_MAIL_USER: Cmdlet = {
  contract: {
    name: 'Get-MailUser',
    sets: { AnrSet: [], Identity: [], HVEAccount: ['HVEAccount'] },
    parameters: [
      { kind: 'text', names: 'Identity', sets: ['Identity'] },
      { kind: 'text', names: 'Anr', sets: ['AnrSet'] },
      { kind: 'text', names: 'Filter OrganizationalUnit SortBy' },
      { kind: 'switch', names: 'HVEAccount', sets: ['HVEAccount'] },
      { kind: 'unlimited', names: 'ResultSize' },
      { kind: 'switch', names: 'SharedWithMailUser SoftDeletedMailUser' },
    ],
  },
  run: getMailUser,
};

function getMailUser(call: CmdletCall): Listing {
  if (isOn(call, 'SoftDeletedMailUser') || isOn(call, 'HVEAccount')) {
    throw notSimulated('Get-MailUser with SoftDeletedMailUser or HVEAccount');
  }
  const found = chosen(call, ({ kind }) => kind === 'user');
  return listing(
    found.filter(isMailRecipient),
    (recipient) => mailUserRow(call.world, recipient),
    MAIL_USER_TEMPLATE,
  );
}

function mailUserRow(world: World, recipient: Recipient): Row {
  const row = { ...recipientRow(world, recipient), ...placeCells(world.tenant) };
  if (recipient.kind !== 'user') return row;
  const { user } = recipient;
  const number = user.id.replaceAll('-', '');
  return {
    ...row,
    ...accountCells(user),
    LegacyExchangeDN: `/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${number}-${user.mailNickname}`,
  };
}

export const GET_DISTRIBUTION_GROUP: Cmdlet = {
  contract: {
    name: 'Get-DistributionGroup',
    sets: { AnrSet: [], Identity: [], ManagedBySet: [] },
    parameters: [
      { kind: 'text', names: 'Identity', sets: ['Identity'] },
      { kind: 'text', names: 'Anr', sets: ['AnrSet'] },
      { kind: 'secret', names: 'Credential' },
      { kind: 'text', names: 'Filter OrganizationalUnit SortBy' },
      {
        kind: 'switch',
        names:
          'IncludeAcceptMessagesOnlyFromDLMembersWithDisplayNames IncludeAcceptMessagesOnlyFromSendersOrMembersWithDisplayNames IncludeAcceptMessagesOnlyFromWithDisplayNames IncludeBypassModerationFromSendersOrMembersWithDisplayNames IncludeGrantSendOnBehalfToWithDisplayNames IncludeManagedByWithDisplayNames IncludeModeratedByWithDisplayNames',
      },
      { kind: 'text', names: 'ManagedBy', sets: ['ManagedBySet'] },
      {
        kind: 'array',
        names: 'RecipientTypeDetails',
        values:
          'MailNonUniversalGroup MailUniversalDistributionGroup MailUniversalSecurityGroup RoomList',
      },
      { kind: 'unlimited', names: 'ResultSize' },
    ],
  },
  run: getDistributionGroup,
};

function getDistributionGroup(call: CmdletCall): Listing {
  const owner = filterText(call, 'ManagedBy');
  const ownerIds = owner === undefined ? undefined : idsBy(call.tenant, owner);
  const found = chosen(call, isDistributionGroup).filter(
    (recipient) =>
      ownerIds === undefined ||
      (recipient.kind === 'group' && recipient.group.owners.some((id) => ownerIds.has(id))),
  );
  return listing(found, (recipient) => shownGroup(call.world, recipient));
}

function shownGroup(world: World, recipient: Recipient): Row {
  const row = recipientRow(world, recipient);
  return recipient.kind === 'group' ? { ...groupRow(world, recipient.group), ...row } : row;
}

/** Classic lists and mail-enabled security groups; dynamic and Microsoft 365 groups have cmdlets of their own. */
function isDistributionGroup(recipient: Recipient): boolean {
  return (
    recipient.kind === 'group' &&
    (recipient.group.kind === 'mailSecurity' || recipient.group.kind === 'distribution')
  );
}

export const GET_DISTRIBUTION_GROUP_MEMBER: Cmdlet = {
  contract: {
    name: 'Get-DistributionGroupMember',
    sets: { Default: ['Identity'] },
    parameters: [
      { kind: 'text', names: 'Identity' },
      { kind: 'secret', names: 'Credential' },
      { kind: 'switch', names: 'IncludeSoftDeletedObjects' },
      { kind: 'unlimited', names: 'ResultSize' },
    ],
  },
  run: getDistributionGroupMember,
};

/** Members as they stand in the group: nested groups are not opened. */
function getDistributionGroupMember(call: CmdletCall): Listing {
  const identity = requiredText(call, 'Identity');
  const groups = findRecipients(call.tenant, identity).filter(isDistributionGroup);
  const [first] = groups;
  if (first?.kind !== 'group') throw notFound(identity);
  const group: Group | undefined = call.world.lag.seen('recipient', first.group);
  if (group === undefined) throw notFound(identity);
  const members = group.members.flatMap((id) => liveById(call.tenant, id) ?? []);
  return listing(members, (member) => recipientRow(call.world, member));
}

/** What Identity, Anr, RecipientTypeDetails and Filter choose among the recipients of a kind. */
export function chosen(
  call: CmdletCall,
  isOfKind: (recipient: Recipient) => boolean,
  lagGroup: LagGroup = 'recipient',
): Recipient[] {
  const identity = filterText(call, 'Identity');
  const candidates = (
    identity === undefined ? allRecipients(call.tenant) : findRecipients(call.tenant, identity)
  ).filter(isOfKind);
  const found = candidates.flatMap((recipient) => seenRecipient(call.world, recipient, lagGroup));
  if (identity !== undefined && found.length === 0) throw notFound(identity);
  const types = new Set(textsOf(call, 'RecipientTypeDetails'));
  const anr = filterText(call, 'Anr')?.toLowerCase();
  const text = filterText(call, 'Filter');
  const filter = text === undefined ? undefined : parseFilter(text);
  return found.filter(
    (recipient) =>
      (types.size === 0 || types.has(typeDetailsOf(call.world, recipient))) &&
      (anr === undefined || anrFits(call.world, recipient, anr)) &&
      (filter === undefined || filter((name) => recipientProperty(call.world, recipient, name))),
  );
}

/** Every live object of the directory that Exchange knows, mailbox owners once. */
export function allRecipients(tenant: Tenant): Recipient[] {
  const owners = new Map(tenant.users.map((user) => [user.id, user]));
  const mailboxes = tenant.mailboxes.filter(({ softDeleted }) => softDeleted === null);
  const owning = new Set(mailboxes.map(({ userId }) => userId));
  return [
    ...mailboxes.map((mailbox): Recipient => {
      const user = mailbox.userId === null ? null : (owners.get(mailbox.userId) ?? null);
      return { kind: 'mailbox', id: mailbox.userId ?? mailbox.guid, mailbox, user };
    }),
    ...tenant.users
      .filter((user) => user.deletedDateTime === null && !owning.has(user.id))
      .map((user): Recipient => ({ kind: 'user', id: user.id, user })),
    ...tenant.groups.map((group): Recipient => ({ kind: 'group', id: group.id, group })),
    ...tenant.contacts.map((contact): Recipient => ({ kind: 'contact', id: contact.id, contact })),
  ];
}

/** The recipient with its object as a late reader sees it; empty where the reader sees none yet. */
export function seenRecipient(world: World, recipient: Recipient, lagGroup: LagGroup): Recipient[] {
  switch (recipient.kind) {
    case 'mailbox': {
      const mailbox = world.lag.seen(lagGroup, recipient.mailbox);
      if (mailbox === undefined || !isVisible(world, mailbox)) return [];
      const user = recipient.user && (world.lag.seen('user', recipient.user) ?? recipient.user);
      return [{ ...recipient, mailbox, user }];
    }
    case 'user': {
      const user = world.lag.seen(lagGroup, recipient.user);
      return user ? [{ ...recipient, user }] : [];
    }
    case 'group': {
      const group = world.lag.seen(lagGroup, recipient.group);
      return group ? [{ ...recipient, group }] : [];
    }
    case 'contact': {
      const contact = world.lag.seen(lagGroup, recipient.contact);
      return contact ? [{ ...recipient, contact }] : [];
    }
    case 'servicePrincipal':
      return [recipient];
  }
}

function anrFits(world: World, recipient: Recipient, anr: string): boolean {
  const row = recipientRow(world, recipient);
  const displayName = String(row['DisplayName']);
  const names = [
    displayName,
    ...displayName.split(' '),
    row['Name'],
    row['Alias'],
    row['PrimarySmtpAddress'],
  ];
  return names.some((name) => String(name).toLowerCase().startsWith(anr));
}

/** A property as filters see it: members and owners are distinguished names. */
function recipientProperty(world: World, recipient: Recipient, property: string): Filterable {
  const { tenant } = world;
  const dns = (ids: readonly string[]) => ids.flatMap((id) => dnById(tenant, id) ?? []);
  switch (property.toLowerCase()) {
    case 'members':
      return recipient.kind === 'group' ? dns(recipient.group.members) : [];
    case 'managedby':
      return recipient.kind === 'group' ? dns(recipient.group.owners) : [];
    case 'grantsendonbehalfto':
      // Not filterable on Get-Recipient itself: only where the cmdlet is about one kind.
      return recipient.kind === 'group' ? dns(recipient.group.grantSendOnBehalfTo) : undefined;
    default:
      return rowProperty(shownGroup(world, recipient), property);
  }
}

function idsBy(tenant: Tenant, identity: string): ReadonlySet<string> {
  const found = findRecipients(tenant, identity);
  if (found.length === 0) throw notFound(identity);
  return new Set(found.map(({ id }) => id));
}
