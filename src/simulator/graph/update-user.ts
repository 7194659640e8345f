/** `PATCH /users/{id}`: which properties may be set, by whom, and what follows from it. */

import { isRecord } from '../call.ts';
import { findRecipients, mailboxOf } from '../tenant/find.ts';
import type { User } from '../tenant/model.ts';
import { nameKey } from '../tenant/names.ts';
import type { Access, SimResponse } from '../world.ts';
import { type GraphCall, NO_CONTENT } from './call.ts';
import { liveUser } from './directory.ts';
import { named } from './named-user.ts';
import { administersUsers, holdsAny, MAY, PROPERTY_WRITES } from './permissions.ts';
import { refuse } from './refusals.ts';
import { USER } from './user-entity.ts';
import { checkRank } from './users.ts';

/** Set by the service alone. Source: the user resource of Graph. */
const READ_ONLY: ReadonlySet<string> = new Set([
  'id',
  'proxyAddresses',
  'imAddresses',
  'assignedLicenses',
  'assignedPlans',
  'licenseAssignmentStates',
  'provisionedPlans',
  'createdDateTime',
  'deletedDateTime',
  'creationType',
  'onPremisesSyncEnabled',
  'onPremisesDistinguishedName',
  'onPremisesDomainName',
  'onPremisesLastSyncDateTime',
  'onPremisesSamAccountName',
  'onPremisesSecurityIdentifier',
  'onPremisesUserPrincipalName',
  'onPremisesProvisioningErrors',
  'serviceProvisioningErrors',
  'securityIdentifier',
  'signInSessionsValidFromDateTime',
  'lastPasswordChangeDateTime',
  'isManagementRestricted',
  'isResourceAccount',
  'externalUserStateChangeDateTime',
  'legalAgeGroupClassification',
  'authorizationInfo',
]);
/** Need a caller that stands above a privileged user. Source: sensitive actions of Graph. */
const SENSITIVE: ReadonlySet<string> = new Set([
  'accountEnabled',
  'businessPhones',
  'mobilePhone',
  'onPremisesImmutableId',
  'otherMails',
  'passwordProfile',
  'userPrincipalName',
]);
/** Kept by the cloud also for a synchronised user. */
const CLOUD_OWNED: ReadonlySet<string> = new Set([
  'usageLocation',
  'preferredDataLocation',
  'otherMails',
]);
/** Cannot be cleared. */
const REQUIRED: ReadonlySet<string> = new Set([
  'displayName',
  'userPrincipalName',
  'mailNickname',
  'accountEnabled',
  'usageLocation',
  'mail',
]);
/** Most characters. Source: the user resource of Graph. */
const LENGTH: Readonly<Record<string, number>> = {
  displayName: 256,
  mailNickname: 64,
  employeeId: 16,
  department: 64,
  jobTitle: 128,
};
const UPN = /^[A-Za-z0-9'._!#^~-]+@([A-Za-z0-9.-]+)$/;

/** All of the body or nothing of it. */
export function updateUser(call: GraphCall): SimResponse {
  const { world, request, access } = call;
  const user = named(call);
  const { body } = request;
  if (!isRecord(body)) throw refuse.body('The request body is not an object.');
  const entries = Object.entries(body).filter(([name]) => !name.startsWith('@odata.'));
  for (const [name, value] of entries) checkProperty(call, user, name, value);
  checkPermission(
    access,
    entries.map(([name]) => name),
  );
  if (access.as === 'user' && !administersUsers(access)) throw refuse.denied();
  if (entries.some(([name]) => SENSITIVE.has(name))) checkRank(call, user);
  if (user.onPremisesSyncEnabled)
    checkSynced(
      call,
      entries.map(([name]) => name),
    );

  world.lag.changing(user);
  const mailbox = mailboxOf(world.tenant, user.id);
  if (mailbox) world.lag.changing(mailbox);
  for (const [name, value] of entries) setProperty(user, name, value);
  if (mailbox) {
    // Exchange takes these over from the directory.
    mailbox.displayName = user.displayName;
    mailbox.alias = user.mailNickname;
    mailbox.userPrincipalName = user.userPrincipalName;
  }
  world.changed(user, ...(mailbox ? [mailbox] : []));
  return NO_CONTENT;
}

function checkPermission(access: Access, names: readonly string[]): void {
  if (holdsAny(access, MAY.writeUsers)) return;
  const opened = names.every((name) => {
    const needed = PROPERTY_WRITES[name];
    return needed?.every((permission) => access.permissions.has(permission)) ?? false;
  });
  if (!opened || names.length === 0) throw refuse.denied();
}

function checkSynced({ world }: GraphCall, names: readonly string[]): void {
  const cloudMayWrite = (name: string) =>
    CLOUD_OWNED.has(name) ||
    (name === 'accountEnabled' && world.settings.syncedAccountEnabled === 'accepted');
  if (!names.every(cloudMayWrite)) throw refuse.onPremises();
}

function checkProperty({ world }: GraphCall, user: User, name: string, value: unknown): void {
  const property = USER.properties[name];
  if (!property)
    throw refuse.body(`The property '${name}' does not exist on type 'microsoft.graph.user'.`);
  if (READ_ONLY.has(name)) throw refuse.readOnly(name);
  if (value === null || value === '') {
    if (REQUIRED.has(name))
      throw refuse.body('Property value is required but is empty or missing.');
    return;
  }
  const wanted = { text: 'string', id: 'string', time: 'string', boolean: 'boolean' } as const;
  const invalid = refuse.value(name, 'User');
  if (property.type === 'texts') {
    if (!Array.isArray(value) || value.some((one) => typeof one !== 'string')) throw invalid;
  } else if (property.type !== 'other' && typeof value !== wanted[property.type]) throw invalid;
  if (typeof value !== 'string') return;
  if (value.length > (LENGTH[name] ?? Number.POSITIVE_INFINITY)) throw invalid;
  if (name === 'userType' && value !== 'Member' && value !== 'Guest') throw invalid;
  if (name === 'usageLocation' && !/^[A-Z]{2}$/.test(value)) throw invalid;
  if (name === 'mail' && mailboxOf(world.tenant, user.id)) {
    throw refuse.body('The mail of a user with a mailbox is set in Exchange.');
  }
  if (
    name === 'mailNickname' &&
    isTaken(user, value, world.tenant.users, (one) => one.mailNickname)
  ) {
    throw refuse.taken(name);
  }
  if (name === 'userPrincipalName') {
    const domain = UPN.exec(value)?.[1];
    if (domain === undefined) throw invalid;
    if (!world.tenant.domains.some((one) => nameKey(one.name) === nameKey(domain))) {
      throw refuse.body(
        `The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.`,
      );
    }
    const holder = liveUser(world, value);
    if (holder && holder !== user) throw refuse.taken(name);
  }
  if (name === 'mail' && findRecipients(world.tenant, value).some((one) => one.id !== user.id)) {
    throw refuse.taken('proxyAddresses');
  }
}

function isTaken(
  user: User,
  value: string,
  users: readonly User[],
  nameOf: (one: User) => string,
): boolean {
  return users.some(
    (one) =>
      one !== user && one.deletedDateTime === null && nameKey(nameOf(one)) === nameKey(value),
  );
}

function setProperty(user: User, name: string, value: unknown): void {
  const text = typeof value === 'string' ? value : null;
  switch (name) {
    case 'accountEnabled':
      user.accountEnabled = value === true;
      return;
    case 'displayName':
    case 'mailNickname':
    case 'userPrincipalName':
      if (text !== null) user[name] = text;
      return;
    case 'department':
    case 'jobTitle':
      user[name] = text;
      return;
    case 'userType':
      user.userType = text === 'Guest' ? 'Guest' : 'Member';
      return;
    case 'mail':
      user.mail = text;
      user.proxyAddresses = [
        ...user.proxyAddresses
          .map((one) => one.replace(/^SMTP:/, 'smtp:'))
          .filter((one) => nameKey(one) !== `smtp:${nameKey(text ?? '')}`),
        ...(text === null ? [] : [`SMTP:${text}`]),
      ];
      return;
    case 'passwordProfile':
      // A password is not kept: nobody signs in with one here.
      return;
    default:
      user.more = { ...user.more, [name]: value };
  }
}
