/** Stands before a simulated tenant as a service would that leaks: it sees every secret pass, and can give it back in its answers. */

import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
  request as send,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came. */
export interface Passing {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
export interface Reply {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body: string;
}
/** The proxy's own answer; undefined lets the request through. */
export type Interfering = (passing: Passing) => Reply | undefined;

export interface RecordingProxy {
  readonly origin: string;
  /** Everything that was issued or sent and must be seen nowhere else: access tokens and client assertions. */
  readonly secrets: ReadonlySet<string>;
  /** How many requests were answered by the proxy itself since the last `interfere`. */
  readonly interfered: number;
  interfere(how: Interfering): void;
  close(): Promise<void>;
}

export async function recordingProxy(target: string): Promise<RecordingProxy> {
  const secrets = new Set<string>();
  let interfering: Interfering = () => undefined;
  let interfered = 0;
  const server = createServer((message, response) => {
    serve(message, response).catch((error: unknown) => response.destroy(Error(String(error))));
  });
  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await textOf(message);
    const { method = 'GET', url = '/', headers } = message;
    remember(new URLSearchParams(body).get('client_assertion'));
    const own = interfering({ method, url, headers, body });
    if (own !== undefined) {
      interfered += 1;
      response.writeHead(own.status, own.headers).end(own.body);
      return;
    }
    const forwarded = send(new URL(url, target), { method, headers });
    forwarded.end(body);
    const [answer] = await once(forwarded, 'response');
    const { statusCode = 502, headers: answered } = answer;
    const text = await textOf(answer);
    if (url.includes('/oauth2/')) remember(accessTokenIn(text));
    const { 'transfer-encoding': _, ...kept } = answered;
    response.writeHead(statusCode, kept).end(text);
  };
  const remember = (secret: string | null | undefined): void => {
    if (secret !== null && secret !== undefined) secrets.add(secret);
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = addressOf(server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    secrets,
    get interfered() {
      return interfered;
    },
    interfere(how) {
      interfering = how;
      interfered = 0;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function accessTokenIn(answer: string): string | undefined {
  return /"access_token":"([^"]+)"/u.exec(answer)?.[1];
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return address;
}
