/** Checks that a JSON document is a tenant, before the simulator lives in it: a state file, a seed, a PUT. */
import * as z from 'zod';
import { settingsPatch } from '../settings.ts';
import type { Tenant } from './model.ts';

const text = z.string();
const maybe = text.nullable();
const texts = z.array(text);
const moment = z.iso.datetime({ offset: true });
const sid = text.startsWith('S-1-');
const sendAs = z.array(z.looseObject({ sid, deny: z.boolean() }));
const synced = z.union([z.literal(true), z.null()]);
const type = z.enum([
  'UserMailbox',
  'SharedMailbox',
  'RoomMailbox',
  'EquipmentMailbox',
  'DiscoveryMailbox',
  'SchedulingMailbox',
]);

const licences = z
  .array(z.looseObject({ skuId: text, disabledPlans: texts, since: moment }))
  .optional();
const subscription = z.looseObject({
  skuId: text,
  skuPartNumber: text,
  enabled: z.number().int().min(0),
  servicePlans: z.array(
    z.looseObject({ servicePlanId: text, servicePlanName: text, service: text }),
  ),
});

const user = z.looseObject({
  id: text,
  sid,
  sidHistory: z.array(sid).optional(),
  userPrincipalName: text,
  displayName: text,
  mail: maybe,
  mailNickname: text,
  proxyAddresses: texts,
  accountEnabled: z.boolean(),
  userType: z.enum(['Member', 'Guest']),
  department: maybe,
  jobTitle: maybe,
  onPremisesSyncEnabled: synced,
  createdDateTime: moment,
  deletedDateTime: moment.nullable(),
  mailUser: z.boolean(),
  externalAddress: text.optional(),
  name: text,
  agent: z.looseObject({ identityParentId: text, blueprintId: text }).optional(),
  roles: texts,
  eligibleRoles: texts.optional(),
  licences,
});
const group = z.looseObject({
  id: text,
  guid: text.optional(),
  sid,
  sidHistory: z.array(sid).optional(),
  roles: texts.optional(),
  eligibleRoles: texts.optional(),
  kind: z.enum(['mailSecurity', 'distribution', 'microsoft365', 'security', 'dynamicDistribution']),
  displayName: text,
  mail: maybe,
  mailNickname: text,
  proxyAddresses: texts,
  name: text,
  members: texts,
  owners: texts,
  onPremisesSyncEnabled: synced,
  isAssignableToRole: z.boolean(),
  hiddenMembership: z.boolean(),
  membershipRule: maybe,
  grantSendOnBehalfTo: texts,
  sendAs,
  licences,
});
const contact = z.looseObject({
  id: text,
  displayName: text,
  mail: text,
  mailNickname: text,
  proxyAddresses: texts,
  name: text,
  externalAddress: text.optional(),
});
const servicePrincipal = z.looseObject({ id: text, appId: text, sid, displayName: text });
const application = z.looseObject({
  appId: text,
  id: text,
  displayName: text,
  secret: maybe,
  certificate: z.looseObject({ thumbprintSha256: text, pem: text }).nullable(),
  federated: z.looseObject({ issuer: text, subject: text, pem: text }).nullable(),
  graphRoles: texts,
  exchangeRoles: texts,
  wids: texts,
  notInExchange: z.boolean().optional(),
  deviceCodeUser: maybe,
});
const ace = z.looseObject({
  sid,
  rights: texts,
  deny: z.boolean(),
  inherited: z.boolean(),
  inheritanceType: z.enum(['All', 'None', 'Children', 'Descendents', 'SelfAndChildren']),
  autoMapping: z.boolean().nullable(),
});
const mailbox = z.looseObject({
  userId: maybe,
  guid: text,
  exchangeGuid: text,
  name: text,
  alias: text,
  displayName: text,
  userPrincipalName: text,
  legacyExchangeDN: text,
  distinguishedName: text,
  type,
  converting: z.looseObject({ to: type, at: moment }).nullable(),
  emailAddresses: texts,
  hidden: z.boolean(),
  messageCopyForSentAs: z.boolean(),
  messageCopyForSendOnBehalf: z.boolean(),
  grantSendOnBehalfTo: texts,
  forwardingAddress: maybe,
  forwardingSmtpAddress: maybe,
  deliverToMailboxAndForward: z.boolean(),
  litigationHold: z.boolean(),
  inPlaceHolds: texts,
  archiveGuid: text,
  totalItemSize: z.number(),
  totalDeletedItemSize: z.number(),
  itemCount: z.number(),
  dirSynced: z.boolean(),
  whenCreated: moment,
  whenChanged: moment,
  softDeleted: moment.nullable(),
  inboxRules: z
    .array(
      z.looseObject({
        id: z.string().regex(/^\d{1,20}$/),
        name: text,
        enabled: z.boolean(),
        hidden: z.boolean(),
        properties: z.looseObject({}),
      }),
    )
    .optional(),
  permissions: z.array(ace),
  sendAs,
  withoutSelf: z.array(z.enum(['fullAccess', 'sendAs'])).optional(),
});
const outboundRule = z.looseObject({
  name: text,
  policy: text,
  enabled: z.boolean().optional(),
  from: texts.optional(),
  fromMemberOf: texts.optional(),
  senderDomainIs: texts.optional(),
  exceptIfFrom: texts.optional(),
  exceptIfFromMemberOf: texts.optional(),
  exceptIfSenderDomainIs: texts.optional(),
});
const tenant = z.looseObject({
  version: z.literal(1),
  id: text,
  displayName: text,
  domains: z
    .array(
      z.looseObject({
        name: text,
        initial: z.boolean(),
        default: z.boolean(),
        type: z.enum(['Authoritative', 'InternalRelay']),
      }),
    )
    .min(1),
  dirSync: z.boolean(),
  dehydrated: z.boolean().optional(),
  sidPrefix: text,
  users: z.array(user),
  groups: z.array(group),
  contacts: z.array(contact),
  servicePrincipals: z.array(servicePrincipal),
  mailboxes: z.array(mailbox),
  applications: z.array(application),
  subscriptions: z.array(subscription).optional(),
  roleGroups: z
    .array(
      z.looseObject({
        name: text,
        roles: texts,
        members: texts,
        since: moment.optional(),
        writeScope: text.optional(),
      }),
    )
    .optional(),
  remoteDomains: z
    .array(z.looseObject({ name: text, domainName: text, autoForwardEnabled: z.boolean() }))
    .optional(),
  outboundPolicies: z
    .array(z.looseObject({ name: text, autoForwardingMode: z.enum(['Automatic', 'On', 'Off']) }))
    .optional(),
  outboundRules: z.array(outboundRule).optional(),
  settings: settingsPatch.optional(),
  managementRoles: z.array(z.looseObject({ name: text, parent: text, cmdlets: texts })).optional(),
});

/** How many complaints are told at once. */
const TOLD = 10;

/** Throws an Error that names what is wrong and where. Members that are not known are kept. */
export function checkTenant(document: unknown): asserts document is Tenant {
  const { error } = tenant.safeParse(document);
  if (!error) return;
  const told = error.issues
    .slice(0, TOLD)
    .map(({ path, message }) => `/${path.map(String).join('/')}: ${message}`);
  const more = error.issues.length > TOLD ? [`and ${error.issues.length - TOLD} more`] : [];
  throw new Error(`this is no tenant of the simulator: ${[...told, ...more].join('; ')}`);
}
