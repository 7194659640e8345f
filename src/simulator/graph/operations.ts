/** The table of operations: path, permissions, cost, what it takes of query options, and who carries it out. */
import type { SimResponse } from '../world.ts';
import type { GraphCall } from './call.ts';
import * as groups from './groups.ts';
import * as licences from './licences.ts';
import * as mailbox from './mailbox-settings.ts';
import * as managers from './managers.ts';
import * as checks from './member-checks.ts';
import { MAY, type Permissions } from './permissions.ts';
import { LIST_OPTIONS, type Option } from './query.ts';
import * as roles from './roles.ts';
import * as tenant from './tenant-objects.ts';
import { updateUser } from './update-user.ts';
import * as users from './users.ts';

interface Operation {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the version; `:name` is a placeholder. */
  readonly path: string;
  /** Any one is enough; undefined: the operation checks by itself. */
  readonly needs: Permissions | undefined;
  /** Resource units. Source: Graph, throttling of directory objects. */
  readonly cost: number;
  readonly options: readonly Option[];
  readonly run: (call: GraphCall) => SimResponse;
}

const ONE: readonly Option[] = ['$select', '$format'];
const ONE_USER: readonly Option[] = [...ONE, '$expand'];
const USERS: readonly Option[] = [...LIST_OPTIONS, '$expand'];
const COUNT: readonly Option[] = ['$filter', '$format'];
const NONE: readonly Option[] = [];

const get = (
  path: string,
  needs: Permissions | undefined,
  run: Operation['run'],
  { cost = 1, options = LIST_OPTIONS }: { cost?: number; options?: readonly Option[] } = {},
): Operation => ({ method: 'GET', path, needs, cost, options, run });
const write = (
  method: 'POST' | 'PATCH' | 'DELETE',
  path: string,
  needs: Permissions | undefined,
  run: Operation['run'],
  { cost = 1, options = NONE }: { cost?: number; options?: readonly Option[] } = {},
): Operation => ({ method, path, needs, cost, options, run });

/** Literal paths stand before the placeholders that would catch them too. */
const OPERATIONS: readonly Operation[] = [
  get('organization', undefined, tenant.organization, { options: ONE }),
  get('admin/serviceAnnouncement/healthOverviews', MAY.readServiceHealth, tenant.healthOverviews),
  get('domains', MAY.readDomains, tenant.domains, { options: ONE }),

  get('users', MAY.readUsers, users.listUsers, { cost: 2, options: USERS }),
  get('users/$count', MAY.readUsers, users.countUsers, { cost: 2, options: COUNT }),
  get('users/:id', MAY.readUsers, users.getUser, { options: ONE_USER }),
  get('me', undefined, users.getMe, { options: ONE_USER }),
  get('me/licenseDetails', undefined, licences.listMyLicenceDetails, { cost: 2, options: ONE }),
  get('users/:id/licenseDetails', MAY.readUserLicences, licences.listLicenceDetails, {
    cost: 2,
    options: ONE,
  }),
  write('POST', 'users/:id/assignLicense', MAY.writeLicences, licences.assignLicence),
  get('subscribedSkus', MAY.readLicences, licences.listSubscribedSkus, { cost: 3, options: ONE }),
  get('subscribedSkus/:id', MAY.readLicences, licences.getSubscribedSku, { options: NONE }),
  get('users/:id/mailboxSettings', MAY.readMailboxSettings, mailbox.getMailboxSettings, {
    options: ONE,
  }),
  get('users/:id/mailboxSettings/userPurpose', MAY.readMailboxSettings, mailbox.getUserPurpose, {
    options: NONE,
  }),
  write(
    'PATCH',
    'users/:id/mailboxSettings',
    MAY.writeMailboxSettings,
    mailbox.patchMailboxSettings,
  ),
  write('POST', 'users/:id/getMemberGroups', MAY.checkMemberships, checks.getMemberGroups, {
    cost: 2,
  }),
  write('POST', 'users/:id/getMemberObjects', MAY.checkMemberships, checks.getMemberObjects, {
    cost: 2,
  }),
  write('POST', 'users/:id/checkMemberGroups', MAY.checkMemberships, checks.checkMemberGroups, {
    cost: 4,
  }),
  write('POST', 'users/:id/checkMemberObjects', MAY.checkMemberships, checks.checkMemberObjects, {
    cost: 4,
  }),
  get('users/:id/manager', MAY.readManager, managers.getManager, { options: ONE }),
  get('users/:id/directReports', MAY.readManager, managers.listReports),
  write('PATCH', 'users/:id', undefined, updateUser),
  write('DELETE', 'users/:id', MAY.deleteUsers, users.deleteUser),
  write('POST', 'users/:id/revokeSignInSessions', MAY.revokeSessions, users.revokeSignInSessions),
  get('users/:id/memberOf', MAY.readMemberOf, users.memberOf, { cost: 2 }),
  get('users/:id/transitiveMemberOf', MAY.readTransitiveMemberOf, users.transitiveMemberOf, {
    cost: 2,
  }),
  get('users/:id/memberOf/:type', MAY.readMemberOf, users.memberOfCast, { cost: 2 }),
  get(
    'users/:id/transitiveMemberOf/:type',
    MAY.readTransitiveMemberOf,
    users.transitiveMemberOfCast,
    {
      cost: 2,
    },
  ),
  get('directory/deletedItems/microsoft.graph.user', MAY.readDeletedUsers, users.listDeletedUsers),
  get('directory/deletedItems/:id', MAY.readDeletedUsers, users.getDeletedUser, { options: ONE }),
  write('POST', 'directory/deletedItems/:id/restore', MAY.restoreUsers, users.restoreUser),

  get('groups', MAY.readGroups, groups.listGroups),
  get('groups/$count', MAY.readGroups, groups.countGroups, { options: COUNT }),
  get('groups/:id', MAY.readGroups, groups.getGroup, { options: ONE }),
  get('groups/:id/members', MAY.readMembers, groups.listMembers, { cost: 3 }),
  get('groups/:id/members/$count', MAY.readMembers, groups.countMembers, {
    cost: 3,
    options: NONE,
  }),
  write('POST', 'groups/:id/members/$ref', MAY.writeMembers, groups.addMember),
  get('groups/:id/members/:type', MAY.readMembers, groups.listMembersCast, { cost: 3 }),
  write('DELETE', 'groups/:id/members/:member/$ref', MAY.writeMembers, groups.removeMember),
  write('DELETE', 'groups/:id/members/:member', MAY.deleteUsers, groups.deleteMemberObject),
  get('groups/:id/transitiveMembers', MAY.readMembers, groups.listTransitiveMembers, { cost: 5 }),
  get('groups/:id/transitiveMembers/:type', MAY.readMembers, groups.listTransitiveMembersCast, {
    cost: 5,
  }),
  get('groups/:id/owners', MAY.readOwners, groups.listOwners),
  get('groups/:id/owners/:type', MAY.readOwners, groups.listOwnersCast),
  get('groups/:id/memberOf', MAY.readGroupMemberOf, groups.groupMemberOf, { cost: 2 }),
  get('groups/:id/transitiveMemberOf', MAY.readGroupMemberOf, groups.groupTransitiveMemberOf, {
    cost: 2,
  }),

  get('directoryRoles', MAY.readRoles, roles.listDirectoryRoles),
  get('directoryRoles/:id/members', MAY.readRoles, roles.listRoleMembers),
  get(
    'roleManagement/directory/roleEligibilityScheduleInstances',
    MAY.readEligibility,
    roles.listEligibility,
  ),

  write('POST', 'directoryObjects/getByIds', undefined, tenant.getByIds, {
    cost: 5,
    options: ['$select'],
  }),
  get('contacts', MAY.readContacts, tenant.listContacts),
  get('contacts/:id', MAY.readContacts, tenant.getContact, { options: ONE }),
  get('servicePrincipals', MAY.readApplications, tenant.listServicePrincipals),
  get('servicePrincipals/:id', MAY.readApplications, tenant.getServicePrincipal, { options: ONE }),
];

export type Found =
  | { readonly operation: Operation; readonly parameters: Readonly<Record<string, string>> }
  | { readonly method: true }
  /** The first segment that leads nowhere. */
  | { readonly segment: string };

/** Finds the operation for a path given as decoded segments. */
export function findOperation(method: string, segments: readonly string[]): Found {
  let methodMissing = false;
  let reached = 0;
  for (const operation of OPERATIONS) {
    const { parameters, fits } = matchPath(operation.path.split('/'), segments);
    reached = Math.max(reached, fits);
    if (!parameters) continue;
    if (operation.method === method) return { operation, parameters };
    methodMissing = true;
  }
  if (methodMissing) return { method: true };
  return { segment: segments[Math.min(reached, segments.length - 1)] ?? '' };
}

/** Segments that fit from the start; the placeholders' values where all do. */
function matchPath(
  pattern: readonly string[],
  segments: readonly string[],
): { readonly fits: number; readonly parameters?: Readonly<Record<string, string>> } {
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index];
    if (segment === undefined || segment === '') return { fits: index };
    if (part.startsWith(':')) {
      // A name with a `$` is a keyword of the protocol, and a cast has a dot: neither is what a placeholder for an id takes.
      if (
        segment.startsWith('$') ||
        (part === ':type') !== segment.startsWith('microsoft.graph.')
      ) {
        return { fits: index };
      }
      parameters[part.slice(1)] = segment;
    } else if (part.toLowerCase() !== segment.toLowerCase()) return { fits: index };
  }
  return segments.length === pattern.length
    ? { fits: pattern.length, parameters }
    : { fits: pattern.length };
}
