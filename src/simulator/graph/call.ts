/** What every operation of Graph works with, and how its answers are written. */

import { ODATA_JSON } from '../answers.ts';
import type { Contact, Group, User } from '../tenant/model.ts';
import type { Access, SimRequest, SimResponse, World } from '../world.ts';
import type { EntityType } from './entity.ts';
import { compileFilter } from './filter.ts';
import { GROUP } from './group-entity.ts';
import { holdsAny, MAY, type Permissions } from './permissions.ts';
import { pageOf, type Query } from './query.ts';
import { refuse } from './refusals.ts';
import {
  CONTACT,
  type DirectoryApp,
  type DirectoryRole,
  ROLE,
  SERVICE_PRINCIPAL,
} from './small-entities.ts';
import { OUTSIDE_DIRECTORY, USER } from './user-entity.ts';

export interface GraphCall {
  readonly world: World;
  readonly request: SimRequest;
  readonly access: Access;
  readonly query: Query;
  /** Values of the placeholders in the route's path, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** An object of any kind, with what is needed to show it. */
export type AnyObject =
  | { readonly kind: 'user'; readonly object: User }
  | { readonly kind: 'group'; readonly object: Group }
  | { readonly kind: 'orgContact'; readonly object: Contact }
  | { readonly kind: 'servicePrincipal'; readonly object: DirectoryApp }
  | { readonly kind: 'directoryRole'; readonly object: DirectoryRole };
export type Kind = AnyObject['kind'];

const READ: Readonly<Record<Kind, Permissions>> = {
  user: MAY.readUsers,
  group: [...MAY.readGroups, ...MAY.readMembers],
  orgContact: MAY.readContacts,
  servicePrincipal: MAY.readApplications,
  directoryRole: MAY.readRoles,
};
/** All that `User.ReadBasic.All` alone lets one see of a user. Source: permissions reference. */
const BASIC_USER: ReadonlySet<string> = new Set([
  'displayName',
  'givenName',
  'id',
  'mail',
  'securityIdentifier',
  'surname',
  'userPrincipalName',
]);

export function mayRead(access: Access, kind: Kind): boolean {
  return holdsAny(access, READ[kind]);
}

export function ok(body: object): SimResponse {
  return { status: 200, headers: { 'content-type': ODATA_JSON }, body };
}
export const NO_CONTENT: SimResponse = { status: 204, headers: {}, body: undefined };

/** `$metadata` link of an answer; `shape` is what stands after the `#`. */
export function context({ request }: GraphCall, shape: string): string {
  return `${request.base}/v1.0/$metadata#${shape}`;
}

/** A list of one kind of object: filtered, sorted, paged, narrowed. */
export function list<T>(
  call: GraphCall,
  type: EntityType<T>,
  set: string,
  objects: readonly T[],
): SimResponse {
  const { query, request } = call;
  const select = checkSelect(call, type, query.select);
  const rows = sorted(filtered(call, type, objects), type, query);
  const { rows: page, nextLink } = pageOf(request, query, rows, (row) => idOf(type, row));
  return ok({
    '@odata.context': context(call, query.select ? `${set}(${query.select.join(',')})` : set),
    // The number of all comes with the first page only.
    ...(query.count && !query.after && { '@odata.count': rows.length }),
    ...(nextLink !== undefined && { '@odata.nextLink': nextLink }),
    value: page.map((object) => shown(call, type, object, select)),
  });
}

/** One object. */
export function single<T>(
  call: GraphCall,
  type: EntityType<T>,
  set: string,
  object: T,
): SimResponse {
  const select = checkSelect(call, type, call.query.select);
  const names = call.query.select ? `(${call.query.select.join(',')})` : '';
  return ok({
    '@odata.context': context(call, `${set}${names}/$entity`),
    ...shown(call, type, object, select),
  });
}

/** The number of objects that fit, as text. */
export function count<T>(call: GraphCall, type: EntityType<T>, objects: readonly T[]): SimResponse {
  if (!call.query.eventual) throw refuse.countSegment();
  // The header alone is enough for this segment, also for an advanced filter.
  const number = filtered(
    { ...call, query: { ...call.query, advanced: true } },
    type,
    objects,
  ).length;
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: String(number) };
}

/** A list of several kinds; each row says its type. What the caller may not read has its id and nothing else. */
export function mixedList(call: GraphCall, objects: readonly AnyObject[]): SimResponse {
  const { query, request } = call;
  if (query.filter !== undefined || query.orderBy) {
    throw refuse.unsupported(
      'Filtering and sorting a list of several kinds is not supported; cast it to one.',
    );
  }
  const { rows, nextLink } = pageOf(request, query, objects, (row) => idOfAny(row));
  return ok({
    '@odata.context': context(call, 'directoryObjects'),
    ...(query.count && !query.after && { '@odata.count': objects.length }),
    ...(nextLink !== undefined && { '@odata.nextLink': nextLink }),
    value: rows.map((row) => ({
      '@odata.type': `#microsoft.graph.${row.kind}`,
      ...shownAny(call, row),
    })),
  });
}

function idOfAny(one: AnyObject): string {
  return one.kind === 'directoryRole' ? one.object.templateId : one.object.id;
}

function shownAny(call: GraphCall, one: AnyObject): object {
  switch (one.kind) {
    case 'user':
      return shownMember(call, one.kind, USER, one.object);
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

function shown<T>(
  { access }: GraphCall,
  type: EntityType<T>,
  object: T,
  names: readonly string[],
): object {
  const basic = type.name === 'user' && !holdsAny(access, MAY.readUsersFully);
  return Object.fromEntries(
    names.map((name) => {
      const hidden = basic && !BASIC_USER.has(name);
      return [name, hidden ? null : (type.properties[name]?.get(object) ?? null)];
    }),
  );
}

/** The properties to show. Throws for one that the kind does not have or the caller may not select. */
function checkSelect<T>(
  { world, request, access }: GraphCall,
  type: EntityType<T>,
  select: readonly string[] | undefined,
): readonly string[] {
  if (!select) return type.defaults;
  const names = select.map((name) => properName(type, name));
  for (const name of names) {
    if (name === 'signInActivity') throw refuse.premium();
    if (!(name in type.properties)) {
      if (type.name !== 'user' || !OUTSIDE_DIRECTORY.has(name))
        throw refuse.selectProperty(name, type.name);
      world.unknown(request, `property ${name} has no store here`);
      throw refuse.unsupported(`Property '${name}' is not part of the simulated tenant.`);
    }
    if (type.name === 'user' && !BASIC_USER.has(name) && !holdsAny(access, MAY.readUsersFully)) {
      // Members of groups come bare instead; a list of users is refused.
      if (holdsAny(access, MAY.readUsers)) throw refuse.denied();
    }
  }
  return names;
}

/** A property as the kind spells it: the service takes names in any letter case. An unknown one stays as it is. */
function properName<T>({ properties }: EntityType<T>, name: string): string {
  if (name in properties) return name;
  const wanted = name.toLowerCase();
  return Object.keys(properties).find((one) => one.toLowerCase() === wanted) ?? name;
}

function filtered<T>(
  { query, access }: GraphCall,
  type: EntityType<T>,
  objects: readonly T[],
): readonly T[] {
  if (query.filter === undefined) return objects;
  const filter = compileFilter(query.filter, type);
  if (filter.advanced !== undefined && !query.advanced) throw refuse.advanced(filter.advanced);
  if (query.orderBy && !query.advanced) throw refuse.advanced('$orderby together with $filter');
  if (type.name === 'user' && !holdsAny(access, MAY.readUsersFully)) {
    if ([...filter.properties].some((name) => !BASIC_USER.has(name))) throw refuse.denied();
  }
  return objects.filter((object) => filter.test(object));
}

/** Properties that lists can be sorted by without an advanced query, and with one. */
const SORTABLE: ReadonlySet<string> = new Set(['displayName', 'userPrincipalName']);
const SORTABLE_ADVANCED: ReadonlySet<string> = new Set(['createdDateTime', 'mail', 'mailNickname']);

function sorted<T>(
  objects: readonly T[],
  type: EntityType<T>,
  { orderBy, advanced }: Query,
): readonly T[] {
  if (!orderBy) return objects;
  const { descending } = orderBy;
  const name = properName(type, orderBy.property);
  const property = type.properties[name];
  if (!property || !(SORTABLE.has(name) || SORTABLE_ADVANCED.has(name))) {
    throw refuse.unsupported(`Sorting not supported for property '${name}'.`);
  }
  if (!SORTABLE.has(name) && !advanced) throw refuse.advanced(`Sorting by '${name}'`);
  const key = (object: T) => String(property.get(object) ?? '').toLowerCase();
  const way = descending ? -1 : 1;
  return [...objects].sort((one, other) =>
    key(one) < key(other) ? -way : key(one) > key(other) ? way : 0,
  );
}

function idOf<T>(type: EntityType<T>, object: T): string {
  return String(type.properties['id']?.get(object));
}
