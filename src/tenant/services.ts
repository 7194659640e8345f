/** Puts the clients together. Nothing is loaded and no connection opened before the first call. */
import type { Clock } from '../model/clock.ts';
import { createExchange, type ExchangeOptions } from './exchange/exchange.ts';
import { createGraph, type GraphOptions } from './graph/graph.ts';
import type { Connection } from './http/connection.ts';
import type { Endpoints } from './http/endpoints.ts';
import { reach } from './http/reach.ts';
import { createRedactor } from './http/redact.ts';
import { tokenFor } from './http/signed.ts';
import {
  budgetOf,
  createTransport,
  DEFAULT_LIMITS,
  finishing,
  type Network,
  type Transport,
  type TransportLimits,
} from './http/transport.ts';
import { type Clients, type OnWait, ServiceError, type Services } from './service.ts';
import { claimsOf } from './sign-in/jwt.ts';
import { type Credential, createSignIn, type TokenSource } from './sign-in/sign-in.ts';

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
  readonly onWait?: OnWait;
  readonly limits?: Partial<TransportLimits>;
  readonly network?: Network;
  /** Tests hand in one that alters what comes. */
  readonly connection?: Connection;
}

/** Throws nothing: whatever is wrong shows at the first call. */
export function createServices(config: ServicesConfig): Services {
  const { tenant, clientId, credential, endpoints, clock, random, signal, onEvent, onWait } =
    config;
  const limits: TransportLimits = { ...DEFAULT_LIMITS, ...config.limits };
  const redactor = createRedactor();
  for (const { secrets } of config.network?.proxies.values() ?? [])
    for (const secret of secrets) redactor.learn(secret);
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
    network: config.network,
    ...(config.connection === undefined ? {} : { connection: config.connection }),
  });
  const signInBy = (way: Transport): TokenSource =>
    createSignIn({ tenant, clientId, credential, endpoints, transport: way, clock, redactor });
  const clients = (
    way: Transport,
    signIn: TokenSource,
    until: AbortSignal | undefined,
  ): Clients => {
    const optionsOf = (service: 'graph' | 'exchange'): GraphOptions & ExchangeOptions => ({
      transport: way,
      signIn,
      redactor,
      origin: endpoints.origins[service],
      clock,
      random,
      signal: until,
      budgetMs: budgetOf(limits, service),
      inFlight: limits.inFlight[service],
    });
    return {
      graph: createGraph(optionsOf('graph')),
      exchange: createExchange(optionsOf('exchange')),
    };
  };
  const signIn = signInBy(transport);
  const onward = finishing(transport);
  return {
    ...clients(transport, signIn, signal),
    finishing: clients(onward, unstopped(signIn, signInBy(onward)), undefined),
    actor: signIn.actor,
    async granted(audience) {
      const { roles, scp } = claimsOf(await tokenFor(signIn, audience)) ?? {};
      if (Array.isArray(roles)) return new Set(roles.map(String));
      return scp === undefined ? new Set() : undefined; // a token without any permission has no claim for them
    },
    async directoryRoles() {
      const { wids } = claimsOf(await tokenFor(signIn, 'exchange')) ?? {};
      return Array.isArray(wids) ? wids.map(String) : [];
    },
    reach: (service) => reach(service, tenant, endpoints, transport),
    pause: async (ms) => {
      try {
        await clock.sleep(ms, signal);
      } catch (cause) {
        if (signal?.aborted !== true) throw cause;
        throw new ServiceError(
          { service: 'graph', failure: 'aborted', status: 0, code: 'Aborted', what: 'a pause' },
          'a pause between two reads was stopped',
          { cause },
        );
      }
    },
    givenUp: () => transport.givenUp(),
    close: () => transport.close(),
  };
}

/** The tokens there are; where a stop, or a silence that is too long, keeps them from being renewed, `spare` signs in for itself. */
const unstopped = (signIn: TokenSource, spare: TokenSource): TokenSource => ({
  actor: signIn.actor,
  async token(audience, options) {
    try {
      return await signIn.token(audience, options);
    } catch (error) {
      if (
        error instanceof ServiceError &&
        (error.failure === 'aborted' || error.failure === 'longWait')
      )
        return spare.token(audience, options);
      throw error;
    }
  },
});
