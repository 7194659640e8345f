/**
 * Which application permission opens which operation. Source: Graph's permissions file, per path; where it has no row,
 * the reference pages. Any one of a set is enough. Permissions of unrelated products that happen to open a read
 * (devices, agents, cross-cloud) are in, so that an application is never refused what the service would give it.
 */
import type { Access } from '../world.ts';
import { refuse } from './refusals.ts';

export type Permissions = readonly string[];

const DEVICES = [
  'DeviceManagementApps.Read.All',
  'DeviceManagementApps.ReadWrite.All',
  'DeviceManagementConfiguration.Read.All',
  'DeviceManagementConfiguration.ReadWrite.All',
  'DeviceManagementManagedDevices.Read.All',
  'DeviceManagementManagedDevices.ReadWrite.All',
  'DeviceManagementServiceConfig.Read.All',
  'DeviceManagementServiceConfig.ReadWrite.All',
];
const DEVICE_WRITES = DEVICES.filter((name) => name.includes('ReadWrite'));
const AGENTS = ['AgentIdUser.ReadWrite.All', 'AgentIdUser.ReadWrite.IdentityParentedBy'];
const DIRECTORY = ['Directory.Read.All', 'Directory.ReadWrite.All'];

/** Reads every property of a user. */
const USER_FULL = [
  'User.Read.All',
  'User.ReadWrite.All',
  'User.ReadWrite.CrossCloud',
  ...DIRECTORY,
  ...DEVICES,
  ...AGENTS,
];
const GROUP_BASIC = ['Group.ReadBasic.All', 'GroupMember.ReadBasic.All'];
const MEMBERS = [
  'Directory.Read.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'GroupMember.Read.All',
  'GroupMember.ReadWrite.All',
  ...GROUP_BASIC,
];

export const MAY = {
  readServiceHealth: ['ServiceHealth.Read.All'],
  readOrganization: [
    'Organization.Read.All',
    'Organization.ReadWrite.All',
    ...DIRECTORY,
    ...DEVICES.filter((name) => /Configuration|ServiceConfig/.test(name)),
  ],
  /** By the permissions file, and not by the reference pages: a setting. */
  readOrganizationPerhaps: ['User.Read.All'],
  readDomains: ['Domain.Read.All', 'Domain.ReadWrite.All', 'Directory.Read.All'],
  readUsers: ['User.ReadBasic.All', ...USER_FULL],
  readUsersFully: USER_FULL,
  /** Any property. */
  writeUsers: [
    'User.ReadWrite.All',
    'User.ReadWrite.CrossCloud',
    'Directory.ReadWrite.All',
    ...AGENTS,
    ...DEVICE_WRITES,
  ],
  deleteUsers: [
    'User.DeleteRestore.All',
    'User.ReadWrite.All',
    'User.ReadWrite.CrossCloud',
    ...AGENTS,
    ...DEVICE_WRITES,
  ],
  restoreUsers: [
    'User.DeleteRestore.All',
    'User.ReadWrite.All',
    'User.ReadWrite.CrossCloud',
    'AgentIdentity.DeleteRestore.All',
    'AgentIdentityBlueprint.DeleteRestore.All',
    'AgentIdentityBlueprintPrincipal.DeleteRestore.All',
    ...AGENTS,
  ],
  revokeSessions: [
    'User.RevokeSessions.All',
    'User.ReadWrite.All',
    'Directory.ReadWrite.All',
    ...AGENTS,
  ],
  readManager: ['User.Read.All', 'User.ReadWrite.All', ...DIRECTORY, ...AGENTS],
  readMailboxSettings: ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'],
  writeMailboxSettings: ['MailboxSettings.ReadWrite'],
  checkMemberships: [
    'Application.Read.All',
    'Application.ReadWrite.All',
    'Device.Read.All',
    'Device.ReadWrite.All',
    'Group.Read.All',
    'Group.ReadWrite.All',
    'GroupMember.Read.All',
    'User.Read.All',
    ...GROUP_BASIC,
    ...DIRECTORY,
  ],
  readLicences: [
    'LicenseAssignment.Read.All',
    'Organization.Read.All',
    'Organization.ReadWrite.All',
    ...DIRECTORY,
  ],
  readUserLicences: [
    'LicenseAssignment.Read.All',
    'User.Read.All',
    'User.ReadWrite.All',
    ...DIRECTORY,
    ...AGENTS,
  ],
  writeLicences: [
    'LicenseAssignment.ReadWrite.All',
    'User.ReadWrite.All',
    'Directory.ReadWrite.All',
    ...AGENTS,
  ],
  readDeletedUsers: ['User.Read.All', 'User.ReadWrite.All', ...DIRECTORY],
  readGroups: [
    'Group.ReadBasic.All',
    'Group.Read.All',
    'Group.ReadWrite.All',
    'GroupMember.Read.All',
    'Group-NestingSupport.ReadWrite.All',
    'Group-PreferredDataLocation.ReadWrite.All',
    'Group.ManageProtection.All',
    ...DIRECTORY,
  ],
  readMembers: MEMBERS,
  readOwners: [
    'Directory.Read.All',
    'Group.Read.All',
    'Group.ReadWrite.All',
    'GroupMember.Read.All',
    'GroupMember.ReadWrite.All',
  ],
  writeMembers: ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All', 'Directory.ReadWrite.All'],
  readMemberOf: [...DIRECTORY, ...GROUP_BASIC],
  readTransitiveMemberOf: [
    'User.Read.All',
    'Group.Read.All',
    'GroupMember.Read.All',
    ...DIRECTORY,
    ...GROUP_BASIC,
  ],
  readGroupMemberOf: [...DIRECTORY, 'Group.Read.All', 'GroupMember.Read.All', ...GROUP_BASIC],
  readObjects: ['Directory.Read.All', 'Directory.ReadWrite.All'],
  readApplications: [
    'Application.Read.All',
    'Application.ReadWrite.All',
    'Application.ReadWrite.OwnedBy',
    ...DIRECTORY,
  ],
  readContacts: ['OrgContact.Read.All', ...DIRECTORY],
  readEligibility: [
    'RoleEligibilitySchedule.Read.Directory',
    'RoleEligibilitySchedule.ReadWrite.Directory',
    'RoleManagement.Read.All',
    'RoleManagement.Read.Directory',
    'RoleManagement.ReadWrite.Directory',
  ],
  readRoles: ['RoleManagement.Read.Directory', 'RoleManagement.ReadWrite.Directory', ...DIRECTORY],
} as const satisfies Record<string, Permissions>;

/** Needed besides the right to write members, where the group can be given roles. */
export const WRITE_ROLE_GROUPS = 'RoleManagement.ReadWrite.Directory';
/** Needed besides the right to read members, where a group hides them. */
export const READ_HIDDEN_MEMBERS = 'Member.Read.Hidden';

/** Narrow permissions that open single properties to a write; each needs the others in its list as well. */
export const PROPERTY_WRITES: Readonly<Record<string, readonly string[]>> = {
  accountEnabled: ['User.EnableDisableAccount.All', 'User.Read.All'],
  passwordProfile: ['User-PasswordProfile.ReadWrite.All'],
  otherMails: ['User-Mail.ReadWrite.All'],
  businessPhones: ['User-Phone.ReadWrite.All'],
  mobilePhone: ['User-Phone.ReadWrite.All'],
  identities: ['User.ManageIdentities.All'],
  employeeLeaveDateTime: ['User-LifeCycleInfo.ReadWrite.All', 'User.Read.All'],
};

export function holdsAny({ permissions }: Access, wanted: Permissions): boolean {
  return wanted.some((name) => permissions.has(name));
}

/** Throws the 403 where the caller holds none of them. */
export function demand(access: Access, wanted: Permissions): void {
  if (!holdsAny(access, wanted)) throw refuse.denied();
}

const TEMPLATE = {
  global: '62e90394-69f5-4237-9190-012177145e10',
  userAdmin: 'fe930be7-5e62-47db-91af-98c3a49a38b1',
  privilegedAuthentication: '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
  authentication: 'c4e39bd9-1100-46d3-8c65-fb160da0071f',
  helpdesk: '729827e3-9c14-49f7-bb1b-9608f156bbb8',
  licences: '4d6ac14f-3453-41d0-bef9-a3e0c569773a',
  directoryWriters: '9360feb5-f418-4baa-8175-e2a00bac4301',
  groups: 'fdd7a751-b60b-444a-984c-02652fe8fa1c',
} as const;
/** Directory Readers, Guest Inviter, Message Center Reader, Password, Reports Reader, Usage Summary Reports Reader. */
const HARMLESS: ReadonlySet<string> = new Set([
  '88d8e3e3-8f55-4a1e-953a-9b9898b8876b',
  '95e79109-95c0-4d8e-aee3-d01accf2d47b',
  '790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b',
  '966707d0-3269-4727-9be2-8c3a10f19b9d',
  '4a5d8f65-41da-4de4-8968-e035b65339cf',
  '75934031-6c7e-415a-99d7-48dbd49e875e',
]);

/** Roles that a delegated caller needs one of to change users. */
const USER_ADMINISTRATORS: ReadonlySet<string> = new Set([
  TEMPLATE.global,
  TEMPLATE.userAdmin,
  TEMPLATE.privilegedAuthentication,
  TEMPLATE.authentication,
]);
export function administersUsers({ wids }: Access): boolean {
  return wids.some((role) => USER_ADMINISTRATORS.has(role));
}

/** Whether a delegated caller may change licences. */
export function administersLicences({ wids }: Access): boolean {
  const { global, userAdmin, licences, directoryWriters } = TEMPLATE;
  return wids.some((role) =>
    [global, userAdmin, licences, directoryWriters].some((one) => one === role),
  );
}

/**
 * Whether the caller may carry out a sensitive action on somebody who holds these roles, or is in a group that can be
 * given roles. Source: "who can perform sensitive actions" of Microsoft Graph.
 */
export function outranks(
  { wids }: Access,
  target: { readonly roles: readonly string[]; readonly inRoleGroup: boolean },
): boolean {
  if (target.roles.length === 0 && !target.inRoleGroup) return true;
  if (wids.includes(TEMPLATE.global) || wids.includes(TEMPLATE.privilegedAuthentication))
    return true;
  if (target.inRoleGroup) return false;
  const userAdmin = wids.includes(TEMPLATE.userAdmin);
  const authentication = wids.includes(TEMPLATE.authentication);
  return target.roles.every((role) => {
    if (HARMLESS.has(role) || role === TEMPLATE.helpdesk) return userAdmin || authentication;
    if (role === TEMPLATE.groups || role === TEMPLATE.userAdmin) return userAdmin;
    return role === TEMPLATE.authentication && authentication;
  });
}

/** Names of the role templates known here. Source: Entra's list of built-in roles. */
const ROLE_NAMES: Readonly<Record<string, string>> = {
  [TEMPLATE.global]: 'Global Administrator',
  [TEMPLATE.userAdmin]: 'User Administrator',
  '29232cdf-9323-42fd-ade2-1d097af3e4de': 'Exchange Administrator',
  '31392ffb-586c-42d1-9346-e59415a2cc4e': 'Exchange Recipient Administrator',
  [TEMPLATE.privilegedAuthentication]: 'Privileged Authentication Administrator',
  'e8611ab8-c189-46e8-94e1-60213ab1f814': 'Privileged Role Administrator',
  [TEMPLATE.authentication]: 'Authentication Administrator',
  [TEMPLATE.helpdesk]: 'Helpdesk Administrator',
  [TEMPLATE.licences]: 'License Administrator',
  [TEMPLATE.directoryWriters]: 'Directory Writers',
  [TEMPLATE.groups]: 'Groups Administrator',
  'f2ef992c-3afb-46b9-b7cf-a126ee74c451': 'Global Reader',
};
export function roleName(templateId: string): string {
  return ROLE_NAMES[templateId] ?? 'Directory role';
}
