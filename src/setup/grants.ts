/**
 * What can be given to the application that mbx signs in as: application permissions in Entra ID, and management roles in Exchange.
 * The two add up, and one does not replace the other: `Exchange.ManageAsApp` opens Exchange, a role says which cmdlets may be run.
 */

/** An application permission (app role) of a service. Source of the ids: Microsoft Graph permissions reference; app-only access to Exchange. */
export interface Permission {
  readonly is: 'permission';
  readonly service: 'graph' | 'exchange';
  readonly name: string;
  /** Id of the app role: the same in every tenant. */
  readonly id: string;
}

/** A management role of Exchange: a set of cmdlets, given to the members of a role group. */
export interface Role {
  readonly is: 'role';
  readonly service: 'exchange';
  readonly name: string;
  /** One that the organisation has to make: some of the cmdlets of its parent. Absent: Exchange has it. */
  readonly made?: { readonly parent: string; readonly cmdlets: readonly string[] };
  /** Role group that Exchange has and that holds the role, and the Entra role that acts as it. Source: Exchange, role groups; app-only access. */
  readonly heldBy?: { readonly roleGroup: string; readonly entraRole: string };
}
export type Grant = Permission | Role;

/** Microsoft's own application that has the app roles of a service: the same in every tenant. */
export const RESOURCE = {
  graph: { name: 'Microsoft Graph', appId: '00000003-0000-0000-c000-000000000000' },
  exchange: { name: 'Office 365 Exchange Online', appId: '00000002-0000-0ff1-ce00-000000000000' },
} as const;

const ofGraph = (name: string, id: string): Permission => ({
  is: 'permission',
  service: 'graph',
  name,
  id,
});

/** Application permissions that are given; more than these open a call (`graph-calls.ts`). */
export const PERMISSION = {
  users: ofGraph('User.Read.All', 'df021288-bdef-4463-88db-98f22de89214'),
  groups: ofGraph('GroupMember.Read.All', '98830695-27a2-44f7-8c18-0c3ebc9698f6'),
  organization: ofGraph('Organization.Read.All', '498476ce-e0fe-48b0-b801-37ba7e2685c6'),
  directoryRoles: ofGraph('RoleManagement.Read.Directory', '483bed4a-2ad3-4361-a73b-c83ccdbdc53c'),
  hiddenMembers: ofGraph('Member.Read.Hidden', '658aa5d8-239f-45c4-aa12-864f4fc7e490'),
  signIn: ofGraph('User.EnableDisableAccount.All', '3011c876-62b7-4ada-afa2-506cbbecc68c'),
  /** Of no use but to `doctor`. */
  health: ofGraph('ServiceHealth.Read.All', '79c261e0-fe76-4144-aad5-bdc68fbe4037'),
  /** Without it Exchange takes no cmdlet at all. */
  door: {
    is: 'permission',
    service: 'exchange',
    name: 'Exchange.ManageAsApp',
    id: 'dc50a0fb-09a3-484d-be87-e023b12c6440',
  },
} as const satisfies Readonly<Record<string, Permission>>;

const VIEWS = {
  roleGroup: 'View-Only Organization Management',
  entraRole: 'Global Reader',
} as const;
const RECIPIENTS = {
  roleGroup: 'Recipient Management',
  entraRole: 'Exchange Recipient Administrator',
} as const;
const role = (name: string, more: Pick<Role, 'made' | 'heldBy'>): Role => ({
  is: 'role',
  service: 'exchange',
  name,
  ...more,
});

/** Management roles that are given. The two that are made hold one cmdlet each, and none that writes. */
export const ROLE = {
  viewRecipients: role('View-Only Recipients', { heldBy: VIEWS }),
  viewConfiguration: role('View-Only Configuration', { heldBy: VIEWS }),
  sendAs: role('mbx read', {
    made: { parent: 'Mail Recipients', cmdlets: ['Get-RecipientPermission'] },
  }),
  applications: role('mbx applications', {
    made: { parent: 'Role Management', cmdlets: ['Get-ServicePrincipal'] },
  }),
  recipients: role('Mail Recipients', { heldBy: RECIPIENTS }),
  creation: role('Mail Recipient Creation', { heldBy: RECIPIENTS }),
} as const satisfies Readonly<Record<string, Role>>;

/** Role group that is made for an identity: one that only reads, and one that writes. */
export const ROLE_GROUP = { reads: 'mbx readers', writes: 'mbx writers' } as const;

/** How long a grant may take to work in Exchange. Source: reports of minutes up to two hours; Exchange keeps an application's rights in a cache. */
export const GRANT_LAG = 'A grant can take up to two hours to work in Exchange.';
