import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  EXCHANGE,
  GRAPH,
  startClient,
  type TestClient,
} from '../../../test/support/simulator/client.ts';
import { ID, SECRET } from '../../../test/support/simulator/small-tenant.ts';
import { redactBody, redactUrl } from './redact.ts';

let client: TestClient;
beforeEach(async () => {
  client = await startClient();
});
afterEach(() => client.close());

const ledger = async (): Promise<Record<string, unknown>[]> =>
  JSON.parse((await client.control('GET', 'ledger')).text);

test('the ledger has every call with its cmdlet, in order, parts of batches pointing to their carrier', async () => {
  await client.graph('GET', '/users?$top=5');
  await client.invoke('Get-Mailbox', { Identity: 'fred@contoso.com' });
  await client.graph('POST', '/$batch', {
    body: { requests: [{ id: '1', method: 'GET', url: '/organization' }] },
  });
  const entries = await ledger();
  expect(entries.map(({ service }) => service)).toEqual([
    'login',
    'graph',
    'login',
    'exchange',
    'graph',
    'graph',
  ]);
  expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(entries[1]).toMatchObject({ method: 'GET', url: '/v1.0/users?$top=5', status: 200 });
  expect(entries[3]).toMatchObject({
    cmdlet: 'Get-Mailbox',
    parameters: { Identity: 'fred@contoso.com' },
    status: 200,
  });
  expect(entries[5]).toMatchObject({
    batch: 5,
    url: '/v1.0/organization',
    method: 'GET',
    status: 200,
  });
  expect(entries.filter(({ batch }) => batch === undefined)).toHaveLength(5);
  expect(Date.parse(String(entries[0]?.['at']))).not.toBeNaN();
  await client.control('DELETE', 'ledger');
  expect(await ledger()).toEqual([]);
});

test('no token and no secret is in it', async () => {
  const token = await client.token(EXCHANGE);
  const part = {
    id: '1',
    method: 'POST',
    url: `https://outlook.office365.com/adminapi/beta/${ID.tenant}/InvokeCommand`,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: { CmdletInput: { CmdletName: 'Get-Mailbox', Parameters: {} } },
  };
  const headers = { authorization: `Bearer ${token}` };
  await client.send('POST', `/adminapi/beta/${ID.tenant}/$batch`, {
    headers,
    body: { requests: [part] },
  });
  await client.graph('PATCH', `/users/${ID.fred}`, {
    body: { passwordProfile: { password: 'Xyz!12345' } },
  });
  await client.send('GET', `/v1.0/users?token=${token}`);
  const text = JSON.stringify(await ledger());
  expect(text).toContain('client_credentials');
  expect(text).toContain('InvokeCommand');
  for (const secret of [SECRET, token, token.slice(0, 40), 'Xyz!12345'])
    expect(text).not.toContain(secret);
});

test('redaction', () => {
  const form = new URLSearchParams({
    client_assertion: 'abc',
    refresh_token: 'def',
    scope: GRAPH,
  }).toString();
  expect(redactBody(form, true)).toEqual({
    client_assertion: '(left out)',
    refresh_token: '(left out)',
    scope: GRAPH,
  });
  expect(
    redactBody({ headers: [{ Authorization: 'Bearer abc' }], note: 'Bearer abc.def' }, false),
  ).toEqual({
    headers: [{ Authorization: '(left out)' }],
    note: 'Bearer (left out)',
  });
  expect(redactUrl(new URL('http://x/y?a=eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln'))).toBe(
    '/y?a=(left out)',
  );
});

test('the clock is set, moved, sped up and stopped', async () => {
  const now = async () => Date.parse(String((await client.control('GET', 'clock')).at('now')));
  await client.control('PUT', 'clock', { rate: 0 });
  await client.control('PUT', 'clock', { set: '2040-05-05T05:05:05Z' });
  expect(await now()).toBe(Date.parse('2040-05-05T05:05:05Z'));
  await client.control('PUT', 'clock', { advance: 1500 });
  expect(await now()).toBe(Date.parse('2040-05-05T05:05:06.500Z'));
  const before = await now();
  await client.control('PUT', 'clock', { rate: 100_000 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect((await now()) - before).toBeGreaterThan(1_000_000);
  expect((await client.control('PUT', 'clock', { set: 'tomorrow' })).status).toBe(400);
});

test('settings change only what is named', async () => {
  const before = JSON.parse((await client.control('GET', 'settings')).text);
  const after = await client.control('PUT', 'settings', { emptyWrite: 'null' });
  expect(JSON.parse(after.text)).toEqual({ ...before, emptyWrite: 'null' });
  expect((await client.control('PUT', 'settings', { emptyWrite: 'perhaps' })).status).toBe(400);
  expect((await client.control('PUT', 'settings', { unknownSwitch: true })).status).toBe(400);
});

test('a tenant sets switches for itself; what was PUT wins, and another tenant has the defaults again', async () => {
  const now = async () => JSON.parse((await client.control('GET', 'settings')).text);
  const tenant = JSON.parse((await client.control('GET', 'tenant')).text);
  const withSettings = (settings: object) =>
    client.control('PUT', 'tenant', { ...tenant, settings });
  expect((await now()).viewOnlySendAs).toBe('denied');
  expect((await withSettings({ viewOnlySendAs: 'allowed', bigTop: 'clipped' })).status).toBe(204);
  expect(await now()).toMatchObject({ viewOnlySendAs: 'allowed', bigTop: 'clipped' });
  await client.control('PUT', 'settings', { bigTop: 'refused' });
  expect(await now()).toMatchObject({ viewOnlySendAs: 'allowed', bigTop: 'refused' });
  expect((await withSettings({ viewOnlySendAs: 'perhaps' })).status).toBe(400);
  await client.control('PUT', 'tenant', tenant);
  expect((await now()).viewOnlySendAs).toBe('denied');
});

test('a tenant that is put replaces the old one for every service', async () => {
  const tenant = JSON.parse((await client.control('GET', 'tenant')).text);
  tenant.users = tenant.users.filter(({ id }: { id: string }) => id !== ID.ann);
  tenant.mailboxes = tenant.mailboxes.filter(({ userId }: { userId: string }) => userId !== ID.ann);
  expect((await client.control('PUT', 'tenant', tenant)).status).toBe(204);
  expect((await client.graph('GET', `/users/${ID.ann}`)).status).toBe(404);
  expect((await client.invoke('Get-Mailbox', { Identity: 'ann@contoso.com' })).status).toBe(404);
});
