/** Objects of several kinds in one list, each with its type; what the caller may not read has its id and nothing else. */

import type { Access, SimResponse } from '../world.ts';
import type { AnyObject, Kind } from './any-object.ts';
import { context, type GraphCall, idOf, ok, properName, shown } from './call.ts';
import type { EntityType } from './entity.ts';
import { type Compiled, compileFilter } from './filter.ts';
import { GROUP } from './group-entity.ts';
import { userType } from './licence-entities.ts';
import { holdsAny, MAY, type Permissions } from './permissions.ts';
import { pageOf } from './query.ts';
import { GraphRefusal, refuse } from './refusals.ts';
import { CONTACT, ROLE, SERVICE_PRINCIPAL } from './small-entities.ts';

const READ: Readonly<Record<Kind, Permissions>> = {
  user: MAY.readUsers,
  group: [...MAY.readGroups, ...MAY.readMembers],
  orgContact: MAY.readContacts,
  servicePrincipal: MAY.readApplications,
  directoryRole: MAY.readRoles,
};
export function mayRead(access: Access, kind: Kind): boolean {
  return holdsAny(access, READ[kind]);
}

/**
 * A list of several kinds; each row says its type. What the caller may not read has its id and nothing else. A filter is
 * an advanced query, and fits objects of the kinds that have its properties. Sorting takes a cast to one kind.
 */
export function mixedList(call: GraphCall, objects: readonly AnyObject[]): SimResponse {
  const { query, request } = call;
  if (query.orderBy) {
    throw refuse.unsupported('Sorting a list of several kinds is not supported; cast it to one.');
  }
  const found = query.filter === undefined ? objects : filteredMixed(call, query.filter, objects);
  const { rows, nextLink } = pageOf(request, query, found, (row) => idOfAny(row));
  return ok({
    '@odata.context': context(call, 'directoryObjects'),
    ...(query.count && !query.after && { '@odata.count': found.length }),
    ...(nextLink !== undefined && { '@odata.nextLink': nextLink }),
    value: rows.map((row) => typed(call, row)),
  });
}

function filteredMixed(
  call: GraphCall,
  filter: string,
  objects: readonly AnyObject[],
): readonly AnyObject[] {
  if (!call.query.advanced) throw refuse.advanced('A filter on a list of several kinds');
  const users = filterFor(filter, userType(call.world));
  const groups = filterFor(filter, GROUP);
  if (!users && !groups) compileFilter(filter, GROUP);
  return objects.filter((one) => {
    if (!mayRead(call.access, one.kind)) return false;
    if (one.kind === 'user') return users?.test(one.object) ?? false;
    return one.kind === 'group' && (groups?.test(one.object) ?? false);
  });
}

/** Undefined where this kind does not have the properties asked for. */
function filterFor<T>(filter: string, type: EntityType<T>): Compiled<T> | undefined {
  try {
    return compileFilter(filter, type);
  } catch (error) {
    if (error instanceof GraphRefusal && error.message.includes('Could not find a property')) {
      return undefined;
    }
    throw error;
  }
}

/** An object of any kind with its type said. What the caller may not read has its id and nothing else. */
export function typed(call: GraphCall, one: AnyObject): object {
  return { '@odata.type': `#microsoft.graph.${typeOf(one)}`, ...shownAny(call, one) };
}

/** An AI agent's account is of a type made from `user`. */
const typeOf = ({ kind, object }: AnyObject): string =>
  kind === 'user' && object.agent !== undefined ? 'agentUser' : kind;

function idOfAny(one: AnyObject): string {
  return one.kind === 'directoryRole' ? one.object.templateId : one.object.id;
}

function shownAny(call: GraphCall, one: AnyObject): object {
  switch (one.kind) {
    case 'user':
      return shownMember(call, one.kind, userType(call.world), one.object);
    case 'group':
      return shownMember(call, one.kind, GROUP, one.object);
    case 'orgContact':
      return shownMember(call, one.kind, CONTACT, one.object);
    case 'servicePrincipal':
      return shownMember(call, one.kind, SERVICE_PRINCIPAL, one.object);
    case 'directoryRole':
      return shownMember(call, one.kind, ROLE, one.object);
  }
}

/** Selected names that this kind does not have are left out: the others of the list may have them. */
function shownMember<T>(call: GraphCall, kind: Kind, type: EntityType<T>, object: T): object {
  const { select } = call.query;
  const names = (select ?? type.defaults)
    .map((name) => properName(type, name))
    .filter((name) => name in type.properties);
  const readable = mayRead(call.access, kind);
  return readable
    ? shown(call, type, object, names)
    : Object.fromEntries(names.map((name) => [name, name === 'id' ? idOf(type, object) : null]));
}
