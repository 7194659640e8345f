/** Proxies as companies have them: one that only connects, one that opens TLS with an authority of its own, and such as refuse. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { Authority } from './authority.ts';

export interface TestProxy {
  readonly port: number;
  /** http://127.0.0.1:PORT; with user and password in it where it wants them. */
  readonly url: string;
  /** HOST:PORT of each CONNECT that it let through. */
  readonly let: readonly string[];
  /** How often it was asked at all. */
  readonly asked: number;
  close(): Promise<void>;
}
export interface Refusal {
  readonly status: number;
  readonly headers?: readonly string[];
  /** The words behind the status. */
  readonly words?: string;
}
export interface ProxyOptions {
  /** It wants these; else 407, Basic. */
  readonly user?: string;
  readonly password?: string;
  /** Instead of letting it through. `authorization`: the header as it came. */
  readonly refuses?: (host: string, authorization: string) => Refusal | undefined;
}

/** Lets a CONNECT through to where `to` says: a port of this machine. */
export const connectProxy = (
  to: (host: string) => number,
  options: ProxyOptions = {},
): Promise<TestProxy> =>
  proxyThat(options, (host, socket) => {
    const onward = connect(to(host), '127.0.0.1');
    tie(socket, onward);
    onward.once('connect', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
  });

/** What went by in the clear. */
export interface OpeningProxy extends TestProxy {
  /** `METHOD https://HOST/PATH` of each request. */
  readonly seen: readonly string[];
}

/** Ends TLS with a certificate of its authority, reads what goes by, and passes it on in the clear to a port of this machine. */
export async function openingProxy(
  authority: Authority,
  to: (host: string) => number,
  options: ProxyOptions = {},
): Promise<OpeningProxy> {
  const seen: string[] = [];
  const contexts = new Map<string, ReturnType<typeof createSecureContext>>();
  const contextFor = (name: string) => {
    const known = contexts.get(name) ?? createSecureContext(authority.issue([name]));
    contexts.set(name, known);
    return known;
  };
  const inside = createTlsServer(
    {
      ...authority.issue(['127.0.0.1']), // an address is no name to ask for
      SNICallback: (name, done) => done(null, contextFor(name)),
    },
    (message, response) => {
      const { method = 'GET', url = '/', headers } = message;
      seen.push(`${method} https://${headers.host}${url}`);
      const forwarded = send({
        method,
        headers,
        host: '127.0.0.1',
        port: to(hostOf(message)),
        path: url,
      });
      forwarded.once('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      forwarded.once('error', () => response.destroy());
      message.pipe(forwarded);
    },
  );
  const proxy = await proxyThat(options, (_, socket) => {
    socket.on('error', () => socket.destroy());
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    inside.emit('connection', socket);
  });
  return {
    ...proxy,
    seen,
    get let() {
      return proxy.let;
    },
    get asked() {
      return proxy.asked;
    },
  };
}
const hostOf = ({ headers }: IncomingMessage): string => headers.host ?? '';

async function proxyThat(
  { user, password, refuses }: ProxyOptions,
  letThrough: (host: string, socket: Socket) => void,
): Promise<TestProxy> {
  const passed: string[] = [];
  let asked = 0;
  const wanted =
    user === undefined
      ? undefined
      : `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`;
  const server = createServer((_, response) => {
    asked += 1;
    response.writeHead(400).end('This proxy only connects.');
  });
  server.on('connect', (message: IncomingMessage, socket: Socket) => {
    asked += 1;
    const host = message.url ?? '';
    const authorization = message.headers['proxy-authorization'] ?? '';
    const refusal =
      refuses?.(host, authorization) ??
      (wanted === undefined || authorization === wanted ? undefined : WANTS_BASIC);
    if (refusal === undefined) {
      passed.push(host);
      letThrough(host, socket);
      return;
    }
    const { status, headers = [], words = 'No' } = refusal;
    const lines = [`HTTP/1.1 ${status} ${words}`, ...headers, 'content-length: 2', '', 'no'];
    socket.on('error', () => socket.destroy());
    socket.end(lines.join('\r\n'));
  });
  const sockets = watched(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = addressOf(server.address());
  const who =
    user === undefined ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(password ?? '')}@`;
  return {
    port,
    url: `http://${who}127.0.0.1:${port}`,
    let: passed,
    get asked() {
      return asked;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
export const WANTS_BASIC: Refusal = {
  status: 407,
  headers: ['Proxy-Authenticate: Basic realm="Contoso, all of it"'],
};

function watched(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

/** When one ends, so does the other. */
function tie(one: Socket, other: Socket): void {
  for (const [socket, end] of [
    [one, other],
    [other, one],
  ] as const) {
    socket.on('error', () => socket.destroy());
    socket.once('close', () => end.destroy());
  }
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return address;
}
