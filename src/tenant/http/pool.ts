/**
 * The connection pool. In a file of its own, loaded when the first request leaves; and of undici the three parts that it takes, by
 * their paths: the whole package (fetch, web sockets, caches, mocks) takes a tenth of the time that `mbx plan` does.
 */
import { isIP } from 'node:net';
import type { buildConnector as Connectors, Dispatcher } from 'undici';
import request from 'undici/lib/api/api-request.js';
import buildConnector from 'undici/lib/core/connect.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import type { ProxyServer } from './proxy.ts';
import type { Tunnels } from './tunnel.ts';

export interface Pool {
  request(options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData>;
  close(): Promise<void>;
}

/** `connectMs`: milliseconds to connect; `perOrigin`: connections at once to one origin; `proxies`: by origin. */
export function createPool(
  connectMs: number,
  perOrigin: number,
  proxies: ReadonlyMap<string, ProxyServer> = new Map(),
): Pool {
  const connect = buildConnector({ timeout: connectMs });
  const closing = new AbortController();
  const tunnels = new Map<ProxyServer, Promise<Tunnels>>();
  const tunnelsOf = (proxy: ProxyServer): Promise<Tunnels> => {
    const known = tunnels.get(proxy) ?? openTunnels(proxy, connectMs, closing.signal);
    tunnels.set(proxy, known);
    return known;
  };
  const agent = new Agent({
    connections: perOrigin,
    connect(options, done) {
      const named = withOwnName(options);
      const proxy = proxies.get(`${options.protocol}//${options.host}`);
      if (proxy === undefined) connect(named, done);
      else through(tunnelsOf(proxy), named, connect, done);
    },
  });
  return {
    request: (options) => request.call(agent, options),
    close: () => {
      closing.abort(); // else a proxy that keeps silent would keep the program, too
      return agent.close();
    },
  };
}

/** The certificate is that of the machine connected to, also where the Host header names another one; an IP address is no name for TLS. */
const withOwnName = ({ servername: _, ...options }: Connectors.Options): Connectors.Options =>
  isIP(options.hostname) === 0 ? { ...options, servername: options.hostname } : options;

const openTunnels = async (
  proxy: ProxyServer,
  connectMs: number,
  closing: AbortSignal,
): Promise<Tunnels> => (await import('./tunnel.ts')).tunnelsThrough(proxy, connectMs, closing);

/** What the service is spoken to with, TLS or not, goes through the tunnel. */
function through(
  tunnels: Promise<Tunnels>,
  options: Connectors.Options,
  connect: Connectors.connector,
  done: Connectors.Callback,
): void {
  const { hostname, protocol, port } = options;
  const secure = protocol === 'https:';
  const target = { hostname, port: Number(port) || (secure ? 443 : 80) };
  tunnels
    .then((open) => open(target))
    .then(
      (socket) => {
        if (secure) connect({ ...options, httpSocket: socket }, done);
        else done(null, socket);
      },
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), null),
    );
}
