/** A connection through a proxy: CONNECT, so that TLS stands between mbx and the service, and the proxy sees no token. */
import { type RequestOptions, request as requestInClear } from 'node:http';
import { request as requestInTls } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { whyOf } from './loss-words.ts';
import type { ProxyServer } from './proxy.ts';
import { ProxyTrouble, refuses, unreachable, wantsSignIn } from './trouble.ts';

/** Host (without brackets) and port that the proxy is to connect to. */
export interface Target {
  readonly hostname: string;
  readonly port: number;
}

export type Tunnels = (target: Target) => Promise<Socket>;

/**
 * `connectMs`: milliseconds without any sign of the proxy; `closing` ends the waits for it. A proxy that was never there is not waited for: it is a mistake in a variable
 * rather than a moment's trouble. Throws ProxyTrouble.
 */
export function tunnelsThrough(
  proxy: ProxyServer,
  connectMs: number,
  closing: AbortSignal,
): Tunnels {
  let stood = false;
  return async (target) => {
    try {
      const socket = await tunnel(proxy, target, connectMs, closing);
      stood = true;
      return socket;
    } catch (error) {
      if (error instanceof ProxyTrouble) throw error;
      throw unreachable(proxy, whyOf(error), error, stood);
    }
  };
}

function tunnel(
  proxy: ProxyServer,
  { hostname, port }: Target,
  connectMs: number,
  closing: AbortSignal,
): Promise<Socket> {
  const authority = `${isIP(hostname) === 6 ? `[${hostname}]` : hostname}:${port}`;
  const options: RequestOptions = {
    method: 'CONNECT',
    host: proxy.hostname,
    port: proxy.port,
    path: authority,
    agent: false,
    timeout: connectMs,
    headers: {
      host: authority,
      'user-agent': 'mbx',
      ...(proxy.authorization === undefined ? {} : { 'proxy-authorization': proxy.authorization }),
    },
  };
  return new Promise((resolve, reject) => {
    const asked = proxy.protocol === 'https:' ? requestInTls(options) : requestInClear(options);
    asked.once('connect', (answer, socket, head) => {
      const { statusCode: status = 0, headersDistinct } = answer;
      if (status >= 200 && status < 300) {
        socket.setTimeout(0);
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
        return;
      }
      socket.on('error', () => undefined).destroy(); // what it says of its own end adds nothing
      reject(
        status === 407
          ? wantsSignIn(proxy, headersDistinct['proxy-authenticate'] ?? [], authority)
          : refuses(proxy, status, authority),
      );
    });
    asked.once('timeout', () => asked.destroy(new SilentProxy()));
    asked.once('error', reject);
    const end = (): void => void asked.destroy(new SilentProxy());
    closing.addEventListener('abort', end, { once: true });
    asked.once('close', () => closing.removeEventListener('abort', end));
    asked.once('connect', () => closing.removeEventListener('abort', end));
    if (closing.aborted) end();
    asked.end();
  });
}

class SilentProxy extends Error {
  override readonly name = 'SilentProxy';
  readonly code = 'UND_ERR_CONNECT_TIMEOUT';
}
