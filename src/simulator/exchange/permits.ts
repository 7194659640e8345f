/** Who may do what: the application permission that opens a route, and the cmdlets that the caller's roles hold. */

import type { Settings } from '../settings.ts';
import type { ManagementRole, RoleGroup } from '../tenant/model.ts';
import type { Access, World } from '../world.ts';
import { CMDLET_NAMES } from './contract.ts';
import {
  DIRECTORY_ROLES,
  EXCHANGE_RECIPIENT_ADMINISTRATOR,
  HELPDESK_ADMINISTRATOR,
  ROLE_CMDLETS,
  ROLE_GROUPS,
  rolesOfParameter,
} from './management-roles.ts';

/** The two surfaces have permissions of their own: application permission, delegated scope. */
const OPENS = {
  beta: ['Exchange.ManageAsApp', 'Exchange.Manage'],
  'v2.0': ['Exchange.ManageAsAppV2', 'Exchange.ManageV2'],
} as const;
export type Surface = keyof typeof OPENS;

/** Whether the token has the permission that opens this surface at all. */
export function opens(access: Access, surface: Surface): boolean {
  const [application, delegated] = OPENS[surface];
  return access.permissions.has(access.as === 'app' ? application : delegated);
}

/** Whether one of the caller's roles holds the cmdlet. */
export function holds(world: World, access: Access, cmdlet: string): boolean {
  return rolesOf(world, access).some((role) => roleHolds(world, role, cmdlet));
}

/** Of the parameters given, those that no role of the caller holds for this cmdlet. */
export function withheld(
  world: World,
  access: Access,
  cmdlet: string,
  parameters: Iterable<string>,
): string[] {
  const roles = rolesOf(world, access).filter((role) => roleHolds(world, role, cmdlet));
  const held = roles.map((name) => customRole(world, name)?.parent ?? name);
  return [...parameters].filter((parameter) => {
    const wanted = parameterRoles(world.settings, cmdlet, parameter);
    return wanted !== undefined && !held.some((role) => wanted.includes(role));
  });
}

/** What tenants, or the sources, differ in comes before the table. */
function parameterRoles(
  settings: Settings,
  cmdlet: string,
  parameter: string,
): readonly string[] | undefined {
  const roles = rolesOfParameter(cmdlet, parameter);
  if (settings.recipientRolesSetAudit === 'allowed' && isAudit(parameter))
    return roles && ['Mail Recipients', ...roles];
  if (settings.recipientRolesSetHold === 'denied' && isHold(parameter))
    return roles?.filter((role) => role !== 'Mail Recipients');
  return roles;
}
const isAudit = (parameter: string): boolean => /^Audit/.test(parameter);
const isHold = (parameter: string): boolean =>
  /^(LitigationHold\w+|RetentionPolicy)$/.test(parameter);

/** Every cmdlet that is listed for the caller, in the order of the contracts. */
export function listedFor(world: World, access: Access): string[] {
  return world.settings.moduleFile === 'everything'
    ? [...CMDLET_NAMES]
    : CMDLET_NAMES.filter((cmdlet) => holds(world, access, cmdlet));
}

/** Whether the caller has a role of any kind. */
export function hasRole(world: World, access: Access): boolean {
  return rolesOf(world, access).length > 0;
}

function rolesOf(world: World, access: Access): string[] {
  return assignmentsOf(world, access).map(({ role }) => role);
}

/** A role that the caller holds, and what it may write to. */
interface Assignment {
  readonly role: string;
  /** A recipient filter; undefined: the whole organisation. */
  readonly writeScope: string | undefined;
}

/** Grants add up: directory roles act as role groups, and role groups of Exchange have members of their own. */
function assignmentsOf(world: World, access: Access): Assignment[] {
  const { tenant, settings } = world;
  const groups = access.wids.flatMap((id) => groupOf(id.toLowerCase(), settings) ?? []);
  const own = (tenant.roleGroups ?? []).filter(
    (group) => group.members.includes(access.id) && isKnown(world, access) && works(world, group),
  );
  return [
    ...groups
      .flatMap((name) => ROLE_GROUPS[name] ?? [])
      .map((role) => ({ role, writeScope: undefined })),
    // A role group of a built-in name adds members to that one; its roles are the built-in ones.
    ...own.flatMap(({ name, roles, writeScope }) =>
      (ROLE_GROUPS[name] ?? roles).map((role) => ({ role, writeScope })),
    ),
  ];
}

/** Whether Exchange knows who is a member: an application by its service principal. */
export function isKnown({ tenant }: World, { id }: Access): boolean {
  return tenant.applications.find((one) => one.id === id)?.notInExchange !== true;
}
/** Rights are kept for a while: what was given just now does not work at once. */
const works = ({ clock, settings }: World, { since }: RoleGroup): boolean =>
  since === undefined || clock.now() >= Date.parse(since) + settings.grantDelay;

/**
 * The filters of which an object has to fit one for the caller to write to it with this cmdlet; undefined where the
 * whole organisation is open. Roles that only view write nowhere, also where a cmdlet of theirs checks it.
 */
export function writeScopes(
  world: World,
  access: Access,
  cmdlet: string,
): readonly string[] | undefined {
  const holding = assignmentsOf(world, access).filter(({ role }) => roleHolds(world, role, cmdlet));
  const views = (role: string) =>
    (customRole(world, role)?.parent ?? role) === 'View-Only Recipients' &&
    world.settings.viewOnlyInboxRules !== 'allowed';
  const writing = holding.filter(({ role }) => !views(role));
  if (writing.some(({ writeScope }) => writeScope === undefined)) return undefined;
  return writing.flatMap(({ writeScope }) => writeScope ?? []);
}

/** Whether the caller may make roles, role groups and assignments. */
export function managesRoles(world: World, access: Access): boolean {
  return rolesOf(world, access).includes('Role Management');
}

function groupOf(directoryRole: string, settings: Settings): string | undefined {
  switch (directoryRole) {
    case EXCHANGE_RECIPIENT_ADMINISTRATOR:
      return settings.recipientAdministratorAs === 'nothing' ? undefined : 'Recipient Management';
    case HELPDESK_ADMINISTRATOR:
      return settings.helpdeskAdministratorAs === 'helpDesk'
        ? 'Help Desk'
        : 'View-Only Organization Management';
    default:
      return DIRECTORY_ROLES[directoryRole];
  }
}

/** A role made by the organisation holds the cmdlets it names, as far as its parent holds them. */
function roleHolds(world: World, role: string, cmdlet: string): boolean {
  const custom = customRole(world, role);
  if (custom === undefined) return builtInHolds(world.settings, role, cmdlet);
  return (
    custom.cmdlets.some((name) => name.toLowerCase() === cmdlet.toLowerCase()) &&
    builtInHolds(world.settings, custom.parent, cmdlet)
  );
}

function customRole({ tenant }: World, name: string): ManagementRole | undefined {
  return tenant.managementRoles?.find((role) => role.name === name);
}

/** What tenants, or the sources, differ in comes before the table. */
function builtInHolds(settings: Settings, role: string, cmdlet: string): boolean {
  switch (`${role}/${cmdlet}`) {
    case 'View-Only Recipients/Get-RecipientPermission':
      return settings.viewOnlySendAs === 'allowed';
    case 'View-Only Recipients/Get-InboxRule':
      return settings.viewOnlyInboxRules !== 'absent';
    case 'View-Only Configuration/Get-ServicePrincipal':
    case 'Security Reader/Get-ServicePrincipal':
      return settings.viewOnlyServicePrincipals === 'allowed';
    case 'Mail Recipients/Get-OrganizationConfig':
    case 'Distribution Groups/Get-OrganizationConfig':
      return settings.recipientRolesReadOrganization === 'allowed';
    default:
      return ROLE_CMDLETS[role]?.includes(cmdlet) ?? false;
  }
}
