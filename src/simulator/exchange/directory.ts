/** Get-User, Get-Group and Get-ServicePrincipal: the directory's principals, each with its SID. */
import type { Recipient } from '../tenant/find.ts';
import type { ServicePrincipal } from '../tenant/model.ts';
import { type CmdletCall, filterText, isOn, type Listing, listing } from './call.ts';
import { notFound, notSimulated } from './errors.ts';
import { dnOf, nameOf } from './identity.ts';
import { groupRow, recipientRow } from './recipient-row.ts';
import { chosen } from './recipients.ts';
import type { Row } from './row.ts';

export function getUser(call: CmdletCall): Listing {
  refuseOrganizationalUnit(call);
  if (isOn(call, 'IsVIP') || isOn(call, 'PublicFolder')) return listing([], () => ({}));
  const found = chosen(
    call,
    (recipient) =>
      recipient.kind === 'user' || (recipient.kind === 'mailbox' && recipient.user !== null),
    'user',
  );
  return listing(found, (recipient) => userRow(call, recipient));
}

function userRow({ world }: CmdletCall, recipient: Recipient): Row {
  const row = recipientRow(world, recipient);
  if (recipient.kind !== 'user' && recipient.kind !== 'mailbox') return row;
  const { user } = recipient;
  if (user === null) return row;
  return {
    ...row,
    UserPrincipalName: user.userPrincipalName,
    MicrosoftOnlineServicesID: user.userPrincipalName,
    Sid: user.sid,
    SidHistory: user.sidHistory ?? [],
    AccountDisabled: !user.accountEnabled,
    UserAccountControl: user.accountEnabled ? 'NormalAccount' : 'AccountDisabled, NormalAccount',
    WindowsEmailAddress: row['PrimarySmtpAddress'] ?? '',
    ExternalDirectoryObjectId: user.id,
  };
}

export function getGroup(call: CmdletCall): Listing {
  refuseOrganizationalUnit(call);
  const found = chosen(
    call,
    (recipient) => recipient.kind === 'group' && recipient.group.kind !== 'dynamicDistribution',
  );
  return listing(found, (recipient) => securityRow(call, recipient));
}

function securityRow({ world }: CmdletCall, recipient: Recipient): Row {
  const row = recipientRow(world, recipient);
  if (recipient.kind !== 'group') return row;
  const { group } = recipient;
  return {
    ...groupRow(world, group),
    ...row,
    Members: group.members.flatMap((id) => nameOf(world.tenant, id) ?? []),
    Sid: group.sid,
    SidHistory: group.sidHistory ?? [],
    WindowsEmailAddress: group.mail ?? '',
  };
}

function refuseOrganizationalUnit(call: CmdletCall): void {
  if (call.parameters.has('OrganizationalUnit')) {
    throw notSimulated(`${call.cmdlet} with OrganizationalUnit`);
  }
}

/** Applications registered in Exchange. Found by object id, application id, SID or display name. */
export function getServicePrincipal(call: CmdletCall): Listing {
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
