/** Signing in as an application, through MSAL over our transport. The only file that knows MSAL. Tokens stay in memory. */
import type {
  AuthenticationResult,
  ConfidentialClientApplication,
  INetworkModule,
  NetworkRequestOptions,
  NetworkResponse,
  NodeAuthOptions,
} from '@azure/msal-node';
import type { Clock } from '../../model/clock.ts';
import { MbxError } from '../../model/error.ts';
import type { Audience, Endpoints } from '../http/endpoints.ts';
import { excerpt, isRecord, parseJson, textOf } from '../http/json.ts';
import type { Redactor } from '../http/redact.ts';
import type { HttpAnswer, Transport } from '../http/transport.ts';
import { type Actor, ServiceError } from '../service.ts';
import { certificateOf } from './certificate.ts';
import { claimsOf } from './jwt.ts';
import { signInError } from './sign-in-error.ts';

export type Credential =
  | { readonly how: 'secret'; readonly secret: string }
  /** PEM text with the certificate and its private key, as one file holds them. */
  | { readonly how: 'certificate'; readonly pem: string }
  /** Called for each request, so that a token that somebody else keeps fresh is read anew. */
  | { readonly how: 'federated'; readonly assertion: () => Promise<string> };

export interface TokenSource {
  /**
   * A token for the service. `renew` passes over the remembered one; `claims` is a service's challenge, decoded. Throws
   * MbxError E3001 (refused), E4001 (the sign-in service gives no answer), E1101 (the credential cannot be used);
   * ServiceError `aborted`.
   */
  token(
    audience: Audience,
    opts?: { readonly claims?: string; readonly renew?: boolean },
  ): Promise<string>;
  /** Who acts, by whichever token is there already. Throws as `token`. */
  actor(): Promise<Actor>;
}

export interface SignInOptions {
  /** Tenant id, or a domain of the tenant. */
  readonly tenant: string;
  readonly clientId: string;
  readonly credential: Credential;
  readonly endpoints: Endpoints;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly redactor: Redactor;
}

export function createSignIn(options: SignInOptions): TokenSource {
  if (options.credential.how === 'secret') options.redactor.learn(options.credential.secret);
  const desks = { graph: new Desk(options, 'graph'), exchange: new Desk(options, 'exchange') };
  const token: TokenSource['token'] = (audience, opts = {}) => desks[audience].token(opts);
  return {
    token,
    actor: async () => {
      const known = desks.graph.latest ?? desks.exchange.latest ?? (await token('graph'));
      return actorOf(known, options);
    },
  };
}

function actorOf(token: string, { clientId, credential }: SignInOptions): Actor {
  const { tid, oid, app_displayname, appid } = claimsOf(token) ?? {};
  const tenantId = textOf(tid);
  const id = textOf(oid);
  if (tenantId === undefined || id === undefined) {
    throw new MbxError(
      'E3001',
      'the token does not say which tenant and which application it is for',
      'Check the address of the sign-in service; a token of Microsoft Entra names both.',
    );
  }
  const appId = textOf(appid) ?? clientId;
  return { tenantId, id, appId, name: textOf(app_displayname) ?? appId, how: credential.how };
}

interface Wish {
  readonly claims?: string;
  readonly renew?: boolean;
}

/** Tokens for one audience, asked for one at a time: MSAL itself would send a request for each of many equal calls. */
class Desk {
  readonly #options: SignInOptions;
  readonly #audience: Audience;
  readonly #network: Network;
  #application: Promise<ConfidentialClientApplication> | undefined;
  readonly #running = new Map<string, Promise<string>>();
  #last: Promise<unknown> = Promise.resolve();
  #held: { readonly token: string; readonly until: number } | undefined;
  latest: string | undefined;

  constructor(options: SignInOptions, audience: Audience) {
    this.#options = options;
    this.#audience = audience;
    this.#network = new Network(options.transport);
  }

  async token(wish: Wish): Promise<string> {
    const { claims, renew = false } = wish;
    const held = renew || claims !== undefined ? undefined : this.#held;
    return held !== undefined && this.#options.clock.now() < held.until
      ? held.token
      : this.#asked(wish);
  }

  #asked(wish: Wish): Promise<string> {
    const key = `${wish.renew === true} ${wish.claims ?? ''}`;
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const before = this.#last;
    const made = (async () => {
      // Whether the one before failed is its own callers' business.
      await Promise.allSettled([before]);
      try {
        return await this.#acquire(wish);
      } finally {
        this.#running.delete(key);
      }
    })();
    this.#running.set(key, made);
    this.#last = made;
    return made;
  }

  async #acquire({ claims, renew = false }: Wish): Promise<string> {
    const { redactor, endpoints } = this.#options;
    this.#application ??= this.#open();
    const application = await this.#application;
    this.#network.forget();
    try {
      const result = await application.acquireTokenByClientCredential({
        scopes: [endpoints.scopes[this.#audience]],
        skipCache: renew,
        ...(claims === undefined ? {} : { claims }),
      });
      const token = textOf(result?.accessToken);
      if (token === undefined) throw new Error('the sign-in service gave no token');
      redactor.learn(token);
      this.latest = token;
      this.#held = { token, until: renewalOf(result) };
      return token;
    } catch (cause) {
      throw this.#explain(cause);
    }
  }

  async #open(): Promise<ConfidentialClientApplication> {
    const { clientId, tenant, credential, endpoints } = this.#options;
    const { ConfidentialClientApplication } = await import('@azure/msal-node');
    return new ConfidentialClientApplication({
      auth: {
        clientId,
        authority: `${endpoints.origins.login}/${encodeURIComponent(tenant)}`,
        // Announces that this client understands claims challenges.
        clientCapabilities: ['cp1'],
        ...authOf(credential, this.#options.redactor),
      },
      system: {
        networkClient: this.#network,
        loggerOptions: { piiLoggingEnabled: false, loggerCallback: () => undefined },
      },
    });
  }

  #explain(cause: unknown): unknown {
    const { failure } = this.#network;
    if (failure?.failure === 'aborted' || failure?.failure === 'longWait') return failure;
    if (failure !== undefined) {
      return new MbxError(
        'E4001',
        `the sign-in service cannot be reached: ${failure.message}`,
        failure.advice ?? 'Check the network, the proxy and the firewall; then try again.',
        { cause: failure },
      );
    }
    if (cause instanceof MbxError || cause instanceof ServiceError) return cause;
    const { redactor } = this.#options;
    const { errorCode } = isRecord(cause) ? cause : {};
    const code = textOf(errorCode) ?? 'unknown';
    const text = this.#network.said ?? (cause instanceof Error ? cause.message : String(cause));
    // MSAL's errors may carry what was sent: they are not handed on.
    return signInError(redactor.text(code), redactor.text(text));
  }
}

const RENEWED_BEFORE_MS = 5 * 60_000;
/**
 * Until when (milliseconds since the epoch) MSAL would give the same token again, so that a read of ten thousand mailboxes does not ask it
 * a thousand times. Source: msal-node renews five minutes before the end, or when the service's `refresh_in` is over.
 */
function renewalOf(result: AuthenticationResult | null): number {
  const end = result?.expiresOn?.getTime() ?? 0;
  return Math.min(end - RENEWED_BEFORE_MS, result?.refreshOn?.getTime() ?? end);
}

function authOf(credential: Credential, redactor: Redactor): Partial<NodeAuthOptions> {
  switch (credential.how) {
    case 'secret':
      return { clientSecret: credential.secret };
    case 'certificate':
      return { clientCertificate: certificateOf(credential.pem) };
    case 'federated':
      return {
        clientAssertion: async () => {
          const assertion = (await credential.assertion()).trim();
          redactor.learn(assertion);
          return assertion;
        },
      };
  }
}

/** MSAL's way to the network. Retry happens in the transport: after a 429 or 5xx MSAL would refuse to ask again by itself. */
class Network implements INetworkModule {
  readonly #transport: Transport;
  /** Why the last request got no answer that MSAL may see; MSAL would lose the cause. */
  failure: ServiceError | undefined;
  /** The service's own words of refusal; MSAL wraps them in more. */
  said: string | undefined;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  forget(): void {
    this.failure = undefined;
    this.said = undefined;
  }

  sendGetRequestAsync<T>(
    url: string,
    options?: NetworkRequestOptions,
  ): Promise<NetworkResponse<T>> {
    return this.#send<T>('GET', url, options);
  }

  sendPostRequestAsync<T>(
    url: string,
    options?: NetworkRequestOptions,
  ): Promise<NetworkResponse<T>> {
    return this.#send<T>('POST', url, options);
  }

  async #send<T>(
    method: 'GET' | 'POST',
    url: string,
    options?: NetworkRequestOptions,
  ): Promise<NetworkResponse<T>> {
    try {
      const answer = await this.#transport.send({
        service: 'login',
        // Asking for a token changes nothing, so it may be asked again.
        kind: 'read',
        method,
        url,
        headers: options?.headers ?? {},
        ...(options?.body === undefined ? {} : { body: options.body }),
        what: 'sign-in',
      });
      if (answer.status === 429 || answer.status >= 500) throw unavailable(answer);
      const json = jsonOf(answer);
      this.said = refusalIn(json);
      return response<T>(answer, json);
    } catch (error) {
      if (error instanceof ServiceError) this.failure = error;
      throw error;
    }
  }
}

function unavailable({ status, requestId }: HttpAnswer): ServiceError {
  return new ServiceError(
    {
      service: 'login',
      failure: status === 429 ? 'throttled' : 'unavailable',
      status,
      code: String(status),
      what: 'sign-in',
      requestId,
    },
    `it answered with status ${status} until the time allowed was over`,
  );
}

/** The body, or a refusal in its place where it is no JSON. */
const jsonOf = ({ status, text }: HttpAnswer): string =>
  parseJson(text) === undefined
    ? JSON.stringify({ error: 'no_json', error_description: `status ${status}, ${excerpt(text)}` })
    : text;

function refusalIn(json: string): string | undefined {
  const parsed = parseJson(json)?.value;
  return isRecord(parsed) ? textOf(parsed['error_description']) : undefined;
}

function response<T>({ status, headers }: HttpAnswer, json: string): NetworkResponse<T> {
  // MSAL says what it expects and checks it itself.
  const body: T = JSON.parse(json);
  // A Retry-After would make MSAL refuse later requests by itself.
  const { 'retry-after': _, ...kept } = headers;
  return { status, headers: kept, body };
}
