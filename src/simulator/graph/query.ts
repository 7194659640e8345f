/** Query options: read, checked against the rules of the service, and turned into pages. */
import { createHash } from 'node:crypto';
import { GRAPH_PAGE_LIMIT } from '../../wire/graph.ts';
import { isRecord } from '../call.ts';
import type { Settings } from '../settings.ts';
import type { SimRequest } from '../world.ts';
import { refuse } from './refusals.ts';

/** Rows in a page where the client asks for no number. Source: Graph, paging of directory objects. */
const PAGE = 100;
const OPTIONS = [
  '$select',
  '$filter',
  '$top',
  '$count',
  '$skiptoken',
  '$orderby',
  '$format',
  '$expand',
] as const;
export type Option = (typeof OPTIONS)[number];
/** What a list takes. */
export const LIST_OPTIONS: readonly Option[] = OPTIONS.filter((name) => name !== '$expand');

/** A relation whose other end is to come with each row. */
export interface Expand {
  readonly relation: string;
  /** Undefined: the default properties. */
  readonly select: readonly string[] | undefined;
}

export interface Query {
  readonly expand: Expand | undefined;
  readonly select: readonly string[] | undefined;
  readonly filter: string | undefined;
  readonly orderBy: { readonly property: string; readonly descending: boolean } | undefined;
  readonly top: number;
  /** `$count=true` asked together with the header that makes it work. */
  readonly count: boolean;
  /** Header and `$count=true` are both there. */
  readonly advanced: boolean;
  /** Header `ConsistencyLevel: eventual`. */
  readonly eventual: boolean;
  readonly after: PageToken | undefined;
}
interface PageToken {
  /** Id of the last row given, and where it stood. */
  readonly id: string;
  readonly index: number;
}

/** Throws GraphRefusal for an option that is unknown or not taken here. */
export function readQuery(
  request: SimRequest,
  allowed: readonly Option[],
  settings: Pick<Settings, 'bigTop'>,
): Query {
  const given = new Map<Option, string>();
  for (const [name, value] of request.url.searchParams) {
    const option = allowed.find((one) => one === name.toLowerCase());
    if (!option) throw refuse.option(name);
    given.set(option, value);
  }
  const eventual = request.headers['consistencylevel']?.toLowerCase() === 'eventual';
  const counted = given.get('$count');
  if (counted !== undefined && counted !== 'true' && counted !== 'false')
    throw refuse.option('$count');
  const filter = given.get('$filter');
  const token = given.get('$skiptoken');
  const expand = expandOf(given.get('$expand'));
  const advanced = eventual && counted === 'true';
  if (expand && advanced) throw refuse.expandAdvanced();
  const select = given.get('$select');
  return {
    expand,
    select: select === undefined ? undefined : namesIn(select),
    filter,
    orderBy: orderOf(given.get('$orderby')),
    top: topOf(given.get('$top'), settings),
    count: advanced,
    advanced,
    eventual,
    after: token === undefined ? undefined : readToken(token, fingerprint(request)),
  };
}

function namesIn(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** One relation, with nothing but `$select` inside; the service takes no second one on directory objects. */
function expandOf(text: string | undefined): Expand | undefined {
  if (text === undefined) return undefined;
  const [, relation, select] = /^\s*(\w+)\s*(?:\(\s*\$select=([\w\s,]+)\))?\s*$/i.exec(text) ?? [];
  if (relation === undefined) throw refuse.option(`$expand=${text}`);
  return { relation, select: select === undefined ? undefined : namesIn(select) };
}

function topOf(text: string | undefined, { bigTop }: Pick<Settings, 'bigTop'>): number {
  if (text === undefined) return PAGE;
  const top = /^\d+$/.test(text) ? Number(text) : 0;
  if (top > GRAPH_PAGE_LIMIT && bigTop === 'clipped') return GRAPH_PAGE_LIMIT;
  if (top < 1 || top > GRAPH_PAGE_LIMIT) throw refuse.pageSize(text, GRAPH_PAGE_LIMIT);
  return top;
}

function orderOf(text: string | undefined): Query['orderBy'] {
  if (text === undefined) return undefined;
  const [, property, direction] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/i.exec(text) ?? [];
  if (property === undefined) throw refuse.unsupported(`Sorting by '${text}' is not supported.`);
  return { property, descending: direction?.toLowerCase() === 'desc' };
}

export interface Page<T> {
  readonly rows: readonly T[];
  readonly nextLink: string | undefined;
}

/** The page that the query asks for. A row gone or come in the meantime shifts nothing: the next page begins after the last row given. */
export function pageOf<T>(
  request: SimRequest,
  query: Query,
  rows: readonly T[],
  idOf: (row: T) => string,
): Page<T> {
  const from = query.after ? placeAfter(query.after, rows, idOf) : 0;
  const page = rows.slice(from, from + query.top);
  const last = page.at(-1);
  if (last === undefined || from + page.length >= rows.length)
    return { rows: page, nextLink: undefined };
  const { url } = request;
  const token = { id: idOf(last), index: from + page.length - 1, of: fingerprint(request) };
  // The client's own text is kept: what it encoded, and what not.
  const asked = url.search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !/^(\$|%24)skiptoken=/i.test(part));
  const skip = `$skiptoken=${Buffer.from(JSON.stringify(token)).toString('base64url')}`;
  return { rows: page, nextLink: `${url.origin}${url.pathname}?${[...asked, skip].join('&')}` };
}

function placeAfter<T>(
  { id, index }: PageToken,
  rows: readonly T[],
  idOf: (row: T) => string,
): number {
  const there = rows[index];
  if (there !== undefined && idOf(there) === id) return index + 1;
  const moved = rows.findIndex((row) => idOf(row) === id);
  // The row itself is gone: those behind it have moved up into its place.
  return moved === -1 ? Math.min(index, rows.length) : moved + 1;
}

/** A page token fits only the very question that it continues. */
function fingerprint({ url }: SimRequest): string {
  const parameters = [...url.searchParams].filter(([name]) => name !== '$skiptoken').map(String);
  return createHash('sha256')
    .update(`${url.pathname}?${parameters.sort().join('&')}`)
    .digest('base64url')
    .slice(0, 12);
}

function readToken(text: string, of: string): PageToken {
  try {
    const token: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!isRecord(token)) throw refuse.pageToken();
    const { id, index, of: made } = token;
    if (typeof id === 'string' && typeof index === 'number' && made === of) return { id, index };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw refuse.pageToken();
}
