/** What every operation of Graph works with, and how its answers are written. */

import { ODATA_JSON } from '../answers.ts';
import type { Access, SimRequest, SimResponse, World } from '../world.ts';
import type { EntityType } from './entity.ts';
import { compileFilter } from './filter.ts';
import { holdsAny, MAY } from './permissions.ts';
import { pageOf, type Query } from './query.ts';
import { refuse } from './refusals.ts';
import { OUTSIDE_DIRECTORY } from './user-entity.ts';

export interface GraphCall {
  readonly world: World;
  readonly request: SimRequest;
  readonly access: Access;
  readonly query: Query;
  /** Values of the placeholders in the route's path, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
}

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

export function ok(body: object): SimResponse {
  return { status: 200, headers: { 'content-type': ODATA_JSON }, body };
}
export const NO_CONTENT: SimResponse = { status: 204, headers: {}, body: undefined };

/** `$metadata` link of an answer; `shape` is what stands after the `#`. */
export function context({ request }: GraphCall, shape: string): string {
  return `${request.base}/v1.0/$metadata#${shape}`;
}

/** What the query expands, for one object: members to add to its row. */
export type Expansion<T> = (object: T) => object;
const nothing = () => ({});

/** A list of one kind of object: filtered, sorted, paged, narrowed. */
export function list<T>(
  call: GraphCall,
  type: EntityType<T>,
  set: string,
  objects: readonly T[],
  expansion: Expansion<T> = nothing,
): SimResponse {
  const { query, request } = call;
  const select = checkSelect(call, type, query.select);
  const rows = sorted(filtered(call, type, objects), type, query);
  const { rows: page, nextLink } = pageOf(request, query, rows, (row) => idOf(type, row));
  return ok({
    '@odata.context': context(call, set + narrowed(query)),
    // The number of all comes with the first page only.
    ...(query.count && !query.after && { '@odata.count': rows.length }),
    ...(nextLink !== undefined && { '@odata.nextLink': nextLink }),
    value: page.map((object) => ({
      ...shown(call, type, object, select),
      ...expansion(object),
    })),
  });
}

/** How the link to the metadata tells what was selected and expanded. */
function narrowed({ select, expand }: Query): string {
  const names = [
    ...(select ?? []),
    ...(expand ? [`${expand.relation}(${(expand.select ?? []).join(',')})`] : []),
  ];
  return names.length === 0 ? '' : `(${names.join(',')})`;
}

/** One object. */
export function single<T>(
  call: GraphCall,
  type: EntityType<T>,
  set: string,
  object: T,
  expansion: Expansion<T> = nothing,
): SimResponse {
  const select = checkSelect(call, type, call.query.select);
  return ok({
    '@odata.context': context(call, `${set}${narrowed(call.query)}/$entity`),
    ...shown(call, type, object, select),
    ...expansion(object),
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

/** The named properties of an object, as far as the caller may see them. */
export function shown<T>(
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
export function properName<T>({ properties }: EntityType<T>, name: string): string {
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

export function idOf<T>(type: EntityType<T>, object: T): string {
  return String(type.properties['id']?.get(object));
}
