/** Rows of Get-RemoteDomain and of the outbound spam policies and rules: every property, with what an organisation has that nobody changed. */
import type { Row } from './row.ts';
import { directoryTemplate, template } from './row-template.ts';

export const REMOTE_DOMAIN_TEMPLATE: Row = template(
  {
    off: `IsInternal MeetingForwardNotificationEnabled TargetDeliveryDomain TrustedMailInboundEnabled
      TrustedMailOutboundEnabled UseSimpleDisplayName`,
    on: `AutoForwardEnabled AutoReplyEnabled DeliveryReportEnabled DisplaySenderName NDRDiagnosticInfoEnabled NDREnabled`,
    blank: 'AdminDisplayName',
    zero: 'MinAdminVersion',
  },
  {
    ...directoryTemplate('ms-Exch-Domain-Content-Config', ['top', 'msExchDomainContentConfig']),
    DomainName: '',
    AllowedOOFType: 'External',
    ByteEncoderTypeFor7BitCharsets: 'Undefined',
    CharacterSet: 'iso-8859-1',
    NonMimeCharacterSet: 'iso-8859-1',
    ContentType: 'MimeHtmlText',
    LineWrapSize: 'Unlimited',
    PreferredInternetCodePageForShiftJis: 'Undefined',
    RequiredCharsetCoverage: null,
    TNEFEnabled: null,
    MessageCountThreshold: 2_147_483_647,
  },
);

export const OUTBOUND_POLICY_TEMPLATE: Row = template(
  {
    off: 'BccSuspiciousOutboundMail IsDefault NotifyOutboundSpam',
    on: 'Enabled',
    blank: 'AdminDisplayName',
    empty: 'BccSuspiciousOutboundAdditionalRecipients NotifyOutboundSpamRecipients',
    zero: 'RecipientLimitExternalPerHour RecipientLimitInternalPerHour RecipientLimitPerDay',
  },
  {
    ...directoryTemplate('ms-Exch-Hosted-Outbound-Spam-Filter-Config', [
      'top',
      'msExchHostedOutboundSpamFilterConfig',
    ]),
    ActionWhenThresholdReached: 'BlockUserForToday',
    AutoForwardingMode: 'Automatic',
    ConfigurationType: 'HostedOutboundSpamFilterPolicy',
    RecommendedPolicyType: 'Custom',
  },
);

/** Not seen on a live tenant: the properties that the reference pages of New- and Set-HostedOutboundSpamFilterRule set, and what all rules have. */
export const OUTBOUND_RULE_TEMPLATE: Row = template(
  {
    blank: 'Comments Description',
    empty:
      'From FromMemberOf SenderDomainIs ExceptIfFrom ExceptIfFromMemberOf ExceptIfSenderDomainIs',
    zero: 'Priority',
  },
  {
    ...directoryTemplate('ms-Exch-Transport-Rule', ['top', 'msExchTransportRule']),
    HostedOutboundSpamFilterPolicy: '',
    State: 'Enabled',
  },
);
