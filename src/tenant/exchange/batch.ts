/** Many Exchange reads, ten to a request. */
import { EXCHANGE_BATCH_LIMIT, EXCHANGE_PATH } from '../../wire/exchange.ts';
import {
  type BatchDoor,
  type BatchOptions,
  type Part,
  runBatches,
  type Turn,
} from '../http/batch.ts';
import { encodeSegment } from '../http/encode.ts';
import type { Redactor } from '../http/redact.ts';
import { type HttpAnswer, statusJudgement } from '../http/transport.ts';
import { type Query, type Row, ServiceError, type Settled } from '../service.ts';
import { asRead, type ParsedAnswer, readBody } from './answer.ts';
import { errorOf, Gathering } from './pages.ts';
import { commonHeaders, type Endpoint, headersOf, invocationOf } from './request.ts';

/** In the order asked. Throws ServiceError only where nothing can go on. */
export function queryBatches<T>(
  queries: readonly Query[],
  narrow: (row: Row, index: number) => T | undefined,
  endpoint: Endpoint,
  options: BatchOptions,
): Promise<readonly Settled<T>[]> {
  return runBatches(
    partsOf(queries, narrow, endpoint, options),
    doorOf(endpoint, options),
    options,
  );
}

function* partsOf<T>(
  queries: readonly Query[],
  narrow: (row: Row, index: number) => T | undefined,
  endpoint: Endpoint,
  { redactor }: BatchOptions,
): IterableIterator<Part<T, ParsedAnswer>> {
  for (const [index, query] of queries.entries()) {
    yield partOf(query, (row) => narrow(row, index), endpoint, redactor);
  }
}

/** URLs are absolute, and each part carries the token itself. */
function partOf<T>(
  query: Query,
  narrow: (row: Row) => T | undefined,
  endpoint: Endpoint,
  redactor: Redactor,
): Part<T, ParsedAnswer> {
  const what = query.cmdlet;
  const gathering = new Gathering<T>(query, endpoint.origin, narrow, redactor);
  let invocation = invocationOf(query, endpoint);
  const paged = (page: ParsedAnswer & { readonly is: 'page' }, id: string | undefined): Turn<T> => {
    let next: string | undefined;
    try {
      next = gathering.take(page, id);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return { is: 'failed', error };
    }
    if (next === undefined) return { is: 'done', answer: gathering.answer() };
    invocation = { ...invocation, url: next };
    return { is: 'onward' };
  };
  return {
    what,
    request: (token) => ({
      method: 'POST',
      url: invocation.url,
      headers: headersOf(invocation, token),
      body: invocation.body,
    }),
    take({ status, headers, body }, requestId) {
      const id = headers['request-id'] ?? requestId;
      if (body.is === 'page') return paged(body, id);
      const error = errorOf(body, status, what, id, redactor);
      if (body.is === 'shape') return { is: 'misshapen', error };
      if (body.failure === 'signedOut') return { is: 'signedOut', error };
      if (gathering.restart(body)) {
        invocation = invocationOf(gathering.query, endpoint);
        return { is: 'onward' };
      }
      return { is: body.transient ? 'again' : 'failed', error };
    },
  };
}

const doorOf = (endpoint: Endpoint, { redactor }: BatchOptions): BatchDoor<ParsedAnswer> => ({
  service: 'exchange',
  limit: EXCHANGE_BATCH_LIMIT,
  url: `${endpoint.origin}${EXCHANGE_PATH.batch(encodeSegment(endpoint.tenantId))}`,
  headers: (token) => ({ ...commonHeaders(token), Prefer: 'odata.continue-on-error' }),
  read: (status, headers, body) => asRead(readBody(status, headers, body)),
  isRefusedForLoad: ({ status, headers, body }) =>
    body.is === 'fault' &&
    (body.failure === 'throttled' || (status === 503 && 'retry-after' in headers)),
  judgement(answer) {
    const reading = readingOf(answer);
    return {
      ...statusJudgement(answer.status),
      crowded: reading.is === 'fault' && reading.crowded,
    };
  },
  error(answer, what) {
    const reading = readingOf(answer);
    const told: Exclude<ParsedAnswer, { readonly is: 'page' }> =
      reading.is === 'page'
        ? { is: 'shape', message: 'the answer to a batch holds no parts' }
        : reading;
    return errorOf(told, answer.status, what, answer.requestId, redactor);
  },
});
const readingOf = ({ status, headers, text }: HttpAnswer): ParsedAnswer =>
  readBody(status, headers, text);
