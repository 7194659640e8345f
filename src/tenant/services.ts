/** Puts the clients together. Nothing is loaded and no connection opened before the first call. */
import type { Clock } from '../model/clock.ts';
import type { Endpoints } from './endpoints.ts';
import { createExchange } from './exchange.ts';
import { createGraph } from './graph.ts';
import { createRedactor } from './redact.ts';
import type { Services } from './service.ts';
import { type Credential, createSignIn } from './sign-in.ts';
import { createTransport, DEFAULT_LIMITS, type Limits } from './transport.ts';

export interface ServicesConfig {
  /** Tenant id, or a domain of the tenant. */
  readonly tenant: string;
  readonly clientId: string;
  readonly credential: Credential;
  readonly endpoints: Endpoints;
  readonly clock: Clock;
  /** 0 up to 1; spreads waits. */
  readonly random: () => number;
  /** Ends waits and reads; a write under way is finished. */
  readonly signal?: AbortSignal;
  /** Lines for `--debug`, without secrets. */
  readonly onEvent?: (line: string) => void;
  /** Told now and then while a service does not answer. */
  readonly onWait?: (line: string) => void;
  readonly limits?: Partial<Limits>;
}

/** Throws nothing: whatever is wrong shows at the first call. */
export function createServices(config: ServicesConfig): Services {
  const { tenant, clientId, credential, endpoints, clock, random, signal, onEvent, onWait } =
    config;
  const limits: Limits = { ...DEFAULT_LIMITS, ...config.limits };
  const redactor = createRedactor();
  const transport = createTransport({
    clock,
    random,
    endpoints,
    redactor,
    userAgent: 'mbx',
    limits,
    onEvent,
    onWait,
    signal,
  });
  const signIn = createSignIn({ tenant, clientId, credential, endpoints, transport, redactor });
  const shared = { transport, signIn, redactor };
  return {
    graph: createGraph({ ...shared, origin: endpoints.origins.graph }),
    exchange: createExchange({
      ...shared,
      origin: endpoints.origins.exchange,
      clock,
      random,
      signal,
      budgetMs: limits.readBudgetMs.exchange,
      inFlight: limits.inFlight.exchange,
    }),
    actor: signIn.actor,
    close: () => transport.close(),
  };
}
