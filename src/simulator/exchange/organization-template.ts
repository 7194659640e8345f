/** Rows of Get-AcceptedDomain and Get-OrganizationConfig: every property, with what an organisation has that nobody changed. */
import type { Row } from './row.ts';
import { directoryTemplate, template } from './row-template.ts';

export const DOMAIN_TEMPLATE: Row = template(
  {
    off: `CanHaveCloudCache EmailOnly EnableNego2Authentication ExternallyManaged IsCoexistenceDomain
      IsDefaultFederatedDomain MatchSubDomains OutboundOnly PendingCompletion PendingFederatedAccountNamespace
      PendingFederatedDomain PendingRemoval PerimeterDuplicateDetected SendingFromDomainDisabled SendingToDomainDisabled`,
    on: 'AddressBookEnabled',
    blank: 'AdminDisplayName FederatedOrganizationLink',
  },
  {
    ...directoryTemplate('ms-Exch-Accepted-Domain', ['top', 'msExchAcceptedDomain']),
    DomainName: '',
    DomainType: 'Authoritative',
    Default: false,
    InitialDomain: false,
    CatchAllRecipientID: null,
    AuthenticationType: 'Managed',
    RawAuthenticationType: 'Managed',
    LiveIdInstanceType: 'Business',
    MoeraDnsProvisioningMode: 'Default',
    SmtpDaneStatus: 'NotEnabled',
    MailFlowRegion: 'EUR',
    AzureProvisioningRegion: 'EUR',
  },
);

/** When the service last touched settings that nobody here did. */
const NEVER = '0001-01-01T00:00:00.0000000+00:00';
const QUOTA = 'Unlimited';

export const ORGANIZATION_TEMPLATE: Row = template(
  {
    off: `ACLableSyncedObjectEnabled ActionableMessagesExtenalAccessTokenEnabled AuditDisabled
      AutoEnableArchiveMailbox AutoExpandingArchiveEnabled AutodiscoverPartialDirSync AutomaticForcedReadReceiptEnabled
      AzurePremiumSubscriptionStatus BlockExchangeProvisioningFromOnPremEnabled BlockMoveMessagesForGroupFolders
      BookingsAddressEntryRestricted BookingsAuthEnabled BookingsBlockedWordsEnabled
      BookingsCreationOfCustomQuestionsRestricted BookingsExposureOfStaffDetailsRestricted
      BookingsMembershipApprovalRequired BookingsNamingPolicyEnabled BookingsNamingPolicyPrefixEnabled
      BookingsNamingPolicySuffixEnabled BookingsNotesEntryRestricted BookingsPhoneNumberEntryRestricted
      BookingsSearchEngineIndexDisabled BookingsSocialSharingRestricted ComplianceMLBgdCrawlEnabled
      CustomerLockboxEnabled DLPViaDcsEnabled DLPWaitOnSendEnabled DefaultFolderPermissionRestricted
      DirectReportsGroupAutoCreationEnabled DisableMailboxForSubstrateOnlyFinished DisablePlusAddressInRecipients
      ElcProcessingDisabled EnableForwardingAddressSyncForMailboxes EndUserDLUpgradeFlowsDisabled
      EwsOperationAccessPolicyPopulated ExchangeNotificationEnabled ExternalCloudAccessEnabled
      FindTimeAttendeeAuthenticationEnabled FindTimeAutoScheduleDisabled FindTimeLockPollForAttendeesEnabled
      FindTimeOnlineMeetingOptionDisabled FirstPartyTenantFlag ForwardSyncLiveIdBusinessInstance
      HiddenMembershipGroupsCreationEnabled HybridRSVPEnabled InRegionRoutingEnabled
      InformationBarriersEnforcementEnabled InformationBarriersManagementEnabled
      InformationBarriersRestrictPeopleSearch IntuneManagedStatus IsAgendaMailEnabled IsComplianceTrialEnabled
      IsDehydrated IsEopTrialEnabled IsExcludedFromOffboardMigration IsExcludedFromOnboardMigration
      IsFfoMigrationInProgress IsGroupMemberAllowedToEditContent IsLicensingEnforced
      IsMailboxForcedReplicationDisabled IsMixedMode IsProcessEhaMigratedMessagesEnabled IsTenantAccessBlocked
      IsTenantInGracePeriod IsUpdatingServicePlan IsUpgradingOrganization MailTipsExternalRecipientsTipsEnabled
      MailboxDataEncryptionEnabled MaskClientIpInReceivedHeadersEnabled
      MessageRecallAlertRecipientsReadMessagesOnlyEnabled MessageRemindersEnabled
      MicrosoftExchangeRecipientEmailAddressPolicyEnabled OfficeGraphActivitySharingOrgOptout OutlookGifPickerDisabled
      OutlookMobileGCCRestrictionsEnabled OutlookMobileSingleAccountEnabled OutlookTextPredictionDisabled
      PayGArchiveBillingEnabled PerTenantSwitchToESTSEnabled PostponeRoamingSignaturesUntilLater
      PublicFolderMailboxesLockedForNewConnections PublicFolderMailboxesMigrationComplete
      PublicFolderMigrationComplete PublicFolderShowClientControl PublicFoldersLockedForMigration RPSEnabled
      RealTimeLogServiceEnabled RejectDirectSend SendFromAliasEnabled SharedDomainEmailAddressFlowEnabled
      TenantRelocationsAllowed TwoClickMailPreviewEnabled UnblockUnsafeSenderPromptEnabled UpgradeIBInProgress
      WebPushNotificationsDisabled WebSuggestedRepliesDisabled WorkspaceTenantEnabled`,
    on: `ActivityBasedAuthenticationTimeoutEnabled ActivityBasedAuthenticationTimeoutWithSingleSignOnEnabled
      AllowToAddGuests AppsForOfficeEnabled AsyncSendEnabled BookingsEnabled BookingsPaymentsEnabled
      BookingsSmsMicrosoftEnabled ConnectorsActionableMessagesEnabled ConnectorsEnabled ConnectorsEnabledForOutlook
      ConnectorsEnabledForSharepoint ConnectorsEnabledForTeams ConnectorsEnabledForYammer EnableOutlookEvents
      EnforceExoAppRbacPermissions GroupsCreationEnabled GuestsEnabled IsAddressListPagingEnabled
      IsAllowedToAccessRoamingFeature IsDualWriteEnabled IsGroupFoldersAndRulesEnabled IsGuidPrefixedLegacyDnDisabled
      IsMIPLabelForGroupsEnabled LeanPopoutEnabled LinkPreviewEnabled MailTipsAllTipsEnabled
      MailTipsGroupMetricsEnabled MailTipsMailboxSourcedTipsEnabled MapiHttpEnabled MatchSenderOrganizerProperties
      MessageHighlightsEnabled MessageRecallAlertRecipientsEnabled MobileAppEducationEnabled
      OAuth2ClientProfileEnabled OutlookMobileHelpShiftEnabled OutlookPayEnabled PublicComputersDetectionEnabled
      ReadTrackingEnabled RecipientDelimiters RefreshSessionEnabled SmtpActionableMessagesEnabled`,
    blank: `AdfsAuthenticationConfiguration BasicAuthBlockedApps BookingsNamingPolicyPrefix BookingsNamingPolicySuffix
      DataClassifications DistributionGroupNamingPolicy EwsAllowedAppIDs EwsOperationAccessPolicyAllowList
      GroupLifeCyclePolicy GroupsCreationWhitelistedId GroupsNamingPolicy GroupsUsageGuidelinesLink
      GuestsUsageGuidelinesLink Heuristics HybridConfigurationStatus ManagedFolderHomepage
      MicrosoftExchangeRecipientPrimarySmtpAddress SharePointUrl VisibleMeetingUpdateProperties`,
    empty: `AdfsAudienceUris AdfsSignCertificateThumbprints AllowedMailboxRegions DistributionGroupNameBlockedWordsList
      ExchangeNotificationRecipients ForeignForestFQDN IPListBlocked InPlaceHolds
      MicrosoftExchangeRecipientEmailAddresses MimeTypes OrganizationSummary RemotePublicFolderMailboxes
      ResourceAddressLists`,
    zero: `AppsForOfficeCorpCatalogAppsCount DataInsightsFlag DefaultMinutesToReduceLongEventsBy
      DefaultMinutesToReduceShortEventsBy MaxInformationBarrierBridges PreferredInternetCodePageForShiftJis
      PrivateCatalogAppsCount RequiredCharsetCoverage`,
  },
  {
    ...directoryTemplate('ms-Exch-Configuration-Unit-Container', [
      'top',
      'container',
      'msExchConfigurationUnitContainer',
    ]),
    DisplayName: '',
    ExternalDirectoryOrganizationId: '',
    ActivityBasedAuthenticationTimeoutInterval: '06:00:00',
    AdminDisplayVersion: '0.20 (15.20.7587.36)',
    PreviousAdminDisplayVersion: '0.20 (15.20.7587.20)',
    AllowedMailboxRegionsLastUpdateTime: NEVER,
    AutoArchivingThresholdPercentage: 96,
    BookingsEnabledLastUpdateTime: NEVER,
    ByteEncoderTypeFor7BitCharsets: 0,
    ConnectorsEnabledForOutlookLastUpdateTime: NEVER,
    ConnectorsEnabledForSharepointLastUpdateTime: NEVER,
    ConnectorsEnabledForTeamsLastUpdateTime: NEVER,
    ConnectorsEnabledForYammerLastUpdateTime: NEVER,
    CurrentMailboxForests: ['EURPR07A013.PROD.OUTLOOK.COM'],
    DLPWaitOnSendTimeout: 0,
    DefaultGroupAccessType: 'Private',
    DefaultMailboxRegion: 'EUR',
    DefaultMailboxRegionLastUpdateTime: NEVER,
    DefaultPublicFolderDeletedItemRetention: '30.00:00:00',
    DefaultPublicFolderIssueWarningQuota: '1.7 GB (1,825,361,920 bytes)',
    DefaultPublicFolderMaxItemSize: QUOTA,
    DefaultPublicFolderMovedItemRetention: '7.00:00:00',
    DefaultPublicFolderProhibitPostQuota: '2 GB (2,147,483,648 bytes)',
    DelayedDelicensingBlockedExplicitlyState: 'Disabled',
    DelayedDelicensingEnabledState: 'Disabled',
    EndUserMailNotificationForDelayedDelicensingState: 'Disabled',
    TenantAdminNotificationForDelayedDelicensingState: 'Disabled',
    EwsEnabled: null,
    FocusedInboxOn: null,
    FocusedInboxOnLastUpdateTime: NEVER,
    ForestConfigLastRunTime: NEVER,
    ForestConfigVersion: '15.20.7587.36',
    Industry: 'NotSpecified',
    InformationBarrierMode: 'SingleSegment',
    LegacyExchangeDN: '/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)',
    MailTipsLargeAudienceThreshold: 25,
    MaxConcurrentMigrations: '300',
    MaxInformationBarrierSegments: 250,
    MessageRecallMaxRecallableAge: '365.00:00:00',
    ObjectVersion: 16_133,
    OrganizationConfigHash: '57b5f8d1',
    // A text, unlike its name.
    PublicFoldersEnabled: 'Local',
    RBACConfigurationVersion: '0.1 (15.20.7587.36)',
    RmsoSubscriptionStatus: 'Disabled',
    RootPublicFolderMailbox: '00000000-0000-0000-0000-000000000000',
    SCLJunkThreshold: 4,
    ServicePlan: 'BPOS_S_E15_0',
    TargetServicePlan: '',
    ShortenEventScopeDefault: 'None',
    WACDiscoveryEndpoint: 'https://onenote.officeapps.live.com/hosting/discovery',
  },
);
