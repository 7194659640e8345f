import { createServer, type RequestListener, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { VirtualClock } from '../../test/support/virtual-clock.ts';
import { bodyText, createConnection, lossOf } from './connection.ts';
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
  const text = await bodyText(
    { statusCode: 403, headers: {}, body: { arrayBuffer: async () => nuls.buffer } },
    'gzip',
  );
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
