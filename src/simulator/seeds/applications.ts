/** Who may sign in to a seeded tenant: the application of mbx, one that only reads, and one that nobody gave a role. */
import type { Application, ManagementRole, RoleGroup } from '../tenant/model.ts';
import { guidOf, secretFrom } from './ids.ts';

/** Directory role template ids. Source: Entra built-in roles. */
export const ROLE = {
  globalAdministrator: '62e90394-69f5-4237-9190-012177145e10',
  exchangeAdministrator: '29232cdf-9323-42fd-ade2-1d097af3e4de',
  exchangeRecipientAdministrator: '31392ffb-586c-42d1-9346-e59415a2cc4e',
  globalReader: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
  userAdministrator: 'fe930be7-5e62-47db-91af-98c3a49a38b1',
} as const;

/** Graph permissions that reading needs. */
const GRAPH_READ = [
  'User.Read.All',
  'Group.Read.All',
  'GroupMember.Read.All',
  'Organization.Read.All',
  'Domain.Read.All',
  'RoleManagement.Read.Directory',
  'LicenseAssignment.Read.All',
];

/** Who may sign in, and what Exchange lets them do beyond their directory roles. */
interface SeedAccess {
  readonly applications: Application[];
  readonly managementRoles: ManagementRole[];
  readonly roleGroups: RoleGroup[];
}

/**
 * The three applications. Secrets come from `random`, so each tenant made with other numbers has its own. That of mbx is
 * an Exchange Recipient Administrator, and a member of a role group that may list applications: no recipient role may.
 */
export function seedAccess(random: () => number, deviceCodeUser: string | null): SeedAccess {
  const mbx = application('mbx', random, {
    graphRoles: [...GRAPH_READ, 'User.EnableDisableAccount.All'],
    exchangeRoles: ['Exchange.ManageAsApp', 'Exchange.ManageAsAppV2'],
    wids: [ROLE.exchangeRecipientAdministrator],
    deviceCodeUser,
  });
  const reader = application('mbx-reader', random, {
    graphRoles: GRAPH_READ,
    exchangeRoles: ['Exchange.ManageAsApp', 'Exchange.ManageAsAppV2'],
    wids: [ROLE.globalReader],
  });
  const role = 'mbx applications';
  return {
    applications: [mbx, reader, application('no-roles-app', random, {})],
    managementRoles: [{ name: role, parent: 'Role Management', cmdlets: ['Get-ServicePrincipal'] }],
    roleGroups: [{ name: 'mbx readers', roles: [role], members: [mbx.id] }],
  };
}

function application(
  displayName: string,
  random: () => number,
  granted: Partial<Application>,
): Application {
  return {
    appId: guidOf(`application ${displayName}`),
    id: guidOf(`service principal of application ${displayName}`),
    displayName,
    secret: secretFrom(random),
    certificate: null,
    federated: null,
    graphRoles: [],
    exchangeRoles: [],
    wids: [],
    deviceCodeUser: null,
    ...granted,
  };
}
