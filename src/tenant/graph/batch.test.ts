import { expect, test } from 'vitest';
import { clientBench } from '../../../test/support/client-bench.ts';
import { type GraphPart, graphPartsOf } from '../../../test/support/graph-parts.ts';
import type { Asked, Scripted } from '../../../test/support/scripted-connection.ts';
import { WrongShape } from '../fields.ts';
import { isRecord } from '../http/json.ts';
import type { GraphRead, Row, Settled } from '../service.ts';

interface PartAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}
const idOf = (url: string): string => /^\/users\/(u\d+)/u.exec(url)?.[1] ?? url;
function partsOf(asked: Asked): readonly GraphPart[] {
  const parts = graphPartsOf(asked);
  if (parts === undefined) throw new Error(`${asked.url} is no batch`);
  return parts;
}
const answer = (
  parts: readonly GraphPart[],
  script: (id: string, part: GraphPart) => PartAnswer,
): Scripted => ({
  body: {
    responses: [...parts]
      .reverse()
      .map((part) => ({ id: part.id, status: 200, ...script(idOf(part.url), part) })),
  },
});
const row = (id: string): PartAnswer => ({ body: { '@odata.context': 'x', id } });
const throttled = (seconds: string): PartAnswer => ({
  status: 429,
  headers: { 'Retry-After': seconds },
  body: { error: { code: 'TooManyRequests', message: 'Slow down.' } },
});

const objects = (count: number): GraphRead[] =>
  Array.from({ length: count }, (_, index) => ({
    path: `/users/u${index}`,
    query: { $select: 'id,accountEnabled' },
    of: 'object',
  }));
const list = (path: string, query: GraphRead['query'] = {}): GraphRead => ({
  path,
  query,
  of: 'list',
});
const id = ({ id: one }: Row): unknown => one;
const items = (settled: readonly Settled<unknown>[]): readonly unknown[] =>
  settled.map((one) => (one.ok ? one.answer.items : one.error.failure));
const waited = (asked: readonly Asked[], start: number): number => (asked.at(-1)?.at ?? 0) - start;

test('twenty to a request, by relative addresses, in the order asked; the token goes once', async () => {
  const { graph, connection } = clientBench((asked) => answer(partsOf(asked), row));
  const settled = await graph.readEach(
    objects(45),
    (one, index) => `${index}:${String(one['id'])}`,
  );
  expect(items(settled)).toEqual(Array.from({ length: 45 }, (_, index) => [`${index}:u${index}`]));
  expect(connection.asked.map((asked) => partsOf(asked).length)).toEqual([20, 20, 5]);
  const [asked] = connection.asked;
  expect(asked).toMatchObject({
    url: 'https://graph.microsoft.com/v1.0/$batch',
    method: 'POST',
    headers: { authorization: 'Bearer token-1', 'content-type': 'application/json' },
  });
  expect(asked?.body).not.toContain('token-1');
  expect(asked === undefined ? undefined : partsOf(asked)[3]).toEqual({
    id: '3',
    method: 'GET',
    url: '/users/u3?$select=id,accountEnabled',
    headers: {},
  });
});

test('what is asked for alone is a request of its own, and ends in the same ways', async () => {
  const { graph, connection } = clientBench(({ url }) => {
    if (url.includes('/users/u0')) return { body: { id: 'u0' } };
    if (url.includes('/groups')) return { body: { value: [{ id: 'a' }, { id: 'b' }] } };
    return { status: 404, body: { error: { code: 'Request_ResourceNotFound', message: 'no' } } };
  });
  expect(items(await graph.readEach(objects(1), id))).toEqual([['u0']]);
  expect(items(await graph.readEach([list('/groups')], id))).toEqual([['a', 'b']]);
  expect(items(await graph.readEach([list('/none')], id))).toEqual(['notFound']);
  const odd = await graph.readEach(objects(1), (one) => {
    throw new WrongShape('id', 'number', one);
  });
  expect(items(odd)).toEqual(['shape']);
  expect(connection.asked.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET', 'GET']);
  expect(await graph.readEach([], id)).toEqual([]);
  expect(connection.asked).toHaveLength(4);
});

test('an advanced query has its header in its own part', async () => {
  const { graph, connection } = clientBench((asked) =>
    answer(partsOf(asked), () => ({ body: { value: [], '@odata.count': 0 } })),
  );
  const reads = [list('/a', { $count: 'true' }), list('/b')];
  expect(items(await graph.readEach(reads, id))).toEqual([[], []]);
  expect(connection.asked.flatMap(partsOf).map(({ headers }) => headers)).toEqual([
    { ConsistencyLevel: 'eventual' },
    {},
  ]);
});

test('parts refused for load go again alone, after the longest wait that one of them asked for', async () => {
  const waits: Readonly<Record<string, PartAnswer>> = {
    u1: throttled('5'),
    u2: throttled('20'),
    u7: { status: 503, headers: { 'retry-after': '12' } },
  };
  const { graph, connection, clock } = clientBench((asked) =>
    answer(partsOf(asked), (one) => (asked.index === 0 ? waits[one] : undefined) ?? row(one)),
  );
  const start = clock.now();
  const settled = await graph.readEach(objects(20), id);
  expect(items(settled)).toEqual(Array.from({ length: 20 }, (_, index) => [`u${index}`]));
  expect(connection.asked).toHaveLength(2);
  expect(
    connection.asked
      .slice(1)
      .flatMap(partsOf)
      .map(({ url }) => idOf(url))
      .sort(),
  ).toEqual(['u1', 'u2', 'u7']);
  expect(waited(connection.asked, start)).toBeGreaterThanOrEqual(20_000);
  expect(waited(connection.asked, start)).toBeLessThan(30_000);
});

test('a part that is down without end fails alone, after the time for reads', async () => {
  const { graph, clock } = clientBench((asked) =>
    answer(partsOf(asked), (one) => (one === 'u1' ? { status: 503 } : row(one))),
  );
  const start = clock.now();
  expect(items(await graph.readEach(objects(3), id))).toEqual([['u0'], 'unavailable', ['u2']]);
  expect(clock.now() - start).toBeGreaterThan(500_000);
  expect(clock.now() - start).toBeLessThan(800_000);
});

test('a missing, doubled or misshapen part is asked for once more, then a failed read: never an absence', async () => {
  const { graph, connection } = clientBench((asked) => {
    const parts = partsOf(asked);
    const there = parts.filter(({ url }) => idOf(url) !== 'u1');
    const scripted = answer(there, (one) => {
      if (one === 'u3') return { body: undefined };
      if (one === 'u4') return { status: 204 };
      return one === 'u5' ? { body: [] } : row(one);
    });
    if (!isRecord(scripted.body) || !Array.isArray(scripted.body['responses'])) throw new Error();
    const { responses } = scripted.body;
    const twice = parts.find(({ url }) => idOf(url) === 'u2');
    const doubled = twice === undefined ? [] : [{ id: twice.id, status: 200, ...row('other') }];
    return { body: { responses: [...responses, ...doubled, { id: 'x', status: 200 }, null] } };
  });
  const settled = await graph.readEach(objects(7), id);
  expect(items(settled)).toEqual([['u0'], ...Array.from({ length: 5 }, () => 'shape'), ['u6']]);
  expect(connection.asked.map((asked) => partsOf(asked).length)).toEqual([7, 5]);
});

test.each<readonly [string, PartAnswer]>([
  ['without a list', { body: {} }],
  ['with another list', { body: { rows: [] } }],
  ['with rows that are no objects', { body: { value: [7] } }],
  ['with a link that is no text', { body: { value: [], '@odata.nextLink': 7 } }],
  ['without a body', {}],
])('a list %s is a failed read, and a whole one the second time will do', async (_, odd) => {
  const script = (ever: boolean) => (asked: Asked) =>
    answer(partsOf(asked), (path) =>
      path === '/a' && (ever || asked.index === 0) ? odd : { body: { value: [{ id: path }] } },
    );
  const reads = [list('/a'), list('/b')];
  expect(items(await clientBench(script(true)).graph.readEach(reads, id))).toEqual([
    'shape',
    ['/b'],
  ]);
  expect(items(await clientBench(script(false)).graph.readEach(reads, id))).toEqual([
    ['/a'],
    ['/b'],
  ]);
});

test('each part fails alone, with its own words and its own request id', async () => {
  const html = Buffer.from('<html><body>Not here</body></html>').toString('base64');
  const answers: Readonly<Record<string, PartAnswer>> = {
    u1: {
      status: 404,
      body: {
        error: {
          code: 'Request_ResourceNotFound',
          message: 'It is gone.',
          innerError: { 'request-id': 'its-own' },
        },
      },
    },
    u2: { status: 403, body: { error: { code: '', message: 'No.' } } },
    u3: { status: 400, body: { error: { code: 'BadRequest', message: 'What?' } } },
    u4: { status: 404, headers: { 'Content-Type': 'text/html' }, body: html },
    u5: { status: 424, body: { error: { code: 'FailedDependency', message: 'Its parent.' } } },
  };
  const { graph } = clientBench((asked) => ({
    ...answer(partsOf(asked), (one) => answers[one] ?? row(one)),
    headers: { 'request-id': 'of-all' },
  }));
  const settled = await graph.readEach(objects(7), id);
  expect(items(settled)).toEqual([
    ['u0'],
    'notFound',
    'denied',
    'refused',
    'shape',
    'refused',
    ['u6'],
  ]);
  const told = settled.map((one) => (one.ok ? '' : `${one.error.message} ${one.error.requestId}`));
  expect(told[1]).toBe('GET /users/u1: It is gone. its-own');
  expect(told[3]).toBe('GET /users/u3: What? of-all');
  expect(told[4]).toBe('GET /users/u4: an HTML page of-all');
});

test.each([404, 400, 403, 500])(
  'a whole batch that is answered with %i says of no object that it is not there',
  async (status) => {
    const error = { code: 'Request_ResourceNotFound', message: 'Not here.' };
    const { graph } = clientBench(() => ({ status, body: { error } }));
    const settled = await graph.readEach(objects(3), id);
    expect(settled.map(({ ok }) => ok)).toEqual([false, false, false]);
    expect(items(settled)).not.toContain('notFound');
  },
);

test('pages go on in the next batch, and stay with their list', async () => {
  const link = 'https://graph.microsoft.com/v1.0/a?$select=id&$skiptoken=2';
  const { graph, connection } = clientBench((asked) =>
    answer(partsOf(asked), (_, { url }) => {
      if (url === '/a?$select=id')
        return { body: { value: [{ id: 'a1' }], '@odata.nextLink': link } };
      return { body: { value: [{ id: url.includes('skiptoken') ? 'a2' : 'b1' }] } };
    }),
  );
  const reads = [list('/a', { $select: 'id' }), list('/b')];
  expect(items(await graph.readEach(reads, id))).toEqual([['a1', 'a2'], ['b1']]);
  expect(connection.asked.map((asked) => partsOf(asked).map(({ url }) => url))).toEqual([
    ['/a?$select=id', '/b'],
    ['/a?$select=id&$skiptoken=2'],
  ]);
});

test.each<readonly [string, string]>([
  ['https://evil.example/v1.0/a', 'guarded'],
  ['https://graph.microsoft.com/beta/z', 'shape'],
  ['https://graph.microsoft.com/v1.0/again', 'shape'],
])('a next page at %s is not followed for ever', async (next, failure) => {
  const { graph } = clientBench((asked) =>
    answer(partsOf(asked), (path) => ({
      body: {
        value: [],
        ...(path === '/a' || path === '/again' ? { '@odata.nextLink': next } : {}),
      },
    })),
  );
  expect(items(await graph.readEach([list('/a'), list('/b')], id))).toEqual([failure, []]);
});

test('a row that its reader cannot use fails its own read; a mistake of ours is none of the service', async () => {
  const { graph } = clientBench((asked) => answer(partsOf(asked), row));
  const read = (error: (one: Row) => Error) =>
    graph.readEach(objects(3), (one, index) => {
      if (index === 1) throw error(one);
      return id(one);
    });
  expect(items(await read((one) => new WrongShape('id', 'number', one)))).toEqual([
    ['u0'],
    'shape',
    ['u2'],
  ]);
  await expect(read(() => new RangeError('oops'))).rejects.toThrow(RangeError);
});

test('a token that parts no longer take is renewed once; then they are signed out', async () => {
  const { graph, tokens } = clientBench((asked) =>
    answer(partsOf(asked), (one) =>
      one === 'u2' || (one === 'u1' && asked.index === 0) ? { status: 401 } : row(one),
    ),
  );
  expect(items(await graph.readEach(objects(3), id))).toEqual([['u0'], ['u1'], 'signedOut']);
  expect(tokens.filter((one) => one.includes('renew'))).toHaveLength(1);
});

test('signed out, or stopped, ends everything', async () => {
  const out = clientBench(() => ({ status: 401 }));
  await expect(out.graph.readEach(objects(60), id)).rejects.toMatchObject({ failure: 'signedOut' });
  const stop = new AbortController();
  const stopped = clientBench(
    (asked) => {
      if (asked.index === 2) stop.abort(new Error('Ctrl-C'));
      return answer(partsOf(asked), () => ({ status: 503 }));
    },
    { signal: stop.signal },
  );
  await expect(stopped.graph.readEach(objects(200), id)).rejects.toMatchObject({
    failure: 'aborted',
  });
});

test('a path that is none is stopped before anything is sent', async () => {
  const { graph, connection } = clientBench(() => ({}));
  const reads = [...objects(2), list('/users//x')];
  await expect(graph.readEach(reads, id)).rejects.toMatchObject({ failure: 'guarded' });
  expect(connection.asked).toEqual([]);
});
