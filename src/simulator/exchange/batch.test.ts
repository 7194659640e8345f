import { expect, test } from 'vitest';
import { type Bench, command, makeBench } from '../../../test/support/simulator/exchange-world.ts';

const BASE = 'https://outlook.office365.com/adminapi/beta/contoso.com';
const GOES_ON = { prefer: 'odata.continue-on-error' };

const part = (
  id: string,
  cmdlet: string,
  parameters: Record<string, unknown>,
  more: object = {},
) => ({
  id,
  method: 'POST',
  url: `${BASE}/InvokeCommand`,
  headers: { Authorization: 'Bearer mbx', 'X-AnchorMailbox': 'UPN:admin@contoso.com' },
  body: command(cmdlet, parameters),
  ...more,
});

async function send(bench: Bench, requests: unknown, headers: Record<string, string> = GOES_ON) {
  const answer = await bench.send(
    'POST',
    '/adminapi/beta/contoso.com/$batch',
    { requests },
    { headers },
  );
  const byId = new Map(answer.body.responses?.map((response) => [response.id, response]));
  return { ...answer, byId };
}

test('each part has its own answer, told by id, with the names of cmdlet and exception', async () => {
  const bench = makeBench();
  const { status, byId } = await send(bench, [
    part('1', 'Get-Mailbox', { Identity: 'sales' }),
    part('2', 'Get-Mailbox', { Identity: 'nobody' }),
    part('3', 'Set-Mailbox', { Identity: 'sales', DisplayName: 'x' }),
  ]);
  expect(status).toBe(200);
  expect(byId.get('1')).toMatchObject({
    status: 200,
    headers: { 'Cmdlet-Name': 'Get-Mailbox' },
    body: { value: [{ Name: 'sales' }] },
  });
  expect(byId.get('2')).toMatchObject({
    status: 404,
    headers: { 'x-ExceptionType': 'ManagementObjectNotFoundException' },
  });
  expect(byId.get('3')).toMatchObject({ status: 200, body: { value: [] } });
  expect(bench.mailbox('sales').displayName).toBe('x');
});

test('parts go through the world as calls of their own, under the batch that carried them', async () => {
  const bench = makeBench();
  await send(bench, [part('1', 'Get-Mailbox', {}), part('2', 'Get-User', {})]);
  expect(bench.parts.map(({ batch, path, seq }) => ({ batch, path, seq }))).toEqual([
    { batch: 1, path: '/adminapi/beta/contoso.com/InvokeCommand', seq: 0 },
    { batch: 1, path: '/adminapi/beta/contoso.com/InvokeCommand', seq: 0 },
  ]);
});

test('each part is authorised by itself; a part without token goes by the batch', async () => {
  const bench = makeBench();
  const set = { Identity: 'sales', DisplayName: 'x' };
  const { byId } = await send(bench, [
    part('1', 'Set-Mailbox', set, { headers: { Authorization: 'Bearer mbx-reader' } }),
    part('2', 'Get-Mailbox', {}, { headers: { Authorization: 'Bearer nobody' } }),
    part('3', 'Get-Mailbox', {}, { headers: undefined }),
    { id: '4', method: 'GET', url: `${BASE}/Mailbox('sales')` },
  ]);
  expect(byId.get('1')).toMatchObject({ status: 403, body: '\0'.repeat(4096) });
  expect([2, 3, 4].map((id) => byId.get(String(id))?.status)).toEqual([401, 200, 200]);
});

test('at most ten parts, unless the setting says otherwise', async () => {
  const bench = makeBench();
  const parts = (count: number) =>
    Array.from({ length: count }, (_, i) => part(String(i), 'Get-AcceptedDomain', {}));
  expect((await send(bench, parts(10))).byId.size).toBe(10);
  expect((await send(bench, parts(11))).status).toBe(400);
  bench.settings.bigBatch = 'accepted';
  expect((await send(bench, parts(11))).byId.size).toBe(11);
});

test('without the preference to go on, a batch ends at its first failure', async () => {
  const bench = makeBench();
  const { byId } = await send(
    bench,
    [
      part('1', 'Get-Mailbox', { Identity: 'nobody' }),
      part('2', 'Set-Mailbox', { Identity: 'sales', DisplayName: 'x' }),
    ],
    {},
  );
  expect([...byId.keys()]).toEqual(['1']);
  expect(bench.mailbox('sales').displayName).toBe('Sales');
});

test.each([
  ['a relative url', { url: '/adminapi/beta/contoso.com/InvokeCommand' }],
  ['another host', { url: 'https://graph.microsoft.com/v1.0/users' }],
  ['a batch', { url: `${BASE}/$batch` }],
])('a part must not be %s', async (_name, more) => {
  const bench = makeBench();
  const { byId } = await send(bench, [
    part('1', 'Get-Mailbox', {}, more),
    part('2', 'Get-Mailbox', {}),
  ]);
  expect(byId.get('1')?.status).toBe(400);
  expect(byId.get('2')?.status).toBe(200);
});

test.each([
  ['no list', undefined],
  ['an empty list', []],
  ['two of one id', [part('1', 'Get-User', {}), part('1', 'Get-User', {})]],
  ['a part without id', [{ method: 'GET', url: BASE }]],
])('%s is 400', async (_name, requests) => {
  expect((await send(makeBench(), requests)).status).toBe(400);
});

test('a page is continued in a further batch by its link', async () => {
  const bench = makeBench();
  const headers = {
    Authorization: 'Bearer mbx',
    'X-AnchorMailbox': 'APP:x',
    Prefer: 'odata.maxpagesize=30',
  };
  const first = await send(bench, [
    part('1', 'Get-Mailbox', { ResultSize: 'Unlimited' }, { headers }),
  ]);
  const url = first.byId.get('1')?.body['@odata.nextLink'];
  const second = await send(bench, [
    part('1', 'Get-Mailbox', { ResultSize: 'Unlimited' }, { headers, url }),
  ]);
  expect(second.byId.get('1')).toMatchObject({ status: 200 });
  expect(second.byId.get('1')?.body.value?.length).toBeGreaterThan(10);
});

test('the order of the answers is not that of the parts', async () => {
  const bench = makeBench();
  const requests = Array.from({ length: 5 }, (_, i) => part(String(i), 'Get-AcceptedDomain', {}));
  const orders = new Set<string>();
  for (let round = 0; round < 8; round += 1)
    orders.add([...(await send(bench, requests)).byId.keys()].join());
  expect(orders.size).toBeGreaterThan(1);
});
