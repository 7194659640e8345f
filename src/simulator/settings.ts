/** The switches for what is not known about the services: their defaults, and the check of what `PUT /_sim/settings` is sent. */
import * as z from 'zod';

/**
 * How open questions about the services are answered, as one JSON object (`PUT /_sim/settings` takes any part of it, and so does a tenant's document).
 * Defaults are the likelier reading; the alternatives exist so that a client can be tried against both.
 */
export interface Settings {
  /** Exchange: `value` of a write without output. */
  emptyWrite: 'emptyArray' | 'null' | 'absent' | 'emptyBody' | 'noContent';
  /** Exchange: IsInherited in the rows of Get-RecipientPermission. */
  recipientPermissionIsInherited: 'absent' | 'false';
  /** Exchange: Add-MailboxPermission and Add-RecipientPermission repeated. */
  repeatedAdd: 'warning' | 'warningAndRow';
  /** Exchange: Rate-Limit-* headers. */
  rateLimitHeaders: boolean;
  /** Exchange: whether ResultSize limits the answer, or is ignored and only pages count. */
  resultSize: 'applied' | 'ignored';
  /** Exchange: Get-RecipientPermission with an unknown Identity. */
  unknownIdentity: 'notFound' | 'allRows';
  /** Exchange: unresolved and soft-deleted delegates without the Include switches. */
  hiddenDelegates: 'leftOut' | 'shown';
  /** Exchange: a `$batch` above ten parts. */
  bigBatch: 'refused' | 'accepted';
  /** Exchange: `@adminapi.warnings` inside `error`. */
  errorWarnings: boolean;
  /** Exchange: the Full Access of all mailboxes in one read. */
  tenantWideFullAccess: 'refused' | 'works';
  /** Both: form of Retry-After on a 429. */
  retryAfter: 'seconds' | 'decimal' | 'absent';
  /** Exchange: DelegateListLink in Get-MailboxPermission with ReadFromDomainController. */
  delegateListLink: 'present' | 'absent';
  /** Exchange: how a service principal is shown as `User` or `Trustee`. */
  servicePrincipalAs: 'sid' | 'displayName';
  /** Exchange: milliseconds of simulated time until reads see a new mailbox. */
  newMailboxDelay: number;
  /** Exchange: milliseconds of simulated time that a conversion takes to be shown. */
  conversionDelay: number;
  /** Exchange: Get-RecipientPermission (Send As) with view-only rights: Global Reader, View-Only Organization Management. */
  viewOnlySendAs: 'denied' | 'allowed';
  /** Exchange: Get-InboxRule on another's mailbox with view-only rights: outside the write scope, works, or no such cmdlet. */
  viewOnlyInboxRules: 'denied' | 'allowed' | 'absent';
  /** Exchange: Get-ServicePrincipal with the view-only configuration role or as Security Reader. */
  viewOnlyServicePrincipals: 'denied' | 'allowed';
  /** Exchange: Get-OrganizationConfig with the recipient roles. */
  recipientRolesReadOrganization: 'denied' | 'allowed';
  /** Exchange: what the directory role Exchange Recipient Administrator acts as. */
  recipientAdministratorAs: 'recipientManagement' | 'nothing';
  /** Exchange: what the directory role Helpdesk Administrator acts as. */
  helpdeskAdministratorAs: 'viewOnly' | 'helpDesk';
  /** Exchange: Set-Mailbox with what concerns mailbox auditing (AuditEnabled …), by the role Mail Recipients. */
  recipientRolesSetAudit: 'denied' | 'allowed';
  /** Exchange: Set-Mailbox with holds and retention policy, by the role Mail Recipients. */
  recipientRolesSetHold: 'allowed' | 'denied';
  /** Exchange: how InvokeCommand refuses a cmdlet that no role of the caller holds. */
  deniedCmdlet: 'nulBlock' | 'unauthorized' | 'forbidden';
  /** Exchange: how the REST reads do. */
  deniedRead: 'unauthorized' | 'forbidden';
  /** Exchange: how a parameter is refused that no role of the caller holds. */
  deniedParameter: 'badRequest' | 'forbidden';
  /** Exchange: what EXOModuleFile lists: what the caller may run, every cmdlet there is, or nothing, as there is no such path. */
  moduleFile: 'roles' | 'everything' | 'absent';
  /** Exchange: milliseconds of simulated time from a role group's `since` until it gives its members anything. */
  grantDelay: number;
  /** Graph: whether User.Read.All alone opens /organization. */
  organizationByUserRead: 'refused' | 'allowed';
  /** Exchange: an address of a mailbox that was deleted and can be restored, given to another one by Set-Mailbox. */
  deletedHolderAddress: 'taken' | 'free';
  /** Both: sign-in of a synchronised user: accountEnabled in Graph, AccountDisabled in Exchange. */
  syncedAccountEnabled: 'refused' | 'accepted';
  /** Graph: members of a distribution list or mail-enabled security group written through Graph. */
  mailGroupMembers: 'badRequest' | 'forbidden';
  /** Graph: members of a dynamic group written. */
  dynamicGroupMembers: 'forbidden' | 'badRequest';
  /** Graph: how Microsoft says that Exchange Online is. */
  exchangeHealth: 'serviceOperational' | 'serviceDegradation';
  /** Graph: `$top` above the largest page. */
  bigTop: 'refused' | 'clipped';
}

const everySwitch = z.strictObject({
  emptyWrite: z.enum(['emptyArray', 'null', 'absent', 'emptyBody', 'noContent']),
  recipientPermissionIsInherited: z.enum(['absent', 'false']),
  repeatedAdd: z.enum(['warning', 'warningAndRow']),
  rateLimitHeaders: z.boolean(),
  resultSize: z.enum(['applied', 'ignored']),
  unknownIdentity: z.enum(['notFound', 'allRows']),
  hiddenDelegates: z.enum(['leftOut', 'shown']),
  bigBatch: z.enum(['refused', 'accepted']),
  errorWarnings: z.boolean(),
  tenantWideFullAccess: z.enum(['refused', 'works']),
  retryAfter: z.enum(['seconds', 'decimal', 'absent']),
  delegateListLink: z.enum(['present', 'absent']),
  servicePrincipalAs: z.enum(['sid', 'displayName']),
  newMailboxDelay: z.number().min(0),
  conversionDelay: z.number().min(0),
  viewOnlySendAs: z.enum(['denied', 'allowed']),
  viewOnlyInboxRules: z.enum(['denied', 'allowed', 'absent']),
  viewOnlyServicePrincipals: z.enum(['denied', 'allowed']),
  recipientRolesReadOrganization: z.enum(['denied', 'allowed']),
  recipientAdministratorAs: z.enum(['recipientManagement', 'nothing']),
  helpdeskAdministratorAs: z.enum(['viewOnly', 'helpDesk']),
  recipientRolesSetAudit: z.enum(['denied', 'allowed']),
  recipientRolesSetHold: z.enum(['allowed', 'denied']),
  deniedCmdlet: z.enum(['nulBlock', 'unauthorized', 'forbidden']),
  deniedRead: z.enum(['unauthorized', 'forbidden']),
  deniedParameter: z.enum(['badRequest', 'forbidden']),
  moduleFile: z.enum(['roles', 'everything', 'absent']),
  grantDelay: z.number().min(0),
  organizationByUserRead: z.enum(['refused', 'allowed']),
  deletedHolderAddress: z.enum(['taken', 'free']),
  syncedAccountEnabled: z.enum(['refused', 'accepted']),
  mailGroupMembers: z.enum(['badRequest', 'forbidden']),
  dynamicGroupMembers: z.enum(['forbidden', 'badRequest']),
  exchangeHealth: z.enum(['serviceOperational', 'serviceDegradation']),
  bigTop: z.enum(['refused', 'clipped']),
} satisfies { readonly [K in keyof Settings]: z.ZodType<Settings[K]> });

/** Every switch, all optional: a PUT, or a tenant's document, changes only what it names. */
export const settingsPatch = everySwitch.partial();

/** The likelier reading of each open question. */
export function defaultSettings(): Settings {
  return {
    emptyWrite: 'emptyArray',
    recipientPermissionIsInherited: 'absent',
    repeatedAdd: 'warning',
    rateLimitHeaders: true,
    resultSize: 'applied',
    unknownIdentity: 'notFound',
    hiddenDelegates: 'leftOut',
    bigBatch: 'refused',
    errorWarnings: true,
    tenantWideFullAccess: 'refused',
    retryAfter: 'seconds',
    delegateListLink: 'present',
    servicePrincipalAs: 'sid',
    newMailboxDelay: 0,
    conversionDelay: 0,
    viewOnlySendAs: 'denied',
    viewOnlyInboxRules: 'denied',
    viewOnlyServicePrincipals: 'denied',
    recipientRolesReadOrganization: 'denied',
    recipientAdministratorAs: 'recipientManagement',
    helpdeskAdministratorAs: 'viewOnly',
    recipientRolesSetAudit: 'denied',
    recipientRolesSetHold: 'allowed',
    deniedCmdlet: 'nulBlock',
    deniedRead: 'unauthorized',
    deniedParameter: 'badRequest',
    moduleFile: 'roles',
    grantDelay: 0,
    organizationByUserRead: 'refused',
    deletedHolderAddress: 'taken',
    syncedAccountEnabled: 'refused',
    mailGroupMembers: 'badRequest',
    dynamicGroupMembers: 'forbidden',
    exchangeHealth: 'serviceOperational',
    bigTop: 'refused',
  };
}
