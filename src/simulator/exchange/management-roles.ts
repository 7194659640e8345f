/**
 * Which management role holds which of the simulated cmdlets, which role group holds which roles, and as which role group
 * a directory role acts. Source: Microsoft's pages on roles and role groups, and a published listing of role entries
 * (about 2014) where the pages do not go down to cmdlets. What tenants differ in is in `permits.ts`, as settings.
 */

/** What an identity reads that may see how outbound spam is handled. The rules stand in no listing: taken as the policies. */
const OUTBOUND = ['Get-HostedOutboundSpamFilterPolicy', 'Get-HostedOutboundSpamFilterRule'];

/** Management role to cmdlets. `Set-Mailbox` is narrowed further by parameter, below. */
export const ROLE_CMDLETS: Readonly<Record<string, readonly string[]>> = {
  'Mail Recipients': [
    'Get-Mailbox',
    'Get-Recipient',
    'Get-User',
    'Get-MailUser',
    'Get-MailboxPermission',
    'Get-RecipientPermission',
    'Get-MailboxStatistics',
    'Get-InboxRule',
    'Get-AcceptedDomain',
    'Set-Mailbox',
    'Add-MailboxPermission',
    'Remove-MailboxPermission',
    'Add-RecipientPermission',
    'Remove-RecipientPermission',
  ],
  'Mail Recipient Creation': [
    'Get-Mailbox',
    'Get-Recipient',
    'Get-User',
    'Get-MailUser',
    'New-Mailbox',
    'Remove-Mailbox',
  ],
  'Distribution Groups': [
    'Get-Mailbox',
    'Get-Recipient',
    'Get-User',
    'Get-Group',
    'Get-DistributionGroup',
    'Get-DistributionGroupMember',
    'Get-AcceptedDomain',
  ],
  'View-Only Recipients': [
    'Get-Mailbox',
    'Get-Recipient',
    'Get-User',
    'Get-MailUser',
    'Get-Group',
    'Get-MailboxPermission',
    'Get-MailboxStatistics',
    'Get-InboxRule',
    'Get-DistributionGroup',
    'Get-DistributionGroupMember',
  ],
  'View-Only Configuration': [
    'Get-AcceptedDomain',
    'Get-OrganizationConfig',
    'Get-RemoteDomain',
    ...OUTBOUND,
  ],
  'User Options': [
    'Get-Mailbox',
    'Get-Recipient',
    'Get-User',
    'Get-MailboxStatistics',
    'Get-InboxRule',
    'Set-Mailbox',
  ],
  'Role Management': [
    'Get-Mailbox',
    'Get-Recipient',
    'Get-User',
    'Get-Group',
    'Get-DistributionGroup',
    'Get-DistributionGroupMember',
    'Get-ServicePrincipal',
  ],
  'Legal Hold': ['Get-Mailbox', 'Get-Recipient', 'Get-User', 'Set-Mailbox'],
  'Retention Management': [
    'Get-Mailbox',
    'Get-Recipient',
    'Get-DistributionGroup',
    'Get-DistributionGroupMember',
    'Get-AcceptedDomain',
    'Set-Mailbox',
  ],
  'Audit Logs': ['Get-Mailbox', 'Set-Mailbox'],
  'View-Only Audit Logs': ['Get-Mailbox'],
  'Transport Rules': ['Get-Recipient'],
  'Security Group Creation and Membership': [
    'Get-DistributionGroup',
    'Get-DistributionGroupMember',
  ],
  'Organization Configuration': ['Get-OrganizationConfig'],
  'Remote and Accepted Domains': ['Get-AcceptedDomain', 'Get-RemoteDomain'],
  'Transport Hygiene': OUTBOUND,
  'Security Reader': OUTBOUND,
  'Security Admin': OUTBOUND,
};

/** Role groups that every organisation has, and their roles as far as these hold a cmdlet that is simulated. */
export const ROLE_GROUPS: Readonly<Record<string, readonly string[]>> = {
  'Organization Management': Object.keys(ROLE_CMDLETS),
  'Recipient Management': ['Distribution Groups', 'Mail Recipient Creation', 'Mail Recipients'],
  'View-Only Organization Management': ['View-Only Configuration', 'View-Only Recipients'],
  'Help Desk': ['User Options', 'View-Only Recipients'],
  'Compliance Management': [
    'Audit Logs',
    'View-Only Audit Logs',
    'View-Only Configuration',
    'View-Only Recipients',
    'Transport Rules',
    'Retention Management',
  ],
  'Records Management': ['Audit Logs', 'Transport Rules', 'Retention Management'],
  'Hygiene Management': ['Transport Hygiene', 'View-Only Configuration', 'View-Only Recipients'],
  'Security Reader': ['Security Reader'],
  'Security Administrator': ['Security Admin', 'Security Reader'],
};

/** Directory role template id to the role group it acts as. Two of them are settings. Source: app-only access. */
export const DIRECTORY_ROLES: Readonly<Record<string, string>> = {
  // Global Administrator
  '62e90394-69f5-4237-9190-012177145e10': 'Organization Management',
  // Exchange Administrator
  '29232cdf-9323-42fd-ade2-1d097af3e4de': 'Organization Management',
  // Global Reader
  'f2ef992c-3afb-46b9-b7cf-a126ee74c451': 'View-Only Organization Management',
  // Compliance Administrator
  '17315797-102d-40b4-93e0-432062caca18': 'Compliance Management',
  // Security Reader
  '5d6b6bb7-de71-4623-b4af-96380a352509': 'Security Reader',
  // Security Administrator
  '194ae4cb-b126-40b2-bd5b-6091b380977d': 'Security Administrator',
};
export const EXCHANGE_RECIPIENT_ADMINISTRATOR = '31392ffb-586c-42d1-9346-e59415a2cc4e';
export const HELPDESK_ADMINISTRATOR = '729827e3-9c14-49f7-bb1b-9608f156bbb8';

/** Parameters of Set-Mailbox that only some of its roles hold; all others belong to Mail Recipients alone. */
const SET_MAILBOX: readonly { readonly parameters: RegExp; readonly roles: readonly string[] }[] = [
  {
    parameters: /^Audit(Enabled|Admin|Delegate|LogAgeLimit)$/,
    roles: ['Audit Logs'],
  },
  {
    parameters:
      /^(GrantSendOnBehalfTo|Forwarding(Smtp)?Address|DeliverToMailboxAndForward|MessageCopyFor\w+|MailTip|DisplayName)$/,
    roles: ['Mail Recipients', 'User Options'],
  },
  {
    parameters: /^(LitigationHold\w+|RetentionPolicy|SingleItemRecoveryEnabled)$/,
    roles: ['Mail Recipients', 'Legal Hold', 'Retention Management'],
  },
  { parameters: /^RetentionHoldEnabled$/, roles: ['Mail Recipients', 'Retention Management'] },
  {
    parameters: /^(Identity|Confirm|WhatIf|Force)$/,
    roles: ['Mail Recipients', 'User Options', 'Legal Hold', 'Retention Management', 'Audit Logs'],
  },
];
const ALL_ELSE = ['Mail Recipients'];

/** The roles that hold a parameter of a cmdlet; undefined where whoever holds the cmdlet holds all of it. */
export function rolesOfParameter(cmdlet: string, parameter: string): readonly string[] | undefined {
  if (cmdlet !== 'Set-Mailbox') return undefined;
  return SET_MAILBOX.find(({ parameters }) => parameters.test(parameter))?.roles ?? ALL_ELSE;
}
