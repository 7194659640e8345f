/** Both clients over a scripted network and virtual time, with a sign-in that hands out numbered tokens. */

import { createExchange } from '../../src/tenant/exchange/exchange.ts';
import { createGraph } from '../../src/tenant/graph/graph.ts';
import { endpointsFor } from '../../src/tenant/http/endpoints.ts';
import { createRedactor } from '../../src/tenant/http/redact.ts';
import { createTransport, DEFAULT_LIMITS } from '../../src/tenant/http/transport.ts';
import type { ExchangeClient, GraphClient } from '../../src/tenant/service.ts';
import type { TokenSource } from '../../src/tenant/sign-in/sign-in.ts';
import { type Asked, type Scripted, ScriptedConnection } from './scripted-connection.ts';
import { VirtualClock } from './virtual-clock.ts';

export const TENANT = '11111111-0000-4000-8000-000000000001';

export interface ClientBench {
  readonly exchange: ExchangeClient;
  readonly graph: GraphClient;
  readonly clock: VirtualClock;
  readonly connection: ScriptedConnection;
  /** What tokens were asked for, in order: `exchange`, `exchange renew`, `exchange {claims}`. */
  readonly tokens: string[];
}

export function clientBench(
  script: (asked: Asked) => Scripted | Error | Promise<Scripted | Error>,
  more: { readonly signal?: AbortSignal; readonly signIn?: Partial<TokenSource> } = {},
): ClientBench {
  const { signal } = more;
  const clock = new VirtualClock();
  const connection = new ScriptedConnection(clock, script);
  const redactor = createRedactor();
  const endpoints = endpointsFor('global');
  const tokens: string[] = [];
  let issued = 1;
  const signIn: TokenSource = {
    token: (audience, opts = {}) => {
      const { renew = false, claims } = opts;
      tokens.push(
        [audience, ...(renew ? ['renew'] : []), ...(claims === undefined ? [] : [claims])].join(
          ' ',
        ),
      );
      if (renew || claims !== undefined) issued += 1;
      return Promise.resolve(`token-${issued}`);
    },
    actor: () =>
      Promise.resolve({ tenantId: TENANT, id: 'o', appId: 'a', name: 'mbx', how: 'secret' }),
    ...more.signIn,
  };
  const random = (): number => 1;
  const transport = createTransport({
    clock,
    random,
    endpoints,
    redactor,
    userAgent: 'mbx',
    connection,
    signal,
  });
  const optionsOf = (service: 'graph' | 'exchange') => ({
    transport,
    signIn,
    redactor,
    clock,
    random,
    signal,
    origin: endpoints.origins[service],
    budgetMs: DEFAULT_LIMITS.readBudgetMs[service],
    inFlight: DEFAULT_LIMITS.inFlight[service],
  });
  return {
    exchange: createExchange(optionsOf('exchange')),
    graph: createGraph(optionsOf('graph')),
    clock,
    connection,
    tokens,
  };
}
