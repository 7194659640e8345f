import { expect, test } from 'vitest';
import { clientBench, TENANT } from '../../../test/support/client-bench.ts';
import type { Asked, Scripted } from '../../../test/support/scripted-connection.ts';
import { isRecord } from '../http/json.ts';
import type { Query, Row, Settled } from '../service.ts';

interface Sub {
  readonly id: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly identity: string;
}
interface SubAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

function partsOf({ json }: Asked): readonly Sub[] {
  if (!isRecord(json) || !Array.isArray(json['requests'])) throw new Error('no batch');
  return json['requests'].map((part: unknown) => {
    if (!isRecord(part) || !isRecord(part['headers'])) throw new Error('no part');
    const { id, url, headers, body } = part;
    const text = JSON.stringify(body);
    const [, identity] = /"Identity":"([^"]+)"/u.exec(text) ?? [];
    if (typeof id !== 'string' || typeof url !== 'string' || identity === undefined)
      throw new Error(text);
    return { id, url, headers, identity };
  });
}
const answer = (parts: readonly Sub[], script: (part: Sub) => SubAnswer): Scripted => ({
  body: {
    // Reversed: the order is not given.
    responses: [...parts].reverse().map((part) => ({ id: part.id, status: 200, ...script(part) })),
  },
});
const page = (...names: string[]): SubAnswer => ({
  body: { value: names.map((Name) => ({ Name })) },
});

const read = (count: number): Query[] =>
  Array.from({ length: count }, (_, index) => ({
    cmdlet: 'Get-MailboxPermission',
    parameters: { Identity: `m${index}` },
    about: `22222222-0000-4000-8000-${String(index).padStart(12, '0')}`,
  }));
const nameOf = (row: Row): unknown => row['Name'];
const items = (settled: readonly Settled<unknown>[]): readonly unknown[] =>
  settled.map((one) => (one.ok ? one.answer.items : one.error.failure));

test('ten to a request, in the order asked, each with its own anchor and token', async () => {
  const { exchange, connection } = clientBench((asked) =>
    answer(partsOf(asked), (part) => page(part.identity)),
  );
  const settled = await exchange.queryEach(
    read(25),
    (row, index) => `${index}:${String(row['Name'])}`,
  );
  expect(items(settled)).toEqual(Array.from({ length: 25 }, (_, index) => [`${index}:m${index}`]));
  expect(connection.asked.map((asked) => partsOf(asked).length)).toEqual([10, 10, 5]);
  const [asked] = connection.asked;
  expect(asked?.url).toBe(`https://outlook.office365.com/adminapi/beta/${TENANT}/$batch`);
  expect(asked?.headers).toMatchObject({
    Authorization: 'Bearer token-1',
    Prefer: 'odata.continue-on-error',
  });
  expect(asked === undefined ? [] : partsOf(asked)[3]).toMatchObject({
    url: `https://outlook.office365.com/adminapi/beta/${TENANT}/InvokeCommand`,
    headers: {
      Authorization: 'Bearer token-1',
      'X-AnchorMailbox': `OID:22222222-0000-4000-8000-000000000003@${TENANT}`,
      Prefer: 'odata.maxpagesize=1000;odata.continue-on-error',
    },
  });
});

test('no more than four batches at a time', async () => {
  const { exchange, connection } = clientBench((asked) => ({
    ...answer(partsOf(asked), (part) => page(part.identity)),
    after: 100,
  }));
  await exchange.queryEach(read(120), nameOf);
  expect(connection.asked).toHaveLength(12);
  expect(connection.most).toBe(4);
});

test('parts refused for load go again together, after the silence they asked for; the others do not', async () => {
  const first = new Set(['m1', 'm12', 'm23', 'm34']);
  const { exchange, connection, clock } = clientBench((asked) =>
    answer(partsOf(asked), (part) =>
      asked.index < 4 && first.has(part.identity)
        ? {
            status: 429,
            headers: { 'Retry-After': '20' },
            body: { error: { code: 'TooManyRequests' } },
          }
        : page(part.identity),
    ),
  );
  const start = clock.now();
  const settled = await exchange.queryEach(read(40), nameOf);
  expect(settled.every(({ ok }) => ok)).toBe(true);
  expect(connection.asked).toHaveLength(5);
  const [again] = connection.asked.slice(4);
  expect(
    again === undefined
      ? []
      : partsOf(again)
          .map(({ identity }) => identity)
          .sort(),
  ).toEqual([...first].sort());
  expect((again?.at ?? 0) - start).toBeGreaterThanOrEqual(20_000);
});

test.each<[string, Readonly<Record<string, SubAnswer>>]>([
  [
    'the longest of several waits',
    {
      m1: { status: 429, headers: { 'Retry-After': '5' } },
      m2: { status: 429, headers: { 'Retry-After': '20' } },
      m3: { status: 429, headers: { 'Retry-After': '7' } },
    },
  ],
  [
    'the one wait that is told, where another part tells none',
    { m1: { status: 429, headers: { 'Retry-After': '20' } }, m2: { status: 429 } },
  ],
  [
    'the wait of a part that is down, longer than that of one refused for load',
    {
      m1: { status: 503, headers: { 'retry-after': '20' } },
      m2: { status: 429, headers: { 'Retry-After': '5' } },
    },
  ],
  [
    'the wait of a part that is down, alone',
    { m4: { status: 503, headers: { 'Retry-After': '20' } } },
  ],
])('%s is kept before any part goes again', async (_, refusals) => {
  const { exchange, connection, clock } = clientBench((asked) =>
    answer(partsOf(asked), ({ identity }) => {
      const refused = asked.index === 0 ? refusals[identity] : undefined;
      return refused === undefined
        ? page(identity)
        : { body: { error: { code: 'Busy', message: 'Not now.' } }, ...refused };
    }),
  );
  const start = clock.now();
  const settled = await exchange.queryEach(read(10), nameOf);
  expect(items(settled)).toEqual(Array.from({ length: 10 }, (__, index) => [`m${index}`]));
  const [, again, ...more] = connection.asked;
  expect(more).toEqual([]);
  expect(
    again === undefined
      ? []
      : partsOf(again)
          .map(({ identity }) => identity)
          .sort(),
  ).toEqual(Object.keys(refusals));
  const waited = (again?.at ?? 0) - start;
  expect(waited).toBeGreaterThanOrEqual(20_000);
  expect(waited).toBeLessThan(30_000);
});

test('a part that is down and does not say for how long makes nobody else wait', async () => {
  const { exchange, connection, clock } = clientBench((asked) =>
    answer(partsOf(asked), ({ identity }) =>
      asked.index === 0 ? { status: 503 } : page(identity),
    ),
  );
  const start = clock.now();
  const first = exchange.queryEach(read(2), nameOf);
  await clock.sleep(1);
  await exchange.queryEach(read(1), nameOf);
  expect(connection.asked.map(({ at }) => at - start)).toEqual([0, 1]);
  expect((await first).every(({ ok }) => ok)).toBe(true);
});

test('a part with more pages goes on, and its rows stay its own', async () => {
  const next = `https://outlook.office365.com/adminapi/beta/${TENANT}/InvokeCommand?%24skiptoken=m3`;
  const { exchange, connection } = clientBench((asked) =>
    answer(partsOf(asked), (part) => {
      if (part.identity !== 'm3') return page(part.identity);
      return part.url === next
        ? page('last')
        : { body: { value: [{ Name: 'first' }], '@odata.nextLink': next } };
    }),
  );
  const settled = await exchange.queryEach(read(12), nameOf);
  expect(items(settled)[3]).toEqual(['first', 'last']);
  expect(items(settled)[4]).toEqual(['m4']);
  const sent = connection.asked.flatMap((asked) => partsOf(asked));
  expect(sent).toHaveLength(13);
});

test('further pages go in full batches', async () => {
  const next = `https://outlook.office365.com/adminapi/beta/${TENANT}/InvokeCommand?%24skiptoken=x`;
  const { exchange, connection } = clientBench((asked) =>
    answer(partsOf(asked), ({ url, identity }) =>
      url === next
        ? page('last')
        : { body: { value: [{ Name: identity }], '@odata.nextLink': next } },
    ),
  );
  const settled = await exchange.queryEach(read(10), nameOf);
  expect(items(settled)).toEqual(Array.from({ length: 10 }, (_, index) => [`m${index}`, 'last']));
  expect(connection.asked.map((asked) => partsOf(asked).length)).toEqual([10, 10]);
});

test('each part counts for the rate', async () => {
  let tokens = 50;
  let filled = 0;
  let refused = 0;
  const { exchange, clock } = clientBench(async (asked) => {
    await clock.sleep(200);
    tokens = Math.min(50, tokens + ((clock.now() - filled) / 1000) * 20);
    filled = clock.now();
    return answer(partsOf(asked), ({ identity }) => {
      if (tokens >= 1) {
        tokens -= 1;
        return page(identity);
      }
      refused += 1;
      return { status: 429, headers: { 'retry-after': '1' } };
    });
  });
  filled = clock.now();
  const start = clock.now();
  const settled = await exchange.queryEach(read(1000), nameOf);
  expect(settled.every(({ ok }) => ok)).toBe(true);
  expect(refused).toBeLessThan(60);
  expect((clock.now() - start) / 1000).toBeLessThan((950 / 20) * 1.1);
});

test('each part fails alone', async () => {
  const { exchange, connection } = clientBench((asked) =>
    answer(partsOf(asked), ({ identity }) => {
      switch (identity) {
        case 'm1':
          return {
            status: 404,
            headers: { 'x-ExceptionType': 'ManagementObjectNotFoundException' },
            body: { error: { code: 'NotFound', message: 'gone' } },
          };
        case 'm2':
          return { status: 403, body: '\0\0' };
        case 'm3':
          return { body: { value: [], '@adminapi.errors': ['half'] } };
        case 'm4':
          return { body: { value: [], '@odata.nextLink': 'https://evil.example/' } };
        default:
          return page(identity);
      }
    }),
  );
  const settled = await exchange.queryEach(read(6), nameOf);
  expect(items(settled)).toEqual([['m0'], 'notFound', 'denied', 'refused', 'guarded', ['m5']]);
  expect(connection.asked).toHaveLength(1);
});

test('a missing, doubled or broken part is asked for once more, then has no known shape', async () => {
  const { exchange, connection } = clientBench((asked) => {
    const parts = partsOf(asked);
    const scripted = answer(
      parts.filter(({ identity }) => identity !== 'm1'),
      ({ identity }) => (identity === 'm3' ? { body: '{"value":' } : page(identity)),
    );
    if (!isRecord(scripted.body) || !Array.isArray(scripted.body['responses'])) throw new Error();
    const { responses } = scripted.body;
    const twice = parts.find(({ identity }) => identity === 'm2');
    const stranger = { id: 'stranger', status: 200, body: { value: [] } };
    const doubled = twice === undefined ? [] : [{ id: twice.id, status: 200, ...page('other') }];
    return { body: { responses: [...responses, ...doubled, stranger, null] } };
  });
  const settled = await exchange.queryEach(read(5), nameOf);
  expect(items(settled)).toEqual([['m0'], 'shape', 'shape', 'shape', ['m4']]);
  expect(connection.asked.map((asked) => partsOf(asked).length)).toEqual([5, 3]);
});

test('a part that is refused for the moment, for ten minutes, fails alone', async () => {
  const { exchange, clock } = clientBench((asked) =>
    answer(partsOf(asked), ({ identity }) =>
      identity === 'm1' ? { status: 503 } : page(identity),
    ),
  );
  const start = clock.now();
  const settled = await exchange.queryEach(read(3), nameOf);
  expect(items(settled)).toEqual([['m0'], 'unavailable', ['m2']]);
  expect(clock.now() - start).toBeGreaterThan(500_000);
  expect(clock.now() - start).toBeLessThan(800_000);
});

test('a whole batch that fails fails its parts, not the others', async () => {
  const { exchange } = clientBench((asked) => {
    const parts = partsOf(asked);
    return parts.some(({ identity }) => identity === 'm3')
      ? { status: 403, body: 'no' }
      : answer(parts, (part) => page(part.identity));
  });
  const settled = await exchange.queryEach(read(20), nameOf);
  expect(items(settled).slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 'denied'));
  expect(settled.slice(10).every(({ ok }) => ok)).toBe(true);
});

test('a whole batch that is not found says of no mailbox that it is not there', async () => {
  const { exchange } = clientBench(() => ({
    status: 404,
    headers: { 'x-ExceptionType': 'ManagementObjectNotFoundException' },
    body: { error: { code: 'NotFound', message: 'gone' } },
  }));
  expect(items(await exchange.queryEach(read(2), nameOf))).toEqual(['refused', 'refused']);
});

test('a batch without parts in its answer is asked for once more', async () => {
  const once = clientBench((asked) =>
    asked.index === 0 ? { body: '<html>' } : answer(partsOf(asked), () => page()),
  );
  expect(items(await once.exchange.queryEach(read(2), nameOf))).toEqual([[], []]);
  const ever = clientBench(() => ({ body: { value: [] } }));
  expect(items(await ever.exchange.queryEach(read(2), nameOf))).toEqual(['shape', 'shape']);
});

test('a token that parts no longer take is renewed', async () => {
  const { exchange, tokens } = clientBench((asked) =>
    answer(partsOf(asked), ({ headers, identity }) =>
      headers['Authorization'] === 'Bearer token-1' && identity !== 'm0'
        ? { status: 401 }
        : page(identity),
    ),
  );
  expect(items(await exchange.queryEach(read(3), nameOf))).toEqual([['m0'], ['m1'], ['m2']]);
  expect(tokens.filter((asked) => asked.includes('renew'))).toHaveLength(1);
});

test('signed out ends everything', async () => {
  const { exchange, connection } = clientBench(() => ({ status: 401 }));
  await expect(exchange.queryEach(read(100), nameOf)).rejects.toMatchObject({
    failure: 'signedOut',
  });
  expect(connection.asked.length).toBeLessThanOrEqual(8);
});

test('the signal ends everything', async () => {
  const stop = new AbortController();
  const { exchange } = clientBench(
    (asked) => {
      if (asked.index === 2) stop.abort(new Error('Ctrl-C'));
      return answer(partsOf(asked), () => ({ status: 503 }));
    },
    { signal: stop.signal },
  );
  await expect(exchange.queryEach(read(100), nameOf)).rejects.toMatchObject({ failure: 'aborted' });
});

test('a mistake in narrowing is not taken for an answer', async () => {
  const { exchange } = clientBench((asked) =>
    answer(partsOf(asked), ({ identity }) => page(identity)),
  );
  const narrow = (): never => {
    throw new RangeError('oops');
  };
  await expect(exchange.queryEach(read(3), narrow)).rejects.toThrow(RangeError);
});

test('of many reads only those under way are held as requests', async () => {
  let made = 0;
  const queries = new Proxy(read(1000), {
    get: (target, key, receiver) => {
      if (typeof key === 'string' && /^\d+$/u.test(key)) made += 1;
      return Reflect.get(target, key, receiver);
    },
  });
  let most = 0;
  const { exchange } = clientBench((asked) => {
    most = Math.max(most, made - 1000 - asked.index * 10);
    return { ...answer(partsOf(asked), () => page()), after: 100 };
  });
  await exchange.queryEach(queries, nameOf);
  // The first thousand are the guard's look at each.
  expect(most).toBeLessThanOrEqual(50);
});

test('nothing to ask asks nothing', async () => {
  const { exchange, connection } = clientBench(() => ({}));
  expect(await exchange.queryEach([], nameOf)).toEqual([]);
  expect(connection.asked).toEqual([]);
});
