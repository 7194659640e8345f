/** A plain client for the simulator's own tests: signs in, sends, and shows what came back. It knows no service. */
import {
  type Running,
  type SimulatorOptions,
  startSimulator,
} from '../../../src/simulator/server.ts';
import { ID, SECRET, smallTenant } from './small-tenant.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What stands in the JSON body at a path such as `value.0.id`; undefined where nothing does. */
  at(path: string): unknown;
  /** The members of `value`. */
  readonly rows: readonly Record<string, unknown>[];
}

export interface TestClient {
  readonly running: Running;
  send(
    method: string,
    path: string,
    more?: { headers?: Record<string, string>; body?: unknown },
  ): Promise<Answer>;
  /** Token for a service, signed in with the secret of the application. */
  token(scope?: string, appId?: string): Promise<string>;
  /** A call to Graph as the test application (or with the token given). */
  graph(
    method: string,
    path: string,
    more?: { headers?: Record<string, string>; body?: unknown; token?: string },
  ): Promise<Answer>;
  /** One cmdlet. */
  invoke(cmdlet: string, parameters: object): Promise<Answer>;
  control(method: string, path: string, body?: unknown): Promise<Answer>;
  close(): Promise<void>;
}

export async function startClient(options: SimulatorOptions = {}): Promise<TestClient> {
  const running = await startSimulator({ tenant: smallTenant(), ...options });
  const tokens = new Map<string, Promise<string>>();

  const send: TestClient['send'] = async (method, path, { headers = {}, body } = {}) => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(running.origin + path, {
      method,
      headers: {
        ...(body !== undefined &&
          typeof body !== 'string' && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(text !== undefined && { body: text }),
    });
    const received = await response.text();
    const document = parse(received);
    const at = (where: string) => step(document, where.split('.'));
    const value = at('value');
    return {
      status: response.status,
      headers: response.headers,
      text: received,
      at,
      rows: Array.isArray(value) ? value : [],
    };
  };

  const freshToken = async (scope: string, appId: string): Promise<string> => {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: appId,
      client_secret: SECRET,
      scope,
    });
    const { at, text } = await send('POST', `/${ID.tenant}/oauth2/v2.0/token`, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    });
    const token = at('access_token');
    if (typeof token !== 'string') throw new Error(text);
    return token;
  };
  const token: TestClient['token'] = (scope = GRAPH, appId = ID.app) => freshToken(scope, appId);
  const kept = (scope: string) => {
    const known = tokens.get(scope) ?? token(scope);
    tokens.set(scope, known);
    return known;
  };

  return {
    running,
    send,
    token,
    graph: async (method, path, { headers = {}, body, token: given } = {}) =>
      send(method, `/v1.0${path}`, {
        headers: { authorization: `Bearer ${given ?? (await kept(GRAPH))}`, ...headers },
        body,
      }),
    invoke: async (cmdlet, parameters) =>
      send('POST', `/adminapi/beta/${ID.tenant}/InvokeCommand`, {
        headers: {
          authorization: `Bearer ${await kept(EXCHANGE)}`,
          'x-anchormailbox': `APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@${ID.tenant}`,
        },
        body: { CmdletInput: { CmdletName: cmdlet, Parameters: parameters } },
      }),
    control: (method, path, body) => send(method, `/_sim/${path}`, { body }),
    close: () => running.close(),
  };
}

export const GRAPH = 'https://graph.microsoft.com/.default';
export const EXCHANGE = 'https://outlook.office365.com/.default';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function step(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  return step(Reflect.get(value, name), rest);
}
