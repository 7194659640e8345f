/** What the documentation lists for the cmdlets that read recipients, users, groups and the organisation: parameters usable online, with sets and values. */
import type { CmdletContract } from './contract-shape.ts';

/** Source: Microsoft's cmdlet reference, revision of 2026-08-21. */
export const DIRECTORY_CONTRACTS: readonly CmdletContract[] = [
  {
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
  {
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
  {
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
  {
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
  {
    name: 'Get-DistributionGroupMember',
    sets: { Default: ['Identity'] },
    parameters: [
      { kind: 'text', names: 'Identity' },
      { kind: 'secret', names: 'Credential' },
      { kind: 'switch', names: 'IncludeSoftDeletedObjects' },
      { kind: 'unlimited', names: 'ResultSize' },
    ],
  },
  {
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
  {
    name: 'Get-ServicePrincipal',
    sets: { Default: [] },
    parameters: [{ kind: 'text', names: 'Identity Organization' }],
  },
  {
    name: 'Get-AcceptedDomain',
    sets: { Default: [] },
    parameters: [
      { kind: 'text', names: 'Identity' },
      { kind: 'unlimited', names: 'ResultSize' },
    ],
  },
  {
    name: 'Get-OrganizationConfig',
    sets: { Default: [] },
    parameters: [],
  },
];
