import { afterAll, beforeAll, expect, test } from 'vitest';
import { command } from '../../../test/support/simulator/exchange-world.ts';
import { contoso } from '../seeds/contoso.ts';
import { type Running, startSimulator } from '../server.ts';

let running: Running;
let token: string;

beforeAll(async () => {
  running = await startSimulator({ tenant: contoso(new Date()) });
  const { tenantId, clientId, clientSecret, login } = running.descriptor;
  const response = await fetch(`${login}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: 'https://outlook.office365.com/.default',
    }),
  });
  const body: unknown = await response.json();
  token = String(Reflect.get(Object(body), 'access_token'));
});
afterAll(() => running.close());

async function send(path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(running.origin + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes };
}

const invoke = () => `/adminapi/beta/${running.descriptor.tenantId}/InvokeCommand`;
const json = (bytes: Buffer): unknown => JSON.parse(bytes.toString('utf8'));

test('a token of the sign-in service opens InvokeCommand; answers go over the wire as they should', async () => {
  const answer = await send(invoke(), command('Get-Mailbox', { Identity: 'sales@contoso.com' }));
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('odata.metadata=minimal');
  expect(json(answer.bytes)).toMatchObject({ value: [{ Name: 'sales' }] });
  const refused = await send(invoke(), command('Get-Nonsense', {}));
  expect([refused.status, refused.bytes.equals(Buffer.alloc(4096))]).toEqual([403, true]);
});

test('pages are followed under the origin that the client uses', async () => {
  const anchor = { prefer: 'odata.maxpagesize=40', 'x-anchormailbox': 'UPN:admin@contoso.com' };
  const body = command('Get-Mailbox', { ResultSize: 'Unlimited' });
  const first = json((await send(invoke(), body, anchor)).bytes);
  const link = String(Reflect.get(Object(first), '@odata.nextLink'));
  expect(link.startsWith(running.origin)).toBe(true);
  expect((await send(link.slice(running.origin.length), body, anchor)).status).toBe(200);
});

test('a fault hits one part of a batch; each part has its line in the ledger, under the batch', async () => {
  const rule = {
    match: { service: 'exchange', identity: 'hr@contoso.com' },
    answer: { status: 500 },
  };
  await fetch(`${running.origin}/_sim/faults`, {
    method: 'PUT',
    body: JSON.stringify({ rules: [rule] }),
  });
  await fetch(`${running.origin}/_sim/ledger`, { method: 'DELETE' });
  const part = (id: string, Identity: string) => ({
    id,
    method: 'POST',
    url: running.origin + invoke(),
    headers: { Authorization: `Bearer ${token}` },
    body: command('Get-MailboxPermission', { Identity }),
  });
  const answer = await send(
    `/adminapi/beta/${running.descriptor.tenantId}/$batch`,
    { requests: [part('1', 'hr@contoso.com'), part('2', 'sales@contoso.com')] },
    { prefer: 'odata.continue-on-error' },
  );
  const { responses } = Object(json(answer.bytes));
  const statuses = responses.map(
    ({ id, status }: { id: string; status: number }) => `${id} ${status}`,
  );
  expect(statuses.sort()).toEqual(['1 500', '2 200']);

  const ledger = Object(await (await fetch(`${running.origin}/_sim/ledger`)).json());
  const [carrier, ...parts] = ledger;
  expect(carrier).toMatchObject({ method: 'POST', status: 200 });
  expect(parts).toMatchObject([
    { batch: carrier.seq, cmdlet: 'Get-MailboxPermission', status: 500 },
    { batch: carrier.seq, cmdlet: 'Get-MailboxPermission', status: 200 },
  ]);
  await fetch(`${running.origin}/_sim/faults`, { method: 'PUT', body: '{}' });
});

test('the tenant survives a dump and a load, with what Exchange keeps in it', async () => {
  await send(invoke(), command('Set-Mailbox', { Identity: 'sales', MailTip: 'Hello' }));
  const dump = await (await fetch(`${running.origin}/_sim/tenant`)).text();
  await send(invoke(), command('Set-Mailbox', { Identity: 'sales', MailTip: 'Other' }));
  const put = await fetch(`${running.origin}/_sim/tenant`, { method: 'PUT', body: dump });
  expect(put.ok).toBe(true);
  const answer = await send(invoke(), command('Get-Mailbox', { Identity: 'sales' }));
  expect(json(answer.bytes)).toMatchObject({ value: [{ MailTip: 'Hello' }] });
});
