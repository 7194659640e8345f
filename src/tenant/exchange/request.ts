/** Requests to the Exchange admin API: envelope, headers, routing hint, and parameters as the wire wants them. */
import { type ExchangeCall, isEdit, type Value } from '../../model/call.ts';
import {
  EXCHANGE_PAGE_LIMIT,
  EXCHANGE_PATH,
  HASH_TABLE,
  ORGANIZATION_MAILBOX,
} from '../../wire/exchange.ts';
import { encodeSegment, queryString } from '../http/encode.ts';
import type { Query } from '../service.ts';

/** One cmdlet, ready to be sent alone or as a part of a batch. */
export interface Invocation {
  readonly cmdlet: string;
  readonly url: string;
  readonly anchor: string;
  readonly body: { readonly CmdletInput: Readonly<Record<string, unknown>> };
}

/** What all requests of a run have in common. */
export interface Endpoint {
  /** Public origin. */
  readonly origin: string;
  readonly tenantId: string;
}

export function invocationOf(query: Query, endpoint: Endpoint): Invocation {
  const { cmdlet, parameters, select, about } = query;
  const search = select === undefined ? '' : queryString({ $select: select.join(',') });
  return {
    cmdlet,
    url: `${endpoint.origin}${EXCHANGE_PATH.invoke(encodeSegment(endpoint.tenantId))}${search}`,
    anchor: anchorOf(about, endpoint),
    body: { CmdletInput: { CmdletName: cmdlet, Parameters: parameters } },
  };
}

/** `Identity` is the object's id; a New- cmdlet has none. */
export function writeInvocationOf(
  { cmdlet, on, parameters }: ExchangeCall,
  endpoint: Endpoint,
): Invocation {
  const creates = /^new-/iu.test(cmdlet);
  const encoded: Record<string, unknown> = creates ? {} : { Identity: on.id };
  for (const [name, value] of Object.entries(parameters)) {
    const wire = wireValue(value);
    if (wire !== undefined) encoded[name] = wire;
  }
  return {
    cmdlet,
    url: `${endpoint.origin}${EXCHANGE_PATH.invoke(encodeSegment(endpoint.tenantId))}`,
    anchor: anchorOf(creates ? undefined : on.id, endpoint),
    body: { CmdletInput: { CmdletName: cmdlet, Parameters: encoded } },
  };
}

/** A change of a list becomes an add/remove table without its empty sides; a change of nothing is left out (undefined). */
function wireValue(value: Value): unknown {
  if (!isEdit(value)) return value;
  const { add, remove } = value;
  if (add.length === 0 && remove.length === 0) return undefined;
  return {
    '@odata.type': HASH_TABLE,
    ...(add.length === 0 ? {} : { Add: add }),
    ...(remove.length === 0 ? {} : { Remove: remove }),
  };
}

const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu;

/**
 * The routing hint: to the mailbox that the call is about, else to the one of the organisation. The first page needs
 * it already: the link to the next one names the server that made it.
 */
function anchorOf(about: string | undefined, { tenantId }: Endpoint): string {
  return about !== undefined && GUID.test(about)
    ? `OID:${about}@${tenantId}`
    : `APP:${ORGANIZATION_MAILBOX}@${tenantId}`;
}

export function headersOf({ cmdlet, anchor }: Invocation, token: string): Record<string, string> {
  return {
    ...commonHeaders(token),
    'X-AnchorMailbox': anchor,
    'X-CmdletName': cmdlet,
    Prefer: `odata.maxpagesize=${EXCHANGE_PAGE_LIMIT};odata.continue-on-error`,
  };
}

/** Messages of the service are matched by type, but where only the text tells, it must be English. */
export const commonHeaders = (token: string): Record<string, string> => ({
  Authorization: `Bearer ${token}`,
  'Content-Type': 'application/json',
  Accept: 'application/json',
  'Accept-Language': 'en-US',
  'X-ResponseFormat': 'json',
  'X-ClientApplication': 'mbx',
});
