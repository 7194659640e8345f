/** What Set-Mailbox takes: parameters usable online, with sets and values. */
import type { CmdletContract } from './contract-shape.ts';

/** The last values of the Audit lists are not in the reference, but stand in the rows of untouched mailboxes. */
export const SET_MAILBOX_CONTRACT: CmdletContract = {
  name: 'Set-Mailbox',
  confirms: true,
  sets: {
    Identity: ['Identity'],
    ExcludeFromAllHolds: ['Identity'],
    ExcludeFromAllOrgHolds: ['Identity'],
    ExcludeFromOrgHolds: ['Identity'],
    IsExchangeCloudManaged: ['Identity', 'IsExchangeCloudManaged'],
    ProvideConsent: ['Identity'],
    RecalculateInactiveMailbox: ['Identity'],
    RemoveComplianceTagHoldApplied: ['Identity'],
    RemoveDelayHoldApplied: ['Identity'],
    RemoveDelayReleaseHoldApplied: ['Identity'],
    RemoveDisabledArchive: ['Identity'],
    RemoveOrphanedHolds: ['Identity'],
  },
  parameters: [
    {
      kind: 'text',
      names:
        'Identity AddressBookPolicy Alias AuditLogAgeLimit CustomAttribute1 CustomAttribute10 CustomAttribute11 CustomAttribute12 CustomAttribute13 CustomAttribute14 CustomAttribute15 CustomAttribute2 CustomAttribute3 CustomAttribute4 CustomAttribute5 CustomAttribute6 CustomAttribute7 CustomAttribute8 CustomAttribute9 DefaultPublicFolderMailbox DisplayName ForwardingAddress ForwardingSmtpAddress ImmutableId LitigationHoldOwner MailTip Name Office RetainDeletedItemsFor RetentionComment RetentionPolicy RetentionUrl RoleAssignmentPolicy RulesQuota SharingPolicy SimpleDisplayName',
    },
    {
      kind: 'list',
      names:
        'AcceptMessagesOnlyFrom AcceptMessagesOnlyFromDLMembers AcceptMessagesOnlyFromSendersOrMembers ArchiveName BypassModerationFromSendersOrMembers EmailAddresses ExtensionCustomAttribute1 ExtensionCustomAttribute2 ExtensionCustomAttribute3 ExtensionCustomAttribute4 ExtensionCustomAttribute5 GrantSendOnBehalfTo Languages MailTipTranslations ModeratedBy RejectMessagesFrom RejectMessagesFromDLMembers RejectMessagesFromSendersOrMembers ResourceCustom UserCertificate UserSMimeCertificate',
    },
    {
      kind: 'boolean',
      names:
        'AccountDisabled AuditEnabled AutoArchivingEnabled CalendarRepairDisabled CalendarVersionStoreDisabled DeliverToMailboxAndForward EnableRoomMailboxAccount HiddenFromAddressListsEnabled IsExcludedFromServingHierarchy LitigationHoldEnabled MessageCopyForSendOnBehalfEnabled MessageCopyForSentAsEnabled MessageTrackingReadStatusEnabled ModerationEnabled RequireSenderAuthenticationEnabled RetentionHoldEnabled SingleItemRecoveryEnabled UseDatabaseQuotaDefaults',
    },
    { kind: 'switch', names: 'ApplyMandatoryProperties Confirm Force PublicFolder WhatIf' },
    {
      kind: 'list',
      names: 'AuditAdmin',
      values:
        'None AddFolderPermissions ApplyRecord Copy Create FolderBind HardDelete MessageBind ModifyFolderPermissions Move MoveToDeletedItems RecordDelete RemoveFolderPermissions SendAs SendOnBehalf SoftDelete Update UpdateFolderPermissions UpdateCalendarDelegation UpdateInboxRules MailItemsAccessed Send',
    },
    {
      kind: 'list',
      names: 'AuditDelegate',
      values:
        'None AddFolderPermissions ApplyRecord Create FolderBind HardDelete ModifyFolderPermissions Move MoveToDeletedItems RecordDelete RemoveFolderPermissions SendAs SendOnBehalf SoftDelete Update UpdateFolderPermissions UpdateInboxRules MailItemsAccessed',
    },
    {
      kind: 'list',
      names: 'AuditOwner',
      values:
        'None AddFolderPermissions ApplyRecord Create FolderBind HardDelete MailboxLogin MessageBind ModifyFolderPermissions Move MoveToDeletedItems RecordDelete RemoveFolderPermissions SoftDelete Update UpdateFolderPermissions UpdateCalendarDelegation UpdateInboxRules MailItemsAccessed Send',
    },
    {
      kind: 'switch',
      names:
        'ClearThrottlingPolicyAssignment InactiveMailbox ProvisionedForOfficeGraph RemoveMailboxProvisioningConstraint UpdateEnforcedTimestamp',
      notIn: ['Identity'],
    },
    {
      kind: 'text',
      names:
        'DataEncryptionPolicy EnforcedTimestamps GroupMailbox MailboxRegion UniqueRecipientsCountLimitLevel',
      notIn: ['Identity'],
    },
    { kind: 'list', names: 'DefaultAuditSet', values: 'Admin Delegate Owner' },
    {
      kind: 'boolean',
      names:
        'ElcProcessingDisabled MessageCopyForSMTPClientSubmissionEnabled SchedulerAssistant UniqueUnrestrictedGroupsLimitEnabled',
      notIn: ['Identity'],
    },
    { kind: 'list', names: 'EmailAddressDisplayNames NonCompliantDevices', notIn: ['Identity'] },
    {
      kind: 'dateTime',
      names: 'EndDateForRetentionHold LitigationHoldDate StartDateForRetentionHold',
    },
    { kind: 'switch', names: 'ExcludeFromAllHolds', sets: ['ExcludeFromAllHolds'] },
    { kind: 'switch', names: 'ExcludeFromAllOrgHolds', sets: ['ExcludeFromAllOrgHolds'] },
    { kind: 'array', names: 'ExcludeFromOrgHolds', sets: ['ExcludeFromOrgHolds'] },
    { kind: 'enum', names: 'ExternalOofOptions', values: 'External InternalOnly' },
    { kind: 'boolean', names: 'IsExchangeCloudManaged', sets: ['IsExchangeCloudManaged'] },
    {
      kind: 'unlimited',
      names:
        'IssueWarningQuota LitigationHoldDuration MaxReceiveSize MaxSendSize ProhibitSendQuota ProhibitSendReceiveQuota RecipientLimits',
    },
    {
      kind: 'address',
      names: 'JournalArchiveAddress MicrosoftOnlineServicesID',
      notIn: ['Identity'],
    },
    { kind: 'secret', names: 'Password RoomMailboxPassword' },
    {
      kind: 'switch',
      names: 'ProvideConsent',
      sets: ['ProvideConsent', 'RemoveComplianceTagHoldApplied'],
    },
    { kind: 'switch', names: 'RecalculateInactiveMailbox', sets: ['RecalculateInactiveMailbox'] },
    {
      kind: 'switch',
      names: 'RemoveComplianceTagHoldApplied',
      sets: ['RemoveComplianceTagHoldApplied'],
    },
    { kind: 'switch', names: 'RemoveDelayHoldApplied', sets: ['RemoveDelayHoldApplied'] },
    {
      kind: 'switch',
      names: 'RemoveDelayReleaseHoldApplied',
      sets: ['RemoveDelayReleaseHoldApplied'],
    },
    { kind: 'switch', names: 'RemoveDisabledArchive', sets: ['RemoveDisabledArchive'] },
    { kind: 'array', names: 'RemoveOrphanedHolds', sets: ['RemoveOrphanedHolds'] },
    { kind: 'integer', names: 'ResourceCapacity' },
    { kind: 'enum', names: 'SendModerationNotifications', values: 'Always Internal Never' },
    {
      kind: 'dateTime',
      names: 'StsRefreshTokensValidFrom',
      notIn: [
        'ExcludeFromAllOrgHolds',
        'ExcludeFromOrgHolds',
        'RecalculateInactiveMailbox',
        'RemoveDelayHoldApplied',
      ],
    },
    { kind: 'enum', names: 'Type', values: 'Equipment Regular Room Shared Workspace Desk' },
    { kind: 'boolean', names: 'UseDatabaseRetentionDefaults', notIn: ['RemoveOrphanedHolds'] },
    { kind: 'address', names: 'WindowsEmailAddress' },
  ],
};
