/** The Graph client, on Microsoft's SDK with our own middleware: authentication, and the one transport at the end. The only file that knows the SDK. */
import type { Client, Context, Middleware } from '@microsoft/microsoft-graph-client';
import type { GraphCall, Outcome } from '../../model/call.ts';
import { GRAPH_VERSION } from '../../wire/graph.ts';
import { WrongShape } from '../fields.ts';
import { guardGraph, guardGraphPath, guardLink } from '../guards.ts';
import type { BatchOptions } from '../http/batch.ts';
import { queryString } from '../http/encode.ts';
import { outcomeWithoutAnswer } from '../http/outcome.ts';
import { PageWatch } from '../http/page-watch.ts';
import { sendSigned } from '../http/signed.ts';
import type { HttpAnswer, HttpRequest, Judgement } from '../http/transport.ts';
import { withSecrets } from '../secrets.ts';
import {
  endsAll,
  type GraphClient,
  type GraphRead,
  type Narrow,
  type Row,
  ServiceError,
  type Settled,
} from '../service.ts';
import {
  answerIn,
  type GraphAnswer,
  graphError,
  graphOutcome,
  judgementOf,
  objectIn,
  pageIn,
  shapeError,
} from './answer.ts';
import { headersFor, misread, readBatches } from './batch.ts';

export interface GraphOptions extends BatchOptions {
  /** Public origin of the service. */
  readonly origin: string;
}

export function createGraph(options: GraphOptions): GraphClient {
  const { redactor, origin } = options;
  let client: Promise<Client> | undefined;

  const send = async (call: PassedThrough, body?: GraphCall['body']): Promise<HttpAnswer> => {
    client ??= open(options);
    const request = (await client).api(call.url).middlewareOptions([call]);
    switch (call.method) {
      case 'GET':
        await request.get();
        break;
      case 'POST':
        await request.post(body ?? {});
        break;
      case 'PATCH':
        await request.patch(body ?? {});
        break;
      case 'DELETE':
        await request.delete();
    }
    return call.answer();
  };

  const urlOf = (path: string, query: Readonly<Record<string, string>>): string => {
    guardGraphPath(path);
    return `${origin}/${GRAPH_VERSION}${path}${queryString(query)}`;
  };

  /** All pages: each link is followed as it stands, but only to the place we came from. */
  async function* pages(
    path: string,
    query: Readonly<Record<string, string>>,
  ): AsyncGenerator<readonly Row[]> {
    const what = `GET ${path}`;
    const headers = headersFor(query);
    const watch = new PageWatch();
    for (let url: string | undefined = urlOf(path, query); url !== undefined; ) {
      const judge = (got: HttpAnswer): Judgement => judged(got, pageIn);
      const answer = answerIn(await send(new PassedThrough('GET', url, what, headers, judge)));
      const page = pageIn(answer);
      if (page === undefined) throw graphError(what, answer, redactor);
      yield page.rows;
      url = page.next;
      if (url === undefined) return;
      guardLink('graph', what, url, origin);
      const fault = watch.fault(page.rows, url);
      if (fault !== undefined) throw shapeError(what, fault, answer, 'EndlessList');
    }
  }

  const list = async <T>(
    path: string,
    query: Readonly<Record<string, string>>,
    narrow: Narrow<T>,
  ): Promise<readonly T[]> => {
    const items: T[] = [];
    for await (const rows of pages(path, query)) {
      for (const row of rows) {
        const item = narrow(row);
        if (item !== undefined) items.push(item);
      }
    }
    return items;
  };

  const get = async (path: string, query: Readonly<Record<string, string>>): Promise<Row> => {
    const what = `GET ${path}`;
    const judge = (got: HttpAnswer): Judgement => judged(got, objectIn);
    const call = new PassedThrough('GET', urlOf(path, query), what, headersFor(query), judge);
    const answer = answerIn(await send(call));
    const row = objectIn(answer);
    if (row === undefined) throw graphError(what, answer, redactor);
    return row;
  };

  const alone = async <T>(
    { path, query, of }: GraphRead,
    narrow: Narrow<T>,
  ): Promise<readonly T[]> => {
    if (of === 'list') return list(path, query, narrow);
    const item = narrow(await get(path, query));
    return item === undefined ? [] : [item];
  };

  const write = async (call: GraphCall): Promise<Outcome> => {
    guardGraph(call);
    const { method, path, body } = call;
    const judge = (got: HttpAnswer): Judgement => judged(got, ({ text }) => text);
    const passed = new PassedThrough(method, urlOf(path, {}), `${method} ${path}`, {}, judge);
    try {
      return graphOutcome(
        call,
        answerIn(await send(passed, withSecrets(body, redactor))),
        redactor,
      );
    } catch (error) {
      return outcomeWithoutAnswer(error);
    }
  };

  return {
    list,
    get,
    async readEach(reads, narrow) {
      for (const { path } of reads) guardGraphPath(path);
      const [only, ...others] = reads;
      if (only === undefined || others.length > 0)
        return readBatches(reads, narrow, origin, options);
      const own = (row: Row): ReturnType<typeof narrow> => narrow(row, 0);
      return [await settledAlone(only, (read) => alone(read, own))];
    },
    write,
  };
}

/** The same end as in a batch. */
async function settledAlone<T>(
  read: GraphRead,
  load: (read: GraphRead) => Promise<readonly T[]>,
): Promise<Settled<T>> {
  try {
    return { ok: true, answer: { items: await load(read), warnings: [] } };
  } catch (cause) {
    if (cause instanceof ServiceError && !endsAll(cause)) return { ok: false, error: cause };
    if (!(cause instanceof WrongShape)) throw cause;
    return { ok: false, error: misread(read, cause) };
  }
}

const judged = (got: HttpAnswer, wanted: (answer: GraphAnswer) => unknown): Judgement => {
  const answer = answerIn(got);
  return judgementOf(answer, wanted(answer));
};

/**
 * Goes through the SDK's chain with one call. The SDK would reorder a query string, and lose the headers of an answer
 * and the cause of a failure, so these travel here.
 */
class PassedThrough {
  readonly method: HttpRequest['method'];
  readonly url: string;
  readonly what: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly judge: (answer: HttpAnswer) => Judgement;
  #end: { readonly answer: HttpAnswer } | { readonly error: unknown } | undefined;

  constructor(
    method: HttpRequest['method'],
    url: string,
    what: string,
    headers: Readonly<Record<string, string>>,
    judge: (answer: HttpAnswer) => Judgement,
  ) {
    this.method = method;
    this.url = url;
    this.what = what;
    this.headers = headers;
    this.judge = judge;
  }

  async through(work: Promise<HttpAnswer>): Promise<void> {
    try {
      this.#end = { answer: await work };
    } catch (error) {
      this.#end = { error };
    }
  }

  answer(): HttpAnswer {
    if (this.#end === undefined) throw new Error('the Graph SDK did not call its middleware');
    if ('error' in this.#end) throw this.#end.error;
    return this.#end.answer;
  }
}

/** One middleware does authentication and transport; retry is within the transport, and one 401 fetches a new token. */
async function open({ transport, signIn }: GraphOptions): Promise<Client> {
  const { Client } = await import('@microsoft/microsoft-graph-client');
  const middleware: Middleware = {
    execute: async (context: Context) => {
      const call = context.middlewareControl?.getMiddlewareOptions(PassedThrough);
      if (!(call instanceof PassedThrough)) throw new Error('a call without its particulars');
      const { body } = context.options ?? {};
      const work = sendSigned(transport, signIn, 'graph', (token) => ({
        service: 'graph',
        kind: call.method === 'GET' ? 'read' : 'write',
        method: call.method,
        url: call.url,
        what: call.what,
        judge: call.judge,
        ...(typeof body === 'string' ? { body } : {}),
        headers: {
          ...call.headers,
          accept: 'application/json',
          ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
          authorization: `Bearer ${token}`,
        },
      }));
      await call.through(work);
      // The SDK has nothing to read: the answer goes its own way.
      context.response = new Response(null, { status: 204 });
    },
  };
  return Client.initWithMiddleware({ middleware });
}
