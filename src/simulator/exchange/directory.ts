/** Get-User, Get-Group and Get-ServicePrincipal: the directory's principals, each with its SID. */
import type { Recipient } from '../tenant/find.ts';
import type { ServicePrincipal, User } from '../tenant/model.ts';
import { GROUP_TEMPLATE, USER_TEMPLATE } from './account-template.ts';
import { type Cmdlet, type CmdletCall, filterText, isOn, type Listing, listing } from './call.ts';
import { placeCells } from './directory-cells.ts';
import { notFound, notSimulated } from './errors.ts';
import { dnOf, nameOf } from './identity.ts';
import { planOf } from './mailbox-plan.ts';
import { accountCells, groupRow, recipientRow } from './recipient-row.ts';
import { chosen } from './recipients.ts';
import type { Cells, Row } from './row.ts';

export const GET_USER: Cmdlet = {
  contract: {
    name: 'Get-User',
    sets: { AnrSet: [], Identity: [] },
    parameters: [
      { kind: 'text', names: 'Identity', sets: ['Identity'] },
      { kind: 'text', names: 'Anr', sets: ['AnrSet'] },
      { kind: 'text', names: 'Filter OrganizationalUnit Sortby' },
      {
        kind: 'switch',
        names:
          'IncludeDirectReportsWithDisplayNames IncludeManagerWithDisplayName IsVIP PublicFolder',
      },
      {
        kind: 'array',
        names: 'RecipientTypeDetails',
        values:
          'DisabledUser DiscoveryMailbox EquipmentMailbox GuestMailUser GroupMailbox LegacyMailbox LinkedMailbox LinkedRoomMailbox LinkedUser MailUser PublicFolderMailbox RemoteEquipmentMailbox RemoteRoomMailbox RemoteSharedMailbox RemoteTeamMailbox RemoteUserMailbox RoomMailbox SchedulingMailbox SharedMailbox SharedWithMailUser TeamMailbox User UserMailbox',
      },
      { kind: 'unlimited', names: 'ResultSize' },
    ],
  },
  run: getUser,
};

function getUser(call: CmdletCall): Listing {
  refuseOrganizationalUnit(call);
  if (isOn(call, 'IsVIP') || isOn(call, 'PublicFolder')) return listing([], () => ({}));
  const found = chosen(
    call,
    (recipient) =>
      recipient.kind === 'user' || (recipient.kind === 'mailbox' && recipient.user !== null),
    'user',
  );
  return listing(found, (recipient) => userRow(call, recipient), USER_TEMPLATE);
}

function userRow({ world }: CmdletCall, recipient: Recipient): Cells {
  const row = recipientRow(world, recipient);
  const place = placeCells(world.tenant);
  if (recipient.kind !== 'user' && recipient.kind !== 'mailbox') return [row, place];
  const { user } = recipient;
  if (user === null) return [row, place];
  const own: Row = {
    Sid: user.sid,
    SidHistory: user.sidHistory ?? [],
    UserAccountControl: user.accountEnabled ? 'NormalAccount' : 'AccountDisabled, NormalAccount',
    UserType: user.userType,
    Manager: (user.manager && nameOf(world.tenant, user.manager)) || '',
    SKUAssigned: planOf(world.tenant, String(row['RecipientTypeDetails']), user) !== undefined,
    LegacyExchangeDN: recipient.kind === 'mailbox' ? recipient.mailbox.legacyExchangeDN : '',
    MailboxRelease: recipient.kind === 'mailbox' ? 'E15' : '',
  };
  return [row, place, accountCells(user), own, wordCells(user)];
}

/** Properties of the address book, by the names that the document keeps them under. */
const WORDS: Readonly<Record<string, string>> = {
  City: 'city',
  Company: 'companyName',
  CountryOrRegion: 'country',
  Fax: 'faxNumber',
  MobilePhone: 'mobilePhone',
  Office: 'officeLocation',
  PostalCode: 'postalCode',
  StateOrProvince: 'state',
  StreetAddress: 'streetAddress',
};
function wordCells({ more }: User): Row {
  const cells: Row = {};
  if (more === undefined) return cells;
  for (const [property, kept] of Object.entries(WORDS)) {
    const value = more[kept];
    if (typeof value === 'string') cells[property] = value;
  }
  return cells;
}

export const GET_GROUP: Cmdlet = {
  contract: {
    name: 'Get-Group',
    sets: { AnrSet: [], Identity: [] },
    parameters: [
      { kind: 'text', names: 'Identity', sets: ['Identity'] },
      { kind: 'text', names: 'Anr', sets: ['AnrSet'] },
      { kind: 'text', names: 'Filter OrganizationalUnit SortBy' },
      {
        kind: 'array',
        names: 'RecipientTypeDetails',
        values:
          'MailNonUniversalGroup MailUniversalDistributionGroup MailUniversalSecurityGroup NonUniversalGroup RoomList UniversalDistributionGroup UniversalSecurityGroup',
      },
      { kind: 'unlimited', names: 'ResultSize' },
    ],
  },
  run: getGroup,
};

function getGroup(call: CmdletCall): Listing {
  refuseOrganizationalUnit(call);
  const found = chosen(
    call,
    (recipient) => recipient.kind === 'group' && recipient.group.kind !== 'dynamicDistribution',
  );
  return listing(found, (recipient) => securityRow(call, recipient), GROUP_TEMPLATE);
}

/** Without an id of the directory, as the template has none: a live tenant's rows of Get-Group had Exchange's own GUID alone. */
function securityRow({ world }: CmdletCall, recipient: Recipient): Cells {
  const row = recipientRow(world, recipient);
  const place = placeCells(world.tenant);
  if (recipient.kind !== 'group') return [row, place];
  const { group } = recipient;
  const description = group.more?.['description'];
  const own: Row = {
    Members: group.members.flatMap((id) => nameOf(world.tenant, id) ?? []),
    Owners: row['ManagedBy'] ?? [],
    Sid: group.sid,
    SidHistory: group.sidHistory ?? [],
    Notes: typeof description === 'string' ? description : '',
    WindowsEmailAddress: group.mail ?? '',
  };
  return [groupRow(world, group), row, place, own];
}

function refuseOrganizationalUnit(call: CmdletCall): void {
  if (call.parameters.has('OrganizationalUnit')) {
    throw notSimulated(`${call.cmdlet} with OrganizationalUnit`);
  }
}

export const GET_SERVICE_PRINCIPAL: Cmdlet = {
  contract: {
    name: 'Get-ServicePrincipal',
    sets: { Default: [] },
    parameters: [{ kind: 'text', names: 'Identity Organization' }],
  },
  run: getServicePrincipal,
};

/** Applications registered in Exchange. Found by object id, application id, SID or display name. */
function getServicePrincipal(call: CmdletCall): Listing {
  const identity = filterText(call, 'Identity')?.toLowerCase();
  const found = call.tenant.servicePrincipals.filter(
    ({ id, appId, sid, displayName }) =>
      identity === undefined ||
      [id, appId, sid, displayName].some((name) => name.toLowerCase() === identity),
  );
  if (identity !== undefined && found.length === 0) throw notFound(identity);
  return listing(found, (application) => servicePrincipalRow(call, application));
}

function servicePrincipalRow({ tenant }: CmdletCall, application: ServicePrincipal): Row {
  const { id, appId, sid, displayName } = application;
  return {
    DisplayName: displayName,
    AppId: appId,
    ObjectId: id,
    Sid: sid,
    Identity: id,
    Id: id,
    Name: id,
    DistinguishedName: dnOf(tenant, id),
    ExternalDirectoryObjectId: id,
    Guid: id,
    IsValid: true,
  };
}
