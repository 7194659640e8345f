/** The row of one mailbox as Get-Mailbox gives it. */
import type { Mailbox, Tenant, User } from '../tenant/model.ts';
import type { World } from '../world.ts';
import { agentCells, placeCells, timeCells } from './directory-cells.ts';
import { liveById, nameOf, ownerOf, primaryOf, recipientDisplayName } from './identity.ts';
import { capabilityOf, planOf } from './mailbox-plan.ts';
import { shownType } from './mailbox-state.ts';
import { MAILBOX_TEMPLATE } from './mailbox-template.ts';
import { offsetTime, type Row } from './row.ts';

/** Switches of Get-Mailbox that add to the row. */
export interface RowOptions {
  readonly delegatesWithDisplayNames?: boolean;
  readonly forwardingWithDisplayName?: boolean;
}

/** `mailbox` may be an older copy, as a late reader sees it. */
export function mailboxRow(world: World, mailbox: Mailbox, options: RowOptions = {}): Row {
  return Object.assign({ ...MAILBOX_TEMPLATE }, ...mailboxCells(world, mailbox, options));
}

/** The same in parts, without what is as in MAILBOX_TEMPLATE. */
export function mailboxCells(
  world: World,
  mailbox: Mailbox,
  options: RowOptions = {},
): readonly Row[] {
  const { tenant } = world;
  const owner = ownerOf(tenant, mailbox);
  return [
    placeCells(tenant),
    timeCells(mailbox.whenCreated, mailbox.whenChanged),
    identityCells(mailbox),
    typeCells(world, mailbox, owner),
    deliveryCells(tenant, mailbox, options),
    stateCells(mailbox, owner),
    mailbox.properties ?? {},
  ];
}

function identityCells(mailbox: Mailbox): Row {
  const primary = primaryOf(mailbox.emailAddresses);
  return {
    ExternalDirectoryObjectId: mailbox.userId ?? '',
    Guid: mailbox.guid,
    ExchangeObjectId: mailbox.guid,
    ExchangeGuid: mailbox.exchangeGuid,
    ArchiveGuid: mailbox.archiveGuid,
    Identity: mailbox.name,
    Id: mailbox.name,
    Name: mailbox.name,
    Alias: mailbox.alias,
    DisplayName: mailbox.displayName,
    UserPrincipalName: mailbox.userPrincipalName,
    WindowsLiveID: mailbox.userPrincipalName,
    MicrosoftOnlineServicesID: mailbox.userPrincipalName,
    PrimarySmtpAddress: primary,
    WindowsEmailAddress: primary,
    EmailAddresses: mailbox.emailAddresses,
    LegacyExchangeDN: mailbox.legacyExchangeDN,
    DistinguishedName: mailbox.distinguishedName,
    IsDirSynced: mailbox.dirSynced,
  };
}

function typeCells(world: World, mailbox: Mailbox, owner: User | undefined): Row {
  const type = shownType(world, mailbox);
  const resource =
    type === 'RoomMailbox' ? 'Room' : type === 'EquipmentMailbox' ? 'Equipment' : null;
  const plan = planOf(world.tenant, type, owner);
  return {
    RecipientTypeDetails: type,
    IsShared: type === 'SharedMailbox' || type === 'DiscoveryMailbox',
    IsResource: resource !== null,
    ResourceType: resource,
    AccountDisabled: !(owner?.accountEnabled ?? false),
    SKUAssigned: plan !== undefined,
    PersistedCapabilities: plan === undefined ? [] : [capabilityOf(plan)],
    MailboxPlan: plan ?? null,
  };
}

function deliveryCells(tenant: Tenant, mailbox: Mailbox, options: RowOptions): Row {
  const delegates = mailbox.grantSendOnBehalfTo
    .map((id) => liveById(tenant, id))
    .filter((found) => found !== undefined);
  const forwarding =
    mailbox.forwardingAddress === null ? undefined : liveById(tenant, mailbox.forwardingAddress);
  return {
    // Deleted delegates vanish by themselves: the attribute is a link.
    GrantSendOnBehalfTo: mailbox.grantSendOnBehalfTo
      .map((id) => nameOf(tenant, id))
      .filter((name) => name !== undefined),
    ...(options.delegatesWithDisplayNames
      ? { GrantSendOnBehalfToWithDisplayNames: delegates.map(recipientDisplayName) }
      : {}),
    ...(options.forwardingWithDisplayName
      ? {
          ForwardingAddressWithDisplayNames:
            forwarding === undefined ? [] : [recipientDisplayName(forwarding)],
        }
      : {}),
    ForwardingAddress:
      mailbox.forwardingAddress === null
        ? null
        : (nameOf(tenant, mailbox.forwardingAddress) ?? null),
    ForwardingSmtpAddress: mailbox.forwardingSmtpAddress,
    DeliverToMailboxAndForward: mailbox.deliverToMailboxAndForward,
    HiddenFromAddressListsEnabled: mailbox.hidden,
    MessageCopyForSentAsEnabled: mailbox.messageCopyForSentAs,
    MessageCopyForSendOnBehalfEnabled: mailbox.messageCopyForSendOnBehalf,
  };
}

function stateCells(mailbox: Mailbox, owner: User | undefined): Row {
  const archived = mailbox.archiveGuid !== MAILBOX_TEMPLATE['ArchiveGuid'];
  return {
    ...agentCells(owner),
    LitigationHoldEnabled: mailbox.litigationHold,
    InPlaceHolds: mailbox.inPlaceHolds,
    ArchiveStatus: archived ? 'Active' : 'None',
    ArchiveState: archived ? 'Local' : 'None',
    WhenSoftDeleted: mailbox.softDeleted === null ? null : offsetTime(mailbox.softDeleted),
    IsSoftDeletedByRemove: mailbox.softDeleted !== null,
    RecipientSoftDeletedStatus: mailbox.softDeleted === null ? 0 : 1,
    WhenMailboxCreated: offsetTime(mailbox.whenCreated),
    StsRefreshTokensValidFrom: offsetTime(owner?.createdDateTime ?? mailbox.whenCreated),
  };
}
