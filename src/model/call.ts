/** One write on the wire, as plain data: what a kind makes of a change, what plan merges, apply journals and sends. */
import type { Ref } from './ref.ts';

/** A list changed by its difference: Exchange's add/remove hash table. */
export interface Edit {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}
export type Value = string | number | boolean | null | readonly string[] | Edit;

/** Secrets that the program makes itself, each anew when a call is sent. */
export const SECRETS = ['newPassword'] as const;
/** Stands in a call where the secret is to stand on the wire. The secret itself stands nowhere else, before or after. */
export interface Secret {
  readonly secret: (typeof SECRETS)[number];
}

export interface ExchangeCall {
  readonly service: 'exchange';
  readonly cmdlet: string;
  /** The object it is about; its id becomes the parameter `Identity`. */
  readonly on: Ref;
  readonly parameters: Readonly<Record<string, Value>>;
}
export interface GraphCall {
  readonly service: 'graph';
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  /** Below the version, encoded. */
  readonly path: string;
  readonly on: Ref;
  /** May have placeholders (Secret) where tenant/secrets.ts lets them stand. */
  readonly body?: Readonly<Record<string, unknown>>;
}
export type Call = ExchangeCall | GraphCall;

export const isEdit = (value: Value): value is Edit =>
  typeof value === 'object' && value !== null && 'add' in value;

/** What the service said to a write. */
export type Outcome =
  /** `id`: directory object id of what was just created. */
  | {
      readonly result: 'done';
      readonly id?: string;
      /** The service's own words about what it did all the same. */
      readonly warnings?: readonly string[];
      readonly requestId?: string;
    }
  /** It was so before this run's first try: somebody else's work. */
  | { readonly result: 'already'; readonly requestId?: string }
  /** In effect, perhaps by an earlier try of this run whose outcome was unknown: it counts as the run's own work. */
  | { readonly result: 'landed'; readonly requestId?: string }
  | {
      readonly result: 'refused';
      readonly message: string;
      /** The service's own name for the failure (exception type, error code). */
      readonly code: string;
      /** `notFound` right after a creation is worth another try, `denied` and `signedOut` are for the whole run. */
      readonly why: 'notFound' | 'denied' | 'signedOut' | 'conflict' | 'other';
      readonly requestId?: string;
    }
  /** It was not sent, or was refused for load: nothing happened. */
  | { readonly result: 'unsent'; readonly message: string }
  /** It may have happened: settle by reading. */
  | { readonly result: 'unknown'; readonly message: string; readonly requestId?: string };
