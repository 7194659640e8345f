/** Names of Microsoft Graph v1.0, as they stand on the wire. */

export const GRAPH_ORIGIN = 'https://graph.microsoft.com';
export const GRAPH_VERSION = 'v1.0';
/** Most parts that one `$batch` carries. Source: Graph, JSON batching. */
export const GRAPH_BATCH_LIMIT = 20;
/** Largest `$top` of directory lists. Source: Graph, paging. */
export const GRAPH_PAGE_LIMIT = 999;

/** Paths below the version. Ids are object ids; the caller encodes. */
export const GRAPH_PATH = {
  batch: '/$batch',
  organization: '/organization',
  users: '/users',
  user: (id: string): string => `/users/${id}`,
  deletedUsers: '/directory/deletedItems/microsoft.graph.user',
  groups: '/groups',
  group: (id: string): string => `/groups/${id}`,
  transitiveMembers: (group: string): string => `/groups/${group}/transitiveMembers`,
  directoryRoles: '/directoryRoles',
  /** Roles that somebody holds, through groups too: an advanced query. */
  rolesOfUser: (id: string): string =>
    `/users/${id}/transitiveMemberOf/microsoft.graph.directoryRole`,
  roleEligibility: '/roleManagement/directory/roleEligibilityScheduleInstances',
  /** How Microsoft says that each service is. */
  healthOverviews: '/admin/serviceAnnouncement/healthOverviews',
  directoryRoleMembers: (role: string): string => `/directoryRoles/${role}/members`,
} as const;
