/**
 * Stands before a simulated tenant and lets one request pass at a time, whoever sends it, so that what is so after each is known:
 * the order of requests is the order of effects. Each client comes through a door of its own, and may be made to wait at it.
 */
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
  request as send,
} from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import type { TestTenant } from './tenant.ts';

/** Something that happened, in order. */
export interface Moment {
  /** The door it came through. */
  readonly who: string;
  /** What the client said on its screen; then it is no request. */
  readonly said?: string;
  /** Cmdlets, or method and path, of the request and of the parts it carried. */
  readonly what: readonly { readonly name: string; readonly identity: string | undefined }[];
  /** The tenant from then on. */
  readonly tenant: Tenant;
}
export interface Door {
  /** Variables with which mbx comes through it. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}
export interface Watched {
  readonly history: Moment[];
  /** Puts into the history what a client says. */
  say(who: string, text: string): void;
  /** `delayMs` is asked before each request. */
  door(who: string, delayMs?: () => number): Promise<Door>;
  /** Resolves when nothing is under way: a client that was killed leaves requests behind. */
  quiet(): Promise<void>;
}

/** `each`: the tenant is looked at after every request, since others may change it; else after those that may have written. */
export function watched(tenant: TestTenant, each: boolean): Watched {
  const history: Moment[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
  const noted = async (who: string, message: IncomingMessage, body: string): Promise<void> => {
    const what = callsIn(message, body);
    const known = history.at(-1)?.tenant;
    const same = !each && known !== undefined && what.every(({ name }) => READS.test(name));
    history.push({ who, what, tenant: same ? known : await tenant.dump() });
  };
  return {
    history,
    say: (who, said) => {
      const known = history.at(-1);
      if (known !== undefined) history.push({ who, said, what: [], tenant: known.tenant });
    },
    quiet: async () => {
      for (let before: unknown; before !== last; ) {
        before = last;
        await last;
        await after(5); // what was on the wire when its sender died
      }
    },
    async door(who, delayMs = () => 0) {
      const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
        const body = await textOf(message);
        await after(delayMs());
        await inTurn(async () => {
          const { method = 'GET', url = '/', headers } = message;
          const forwarded = send(new URL(url, tenant.origin), { method, headers });
          try {
            forwarded.end(body);
            const [answer] = await once(forwarded, 'response');
            const text = await textOf(answer);
            const { 'transfer-encoding': _, ...kept } = answer.headers;
            await noted(who, message, body);
            response.writeHead(answer.statusCode ?? 502, kept).end(text);
          } catch {
            await noted(who, message, body); // it was cut, perhaps after it had its effect
            message.socket.resetAndDestroy();
          }
        });
      };
      const server = createServer((message, response) => {
        serve(message, response).catch((error: unknown) => response.destroy(Error(String(error))));
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('the door has no port');
      const origin = `http://127.0.0.1:${address.port}`;
      return {
        env: {
          ...tenant.env,
          MBX_LOGIN_URL: origin,
          MBX_GRAPH_URL: origin,
          MBX_EXCHANGE_URL: origin,
        },
        close: async () => {
          server.closeAllConnections();
          server.close();
          await once(server, 'close');
        },
      };
    },
  };
}

const READS = /^(?:GET |Get-|POST [^ ]*\/oauth2\/)/u;

function callsIn({ method, url = '' }: IncomingMessage, text: string): Moment['what'] {
  const path = decodeURIComponent(url.split('?')[0] ?? '');
  const body = jsonIn(text);
  const parts = listIn(body, 'requests').map((part) => fieldOf(part, 'body'));
  return (parts.length > 0 ? parts : [body]).map((one) => {
    const input = fieldOf(one, 'CmdletInput');
    const cmdlet = fieldOf(input, 'CmdletName');
    const identity = fieldOf(fieldOf(input, 'Parameters'), 'Identity');
    return typeof cmdlet === 'string'
      ? { name: cmdlet, identity: typeof identity === 'string' ? identity : undefined }
      : { name: `${method} ${path}`, identity: undefined };
  });
}
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
const listIn = (value: unknown, name: string): readonly unknown[] => {
  const list = fieldOf(value, name);
  return Array.isArray(list) ? list : [];
};

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
