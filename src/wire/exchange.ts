/** Names of the Exchange Online admin API, as they stand on the wire. No parsing and no defaults: those are each side's own. */

/** Origin of the service in the worldwide cloud; the token's audience is the same. Source: Admin API documentation. */
export const EXCHANGE_ORIGIN = 'https://outlook.office365.com';

/** Paths below the origin. `tenant` is the tenant's id. */
export const EXCHANGE_PATH = {
  invoke: (tenant: string): string => `/adminapi/beta/${tenant}/InvokeCommand`,
  batch: (tenant: string): string => `/adminapi/beta/${tenant}/$batch`,
  /** Rows grouped by user. `mailbox` is an object id, here and below. Source: `$metadata` of the service. */
  mailboxPermission: (tenant: string, mailbox: string): string =>
    `/adminapi/beta/${tenant}/Mailbox('${mailbox}')/MailboxPermission`,
  recipientPermission: (tenant: string, mailbox: string): string =>
    `/adminapi/beta/${tenant}/Recipient('${mailbox}')?$expand=RecipientPermission`,
  moduleFile: (tenant: string): string => `/adminapi/v1.0/${tenant}/EXOModuleFile`,
} as const;

/** Most parts that one `$batch` carries. Source: Microsoft's module and two public clients stop there. */
export const EXCHANGE_BATCH_LIMIT = 10;
/** Most rows in one page. Source: documented default and maximum of `odata.maxpagesize`. */
export const EXCHANGE_PAGE_LIMIT = 1000;

export const CMDLET = {
  getMailbox: 'Get-Mailbox',
  setMailbox: 'Set-Mailbox',
  newMailbox: 'New-Mailbox',
  getMailboxPermission: 'Get-MailboxPermission',
  addMailboxPermission: 'Add-MailboxPermission',
  removeMailboxPermission: 'Remove-MailboxPermission',
  getRecipientPermission: 'Get-RecipientPermission',
  addRecipientPermission: 'Add-RecipientPermission',
  removeRecipientPermission: 'Remove-RecipientPermission',
  getRecipient: 'Get-Recipient',
  getUser: 'Get-User',
  getGroup: 'Get-Group',
  getServicePrincipal: 'Get-ServicePrincipal',
  getAcceptedDomain: 'Get-AcceptedDomain',
  getRemoteDomain: 'Get-RemoteDomain',
  getHostedOutboundSpamFilterPolicy: 'Get-HostedOutboundSpamFilterPolicy',
  getHostedOutboundSpamFilterRule: 'Get-HostedOutboundSpamFilterRule',
} as const;

/** Type tag of an add/remove hash table in a parameter. */
export const HASH_TABLE = '#Exchange.GenericHashTable';
/** The routing hint for calls about no mailbox in particular; the GUID is the same in every tenant. */
export const ORGANIZATION_MAILBOX = 'SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}';
/** The account that every mailbox grants to itself. */
export const SELF = { name: 'NT AUTHORITY\\SELF', sid: 'S-1-5-10' } as const;
