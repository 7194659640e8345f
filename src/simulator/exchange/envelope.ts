/** The answers of the admin API on the wire: rows with warnings, errors with their details, and the unreadable 403. */
import { randomUUID } from 'node:crypto';
import { ODATA_JSON } from '../answers.ts';
import type { Settings } from '../settings.ts';
import type { SimRequest, SimResponse, World } from '../world.ts';
import { type CmdletError, DOMAIN_CONTROLLER, statusName } from './errors.ts';
import { type Cells, type Row, rowMaker, withSidecars } from './row.ts';

/** Bytes of the body that a 403 of InvokeCommand has. Source: published measurements. */
const NUL_BLOCK_BYTES = 4096;

/** What a cmdlet gave. `rows` is undefined for a write without output. */
export interface Answer {
  readonly rows: readonly Cells[] | undefined;
  /** What the rows are filled up from. */
  readonly template?: Row;
  readonly warnings: readonly string[];
  readonly nextLink?: string;
  /** What would happen, where Confirm or WhatIf asked. */
  readonly confirmation?: string;
}

export function answered(
  world: World,
  request: SimRequest,
  answer: Answer,
  select: ReadonlySet<string> | undefined,
): SimResponse {
  const { rows, warnings, nextLink, confirmation } = answer;
  const emptyWrite = world.settings.emptyWrite;
  if (rows === undefined && confirmation === undefined) {
    if (emptyWrite === 'noContent')
      return { status: 204, headers: headersOf(world), body: undefined };
    // A warning must reach the caller, so an empty body is only possible without one.
    if (emptyWrite === 'emptyBody' && warnings.length === 0) {
      return { status: 200, headers: headersOf(world), body: undefined };
    }
  }
  const make = rowMaker(answer.template, select);
  const value = rows?.map((row) => withSidecars(make(row)));
  return {
    status: 200,
    headers: headersOf(world),
    body: {
      '@odata.context': contextOf(world, request),
      ...(nextLink === undefined ? {} : { '@odata.nextLink': nextLink }),
      'adminapi.warnings@odata.type': '#Collection(String)',
      '@adminapi.warnings': warnings,
      ...(confirmation === undefined ? {} : { '@adminapi.confirmationmessage': confirmation }),
      ...(value === undefined ? emptyValue(emptyWrite) : { value }),
    },
  };
}

function emptyValue(emptyWrite: Settings['emptyWrite']): object {
  switch (emptyWrite) {
    case 'null':
      return { value: null };
    case 'absent':
      return {};
    case 'emptyArray':
    case 'emptyBody':
    case 'noContent':
      return { value: [] };
  }
}

/** Plain entities, as the GET endpoints give them: no sidecars, no warnings. */
export function entities(
  world: World,
  request: SimRequest,
  body: Readonly<Record<string, unknown>>,
): SimResponse {
  return {
    status: 200,
    headers: headersOf(world),
    body: { '@odata.context': contextOf(world, request), ...body },
  };
}

export function failed(
  world: World,
  error: CmdletError,
  warnings: readonly string[] = [],
): SimResponse {
  const { status, type, id, fault, message } = error;
  const binding = fault === 'Client';
  const said = binding ? 'Invalid Operation' : 'Error executing cmdlet';
  // A binding error has its text in the inner exception too; a cmdlet that ran has it only in the details.
  const inner = binding
    ? { message, type }
    : {
        message:
          "Exception of type 'Microsoft.Exchange.Management.PSDirectInvoke.DirectInvokeCmdletExecutionException' was thrown.",
        type: 'Microsoft.Exchange.Management.PSDirectInvoke.DirectInvokeCmdletExecutionException',
      };
  const short = type.slice(type.lastIndexOf('.') + 1);
  return {
    status,
    headers: { ...headersOf(world), 'X-ExceptionType': short, 'X-ExceptionTargetType': '' },
    body: {
      error: {
        code: statusName(status),
        message: said,
        ...(error.withoutDetails
          ? {}
          : { details: [{ code: fault, target: '', message: `${id}|${type}|${message}` }] }),
        innererror: {
          message: said,
          type: 'Microsoft.Exchange.Admin.OData.Core.ODataServiceException',
          stacktrace: '',
          internalexception: { ...inner, stacktrace: '' },
        },
        ...(world.settings.errorWarnings
          ? {
              'adminapi.warnings@odata.type': '#Collection(String)',
              '@adminapi.warnings': warnings,
            }
          : {}),
      },
    },
  };
}

/** An error of the endpoint itself, not of a cmdlet. */
export function refusedCall(world: World, status: number, message: string): SimResponse {
  return {
    status,
    headers: headersOf(world),
    body: {
      error: {
        code: statusName(status),
        message,
        innererror: {
          message,
          type: 'Microsoft.Exchange.Admin.OData.Core.ODataServiceException',
          stacktrace: '',
        },
      },
    },
  };
}

/** What a caller gets whose roles do not hold the cmdlet, or for a cmdlet that does not exist: no JSON at all. */
export function nulBlock(world: World): SimResponse {
  return { status: 403, headers: headersOf(world), body: Buffer.alloc(NUL_BLOCK_BYTES) };
}

function contextOf(world: World, request: SimRequest): string {
  const version = /^\/adminapi\/([^/]+)\//.exec(request.path)?.[1] ?? 'beta';
  return `${request.base}/adminapi/${version}/${world.tenant.id}/$metadata#Collection(Exchange.GenericHashTable)`;
}

/** Calls that one application may make within a window, as the headers of a capture say. */
const RATE_LIMIT = 30_000;
/** Length of that window in milliseconds. */
const RATE_WINDOW = 16_000;

function headersOf(world: World): Record<string, string> {
  return {
    'Content-Type': ODATA_JSON,
    'Request-Id': randomUUID(),
    'X-CalculatedBETarget': DOMAIN_CONTROLLER.toLowerCase().replace('dc001', 'mb0001'),
    ...(world.settings.rateLimitHeaders ? rateHeaders(world) : {}),
  };
}

interface Window {
  ends: number;
  used: number;
}
const windows = new WeakMap<World, Window>();

function rateHeaders(world: World): Record<string, string> {
  const now = world.clock.now();
  let window = windows.get(world);
  if (window === undefined || window.ends <= now) {
    window = { ends: now + RATE_WINDOW, used: 0 };
    windows.set(world, window);
  }
  window.used += 1;
  return {
    'Rate-Limit-Limit': String(RATE_LIMIT),
    'Rate-Limit-Remaining': String(Math.max(0, RATE_LIMIT - window.used)),
    'Rate-Limit-Reset': new Date(window.ends).toISOString(),
  };
}
