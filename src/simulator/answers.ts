/** Answers that more than one part of the simulator gives: JSON, and the error bodies of each service. */
import { randomUUID } from 'node:crypto';
import type { ServiceName, SimResponse } from './world.ts';

/** Content type of Graph and Exchange answers. Source: captured answers. */
export const ODATA_JSON =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';
const PLAIN_JSON = 'application/json; charset=utf-8';

/** Names of HTTP statuses as both services write them in `error.code`. */
const STATUS_CODE: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
};

export function json(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): SimResponse {
  return { status, headers: { 'content-type': PLAIN_JSON, ...headers }, body };
}

export function text(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): SimResponse {
  return { status, headers: { 'content-type': 'text/plain', ...headers }, body };
}

/** An error of Graph. `inner` goes into innerError. */
export function graphError(
  status: number,
  code: string,
  message: string,
  inner: Readonly<Record<string, string>> = {},
): SimResponse {
  const innerError = { ...inner, date: secondsText(), 'request-id': randomUUID() };
  return {
    status,
    headers: { 'content-type': ODATA_JSON },
    body: { error: { code, message, innerError } },
  };
}

/**
 * An error of Exchange that comes from before any cmdlet: throttling, outage, sign-in, an expired page.
 * `reason` is the text of the inner exception, where the service puts what really happened.
 */
export function exchangeError(status: number, message: string, reason?: string): SimResponse {
  const innererror = {
    message,
    type: 'Microsoft.Exchange.Admin.OData.Core.ODataServiceException',
    stacktrace: '',
    ...(reason !== undefined && {
      internalexception: { message: reason, type: 'System.ArgumentException', stacktrace: '' },
    }),
  };
  return {
    status,
    headers: { 'content-type': ODATA_JSON },
    body: { error: { code: STATUS_CODE[status] ?? 'InternalServerError', message, innererror } },
  };
}

/** An error of whichever service, by its status alone. */
export function serviceError(service: ServiceName, status: number, message: string): SimResponse {
  if (service === 'exchange') return exchangeError(status, message);
  if (service === 'graph') {
    const inner: Record<string, string> = status === 429 ? { code: '429' } : {};
    return graphError(
      status,
      GRAPH_CODE[status] ?? STATUS_CODE[status] ?? 'UnknownError',
      message,
      inner,
    );
  }
  const error = status === 429 || status >= 500 ? 'temporarily_unavailable' : 'invalid_request';
  return json(status, { error, error_description: message });
}
const GRAPH_CODE: Readonly<Record<number, string>> = {
  400: 'Request_BadRequest',
  401: 'InvalidAuthenticationToken',
  403: 'Authorization_RequestDenied',
  404: 'Request_ResourceNotFound',
  503: 'serviceNotAvailable',
};

/** Time as innerError shows it: whole seconds, without zone. */
function secondsText(): string {
  return new Date().toISOString().slice(0, 19);
}
