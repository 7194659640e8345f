import { createServer, type RequestListener, type Server } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { VirtualClock } from '../../../test/support/virtual-clock.ts';
import { bodyText, createConnection, lossOf, TooLarge } from './connection.ts';
import { endpointsFor } from './endpoints.ts';
import { createRedactor } from './redact.ts';
import { createTransport, DEFAULT_LIMITS, type HttpRequest, type Transport } from './transport.ts';

const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

function transportTo(origin: string, signal?: AbortSignal): Transport {
  const transport = createTransport({
    clock: new VirtualClock(),
    random: () => 0.5,
    endpoints: endpointsFor('global', { graph: origin }),
    redactor: createRedactor(),
    userAgent: 'mbx',
    limits: { ...DEFAULT_LIMITS, answerMs: { login: 200, graph: 200, exchange: 200 } },
    signal,
  });
  closing.push(() => transport.close());
  return transport;
}

const read: HttpRequest = {
  service: 'graph',
  kind: 'read',
  method: 'GET',
  url: 'https://graph.microsoft.com/v1.0/users?$select=id,mail',
  headers: {},
  what: 'GET /users',
};
const write: HttpRequest = { ...read, kind: 'write', method: 'POST', body: '{"a":"ü"}' };

test('a call over a real socket: path, Host header, body, gzip', async () => {
  const seen: unknown[] = [];
  const origin = await serve((request, response) => {
    request.setEncoding('utf8');
    let body = '';
    request.on('data', (piece: string) => {
      body += piece;
    });
    request.on('end', () => {
      seen.push([request.method, request.url, request.headers.host, body]);
      response.writeHead(200, { 'content-encoding': 'gzip', 'x-ms-request-id': 'r-2' });
      response.end(gzipSync('{"name":"Müller"}'));
    });
  });
  const answer = await transportTo(origin).send(write);
  expect(answer).toMatchObject({ status: 200, text: '{"name":"Müller"}', requestId: 'r-2' });
  expect(seen).toEqual([
    ['POST', '/v1.0/users?$select=id,mail', 'graph.microsoft.com', '{"a":"ü"}'],
  ]);
});

test('connections are kept for the next calls', async () => {
  const ports = new Set<number | undefined>();
  const transport = transportTo(
    await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('{}');
    }),
  );
  for (let calls = 0; calls < 10; calls += 1) await transport.send(read);
  expect(ports.size).toBeLessThan(4);
});

test('a reset is tried again for a read; for a write it leaves the outcome unknown', async () => {
  let calls = 0;
  const origin = await serve((request, response) => {
    calls += 1;
    if (request.method === 'POST' || calls === 1) request.socket.resetAndDestroy();
    else response.end('{}');
  });
  const transport = transportTo(origin);
  expect((await transport.send(read)).text).toBe('{}');
  expect(calls).toBe(2);
  await expect(transport.send(write)).rejects.toMatchObject({
    failure: 'unavailable',
    code: 'NoAnswer',
  });
  expect(calls).toBe(3);
});

test('a body cut off in the middle is no answer', async () => {
  let calls = 0;
  const origin = await serve((request, response) => {
    calls += 1;
    if (calls > 1) response.end('{"value":[]}');
    else {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"value":[');
      setImmediate(() => request.socket.destroy());
    }
  });
  expect((await transportTo(origin).send(read)).text).toBe('{"value":[]}');
  expect(calls).toBe(2);
});

test('no answer in time', async () => {
  let calls = 0;
  const origin = await serve((_, response) => {
    calls += 1;
    if (calls === 2) response.end('{}');
  });
  const transport = transportTo(origin);
  await expect(transport.send(write)).rejects.toMatchObject({
    code: 'NoAnswer',
    message: expect.stringContaining('no answer came in time'),
  });
  expect((await transport.send(read)).status).toBe(200);
});

test('nobody there: the call was never sent', async () => {
  const origin = await serve(() => undefined);
  for (const close of closing.splice(0)) await close();
  await expect(transportTo(origin).send(write)).rejects.toMatchObject({ code: 'NotSent' });
});

test('the signal ends a read that hangs', async () => {
  const stop = new AbortController();
  const origin = await serve(() => stop.abort(new Error('Ctrl-C')));
  await expect(transportTo(origin, stop.signal).send(read)).rejects.toMatchObject({
    failure: 'aborted',
  });
});

test('a refusal of NUL bytes labelled as gzip is taken as it stands', async () => {
  const nuls = new Uint8Array(4096);
  const text = await bodyText({ statusCode: 403, headers: {}, body: one(nuls) }, 'gzip');
  expect(text).toBe('\0'.repeat(4096));
});

test('closing before anything was sent opens nothing', async () => {
  await createConnection(1000, 1).close();
});

test('what is not of the network is thrown on', () => {
  expect(() => lossOf(new TypeError('x'))).toThrow(TypeError);
  const invalid = Object.assign(new Error('bad header'), { code: 'UND_ERR_INVALID_ARG' });
  expect(() => lossOf(invalid)).toThrow('bad header');
});

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

test('a body without end, or one that unpacks to too much, is refused and not taken in', async () => {
  let sent = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      sent += 1000;
      yield new Uint8Array(1000);
    }
  }
  const answer = { statusCode: 200, headers: {} };
  await expect(bodyText({ ...answer, body: endless() }, undefined, 10_000)).rejects.toThrow(
    TooLarge,
  );
  expect(sent).toBe(11_000);
  for (const [encoding, pack] of [
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const) {
    const packed = (size: number) => ({ ...answer, body: one(pack(Buffer.alloc(size, ' '))) });
    await expect(bodyText(packed(10_001), encoding, 10_000)).rejects.toThrow(TooLarge);
    expect(await bodyText(packed(10_000), encoding, 10_000)).toHaveLength(10_000);
  }
});

test('an answer that never stops: a read concludes nothing, of a write it is not known what became of it', async () => {
  let calls = 0;
  const origin = await serve((_, response) => {
    calls += 1;
    const piece = Buffer.alloc(4 * 1024 * 1024, ' ');
    const more = (): void => {
      if (!response.destroyed) response.write(piece, more);
    };
    more();
  });
  await expect(transportTo(origin).send(read)).rejects.toMatchObject({
    failure: 'shape',
    code: 'TooLarge',
    message: expect.stringContaining('larger than 64 MiB'),
  });
  await expect(transportTo(origin).send(write)).rejects.toMatchObject({ code: 'NoAnswer' });
  expect(calls).toBe(2);
});

test('an answer that trickles is ended as a whole, however soon the next piece comes', async () => {
  const origin = await serve((_, response) => {
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(timer));
  });
  const connection = createConnection(1000, 1, 200);
  const asked = { method: 'GET', headers: {}, headersTimeout: 5000, bodyTimeout: 5000 } as const;
  const answer = await connection.request(origin, asked);
  await expect(bodyText(answer, undefined)).rejects.toMatchObject({ code: 'ANSWER_TOO_SLOW' });
  await connection.close();
});
