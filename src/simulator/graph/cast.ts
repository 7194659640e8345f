/** Lists of several kinds narrowed to one by the type at the end of the path. */
import type { SimResponse } from '../world.ts';
import type { AnyObject, Kind } from './any-object.ts';
import { type GraphCall, list } from './call.ts';
import type { EntityType } from './entity.ts';
import { GROUP } from './group-entity.ts';
import { userType } from './licence-entities.ts';
import { mayRead } from './mixed.ts';
import { refuse } from './refusals.ts';
import { CONTACT, ROLE, SERVICE_PRINCIPAL } from './small-entities.ts';

/** The rows of the type that the path names; then it takes filters and sorting like any list of one kind. */
export function cast(call: GraphCall, found: readonly AnyObject[]): SimResponse {
  const { type = '' } = call.parameters;
  const set = `Collection(${type})`;
  switch (type) {
    case 'microsoft.graph.user': {
      const users = found.flatMap((one) => (one.kind === 'user' ? [one.object] : []));
      return list(call, readableOr(call, 'user', userType(call.world)), set, users);
    }
    case 'microsoft.graph.group': {
      const groups = found.flatMap((one) => (one.kind === 'group' ? [one.object] : []));
      return list(call, readableOr(call, 'group', GROUP), set, groups);
    }
    case 'microsoft.graph.orgContact': {
      const contacts = found.flatMap((one) => (one.kind === 'orgContact' ? [one.object] : []));
      return list(call, readableOr(call, 'orgContact', CONTACT), set, contacts);
    }
    case 'microsoft.graph.servicePrincipal': {
      const apps = found.flatMap((one) => (one.kind === 'servicePrincipal' ? [one.object] : []));
      return list(call, readableOr(call, 'servicePrincipal', SERVICE_PRINCIPAL), set, apps);
    }
    case 'microsoft.graph.directoryRole': {
      const roles = found.flatMap((one) => (one.kind === 'directoryRole' ? [one.object] : []));
      return list(call, readableOr(call, 'directoryRole', ROLE), set, roles);
    }
    default:
      throw refuse.segment(type);
  }
}

/** A cast of a transitive list is an advanced query. */
export function castTransitive(call: GraphCall, found: readonly AnyObject[]): SimResponse {
  if (!call.query.advanced) throw refuse.advanced('A cast of a transitive list');
  return cast(call, found);
}

/** Who may see that something is in the list, but not objects of its kind, gets ids and nothing else. */
function readableOr<T>({ access }: GraphCall, kind: Kind, type: EntityType<T>): EntityType<T> {
  if (mayRead(access, kind)) return type;
  const bare = Object.entries(type.properties).map(([name, property]) => [
    name,
    name === 'id' ? property : { ...property, get: () => null },
  ]);
  return { ...type, properties: Object.fromEntries(bare) };
}
