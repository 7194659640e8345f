/** Between node:http and the simulator's own requests and answers. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { EXCHANGE_ORIGIN } from '../wire/exchange.ts';
import { GRAPH_ORIGIN } from '../wire/graph.ts';
import { LOGIN_ORIGIN } from '../wire/sign-in.ts';
import type { ServiceName, SimRequest, SimResponse } from './world.ts';

/** Where a request goes: to a service, or to the control plane. */
export type Target = ServiceName | 'control';

const HOSTS: Readonly<Record<string, ServiceName>> = {
  [new URL(LOGIN_ORIGIN).host]: 'login',
  'login.windows.net': 'login',
  'login.microsoft.com': 'login',
  [new URL(GRAPH_ORIGIN).host]: 'graph',
  [new URL(EXCHANGE_ORIGIN).host]: 'exchange',
  'outlook.office.com': 'exchange',
};
/** Largest body taken, in bytes: a whole tenant of 100,000 mailboxes may be loaded through the control plane. */
const BODY_LIMIT = 1024 ** 3;

/** The real service whose Host header the client sent, or what the path belongs to; undefined where neither tells. */
export function targetOf(host: string, path: string): Target | undefined {
  const named = HOSTS[plainHost(host)];
  if (named) return named;
  if (path.startsWith('/_sim/')) return 'control';
  if (/^\/(v1\.0|beta)(\/|$)/i.test(path)) return 'graph';
  if (/^\/adminapi\//i.test(path)) return 'exchange';
  if (/^\/[^/]+\/(oauth2|discovery|v2\.0|\.well-known)\//i.test(path)) return 'login';
  return undefined;
}

/** Origin for links: the real service's where the client speaks to it by name, else the simulator's own. */
export function baseOf(host: string, scheme: 'http' | 'https'): string {
  const named = plainHost(host);
  return named in HOSTS ? `https://${named}` : `${scheme}://${host}`;
}

function plainHost(host: string): string {
  return host.toLowerCase().replace(/:(443|80)$/, '');
}

/** Reads a request to its end. Throws where the body is too large, or is not what its encoding says. */
export async function readRequest(
  message: IncomingMessage,
  service: ServiceName,
  base: string,
): Promise<SimRequest> {
  const target = message.url ?? '/';
  const [path = '/'] = target.split('?');
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const text = await readText(message);
  return {
    method: (message.method ?? 'GET').toUpperCase(),
    url: new URL(`${base}${target.startsWith('/') ? target : `/${target}`}`),
    path,
    headers,
    body: text === '' ? undefined : parsed(text, headers['content-type'] ?? ''),
    service,
    base,
    seq: 0,
  };
}

export async function readText(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > BODY_LIMIT)
      throw new Error(`the body of ${message.url ?? '/'} is larger than ${BODY_LIMIT} bytes`);
    chunks.push(bytes);
  }
  const whole = Buffer.concat(chunks);
  return (message.headers['content-encoding'] === 'gzip' ? gunzipSync(whole) : whole).toString(
    'utf8',
  );
}

/** JSON where it is JSON; a handler refuses a text where it wants an object. */
function parsed(text: string, contentType: string): unknown {
  if (contentType.includes('x-www-form-urlencoded')) return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/** `at`: the service's own time, in milliseconds since 1970. */
export function writeResponse(
  response: ServerResponse,
  { status, headers, body }: SimResponse,
  at?: number,
): void {
  const bytes = bytesOf(body);
  const hasOwnId = Object.keys(headers).some((name) => name.toLowerCase() === 'request-id');
  response.writeHead(status, {
    ...(at === undefined ? {} : { date: new Date(at).toUTCString() }),
    ...(hasOwnId ? {} : { 'request-id': randomUUID() }),
    ...headers,
    ...(bytes && status !== 204 && { 'content-length': String(bytes.length) }),
  });
  response.end(status === 204 ? undefined : bytes);
}

function bytesOf(body: SimResponse['body']): Buffer | undefined {
  if (body === undefined || Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
