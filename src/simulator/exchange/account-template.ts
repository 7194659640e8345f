/** Rows of Get-User, Get-MailUser and Get-Group: every property, with what an account or a group has that nobody touched. */
import { NO_GUID } from '../tenant/blank-mailbox.ts';
import type { Row } from './row.ts';
import {
  CUSTOM_ATTRIBUTES,
  directoryTemplate,
  EXTENSION_ATTRIBUTES,
  template,
} from './row-template.ts';

const PERSON = directoryTemplate('Person', ['top', 'person', 'organizationalPerson', 'user']);

/** What accounts show in both rows. */
const ACCOUNT: Row = template(
  {
    off: 'IsAgenticUser IsInactiveMailbox IsSoftDeletedByDisable IsSoftDeletedByRemove ResetPasswordOnNextLogon',
    on: 'BulkMailEnabled',
    blank:
      'AgentIdentityBlueprintId NetID SimpleDisplayName ArchiveRelease MailboxRelease UserIdentityParent',
    empty:
      'AdministrativeUnits MailboxLocations MailboxProvisioningPreferences PersistedCapabilities UMDtmfMap',
  },
  {
    ...PERSON,
    DisplayName: '',
    ExternalDirectoryObjectId: '',
    IsDirSynced: false,
    MailboxRegionSuffix: 'None',
    MicrosoftOnlineServicesID: '',
    OrganizationalUnit: '',
    RecipientType: '',
    RecipientTypeDetails: '',
    SamAccountName: '',
    StsRefreshTokensValidFrom: null,
    UserPrincipalName: '',
    WindowsEmailAddress: '',
    WindowsLiveID: '',
  },
);

export const USER_TEMPLATE: Row = template(
  {
    off: `AccountDisabled CanHaveCloudCache DelayReleaseHoldApplied IsCloudCache IsCloudCacheBlocked
      IsCloudCacheProvisioningComplete IsLinked PitrEnabled PitrPaused RoamingOptIn SKUAssigned`,
    on: 'EXOModuleEnabled IsSecurityPrincipal RemotePowerShellEnabled',
    blank: `AllowUMCallsFromNonUsers AssistantName City CloudCacheRemoteEmailAddress CloudCacheUserName Company
      CountryOrRegion CreationType Department Fax FirstName HomePhone Initials LastName LegacyExchangeDN
      LinkedMasterAccount MailboxWorkloads Manager MobilePhone Notes Office Pager Phone PhoneticDisplayName PostalCode
      StateOrProvince StreetAddress TelephoneAssistant Title UserPersona WebPage WindowsEmailAddress`,
    none: 'CloudCacheAccountType M365BackupState PitrState SharingAnonymousIdentities UpgradeRequest UpgradeStatus',
    empty: `CertificateSubject DirectReports DirectReportsWithDisplayName GrantSendOnBehalfTo InPlaceHoldsRaw
      InformationBarrierSegments Languages ManagerWithDisplayName OtherFax OtherHomePhone OtherTelephone PostOfficeBox
      SidHistory UMCallingLineIds VoiceMailSettings`,
    zero: 'CloudCacheProvider CloudCacheScope PitrCopyIntervalInSeconds',
  },
  {
    ...ACCOUNT,
    EnforcedTimestamps: '[]',
    PreviousRecipientTypeDetails: 'None',
    UserType: 'Member',
    Sid: '',
    UserAccountControl: 'NormalAccount',
  },
);

export const MAIL_USER_TEMPLATE: Row = template(
  {
    off: `AccountDisabled CalendarVersionStoreDisabled ComplianceTagHoldApplied DelayHoldApplied DelayReleaseHoldApplied
      DeliverToMailboxAndForward EmailAddressPolicyEnabled HasPicture HasSpokenName HiddenFromAddressListsEnabled
      IsMonitoringMailbox LitigationHoldEnabled ModerationEnabled RequireSenderAuthenticationEnabled
      RetentionHoldEnabled UsePreferMessageFormat WasInactiveMailbox`,
    on: 'SingleItemRecoveryEnabled',
    blank: `${CUSTOM_ATTRIBUTES} ImmutableId JoinedSmtpAddress JournalArchiveAddress LegacyExchangeDN
      LitigationHoldOwner MailboxMoveBatchName MailboxMoveRemoteHostName OtherMail RetentionComment RetentionUrl
      SharedWithReference`,
    none: 'ArchiveStatus MailboxMoveFlags MailboxMoveStatus ExchangeUserAccountControl',
    empty: `${EXTENSION_ATTRIBUTES} AcceptMessagesOnlyFrom AcceptMessagesOnlyFromDLMembers
      AcceptMessagesOnlyFromSendersOrMembers AggregatedMailboxGuids ArchiveName BypassModerationFromSendersOrMembers
      GrantSendOnBehalfTo InPlaceHolds MailTipTranslations ModeratedBy PoliciesExcluded PoliciesIncluded
      ProtocolSettings RejectMessagesFrom RejectMessagesFromDLMembers RejectMessagesFromSendersOrMembers
      UserCertificate UserSMimeCertificate`,
  },
  {
    ...ACCOUNT,
    Alias: '',
    EmailAddresses: [],
    ExternalEmailAddress: null,
    PrimarySmtpAddress: '',
    AddressListMembership: [
      '\\All Mail Users(VLV)',
      '\\All Recipients(VLV)',
      '\\Default Global Address List',
    ],
    ArchiveGuid: NO_GUID,
    DisabledArchiveGuid: NO_GUID,
    ExchangeGuid: NO_GUID,
    ArchiveQuota: '100 GB (107,374,182,400 bytes)',
    ArchiveWarningQuota: '90 GB (96,636,764,160 bytes)',
    IssueWarningQuota: 'Unlimited',
    ProhibitSendQuota: 'Unlimited',
    ProhibitSendReceiveQuota: 'Unlimited',
    RecoverableItemsQuota: '30 GB (32,212,254,720 bytes)',
    RecoverableItemsWarningQuota: '20 GB (21,474,836,480 bytes)',
    RecipientLimits: 'Unlimited',
    MaxReceiveSize: 'Unlimited',
    MaxSendSize: 'Unlimited',
    RetainDeletedItemsFor: '14.00:00:00',
    MacAttachmentFormat: 'BinHex',
    MessageBodyFormat: 'TextAndHtml',
    MessageFormat: 'Mime',
    UseMapiRichTextFormat: 'UseDefaultSettings',
    SendModerationNotifications: 'Always',
  },
);

export const GROUP_TEMPLATE: Row = template(
  {
    off: 'IsDirSynced IsHierarchicalGroup',
    blank: `${CUSTOM_ATTRIBUTES} Notes PhoneticDisplayName SimpleDisplayName WindowsEmailAddress`,
    empty: 'AdministrativeUnits Description ManagedBy Members Owners SidHistory',
  },
  {
    ...directoryTemplate('Group', ['top', 'group']),
    DisplayName: '',
    GroupType: 'Universal',
    OrganizationalUnit: '',
    RecipientType: '',
    RecipientTypeDetails: '',
    SamAccountName: '',
    Sid: '',
  },
);
