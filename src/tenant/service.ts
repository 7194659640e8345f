/** What the two services offer to the rest of the program. Paging, batches, pacing and retry are theirs; meaning is the callers'. */
import type { ExchangeCall, GraphCall, Outcome } from '../model/call.ts';

/** A row as the service sent it, without the `@…` sidecars. */
export type Row = Readonly<Record<string, unknown>>;
/** Makes of a row the little that is kept of it, so that no raw row outlives its page; undefined: not wanted. */
export type Narrow<T> = (row: Row) => T | undefined;

export type ServiceName = 'login' | 'graph' | 'exchange';

/** Why a call failed, in words that callers branch on. */
export type Failure =
  | 'notFound' // the object does not exist
  | 'ambiguous' // the identity fits several objects
  | 'denied' // a permission or a role is missing
  | 'signedOut' // no token to be had, or it was refused twice
  | 'longWait' // the service asks for a longer silence than the run may wait
  | 'throttled' // refused for load until the end of the time allowed
  | 'unavailable' // 5xx, reset or timeout until the end of the time allowed
  | 'refused' // the service understood and said no
  | 'shape' // an answer of unknown shape: nothing may be concluded from it
  | 'guarded' // stopped here, before it was sent
  | 'aborted';

/** Code of a refusal that is about the whole cmdlet, whatever it was asked about: no role of the identity holds it. */
export const NOT_HELD = 'CmdletNotHeld';

/** After these nothing can go on: no reading becomes a gap by them, the command ends. */
export const endsAll = ({ failure }: { readonly failure: Failure }): boolean =>
  failure === 'signedOut' ||
  failure === 'aborted' ||
  failure === 'guarded' ||
  failure === 'longWait';

/** A read that failed. Its message has the service's own words; never a token, never a body of mail. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly service: ServiceName;
  readonly failure: Failure;
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** The service's name of the failure: Graph's error code, Exchange's exception type without its namespace. */
  readonly code: string;
  readonly requestId: string | undefined;
  /** Method and path, or the cmdlet. */
  readonly what: string;
  /** What to do about it, where what stands between (a proxy, a certificate) is at fault. */
  readonly advice: string | undefined;
  constructor(
    about: {
      readonly service: ServiceName;
      readonly failure: Failure;
      readonly status: number;
      readonly code: string;
      readonly what: string;
      readonly requestId?: string | undefined;
      readonly advice?: string | undefined;
    },
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.service = about.service;
    this.failure = about.failure;
    this.status = about.status;
    this.code = about.code;
    this.what = about.what;
    this.requestId = about.requestId;
    this.advice = about.advice;
  }
}

/** A longer silence than may be waited. */
export interface GivenUp {
  /** Who asks for how long: "Exchange Online asks to wait 2 h 47 min". */
  readonly asks: string;
  /** The same, with the time of its end and how long may be waited. */
  readonly text: string;
}
/** Told now and then while a call waits. `begun`: it finishes what is half done, and a stop does not end it. */
export type OnWait = (line: string, begun: boolean) => void;

/** One read: a Get- cmdlet with its parameters. */
export interface Query {
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** Properties asked for with `$select`; all where absent. */
  readonly select?: readonly string[];
  /** Object id of the mailbox it is about, for routing; absent: about no mailbox in particular. */
  readonly about?: string;
}
export interface Answer<T> {
  readonly items: readonly T[];
  readonly warnings: readonly string[];
}
/** How one of several reads ended. */
export type Settled<T> =
  | { readonly ok: true; readonly answer: Answer<T> }
  | { readonly ok: false; readonly error: ServiceError };

/** The items of one of several reads. Throws its ServiceError. */
export function itemsOf<T>(settled: Settled<T> | undefined): readonly T[] {
  if (settled === undefined) throw new Error('a read that was not asked for');
  if (!settled.ok) throw settled.error;
  return settled.answer.items;
}

/** Which rights on one mailbox: those on the mailbox itself (Full Access), or to send as it. */
export type HeldRight = 'mailboxPermission' | 'recipientPermission';

export interface ExchangeClient {
  /** All pages of one read. Throws ServiceError. */
  query<T>(query: Query, narrow: Narrow<T>): Promise<Answer<T>>;
  /** Many reads, ten to a request, all pages of each; in the order asked. Each fails alone; throws only where nothing can go on (signedOut, aborted). */
  queryEach<T>(
    queries: readonly Query[],
    narrow: (row: Row, index: number) => T | undefined,
  ): Promise<readonly Settled<T>[]>;
  /** Who holds rights on one mailbox (object id), by the GET endpoints: rows without SIDs, strangers left out. Throws ServiceError. */
  holders(of: HeldRight, id: string): Promise<readonly Row[]>;
  /** One write, sent at most once (but for a token renewed after a 401). Never throws for what the service says; ServiceError `guarded` and `aborted` only. */
  write(call: ExchangeCall): Promise<Outcome>;
  /** Names of the cmdlets that the signed-in identity may run, lower case. Throws ServiceError. */
  cmdlets(): Promise<ReadonlySet<string>>;
}

/** One of several reads of Graph. */
export interface GraphRead {
  /** Below the version, encoded. */
  readonly path: string;
  /** Not yet encoded. */
  readonly query: Readonly<Record<string, string>>;
  /** One object, which counts as a list of one; or all pages of a collection. */
  readonly of: 'object' | 'list';
}

export interface GraphClient {
  /** All pages of a collection. `path` is below the version and encoded; `query` is not yet encoded. Throws ServiceError. */
  list<T>(
    path: string,
    query: Readonly<Record<string, string>>,
    narrow: Narrow<T>,
  ): Promise<readonly T[]>;
  /** One object. Throws ServiceError. */
  get(path: string, query: Readonly<Record<string, string>>): Promise<Row>;
  /** Many reads, twenty to a request, as for Exchange: in the order asked, each fails alone, and a row of unknown shape is its read's failure. */
  readEach<T>(
    reads: readonly GraphRead[],
    narrow: (row: Row, index: number) => T | undefined,
  ): Promise<readonly Settled<T>[]>;
  /** One write, as for Exchange. */
  write(call: GraphCall): Promise<Outcome>;
}

/** Who acts, as told by the token. */
export interface Actor {
  readonly tenantId: string;
  /** Object id of the application's service principal, or of the person. */
  readonly id: string;
  /** Id of the application (client id). */
  readonly appId: string;
  readonly name: string;
  readonly how: 'secret' | 'certificate' | 'federated';
}

/** What came back from a service that was asked without a token. */
export interface Reached {
  /** Where the request went. */
  readonly origin: string;
  /** HTTP status: a refusal is an answer, too. */
  readonly status: number;
  /** The service's clock, in milliseconds since 1970; undefined: it does not say. */
  readonly at: number | undefined;
}

/** The two clients. */
export interface Clients {
  readonly exchange: ExchangeClient;
  readonly graph: GraphClient;
}
export interface Services extends Clients {
  /** The same for what has begun and must be finished or given back: a request to stop ends none of their waits. */
  readonly finishing: Clients;
  /** Waits (milliseconds) before an answer that cannot be whole is asked for again. Throws ServiceError `aborted`. */
  pause(ms: number): Promise<void>;
  /** Signs in on first use. Throws MbxError E3001. */
  actor(): Promise<Actor>;
  /** Application permissions in the token for a service; undefined: it has none (a person signed in) or none could be had. */
  granted(audience: 'graph' | 'exchange'): Promise<ReadonlySet<string> | undefined>;
  /** Template ids of the Entra roles in the token for Exchange. Throws ServiceError. */
  directoryRoles(): Promise<readonly string[]>;
  /** Asks a service something without signing in. Throws ServiceError where no answer comes. */
  reach(service: ServiceName): Promise<Reached>;
  /** Why no call gets through any more in this run: a service asked for a longer silence than may be waited. Undefined: they do. */
  givenUp(): GivenUp | undefined;
  /** Ends connections and waits. */
  close(): Promise<void>;
}
