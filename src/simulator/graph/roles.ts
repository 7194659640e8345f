/** Directory roles in use, who holds them, and who may activate one. Source: Graph, directoryRoles and roleEligibilityScheduleInstances. */
import type { SimResponse } from '../world.ts';
import type { AnyObject } from './any-object.ts';
import { type GraphCall, list } from './call.ts';
import { groups, users } from './directory.ts';
import { type EntityType, id, text, time } from './entity.ts';
import { mixedList } from './mixed.ts';
import { roleName } from './permissions.ts';
import { refuse } from './refusals.ts';
import { ROLE } from './small-entities.ts';

/** Never paged. Only roles that somebody holds have an object. */
export function listDirectoryRoles(call: GraphCall): SimResponse {
  const held = new Set(holders(call).flatMap(({ object }) => object.roles ?? []));
  const roles = [...held].map((templateId) => ({ templateId, displayName: roleName(templateId) }));
  return list(call, ROLE, 'directoryRoles', roles);
}

/** Never paged. A group that holds the role is itself the member. */
export function listRoleMembers(call: GraphCall): SimResponse {
  const { id: role = '' } = call.parameters;
  const found = holders(call).filter(({ object }) => object.roles?.includes(role) === true);
  if (found.length === 0) throw refuse.missing(role);
  return mixedList(call, found);
}

/** Users, and groups that may be given roles. */
function holders({ world }: GraphCall): Extract<AnyObject, { kind: 'user' | 'group' }>[] {
  return [
    ...users(world).map((object) => ({ kind: 'user' as const, object })),
    ...groups(world)
      .filter(({ isAssignableToRole }) => isAssignableToRole)
      .map((object) => ({ kind: 'group' as const, object })),
  ];
}

interface Eligibility {
  readonly principalId: string;
  readonly roleDefinitionId: string;
}
const key = ({ principalId, roleDefinitionId }: Eligibility): string =>
  `${roleDefinitionId}-${principalId}`;
/** The role's definition has the id of its template, where the role is built in. */
const ELIGIBILITY_PROPERTIES: EntityType<Eligibility>['properties'] = {
  id: id(key),
  principalId: id(({ principalId }) => principalId),
  roleDefinitionId: id(({ roleDefinitionId }) => roleDefinitionId),
  directoryScopeId: text(() => '/'),
  appScopeId: text(() => null, 'advanced'),
  memberType: text(() => 'Direct', 'advanced'),
  roleEligibilityScheduleId: id(key),
  startDateTime: time(() => null, 'advanced'),
  endDateTime: time(() => null, 'advanced'),
};
const ELIGIBILITY: EntityType<Eligibility> = {
  name: 'unifiedRoleEligibilityScheduleInstance',
  properties: ELIGIBILITY_PROPERTIES,
  defaults: Object.keys(ELIGIBILITY_PROPERTIES),
};

/** Who may activate a role: the person or group that was made eligible, never a group's members one by one. */
export function listEligibility(call: GraphCall): SimResponse {
  const rows = holders(call).flatMap(({ object }) =>
    (object.eligibleRoles ?? []).map((roleDefinitionId) => ({
      principalId: object.id,
      roleDefinitionId,
    })),
  );
  return list(call, ELIGIBILITY, 'roleManagement/directory/roleEligibilityScheduleInstances', rows);
}
