/** Who may sign in to a seeded tenant: the application of mbx, one that only reads, and one that nobody gave a role. */
import type { Application } from '../tenant/model.ts';
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

/** The three applications. Secrets come from `random`, so each tenant made with other numbers has its own. */
export function seedApplications(
  random: () => number,
  deviceCodeUser: string | null,
): Application[] {
  return [
    application('mbx', random, {
      graphRoles: [...GRAPH_READ, 'User.EnableDisableAccount.All'],
      exchangeRoles: ['Exchange.ManageAsApp', 'Exchange.ManageAsAppV2'],
      wids: [ROLE.exchangeRecipientAdministrator],
      deviceCodeUser,
    }),
    application('mbx-reader', random, {
      graphRoles: GRAPH_READ,
      exchangeRoles: ['Exchange.ManageAsApp', 'Exchange.ManageAsAppV2'],
      wids: [ROLE.globalReader],
    }),
    application('no-roles-app', random, {}),
  ];
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
