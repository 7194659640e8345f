/** Memberships as bare ids: getMemberGroups, checkMemberGroups and the two for objects. Source: Graph, directoryObject. */
import { isRecord } from '../call.ts';
import type { SimResponse } from '../world.ts';
import type { AnyObject } from './any-object.ts';
import { context, type GraphCall, ok } from './call.ts';
import { belongings, transitiveGroupsOf } from './directory.ts';
import { GROUP } from './group-entity.ts';
import { seenNamed } from './named-user.ts';
import { refuse } from './refusals.ts';

/** Most ids in one check. Source: Graph, checkMemberGroups. */
const IDS_LIMIT = 20;

export function getMemberGroups(call: GraphCall): SimResponse {
  return idList(call, belonging(call).filter(isGroup).filter(securityFilter(call)).map(idOf));
}

/** Groups and directory roles; with `securityEnabledOnly` the groups alone that are for security. */
export function getMemberObjects(call: GraphCall): SimResponse {
  return idList(call, belonging(call).filter(securityFilter(call)).map(idOf));
}

/** Of the groups asked about, those that the person is in, through nesting too. */
export function checkMemberGroups(call: GraphCall): SimResponse {
  return checked(call, 'groupIds', belonging(call).filter(isGroup));
}

export function checkMemberObjects(call: GraphCall): SimResponse {
  return checked(call, 'ids', belonging(call));
}

function belonging(call: GraphCall): readonly AnyObject[] {
  const user = seenNamed(call);
  return belongings(transitiveGroupsOf(call.world, user.id), user);
}

function isGroup({ kind }: AnyObject): boolean {
  return kind === 'group';
}

function idOf(one: AnyObject): string {
  return one.kind === 'directoryRole' ? one.object.templateId : one.object.id;
}

/** Throws the 400 where the switch, which is required, is missing. */
function securityFilter({ request }: GraphCall): (one: AnyObject) => boolean {
  const { securityEnabledOnly } = isRecord(request.body) ? request.body : {};
  if (typeof securityEnabledOnly !== 'boolean') {
    throw refuse.body("The parameter 'securityEnabledOnly' is missing or no boolean.");
  }
  if (!securityEnabledOnly) return () => true;
  const enabled = GROUP.properties['securityEnabled'];
  return (one) => one.kind === 'group' && enabled?.get(one.object) === true;
}

function checked(call: GraphCall, name: string, found: readonly AnyObject[]): SimResponse {
  const ids: unknown = isRecord(call.request.body) ? call.request.body[name] : undefined;
  if (!Array.isArray(ids) || ids.length === 0 || ids.some((id) => typeof id !== 'string')) {
    throw refuse.body(`The parameter '${name}' is missing or empty.`);
  }
  if (ids.length > IDS_LIMIT) {
    throw refuse.body(`Number of included identifiers cannot exceed '${IDS_LIMIT}'.`);
  }
  const wanted = new Set(ids.map((id) => String(id).toLowerCase()));
  return idList(
    call,
    found.map(idOf).filter((id) => wanted.has(id.toLowerCase())),
  );
}

function idList(call: GraphCall, ids: readonly string[]): SimResponse {
  return ok({ '@odata.context': context(call, 'Collection(Edm.String)'), value: ids });
}
