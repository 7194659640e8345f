import type { Settings } from '../settings.ts';

/**
 * The simulated tenant as one plain JSON document: what `GET /_sim/tenant` dumps, `PUT /_sim/tenant` loads and the
 * state file keeps. Mutable on purpose: it is the store.
 */

/** Every directory object has an id (Entra object id) and a SID as Exchange shows it (S-1-5-21-…). Times are ISO 8601, UTC. */
export interface Tenant {
  version: 1;
  id: string;
  displayName: string;
  /** Initial domain first, e.g. contoso.onmicrosoft.com. */
  domains: Domain[];
  /** True where the tenant synchronises from an on-premises directory. */
  dirSync: boolean;
  /** SID prefix of the Exchange forest: S-1-5-21-a-b-c. */
  sidPrefix: string;
  users: User[];
  groups: Group[];
  contacts: Contact[];
  /** Applications registered in Exchange; they can be trustees. */
  servicePrincipals: ServicePrincipal[];
  mailboxes: Mailbox[];
  /** Who may sign in to the services: applications (client credentials). */
  applications: Application[];
  /** What the tenant has bought. Absent: licences are not modelled, and nobody's mailbox hangs on one. */
  subscriptions?: Subscription[];
  /** Exchange's own objects are shared with other tenants still (`IsDehydrated`): roles cannot be made. Absent: no. */
  dehydrated?: boolean;
  /** Role groups of Exchange beyond directory roles: those made by the organisation, and built-in ones with members. */
  roleGroups?: RoleGroup[];
  /** Management roles made by the organisation. */
  managementRoles?: ManagementRole[];
  /** Remote domains. The one named Default, for `*`, is there also where it is not listed, and lets forwarded mail out. */
  remoteDomains?: RemoteDomain[];
  /** Outbound spam policies. The one named Default is there also where it is not listed, as `Automatic`. */
  outboundPolicies?: OutboundPolicy[];
  /** To whom the policies beside the default apply, by priority: the first is 0. */
  outboundRules?: OutboundRule[];
  /** Switches that this tenant sets for itself; the others have their defaults. */
  settings?: Partial<Settings>;
}

export interface RemoteDomain {
  name: string;
  /** `*`, `fabrikam.example`, or `*.fabrikam.example` for a domain with all below it. */
  domainName: string;
  autoForwardEnabled: boolean;
}
export interface OutboundPolicy {
  name: string;
  autoForwardingMode: 'Automatic' | 'On' | 'Off';
}
/** Conditions and exceptions are addresses of senders, of groups, and domains. */
export interface OutboundRule {
  name: string;
  /** Name of an outbound policy. */
  policy: string;
  /** Absent: it is. */
  enabled?: boolean;
  from?: string[];
  fromMemberOf?: string[];
  senderDomainIs?: string[];
  exceptIfFrom?: string[];
  exceptIfFromMemberOf?: string[];
  exceptIfSenderDomainIs?: string[];
}

/** A product with its number of seats. */
export interface Subscription {
  skuId: string;
  skuPartNumber: string;
  /** Seats that are paid for; `warning` ones are past their date and still work. */
  enabled: number;
  warning?: number;
  suspended?: number;
  servicePlans: ServicePlan[];
}
export interface ServicePlan {
  servicePlanId: string;
  servicePlanName: string;
  /** As `assignedPlans` names it: exchange, SharePoint, … */
  service: string;
}
/** A licence given to a person, or to the members of a group. */
export interface Licence {
  skuId: string;
  /** Service plans of it that are switched off. */
  disabledPlans: string[];
  since: string;
}

export interface RoleGroup {
  /** That of a built-in group (`Recipient Management`) adds members to it; its roles are then the built-in ones. */
  name: string;
  /** Names of management roles, built-in or of the organisation's own. */
  roles: string[];
  /** Object ids of people and of applications' service principals. */
  members: string[];
  /** When its members were put in, or its roles changed last: for the setting `grantDelay`. Absent: long ago. */
  since?: string;
  /** A recipient filter in OPath: its members write to nothing else. Absent: the whole organisation. Reads are not narrowed. */
  writeScope?: string;
}

export interface ManagementRole {
  name: string;
  /** The built-in role it was made from; it never holds more than that. */
  parent: string;
  cmdlets: string[];
}

export interface Domain {
  name: string;
  initial: boolean;
  default: boolean;
  type: 'Authoritative' | 'InternalRelay';
}

export interface User {
  id: string;
  sid: string;
  /** SIDs it had before; entries under them are its own. Absent: none. */
  sidHistory?: string[];
  userPrincipalName: string;
  displayName: string;
  mail: string | null;
  mailNickname: string;
  /** As Graph shows them: SMTP: primary, smtp: others. For mailbox owners the mailbox's EmailAddresses lead. */
  proxyAddresses: string[];
  accountEnabled: boolean;
  userType: 'Member' | 'Guest';
  department: string | null;
  jobTitle: string | null;
  /** Synchronised from on premises: read-only in the cloud where the service says so. */
  onPremisesSyncEnabled: true | null;
  createdDateTime: string;
  /** Soft-deleted since; such a user is only in the bin. */
  deletedDateTime: string | null;
  /** Mail user or guest mail user without mailbox: a recipient all the same. */
  mailUser: boolean;
  /** Of a mail user: where mail to it goes (New-MailUser -ExternalEmailAddress), without prefix. Absent: the primary address. */
  externalAddress?: string;
  /** Exchange `Name`: a GUID text (the object id) for newer objects, a plain name for older ones. */
  name: string;
  /** Directory role template ids held. */
  roles: string[];
  /** Those that may be activated (Privileged Identity Management). Absent: none. */
  eligibleRoles?: string[];
  /** Send As on a mail user; that on a mailbox stands there. */
  sendAs?: SendAsEntry[];
  /** When sessions were last revoked; refresh tokens from before it are refused. Absent: never. */
  signInSessionsValidFromDateTime?: string;
  /** Of an AI agent's account: the object ids of its agent identity and of the blueprint of that. Absent: none. */
  agent?: { identityParentId: string; blueprintId: string };
  /** Object id of the manager. */
  manager?: string;
  /** Licences given to this person; those by a group stand there. */
  licences?: Licence[];
  /** Service plans that this person once had, by id; `assignedPlans` shows them as deleted. */
  formerPlans?: { servicePlanId: string; service: string; assignedDateTime: string }[];
  /** Further properties by their Graph name (city, usageLocation, …): nothing here depends on them, clients read and write them. */
  more?: Record<string, unknown>;
}

export type GroupKind =
  | 'mailSecurity'
  | 'distribution'
  | 'microsoft365'
  | 'security'
  | 'dynamicDistribution';
export interface Group {
  id: string;
  /** Exchange's own id of it. Absent: one made from `id`; never `id` itself. */
  guid?: string;
  sid: string;
  /** As for users. */
  sidHistory?: string[];
  kind: GroupKind;
  displayName: string;
  /** Null for a plain security group. */
  mail: string | null;
  mailNickname: string;
  proxyAddresses: string[];
  name: string;
  /** Object ids: users, groups, contacts. */
  members: string[];
  owners: string[];
  onPremisesSyncEnabled: true | null;
  isAssignableToRole: boolean;
  /** Directory role template ids that its members hold, and those that they may activate. Absent: none. */
  roles?: string[];
  eligibleRoles?: string[];
  hiddenMembership: boolean;
  /** Entra membership rule, where dynamic. */
  membershipRule: string | null;
  grantSendOnBehalfTo: string[];
  sendAs: SendAsEntry[];
  /** Licences that each direct member has through this group; members of members have none of it. */
  licences?: Licence[];
  /** Further properties by their Graph name (description, …), as for users. */
  more?: Record<string, unknown>;
}

export interface Contact {
  id: string;
  displayName: string;
  mail: string;
  mailNickname: string;
  proxyAddresses: string[];
  name: string;
  /** Where mail to it goes (New-MailContact -ExternalEmailAddress), without prefix. Absent: the primary address. */
  externalAddress?: string;
  sendAs?: SendAsEntry[];
}

export interface ServicePrincipal {
  /** Object id in the directory (Exchange: ObjectId). */
  id: string;
  appId: string;
  sid: string;
  displayName: string;
}

export interface Application {
  appId: string;
  /** Object id of its service principal in the directory. */
  id: string;
  displayName: string;
  secret: string | null;
  /** SHA-256 thumbprint (hex) and PEM public certificate for client assertions. */
  certificate: { thumbprintSha256: string; pem: string } | null;
  /** Federated credentials: issuer and subject of assertions accepted. */
  federated: { issuer: string; subject: string; pem: string } | null;
  /** Graph application permissions. */
  graphRoles: string[];
  /** Exchange application permissions. */
  exchangeRoles: string[];
  /** Directory role template ids of its service principal. */
  wids: string[];
  /** True: Exchange does not know its service principal, or by a wrong object id (New-ServicePrincipal): role groups of Exchange give it nothing. */
  notInExchange?: boolean;
  /** A public client may use the device code flow; it then acts as this user. */
  deviceCodeUser: string | null;
}

export type RecipientTypeDetails =
  | 'UserMailbox'
  | 'SharedMailbox'
  | 'RoomMailbox'
  | 'EquipmentMailbox'
  | 'DiscoveryMailbox'
  | 'SchedulingMailbox';

export interface Mailbox {
  /** The owning user's object id; null for the Discovery mailbox (ExternalDirectoryObjectId is then ""). */
  userId: string | null;
  guid: string;
  exchangeGuid: string;
  name: string;
  alias: string;
  displayName: string;
  userPrincipalName: string;
  legacyExchangeDN: string;
  distinguishedName: string;
  type: RecipientTypeDetails;
  /** A conversion under way: the old type is shown until then. */
  converting: { to: RecipientTypeDetails; at: string } | null;
  /** SMTP: primary (exactly one), smtp: others, SIP:, SPO:, X500:, EUM:. Case as set. */
  emailAddresses: string[];
  hidden: boolean;
  messageCopyForSentAs: boolean;
  messageCopyForSendOnBehalf: boolean;
  /** Object ids of the delegates. */
  grantSendOnBehalfTo: string[];
  forwardingAddress: string | null;
  forwardingSmtpAddress: string | null;
  deliverToMailboxAndForward: boolean;
  litigationHold: boolean;
  inPlaceHolds: string[];
  archiveGuid: string;
  /** Bytes. */
  totalItemSize: number;
  totalDeletedItemSize: number;
  itemCount: number;
  dirSynced: boolean;
  whenCreated: string;
  whenChanged: string;
  /** Soft-deleted since; found only with SoftDeletedMailbox. */
  softDeleted: string | null;
  /** A mailbox just made is not shown by reads before this time. */
  visibleFrom?: string;
  /** Settings beyond those above, as Get-Mailbox shows them: what Set-Mailbox was given, by property name. */
  properties?: Record<string, PropertyValue>;
  permissions: MailboxAce[];
  sendAs: SendAsEntry[];
  /** Rules of the inbox, but for the system's own. Absent: none. */
  inboxRules?: InboxRule[];
  /** What was set of the owner's mailbox settings in Graph, by property name. */
  mailboxSettings?: Record<string, unknown>;
  /** Lists from which somebody took the mailbox's own entry (SELF) away. */
  withoutSelf?: ('fullAccess' | 'sendAs')[];
}

export interface InboxRule {
  /** A whole number of up to 20 digits, as text. */
  id: string;
  name: string;
  enabled: boolean;
  /** Shown only with IncludeHidden. */
  hidden: boolean;
  /** Conditions and actions that are set, as Get-InboxRule shows them. */
  properties: Record<string, PropertyValue>;
}

/** A value of a property that is kept as it was given. */
export type PropertyValue = string | number | boolean | null | string[];

/** One entry of the mailbox's security descriptor. `sid` decides; who it is, is looked up when shown. */
export interface MailboxAce {
  sid: string;
  /** FullAccess, ReadPermission, ChangePermission, ChangeOwner, DeleteItem, ExternalAccount. */
  rights: string[];
  deny: boolean;
  inherited: boolean;
  inheritanceType: 'All' | 'None' | 'Children' | 'Descendents' | 'SelfAndChildren';
  /** Only for people named directly; null where it never applied. */
  autoMapping: boolean | null;
  /** Fixed text to show in `User` where the entry is a system one (role group style). */
  shownAs?: string;
}
export interface SendAsEntry {
  sid: string;
  deny: boolean;
}
