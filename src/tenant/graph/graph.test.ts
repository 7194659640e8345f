import { expect, test } from 'vitest';
import { clientBench } from '../../../test/support/client-bench.ts';
import { netError } from '../../../test/support/scripted-connection.ts';
import type { GraphCall } from '../../model/call.ts';
import { MbxError } from '../../model/error.ts';
import { encodeSegment } from '../http/encode.ts';
import type { Row } from '../service.ts';

const ROOT = 'https://graph.microsoft.com/v1.0';
const idOf = (row: Row): unknown => row['id'];
const error = (code: string, message = 'no good', more: object = {}) => ({
  error: { code, message, ...more },
});

test('pages: links are followed as they stand, empty pages too, own headers on each', async () => {
  const odd = `${ROOT}/users?$skiptoken=b%2Ba&$top=2&custom(x)=1&$top=3`;
  const { graph, connection } = clientBench(({ index }) => {
    if (index === 0) return { body: { value: [{ id: 1 }, { id: 2 }], '@odata.nextLink': odd } };
    if (index === 1) return { body: { value: [], '@odata.nextLink': `${ROOT}/users?last` } };
    return { body: { value: [{ id: 3 }], '@odata.nextLink': null } };
  });
  const query = { $select: 'id,mail', $filter: "mail eq 'a&b+c@x#y'", $count: 'true' };
  expect(
    await graph.list('/users', query, (row) => (row['id'] === 2 ? undefined : row['id'])),
  ).toEqual([1, 3]);
  expect(connection.asked.map(({ url }) => url)).toEqual([
    `${ROOT}/users?$select=id,mail&$filter=mail%20eq%20%27a%26b%2Bc%40x%23y%27&$count=true`,
    odd,
    `${ROOT}/users?last`,
  ]);
  for (const { headers, method, body } of connection.asked) {
    expect(headers).toMatchObject({
      ConsistencyLevel: 'eventual',
      authorization: 'Bearer token-1',
    });
    expect([method, body]).toEqual(['GET', '']);
  }
});

test.each([
  ['no list', { value: {} }, 'shape'],
  ['no value', { id: 1 }, 'shape'],
  ['rows that are no objects', { value: [1] }, 'shape'],
  ['cut off', '{"value":[{"id":1}', 'shape'],
  ['HTML', '<html>', 'shape'],
  ['a link that is none', { value: [], '@odata.nextLink': 3 }, 'shape'],
  [
    'a foreign link',
    { value: [], '@odata.nextLink': 'https://evil.example/v1.0/users' },
    'guarded',
  ],
  [
    'a plain http link',
    { value: [], '@odata.nextLink': 'http://graph.microsoft.com/v1.0/users?x' },
    'guarded',
  ],
  ['a link to itself', { value: [], '@odata.nextLink': `${ROOT}/users?again` }, 'shape'],
])('%s is no collection', async (_, body, failure) => {
  const { graph } = clientBench(() => ({ body }));
  await expect(graph.list('/users', {}, idOf)).rejects.toMatchObject({
    service: 'graph',
    failure,
    what: 'GET /users',
  });
});

test('a broken page is asked for once more', async () => {
  const { graph, connection } = clientBench(({ index }) =>
    index === 0 ? { body: '{"val' } : { body: { value: [{ id: 1 }] } },
  );
  expect(await graph.list('/users', {}, idOf)).toEqual([1]);
  expect(connection.asked).toHaveLength(2);
});

test('one object, by whatever id', async () => {
  const { graph, connection } = clientBench(() => ({ body: { id: '1', accountEnabled: false } }));
  const path = `/users/${encodeSegment('bob#EXT#@t/..')}`;
  expect(await graph.get(path, { $select: 'id' })).toEqual({ id: '1', accountEnabled: false });
  expect(connection.asked[0]?.url).toBe(`${ROOT}/users/bob%23EXT%23%40t%2F..?$select=id`);
  const list = clientBench(() => ({ body: [] }));
  await expect(list.graph.get(path, {})).rejects.toMatchObject({ failure: 'shape' });
});

test.each([
  [401, error('InvalidAuthenticationToken'), 'signedOut', 'InvalidAuthenticationToken'],
  [403, error('Authorization_RequestDenied'), 'denied', 'Authorization_RequestDenied'],
  [403, error(''), 'denied', '403'],
  [403, error('', 'x', { innerError: { code: 'AccessDenied' } }), 'denied', 'AccessDenied'],
  [
    403,
    error('Authentication_RequestFromNonPremiumTenantOrB2CTenant'),
    'refused',
    'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
  ],
  [404, error('Request_ResourceNotFound'), 'notFound', 'Request_ResourceNotFound'],
  [404, error('MailboxNotEnabledForRESTAPI'), 'notFound', 'MailboxNotEnabledForRESTAPI'],
  [404, '<html>', 'shape', '404'],
  [400, error('Request_BadRequest'), 'refused', 'Request_BadRequest'],
  [429, error('TooManyRequests'), 'throttled', 'TooManyRequests'],
  [503, 'x', 'unavailable', '503'],
  [302, '', 'shape', '302'],
])('%i %j is %s', async (status, body, failure, code) => {
  const { graph } = clientBench(() => ({
    status,
    body,
    headers: { 'request-id': 'r-1', 'retry-after': '500' },
  }));
  await expect(graph.get('/users/1', {})).rejects.toMatchObject({
    name: 'ServiceError',
    service: 'graph',
    failure,
    status,
    code,
    requestId: 'r-1',
  });
});

test('a claims challenge is answered once, with those claims', async () => {
  const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
  const challenge = `Bearer realm="", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`;
  const { graph, connection, tokens } = clientBench(({ headers }) =>
    headers['authorization'] === 'Bearer token-1'
      ? { status: 401, headers: { 'WWW-Authenticate': challenge } }
      : { body: { id: '1' } },
  );
  await graph.get('/users/1', {});
  expect(tokens).toEqual(['graph', `graph ${claims}`]);
  expect(connection.asked).toHaveLength(2);
  const ever = clientBench(() => ({ status: 401, headers: { 'WWW-Authenticate': challenge } }));
  await expect(ever.graph.get('/users/1', {})).rejects.toMatchObject({ failure: 'signedOut' });
  expect(ever.connection.asked).toHaveLength(2);
});

test('the sign-in service out of reach is not being signed out', async () => {
  const signIn = { token: () => Promise.reject(new MbxError('E4001', 'no network', 'x')) };
  const { graph } = clientBench(() => ({}), { signIn });
  await expect(graph.get('/users/1', {})).rejects.toMatchObject({
    failure: 'unavailable',
    code: 'E4001',
  });
  expect(await graph.write(patch)).toMatchObject({ result: 'unsent' });
});

const on = { id: '1', address: 'a@contoso.com' };
const patch: GraphCall = {
  service: 'graph',
  method: 'PATCH',
  path: '/users/1',
  on,
  body: { accountEnabled: false },
};
const link: GraphCall = {
  service: 'graph',
  method: 'DELETE',
  path: '/groups/g/members/1/$ref',
  on,
};
const member: GraphCall = {
  service: 'graph',
  method: 'POST',
  path: '/groups/g/members/$ref',
  on,
  body: { '@odata.id': `${ROOT}/directoryObjects/1` },
};
const licence: GraphCall = {
  service: 'graph',
  method: 'POST',
  path: '/users/1/assignLicense',
  on,
  body: { addLicenses: [], removeLicenses: ['s'] },
};
const both: GraphCall = {
  ...licence,
  body: { addLicenses: [{ skuId: 's' }], removeLicenses: ['t'] },
};

test('a write: method, address, body', async () => {
  const { graph, connection } = clientBench(() => ({
    status: 204,
    headers: { 'request-id': 'r' },
  }));
  for (const call of [
    patch,
    member,
    link,
    { ...member, path: '/users/1/revokeSignInSessions', body: {} },
  ]) {
    expect(await graph.write(call)).toEqual({ result: 'done', requestId: 'r' });
  }
  expect(connection.asked.map(({ method, url, json }) => [method, url, json])).toEqual([
    ['PATCH', `${ROOT}/users/1`, { accountEnabled: false }],
    ['POST', `${ROOT}/groups/g/members/$ref`, { '@odata.id': `${ROOT}/directoryObjects/1` }],
    ['DELETE', `${ROOT}/groups/g/members/1/$ref`, undefined],
    ['POST', `${ROOT}/users/1/revokeSignInSessions`, {}],
  ]);
  expect(connection.asked[0]?.headers).toMatchObject({ 'content-type': 'application/json' });
});

const ALREADY =
  "One or more added object references already exist for the following modified properties: 'members'.";
test.each([
  ['created', member, { status: 201, body: { id: 'new-1' } }, { result: 'done', id: 'new-1' }],
  ['200 with a body', patch, { body: { value: true } }, { result: 'done' }],
  ['200 with HTML', patch, { body: '<html>' }, { result: 'unknown' }],
  ['a redirect', patch, { status: 302 }, { result: 'unknown' }],
  [
    'a member already',
    member,
    { status: 400, body: error('Request_BadRequest', ALREADY) },
    { result: 'already' },
  ],
  [
    'a link that is not there',
    link,
    { status: 404, body: error('Request_ResourceNotFound') },
    { result: 'already' },
  ],
  [
    "a front door's 404",
    link,
    { status: 404, body: '<html>' },
    { result: 'refused', why: 'other' },
  ],
  [
    'a licence that is not there',
    licence,
    {
      status: 400,
      body: error('Request_BadRequest', 'User does not have a corresponding license.'),
    },
    { result: 'already' },
  ],
  [
    'the same, but another was to be added',
    both,
    {
      status: 400,
      body: error('Request_BadRequest', 'User does not have a corresponding license.'),
    },
    { result: 'refused', why: 'other' },
  ],
  [
    'not found',
    patch,
    { status: 404, body: error('Request_ResourceNotFound') },
    { result: 'refused', why: 'notFound' },
  ],
  [
    'denied',
    patch,
    { status: 403, body: error('Authorization_RequestDenied') },
    { result: 'refused', why: 'denied', code: 'Authorization_RequestDenied' },
  ],
  [
    'taken',
    patch,
    {
      status: 400,
      body: error(
        'Request_BadRequest',
        'Another object with the same value for property proxyAddresses already exists.',
      ),
    },
    { result: 'refused', why: 'conflict' },
  ],
  [
    'taken, in the details',
    patch,
    {
      status: 400,
      body: error('Request_BadRequest', 'x', { details: [{ code: 'ObjectConflict' }] }),
    },
    { result: 'refused', why: 'conflict' },
  ],
  [
    'a clash of writes',
    patch,
    { status: 409, body: error('Directory_ConcurrencyViolation') },
    { result: 'unsent' },
  ],
  ['throttled', patch, { status: 429 }, { result: 'unsent' }],
  ['500', patch, { status: 500 }, { result: 'unknown' }],
  ['504', patch, { status: 504, body: error('UnknownError') }, { result: 'unknown' }],
  ['reset', patch, netError('ECONNRESET'), { result: 'unknown' }],
  ['nobody there', patch, netError('ENOTFOUND', 'getaddrinfo'), { result: 'unsent' }],
])('a write that met %s', async (_, call, scripted, outcome) => {
  const { graph, connection } = clientBench(() => scripted);
  expect(await graph.write(call)).toMatchObject(outcome);
  expect(connection.asked).toHaveLength(1);
});

test('a refused write makes the next one wait', async () => {
  const { graph, connection } = clientBench(() => ({
    status: 409,
    body: error('Directory_ConcurrencyViolation'),
  }));
  await graph.write(patch);
  await graph.write(patch);
  const [first, second] = connection.asked;
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBe(1000);
});

test('after a 401 a write goes once more', async () => {
  const { graph, connection } = clientBench(({ index }) => ({ status: index === 0 ? 401 : 204 }));
  expect(await graph.write(patch)).toEqual({ result: 'done' });
  expect(connection.asked).toHaveLength(2);
});

test('what is guarded is never sent', async () => {
  const { graph, connection, tokens } = clientBench(() => ({ status: 204 }));
  await expect(graph.write({ ...link, path: '/groups/g/members/1' })).rejects.toMatchObject({
    failure: 'guarded',
  });
  await expect(graph.get('/users//x', {})).rejects.toMatchObject({ failure: 'guarded' });
  await expect(graph.list('/users?x=1', {}, idOf)).rejects.toMatchObject({ failure: 'guarded' });
  expect([connection.asked, tokens]).toEqual([[], []]);
});

test('a mistake in narrowing is thrown on', async () => {
  const { graph } = clientBench(() => ({ body: { value: [{}] } }));
  const narrow = (): never => {
    throw new RangeError('oops');
  };
  await expect(graph.list('/users', {}, narrow)).rejects.toThrow(RangeError);
});
