/** Many reads of Graph, twenty to a request. What is asked for alone is a request of its own. */
import { GRAPH_BATCH_LIMIT, GRAPH_PATH, GRAPH_VERSION } from '../../wire/graph.ts';
import { WrongShape } from '../fields.ts';
import { guardLink } from '../guards.ts';
import {
  type BatchDoor,
  type BatchOptions,
  type Part,
  runBatches,
  type Turn,
} from '../http/batch.ts';
import { queryString } from '../http/encode.ts';
import { PageWatch } from '../http/page-watch.ts';
import type { Redactor } from '../http/redact.ts';
import { type GraphRead, type Narrow, type Row, ServiceError, type Settled } from '../service.ts';
import {
  answerIn,
  type GraphAnswer,
  type GraphPage,
  graphError,
  judgementOf,
  objectIn,
  pageIn,
  partAnswerIn,
  shapeError,
} from './answer.ts';

/** In the order asked. Throws ServiceError only where nothing can go on. */
export function readBatches<T>(
  reads: readonly GraphRead[],
  narrow: (row: Row, index: number) => T | undefined,
  origin: string,
  options: BatchOptions,
): Promise<readonly Settled<T>[]> {
  return runBatches(partsOf(reads, narrow, origin, options), doorOf(origin, options), options);
}

/** Advanced queries need the header beside their parameter, on each page. */
export const headersFor = (query: Readonly<Record<string, string>>): Record<string, string> =>
  query['$count'] === 'true' || '$search' in query ? { ConsistencyLevel: 'eventual' } : {};

/** A row that its reader cannot use. */
export const misread = (
  { path }: GraphRead,
  { message }: WrongShape,
  requestId?: string,
): ServiceError => shapeError(`GET ${path}`, message, { status: 200, requestId });

function* partsOf<T>(
  reads: readonly GraphRead[],
  narrow: (row: Row, index: number) => T | undefined,
  origin: string,
  { redactor }: BatchOptions,
): IterableIterator<Part<T, unknown>> {
  for (const [index, read] of reads.entries()) {
    yield new ReadPart<T>(read, (row) => narrow(row, index), origin, redactor);
  }
}

/** URLs are relative to the version, and the sign-in is that of the whole request. */
class ReadPart<T> implements Part<T, unknown> {
  readonly what: string;
  readonly #read: GraphRead;
  readonly #narrow: Narrow<T>;
  /** Where the service's own links lead. */
  readonly #base: string;
  readonly #origin: string;
  readonly #redactor: Redactor;
  readonly #watch = new PageWatch();
  readonly #items: T[] = [];
  #url: string;

  constructor(read: GraphRead, narrow: Narrow<T>, origin: string, redactor: Redactor) {
    this.what = `GET ${read.path}`;
    this.#read = read;
    this.#narrow = narrow;
    this.#base = `${origin}/${GRAPH_VERSION}`;
    this.#origin = origin;
    this.#redactor = redactor;
    this.#url = `${read.path}${queryString(read.query)}`;
  }

  request(): object {
    const headers = headersFor(this.#read.query);
    return {
      method: 'GET',
      url: this.#url,
      ...(Object.keys(headers).length === 0 ? {} : { headers }),
    };
  }

  take(part: Parameters<Part<T, unknown>['take']>[0], requestId: string | undefined): Turn<T> {
    const answer = partAnswerIn(part, requestId);
    const page = this.#read.of === 'list' ? pageIn(answer) : objectAsPage(answer);
    if (page === undefined) return this.#without(answer);
    try {
      return this.#paged(page, answer);
    } catch (cause) {
      if (cause instanceof ServiceError) return { is: 'failed', error: cause };
      if (!(cause instanceof WrongShape)) throw cause;
      return { is: 'failed', error: misread(this.#read, cause, answer.requestId) };
    }
  }

  #paged({ rows, next }: GraphPage, answer: GraphAnswer): Turn<T> {
    for (const row of rows) {
      const item = this.#narrow(row);
      if (item !== undefined) this.#items.push(item);
    }
    if (next === undefined) return { is: 'done', answer: { items: this.#items, warnings: [] } };
    guardLink('graph', this.what, next, this.#origin);
    const fault = next.startsWith(`${this.#base}/`)
      ? this.#watch.fault(rows, next)
      : 'its next page is in another version of the service';
    if (fault !== undefined) throw shapeError(this.what, fault, answer, 'EndlessList');
    this.#url = next.slice(this.#base.length);
    return { is: 'onward' };
  }

  #without(answer: GraphAnswer): Turn<T> {
    const error = graphError(this.what, answer, this.#redactor);
    const judgement = judgementOf(answer, undefined);
    if (judgement.is === 'shape') return { is: 'misshapen', error };
    if (error.failure === 'signedOut') return { is: 'signedOut', error };
    return { is: judgement.is === 'transient' ? 'again' : 'failed', error };
  }
}

function objectAsPage(answer: GraphAnswer): GraphPage | undefined {
  const row = objectIn(answer);
  return row === undefined ? undefined : { rows: [row], next: undefined };
}

const doorOf = (origin: string, { redactor }: BatchOptions): BatchDoor<unknown> => ({
  service: 'graph',
  limit: GRAPH_BATCH_LIMIT,
  url: `${origin}/${GRAPH_VERSION}${GRAPH_PATH.batch}`,
  headers: (token) => ({
    accept: 'application/json',
    'content-type': 'application/json',
    authorization: `Bearer ${token}`,
  }),
  read: (_status, _headers, body) => body,
  isRefusedForLoad: ({ status, headers }) =>
    status === 429 || (status === 503 && 'retry-after' in headers),
  judgement: (answer) => judgementOf(answerIn(answer), undefined),
  error: (answer, what) => graphError(what, answerIn(answer), redactor),
});
