import { expect, test } from 'vitest';
import {
  type Asked,
  netError,
  type Scripted,
  ScriptedConnection,
} from '../../../test/support/scripted-connection.ts';
import { VirtualClock } from '../../../test/support/virtual-clock.ts';
import { endpointsFor } from './endpoints.ts';
import { parseJson } from './json.ts';
import { createRedactor } from './redact.ts';
import {
  createTransport,
  DEFAULT_LIMITS,
  type HttpRequest,
  NO_ANSWER,
  NOT_SENT,
  type Transport,
  type TransportOptions,
} from './transport.ts';

interface Bench {
  readonly transport: Transport;
  readonly clock: VirtualClock;
  readonly connection: ScriptedConnection;
  readonly events: string[];
}

function bench(
  script: (asked: Asked) => Scripted | Error | Promise<Scripted | Error>,
  signal?: AbortSignal,
  more: Partial<TransportOptions> = {},
): Bench {
  const clock = new VirtualClock();
  const connection = new ScriptedConnection(clock, script);
  const events: string[] = [];
  const redactor = createRedactor();
  redactor.learn('top-secret');
  const transport = createTransport({
    clock,
    random: () => 1,
    endpoints: endpointsFor('global', { exchange: 'http://127.0.0.1:9' }),
    redactor,
    userAgent: 'mbx',
    connection,
    onEvent: (line) => events.push(line),
    signal,
    ...more,
  });
  return { transport, clock, connection, events };
}

const read: HttpRequest = {
  service: 'graph',
  kind: 'read',
  method: 'GET',
  url: 'https://graph.microsoft.com/v1.0/users?$top=1',
  headers: { authorization: 'Bearer abcdefgh' },
  what: 'GET /users',
};
const write: HttpRequest = { ...read, kind: 'write', method: 'POST', body: '{}' };
const ok: Scripted = { body: { value: [] }, headers: { 'Request-Id': 'r-1' } };

test("the answer, with the service's request id", async () => {
  const { transport, connection } = bench(() => ok);
  expect(await transport.send(read)).toEqual({
    status: 200,
    headers: { 'request-id': 'r-1' },
    text: '{"value":[]}',
    requestId: 'r-1',
  });
  const [asked] = connection.asked;
  expect(asked?.url).toBe(read.url);
  expect(asked?.headers).toMatchObject({ 'user-agent': 'mbx', 'accept-encoding': 'gzip' });
  expect(asked?.headers['client-request-id']).toMatch(/^[\da-f-]{36}$/u);
  expect(asked?.headers).not.toHaveProperty('host');
});

test('a mapped origin is connected to under the name of the real one', async () => {
  const { transport, connection } = bench(() => ok);
  await transport.send({
    ...read,
    service: 'exchange',
    url: 'https://outlook.office365.com/adminapi/beta/t/InvokeCommand?$select=A,B',
  });
  const [asked] = connection.asked;
  expect(asked?.url).toBe('http://127.0.0.1:9/adminapi/beta/t/InvokeCommand?$select=A,B');
  expect(asked?.headers).toMatchObject({ host: 'outlook.office365.com' });
});

test.each([
  'https://evil.example/v1.0/users',
  'https://outlook.office365.com/v1.0/users',
  'http://graph.microsoft.com/v1.0/users',
  'https://graph.microsoft.com:444/v1.0/users',
])('a call to %s is stopped', async (url) => {
  const { transport, connection } = bench(() => ok);
  await expect(transport.send({ ...read, url })).rejects.toMatchObject({ failure: 'guarded' });
  expect(connection.asked).toEqual([]);
});

test.each([429, 408, 500, 502, 503, 504])('a read that got %i is asked again', async (status) => {
  const { transport, connection } = bench(({ index }) => (index < 3 ? { status } : ok));
  expect((await transport.send(read)).status).toBe(200);
  expect(connection.asked).toHaveLength(4);
  const ids = connection.asked.map(({ headers }) => headers['client-request-id']);
  expect(new Set(ids).size).toBe(4);
});

test.each(['ECONNRESET', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'ECONNREFUSED', 'EAI_AGAIN'])(
  'a read that got %s is asked again',
  async (code) => {
    const { transport, connection } = bench(({ index }) => (index < 2 ? netError(code) : ok));
    expect((await transport.send(read)).status).toBe(200);
    expect(connection.asked).toHaveLength(3);
  },
);

test.each([400, 401, 403, 404, 409, 501])('%i is an answer', async (status) => {
  const { transport, connection } = bench(() => ({ status }));
  expect((await transport.send(read)).status).toBe(status);
  expect(connection.asked).toHaveLength(1);
});

test('a read is tried for ten minutes, not for a number of times, and ends with the last answer', async () => {
  const { transport, connection, clock } = bench(() => ({ status: 503, body: 'down' }));
  const start = clock.now();
  expect(await transport.send(read)).toMatchObject({ status: 503, text: 'down' });
  expect(clock.now() - start).toBeGreaterThan(500_000);
  expect(clock.now() - start).toBeLessThanOrEqual(600_000);
  expect(connection.asked.length).toBeGreaterThan(10);
});

test('a service without any answer ends as unavailable, telling whether it can have seen the call', async () => {
  const reset = bench(() => netError('ECONNRESET', 'read'));
  await expect(reset.transport.send(read)).rejects.toMatchObject({
    failure: 'unavailable',
    code: NO_ANSWER,
    status: 0,
    message: expect.stringContaining('the connection was reset'),
  });
  const refused = bench(() => netError('ETIMEDOUT', 'connect'));
  await expect(refused.transport.send(read)).rejects.toMatchObject({ code: NOT_SENT });
});

test('a certificate that is not trusted stays so', async () => {
  const { transport, connection } = bench(() => netError('SELF_SIGNED_CERT_IN_CHAIN'));
  await expect(transport.send(read)).rejects.toMatchObject({
    code: NOT_SENT,
    message: expect.stringContaining('certificate is not trusted'),
  });
  expect(connection.asked).toHaveLength(1);
});

test('a mistake of ours is no network failure, and holds up nobody', async () => {
  const { transport } = bench(({ index }) => (index === 0 ? new TypeError('oops') : ok));
  await expect(transport.send(read)).rejects.toThrow(TypeError);
  await expect(
    transport.send({
      ...read,
      judge: () => {
        throw new RangeError('oops');
      },
    }),
  ).rejects.toThrow(RangeError);
  const answers = await Promise.all(Array.from({ length: 20 }, () => transport.send(read)));
  expect(answers).toHaveLength(20);
});

test('Retry-After stops all calls of the service, and of no other', async () => {
  const { transport, connection, clock } = bench(({ index }) =>
    index === 0 ? { status: 429, headers: { 'Retry-After': '30' } } : ok,
  );
  const start = clock.now();
  const first = transport.send(read);
  await clock.sleep(1);
  const login: HttpRequest = {
    ...read,
    service: 'login',
    url: 'https://login.microsoftonline.com/t',
  };
  await Promise.all([first, transport.send(read), transport.send(write), transport.send(login)]);
  const graph = connection.asked.filter(({ url }) => url.includes('graph'));
  expect(graph.map(({ at }) => at - start >= 30_000)).toEqual([false, true, true, true]);
  expect(connection.asked.find(({ url }) => url.includes('login'))?.at).toBeLessThan(
    start + 30_000,
  );
});

test.each(['seconds', 'date'] as const)(
  'a 503 that says for how long (%s) stops all calls of the service for so long',
  async (form) => {
    const { transport, connection, clock } = bench(({ index }) =>
      index === 0
        ? {
            status: 503,
            headers:
              form === 'seconds'
                ? { 'Retry-After': '30' }
                : {
                    Date: 'Mon, 07 Jan 2030 09:00:00 GMT',
                    'Retry-After': 'Mon, 07 Jan 2030 09:00:30 GMT',
                  },
          }
        : ok,
    );
    const start = clock.now();
    const first = transport.send(read);
    await clock.sleep(1);
    const [answer] = await Promise.all([first, transport.send(read), transport.send(write)]);
    expect(answer.status).toBe(200);
    expect(connection.asked.map(({ at }) => at - start >= 30_000)).toEqual([
      false,
      true,
      true,
      true,
    ]);
  },
);

test('a 503 that does not say so stops no other call', async () => {
  const { transport, connection, clock } = bench(({ index }) =>
    index === 0 ? { status: 503 } : ok,
  );
  const start = clock.now();
  const first = transport.send({ ...read, what: 'the first' });
  await clock.sleep(1);
  await transport.send(write);
  expect(connection.asked.map(({ method, at }) => [method, at - start])).toEqual([
    ['GET', 0],
    ['POST', 1],
  ]);
  expect((await first).status).toBe(200);
});

test('a write that got a 503 with a wait is not repeated, and the next call waits', async () => {
  const { transport, connection } = bench(({ index }) =>
    index === 0 ? { status: 503, headers: { 'retry-after': '7' } } : ok,
  );
  expect((await transport.send(write)).status).toBe(503);
  await transport.send(write);
  const [first, second, ...more] = connection.asked;
  expect(more).toEqual([]);
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBe(7000);
});

const SOON = 1_900_000_000_000; // when the bench's clock begins
test.each([
  ['429 and Retry-After in seconds', 429, { 'retry-after': '901' }, '16 min'],
  ['429 and years', 429, { 'retry-after': '99999999' }, '3 years'],
  ['429 and more than any number', 429, { 'retry-after': '9'.repeat(400) }, 'more than 1000 years'],
  ['503 and a date', 503, { 'retry-after': 'Thu, 01 Jan 2037 00:00:00 GMT' }, '6 years'],
  ['200 and no calls left until a date', 200, usedUpUntil('2037-01-01T00:00:00Z'), '6 years'],
  ['200 and no calls left for a day', 200, usedUpUntil('86400'), '24 h'],
  ['200 and no calls left until a second', 200, usedUpUntil(String(SOON / 1000 + 86_400)), '24 h'],
  [
    '200 and no calls left until a millisecond',
    200,
    usedUpUntil(String(SOON + 86_400_000)),
    '24 h',
  ],
])('a silence longer than may be waited is not begun: %s', async (_, status, headers, words) => {
  const { transport, connection, clock } = bench(() => ({ status, headers }));
  const start = clock.now();
  if (status === 200) expect((await transport.send(read)).status).toBe(200);
  const error = transport.send(read);
  await expect(error).rejects.toMatchObject({
    failure: 'longWait',
    service: read.service,
    message: expect.stringContaining(`asks to wait ${words}`),
  });
  await expect(transport.send(write)).rejects.toMatchObject({
    failure: 'longWait',
    code: NOT_SENT,
  });
  expect(transport.givenUp()?.text).toContain('and --max-wait allows 15 min');
  expect(clock.now()).toBe(start);
  expect(connection.asked).toHaveLength(1);
});
function usedUpUntil(reset: string): Record<string, string> {
  return { 'rate-limit-remaining': '0', 'rate-limit-reset': reset };
}

test('what has begun is sent in spite of it after a pause, told at once, and the end of the silence stays the one told first', async () => {
  const waits: [string, boolean][] = [];
  const { transport, connection, clock } = bench(
    ({ index }) =>
      index < 2 ? { status: 429, headers: { 'retry-after': String(9999 + index) } } : {},
    undefined,
    { onWait: (...told) => void waits.push(told) },
  );
  const start = clock.now();
  const begun = { ...write, finishes: true } as const;
  expect((await transport.send(begun)).status).toBe(429);
  expect(transport.givenUp()).toBeUndefined();
  expect((await transport.send(begun)).status).toBe(429);
  expect(waits).toEqual([
    [
      'Microsoft Graph asks to wait 2 h 47 min, and --max-wait allows 15 min. mbx still tries to finish what is half done, in 10 s.',
      true,
    ],
  ]);
  const wall = transport.givenUp();
  expect(wall?.asks).toBe('Microsoft Graph asks to wait 2 h 47 min');
  expect((await transport.send(begun)).status).toBe(200);
  await expect(transport.send(write)).rejects.toMatchObject({ message: wall?.text });
  expect(transport.givenUp()).toEqual(wall);
  expect(connection.asked.map(({ at }) => at - start)).toEqual([0, 10_000, 20_000]);
});

test('a read of what has begun is asked once in spite of it, and not on and on', async () => {
  const tooLong = { status: 429, headers: { 'retry-after': '9999' } };
  const { transport, connection } = bench(() => tooLong);
  await expect(transport.send({ ...read, finishes: true })).rejects.toMatchObject({
    failure: 'longWait',
  });
  const partly = transport.send({
    ...read,
    finishes: true,
    judge: () => ({ is: 'final', refusedForLoad: 1, retryAfterMs: 9_999_000 }),
  });
  await expect(partly).rejects.toMatchObject({ failure: 'longWait' });
  expect(connection.asked).toHaveLength(2);
});

test('a silence that may be waited is kept to its end, and told of every half a minute', async () => {
  const waits: string[] = [];
  const { transport, connection, clock } = bench(
    ({ index }) => (index === 0 ? { status: 429, headers: { 'retry-after': '899' } } : {}),
    undefined,
    { onWait: (line) => void waits.push(line) },
  );
  const start = clock.now();
  expect((await transport.send(read)).status).toBe(200);
  expect(clock.now() - start).toBe(899_000);
  expect(connection.asked).toHaveLength(2);
  expect(waits.length).toBeGreaterThan(25);
  expect(waits[0]).toContain('asks to wait 15 min');
  expect(transport.givenUp()).toBeUndefined();
});

test('a write that waits for the end of a silence says so, too', async () => {
  const waits: string[] = [];
  const { transport } = bench(
    ({ index }) => (index === 0 ? { status: 429, headers: { 'retry-after': '300' } } : {}),
    undefined,
    { onWait: (line) => void waits.push(line) },
  );
  expect((await transport.send(write)).status).toBe(429);
  await transport.send(write);
  expect(waits[0]).toContain('asks to wait 5 min');
});

test('a service that only fails is given up after --max-wait, where that is shorter', async () => {
  const { transport, clock } = bench(() => ({ status: 503 }), undefined, {
    limits: { ...DEFAULT_LIMITS, maxWaitMs: 5000 },
  });
  const start = clock.now();
  expect((await transport.send(read)).status).toBe(503);
  expect(clock.now() - start).toBeLessThan(10_000);
});

test('closing ends what waits for the end of a silence', async () => {
  const { transport, clock } = bench(() => ({ status: 429, headers: { 'retry-after': '800' } }));
  const start = clock.now();
  expect((await transport.send(write)).status).toBe(429);
  const waiting = transport.send(write);
  await transport.close();
  await expect(waiting).rejects.toMatchObject({ failure: 'aborted' });
  expect(clock.now()).toBe(start);
});

test('when a service has been refusing for ten minutes, those who wait are told at once', async () => {
  const { transport, connection } = bench(() => ({
    status: 429,
    headers: { 'retry-after': '60' },
  }));
  const ends = await Promise.allSettled(Array.from({ length: 200 }, () => transport.send(read)));
  const failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
  expect(failures.length).toBeGreaterThan(150);
  expect(failures[0]).toMatchObject({ failure: 'throttled', code: NOT_SENT });
  expect(connection.asked.length).toBeLessThan(40);
});

test('when a service has been down for ten minutes, a new call learns it from one try', async () => {
  const { transport, connection, clock } = bench(() => ({ status: 503 }));
  await transport.send(read);
  const [tries, start] = [connection.asked.length, clock.now()];
  await clock.sleep(60_000);
  await transport.send(read);
  expect(connection.asked).toHaveLength(tries + 1);
  expect(clock.now() - start).toBe(60_000);
});

test.each([429, 408, 500, 503])('a write that got %i is not repeated', async (status) => {
  const { transport, connection } = bench(() => ({ status, headers: { 'retry-after': '5' } }));
  expect((await transport.send(write)).status).toBe(status);
  expect(connection.asked).toHaveLength(1);
});

test('after a refused write the next one waits', async () => {
  const { transport, connection } = bench(() => ({ status: 429, headers: { 'retry-after': '5' } }));
  await transport.send(write);
  await transport.send(write);
  const [first, second] = connection.asked;
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBe(5000);
});

test('a write without an answer is not repeated, and says what is known', async () => {
  const { transport, connection } = bench(({ index }) =>
    netError(index === 0 ? 'ECONNRESET' : 'ECONNREFUSED'),
  );
  await expect(transport.send(write)).rejects.toMatchObject({ code: NO_ANSWER });
  await expect(transport.send(write)).rejects.toMatchObject({ code: NOT_SENT });
  expect(connection.asked).toHaveLength(2);
});

test('an answer of unknown shape is asked for once more', async () => {
  const judge: HttpRequest['judge'] = ({ text }) => ({
    is: parseJson(text) === undefined ? 'shape' : 'final',
  });
  const once = bench(({ index }) => (index === 0 ? { body: '{"value":[' } : ok));
  expect((await once.transport.send({ ...read, judge })).text).toBe('{"value":[]}');
  const ever = bench(() => ({ body: '<html>' }));
  expect((await ever.transport.send({ ...read, judge })).text).toBe('<html>');
  expect(ever.connection.asked).toHaveLength(2);
});

test('the signal ends a read under way, a wait, and a queue; a write under way is finished', async () => {
  const stop = new AbortController();
  const { transport, connection, clock } = bench(() => ({ ...ok, after: 10_000 }), stop.signal);
  const ends = Promise.allSettled([
    transport.send(write),
    ...Array.from({ length: 9 }, () => transport.send(read)),
  ]);
  await clock.sleep(1000);
  stop.abort(new Error('Ctrl-C'));
  const [first, ...rest] = await ends;
  expect(first).toMatchObject({ status: 'fulfilled' });
  for (const end of rest) {
    expect(end).toMatchObject({ status: 'rejected', reason: { failure: 'aborted' } });
  }
  expect(connection.asked).toHaveLength(8);
  await expect(transport.send(write)).rejects.toMatchObject({ failure: 'aborted' });
});

test('debug lines have no secret in them', async () => {
  const { transport, events } = bench(({ index }) =>
    index === 0 ? { status: 429, headers: { 'retry-after': '2' } } : ok,
  );
  await transport.send({
    ...read,
    what: 'GET top-secret',
    url: `${read.url}&x=eyJhbGciOiJSUzI1NiJ9.e30.sig`,
  });
  expect(events.join('\n')).toContain('silence for 2 s');
  expect(events.join('\n')).toMatch(/^< 429 .*request-id none/mu);
  expect(events.join('\n')).not.toMatch(/top-secret|eyJ|abcdefgh/u);
});
