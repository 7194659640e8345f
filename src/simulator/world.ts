/** The shared words of the simulator: what a handler is given, what it answers, and the world it acts in. */
import type { Settings } from './settings.ts';
import type { Contact, Group, Mailbox, Tenant, User } from './tenant/model.ts';

export type ServiceName = 'login' | 'graph' | 'exchange';
/** The services that take a token. */
export type Audience = 'graph' | 'exchange';

export interface SimRequest {
  /** Upper case. */
  readonly method: string;
  /** As the client meant it: `base` + path + query. */
  readonly url: URL;
  /** Path as sent, percent-encoded, without the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Parsed JSON; text where it is not JSON; undefined where there was none. */
  readonly body: unknown;
  readonly service: ServiceName;
  /** Origin for links in answers, without a slash at the end. */
  readonly base: string;
  /** Ledger number of this call; a batch handler hands it on to its parts as `batch`. 0 before it is entered. */
  readonly seq: number;
  /** Ledger number of the request that carried this part of a batch. */
  readonly batch?: number;
}

export interface SimResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** An object is sent as JSON, text and bytes as they are. */
  readonly body: object | string | Buffer | undefined;
}

export type Handler = (request: SimRequest) => Promise<SimResponse>;

/** Who calls, as the token says. */
export interface Access {
  readonly as: 'app' | 'user';
  readonly appId: string;
  /** Object id of the service principal, or of the user. */
  readonly id: string;
  /** Application permissions (`roles`), or delegated ones (`scp`). */
  readonly permissions: ReadonlySet<string>;
  /** Directory role template ids held by the caller. */
  readonly wids: readonly string[];
}

/** Simulated time. */
export interface SimClock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** The same as ISO 8601 text. */
  iso(): string;
  /** The host's own time in milliseconds: what a client outside the simulation sees. */
  host(): number;
  set(ms: number): void;
  advance(ms: number): void;
  /** Simulated milliseconds per real one; 0 stops the clock. */
  rate(factor: number): void;
}

/** Groups of properties that have a read lag of their own. */
export type LagGroup = 'permissions' | 'sendAs' | 'mailbox' | 'recipient' | 'user';
/** What can lag. */
export type Lagging = Mailbox | User | Group | Contact;

export interface Lag {
  /** To be called right BEFORE an object is changed: keeps the state that late readers still see. */
  changing(object: Lagging): void;
  /** To be called with an object just added to the tenant: late readers do not see it yet. */
  created(object: Lagging): void;
  /**
   * The object as a reader of this group of properties sees it now: the object itself where nothing lags, an older copy,
   * or undefined where the reader does not see it at all yet. Readers never change what they get.
   */
  seen<T extends Lagging>(group: LagGroup, object: T): T | undefined;
}

export interface World {
  /** Replaced as a whole by `PUT /_sim/tenant`: read it anew for each call. */
  readonly tenant: Tenant;
  readonly clock: SimClock;
  /** Seeded, 0 to 1. */
  readonly random: () => number;
  readonly settings: Settings;
  readonly lag: Lag;
  /** Checks the bearer token (presence, signature, expiry, audience, tenant): the caller, or the 401 to send. Permissions are the service's own business. */
  authorize(request: SimRequest, audience: Audience): Access | SimResponse;
  /**
   * All that surrounds one call: its line in the ledger, latency, throttling, faults, writes of others in between.
   * The server wraps each request in it; a batch handler wraps each part, giving a request with `batch` set to the
   * carrier's `seq`. It may throw (a connection cut or left hanging): let that pass.
   */
  call(request: SimRequest, handler: Handler): Promise<SimResponse>;
  /** To be called AFTER a write: saves the tenant, and finds the objects named under their new names. Without objects all are looked up anew. */
  changed(...objects: readonly Lagging[]): void;
  /** Counts a call that the simulator does not know. The handler then refuses it as the service would. */
  unknown(request: SimRequest, why: string): void;
}

/** Whether `authorize` refused. */
export function isResponse(result: Access | SimResponse): result is SimResponse {
  return 'status' in result;
}
