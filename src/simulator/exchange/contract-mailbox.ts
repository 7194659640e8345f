/** What the documentation lists for the mailbox cmdlets (Set-Mailbox has a file of its own): parameters usable online, with sets and values. */
import type { CmdletContract } from './contract-shape.ts';

/** Source: Microsoft's cmdlet reference, revision of 2026-08-21. */
export const MAILBOX_CONTRACTS: readonly CmdletContract[] = [
  {
    name: 'Get-Mailbox',
    sets: { AnrSet: [], Identity: [], MailboxPlanSet: [] },
    parameters: [
      { kind: 'text', names: 'Identity', sets: ['Identity'] },
      { kind: 'text', names: 'Anr', sets: ['AnrSet'] },
      {
        kind: 'switch',
        names:
          'Archive GroupMailbox InactiveMailboxOnly IncludeAcceptMessagesOnlyFromDLMembersWithDisplayNames IncludeAcceptMessagesOnlyFromSendersOrMembersWithDisplayNames IncludeAcceptMessagesOnlyFromWithDisplayNames IncludeEmailAddressDisplayNames IncludeForwardingAddressWithDisplayNames IncludeGrantSendOnBehalfToWithDisplayNames IncludeInactiveMailbox Migration PublicFolder SoftDeletedMailbox',
      },
      { kind: 'text', names: 'Filter OrganizationalUnit SortBy' },
      { kind: 'text', names: 'MailboxPlan', sets: ['MailboxPlanSet'] },
      {
        kind: 'array',
        names: 'RecipientTypeDetails',
        values:
          'DiscoveryMailbox EquipmentMailbox GroupMailbox LegacyMailbox LinkedMailbox LinkedRoomMailbox RoomMailbox SchedulingMailbox SharedMailbox TeamMailbox UserMailbox',
      },
      { kind: 'unlimited', names: 'ResultSize' },
    ],
  },
  {
    name: 'New-Mailbox',
    confirms: true,
    sets: {
      User: ['Name', 'Password', 'UserPrincipalName'],
      MicrosoftOnlineServicesID: ['Name', 'Password', 'MicrosoftOnlineServicesID'],
      Discovery: ['Name', 'Discovery'],
      EnableRoomMailboxAccount: ['Name', 'EnableRoomMailboxAccount'],
      Equipment: ['Name', 'Equipment'],
      FederatedUser: ['Name', 'FederatedIdentity'],
      InactiveMailbox: ['Name', 'InactiveMailbox'],
      MicrosoftOnlineServicesFederatedUser: [
        'Name',
        'FederatedIdentity',
        'MicrosoftOnlineServicesID',
      ],
      Migration: ['Name', 'Migration'],
      PublicFolder: ['Name', 'PublicFolder'],
      RemovedMailbox: ['Name', 'RemovedMailbox'],
      Room: ['Name', 'Room'],
      Shared: ['Name', 'Shared'],
    },
    parameters: [
      {
        kind: 'text',
        names:
          'Name ActiveSyncMailboxPolicy Alias DisplayName FirstName ImmutableId Initials LastName MailboxRegion OrganizationalUnit RoleAssignmentPolicy',
      },
      { kind: 'switch', names: 'Discovery', sets: ['MicrosoftOnlineServicesID', 'Discovery'] },
      { kind: 'boolean', names: 'EnableRoomMailboxAccount', sets: ['EnableRoomMailboxAccount'] },
      { kind: 'switch', names: 'Equipment', sets: ['Equipment'] },
      {
        kind: 'text',
        names: 'FederatedIdentity',
        sets: ['FederatedUser', 'MicrosoftOnlineServicesFederatedUser'],
      },
      {
        kind: 'text',
        names: 'InactiveMailbox',
        sets: ['User', 'MicrosoftOnlineServicesID', 'InactiveMailbox'],
      },
      {
        kind: 'text',
        names: 'MicrosoftOnlineServicesID',
        sets: [
          'MicrosoftOnlineServicesID',
          'EnableRoomMailboxAccount',
          'MicrosoftOnlineServicesFederatedUser',
        ],
      },
      { kind: 'switch', names: 'Migration', sets: ['Migration'] },
      {
        kind: 'secret',
        names: 'Password',
        notIn: ['EnableRoomMailboxAccount', 'MicrosoftOnlineServicesFederatedUser', 'PublicFolder'],
      },
      { kind: 'switch', names: 'PublicFolder HoldForMigration', sets: ['PublicFolder'] },
      {
        kind: 'text',
        names: 'RemovedMailbox MailboxPlan',
        sets: [
          'User',
          'MicrosoftOnlineServicesID',
          'FederatedUser',
          'InactiveMailbox',
          'MicrosoftOnlineServicesFederatedUser',
          'RemovedMailbox',
        ],
      },
      { kind: 'switch', names: 'Room', sets: ['EnableRoomMailboxAccount', 'Room'] },
      { kind: 'switch', names: 'Shared', sets: ['Shared'] },
      { kind: 'switch', names: 'Archive Confirm Force TargetAllMDBs WhatIf' },
      { kind: 'boolean', names: 'IsExcludedFromServingHierarchy', sets: ['PublicFolder'] },
      {
        kind: 'list',
        names: 'ModeratedBy',
        notIn: [
          'Discovery',
          'EnableRoomMailboxAccount',
          'FederatedUser',
          'MicrosoftOnlineServicesFederatedUser',
          'Migration',
          'PublicFolder',
        ],
      },
      {
        kind: 'boolean',
        names: 'ModerationEnabled',
        notIn: [
          'Discovery',
          'EnableRoomMailboxAccount',
          'FederatedUser',
          'MicrosoftOnlineServicesFederatedUser',
          'Migration',
          'PublicFolder',
        ],
      },
      { kind: 'text', names: 'Office Phone', sets: ['Room'] },
      { kind: 'address', names: 'PrimarySmtpAddress' },
      { kind: 'boolean', names: 'RemotePowerShellEnabled ResetPasswordOnNextLogon' },
      { kind: 'integer', names: 'ResourceCapacity', sets: ['Room'] },
      { kind: 'secret', names: 'RoomMailboxPassword', sets: ['EnableRoomMailboxAccount'] },
      {
        kind: 'enum',
        names: 'SendModerationNotifications',
        notIn: [
          'Discovery',
          'EnableRoomMailboxAccount',
          'FederatedUser',
          'MicrosoftOnlineServicesFederatedUser',
          'Migration',
          'PublicFolder',
        ],
        values: 'Always Internal Never',
      },
    ],
  },
  {
    name: 'Remove-Mailbox',
    confirms: true,
    sets: { Identity: ['Identity'], Default: ['Identity'] },
    parameters: [
      { kind: 'text', names: 'Identity' },
      { kind: 'switch', names: 'Confirm Force Migration PublicFolder WhatIf' },
      {
        kind: 'switch',
        names: 'PermanentlyDelete RemoveCNFPublicFolderMailboxPermanently',
        sets: ['Default'],
      },
    ],
  },
  {
    name: 'Get-MailboxStatistics',
    sets: { Identity: ['Identity'] },
    parameters: [
      { kind: 'text', names: 'Identity' },
      {
        kind: 'switch',
        names:
          'Archive IncludeMoveHistory IncludeMoveReport IncludeSoftDeletedRecipients UseCustomRouting',
      },
    ],
  },
  {
    name: 'Get-InboxRule',
    sets: { Default: [] },
    parameters: [
      { kind: 'text', names: 'Identity Mailbox DescriptionTimeFormat DescriptionTimeZone' },
      { kind: 'switch', names: 'BypassScopeCheck IncludeHidden UseCustomRouting' },
      { kind: 'unlimited', names: 'ResultSize' },
      { kind: 'integer', names: 'SkipCount' },
    ],
  },
];
