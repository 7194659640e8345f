/**
 * Pages of a list. A page token names the back-end that made it, so it works only for a caller who sent the same routing
 * hint (X-AnchorMailbox) with the first call, and for half an hour.
 */
import { createHash } from 'node:crypto';
import { EXCHANGE_PAGE_LIMIT } from '../../wire/exchange.ts';
import type { SimRequest, World } from '../world.ts';
import type { Listing } from './call.ts';
import type { Value } from './contract-values.ts';
import { CmdletError } from './errors.ts';
import type { Cells } from './row.ts';

/** Milliseconds that a page token lives. Source: the service's own error text. */
const TOKEN_LIFETIME = 30 * 60_000;

const MORE_RESULTS =
  'There are more results available than are currently displayed. To view them, increase the value for the ResultSize parameter.';

export interface Page {
  readonly rows: readonly Cells[];
  readonly nextLink?: string;
  readonly warning?: string;
}

interface Token {
  readonly from: number;
  readonly anchor: string;
  readonly body: string;
  /** Simulated time when it was made. */
  readonly at: number;
}

/** The page that a request asks for: the first, or the one its `$skiptoken` names. */
export function pageOf(
  world: World,
  request: SimRequest,
  list: Listing,
  resultSize: Value | undefined,
): Page {
  const from = startOf(world, request);
  const size = Math.min(pageLimit(request), rowLimit(world, resultSize));
  const end = Math.min(list.count, from + size);
  const rows: Cells[] = [];
  for (let index = from; index < end; index += 1) rows.push(list.rowAt(index));
  if (end >= list.count) return { rows };
  // ResultSize 0 would make a link that leads nowhere.
  if (size === 0) return { rows, warning: MORE_RESULTS };
  return { rows, warning: MORE_RESULTS, nextLink: linkTo(world, request, end) };
}

function rowLimit(world: World, resultSize: Value | undefined): number {
  if (world.settings.resultSize === 'ignored' || typeof resultSize !== 'number') {
    return EXCHANGE_PAGE_LIMIT;
  }
  return resultSize;
}

/** `Prefer: odata.maxpagesize=N`; values above the limit make no difference. */
export function pageLimit(request: SimRequest): number {
  const size = /odata\.maxpagesize\s*=\s*(\d+)/i.exec(request.headers['prefer'] ?? '')?.[1];
  return size === undefined || Number(size) === 0
    ? EXCHANGE_PAGE_LIMIT
    : Math.min(Number(size), EXCHANGE_PAGE_LIMIT);
}

function startOf(world: World, request: SimRequest): number {
  const text = request.url.searchParams.get('$skiptoken');
  if (text === null) return 0;
  const token = readToken(text);
  const good =
    token !== undefined &&
    token.anchor !== '' &&
    token.anchor === anchorOf(request) &&
    token.body === fingerprint(request.body) &&
    world.clock.now() - token.at < TOKEN_LIFETIME;
  if (!good) throw expired();
  return token.from;
}

function linkTo(world: World, request: SimRequest, from: number): string {
  const token: Token = {
    from,
    anchor: anchorOf(request),
    body: fingerprint(request.body),
    at: world.clock.now(),
  };
  const query = new URLSearchParams(request.url.searchParams);
  query.set('$skiptoken', Buffer.from(JSON.stringify(token)).toString('base64'));
  return `${request.base}${request.path}?${query}`;
}

function readToken(text: string): Token | undefined {
  const bytes = Buffer.from(text, 'base64').toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(bytes);
  } catch {
    return undefined; // a token that is none counts as expired
  }
  return isToken(value) ? value : undefined;
}

function isToken(value: unknown): value is Token {
  return (
    typeof value === 'object' &&
    value !== null &&
    'from' in value &&
    typeof value.from === 'number' &&
    value.from >= 0 &&
    'anchor' in value &&
    typeof value.anchor === 'string' &&
    'body' in value &&
    'at' in value &&
    typeof value.at === 'number'
  );
}

function anchorOf(request: SimRequest): string {
  return (request.headers['x-anchormailbox'] ?? '').trim().toLowerCase();
}

function fingerprint(body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(body) ?? '')
    .digest('base64url')
    .slice(0, 16);
}

/** The text stands in the inner exception only. */
function expired(): CmdletError {
  return new CmdletError(
    400,
    'Microsoft.Exchange.AdminApi.CommandInvocation.InvalidPaginationRequestException',
    'Expired or Invalid pagination request. Default Expiry time is 00:30:00',
    { fault: 'Client', withoutDetails: true },
  );
}
