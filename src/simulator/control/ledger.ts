/** The ledger: every call that came in, in order, so that tests can say what was asked and how often. */
import type { CallInfo } from '../call.ts';
import type { SimRequest } from '../world.ts';
import { redactBody, redactUrl } from './redact.ts';

/** One call. `status` is null while it runs, and 0 where the connection was cut or left hanging instead of an answer. */
export interface LedgerEntry {
  readonly seq: number;
  /** Simulated time of arrival, ISO 8601. */
  readonly at: string;
  readonly service: string;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly body: unknown;
  status: number | null;
  readonly cmdlet?: string;
  readonly parameters?: unknown;
  /** The request that carried this part of a batch. */
  readonly batch?: number;
  /** A fault that was put in its way. */
  fault?: string;
}

export interface Ledger {
  entries(): readonly LedgerEntry[];
  clear(): void;
  enter(request: SimRequest, info: CallInfo, at: string): LedgerEntry;
}

/** Numbers go on after clearing: a part that arrives late never points to another request. */
export function makeLedger(): Ledger {
  let entries: LedgerEntry[] = [];
  let last = 0;
  return {
    entries: () => entries,
    clear: () => {
      entries = [];
    },
    enter: (request, info, at) => {
      last += 1;
      const form = (request.headers['content-type'] ?? '').includes('x-www-form-urlencoded');
      const entry: LedgerEntry = {
        seq: last,
        at,
        service: request.service,
        method: request.method,
        url: redactUrl(request.url),
        body: redactBody(request.body, form),
        status: null,
        ...(info.cmdlet !== undefined && {
          cmdlet: info.cmdlet,
          parameters: redactBody(info.parameters, false),
        }),
        ...(request.batch !== undefined && { batch: request.batch }),
      };
      entries.push(entry);
      return entry;
    },
  };
}
