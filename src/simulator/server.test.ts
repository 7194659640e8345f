import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request as undiciRequest } from 'undici';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TEST_CERTIFICATE, TEST_KEY } from '../../test/support/simulator/certificate.ts';
import { startClient } from '../../test/support/simulator/client.ts';
import { ID, SECRET, smallTenant } from '../../test/support/simulator/small-tenant.ts';
import { serve } from './main.ts';
import { startSimulator } from './server.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** With a Host header of one's own, which fetch does not allow. */
function sendTo(
  port: number,
  host: string,
  path: string,
  headers: Record<string, string> = {},
  form?: string,
) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const call = request(
      {
        port,
        host: '127.0.0.1',
        path,
        method: form === undefined ? 'GET' : 'POST',
        headers: { host, ...headers },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    call.on('error', reject);
    call.end(form);
  });
}

test('the Host of the real service decides where a call goes and where links lead', async () => {
  const running = await startSimulator({ tenant: smallTenant() });
  const form = `grant_type=client_credentials&client_id=${ID.app}&client_secret=${SECRET}&scope=https://graph.microsoft.com/.default`;
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const login = await sendTo(
    running.port,
    'login.microsoftonline.com',
    `/${ID.tenant}/oauth2/v2.0/token`,
    type,
    form,
  );
  const authorization = `Bearer ${JSON.parse(login.text).access_token}`;
  const page = await sendTo(running.port, 'graph.microsoft.com', '/v1.0/users?$top=1', {
    authorization,
  });
  expect(JSON.parse(page.text)['@odata.nextLink']).toMatch(
    /^https:\/\/graph\.microsoft\.com\/v1\.0\/users\?/,
  );
  expect(JSON.parse(page.text)['@odata.context']).toBe(
    'https://graph.microsoft.com/v1.0/$metadata#users',
  );
  // A path of another service is nothing to this one.
  const astray = await sendTo(running.port, 'outlook.office365.com', '/v1.0/users', {
    authorization,
  });
  expect(astray.status).not.toBe(200);
  await running.close();
});

test('the control plane is closed to names that are not this machine', async () => {
  const running = await startSimulator({ tenant: smallTenant() });
  expect((await sendTo(running.port, 'attacker.example', '/_sim/tenant')).status).toBe(403);
  expect((await sendTo(running.port, `127.0.0.1:${running.port}`, '/_sim/tenant')).status).toBe(
    200,
  );
  await running.close();
});

test('a path that is nobody’s is refused and counted', async () => {
  const client = await startClient();
  expect((await client.send('GET', '/favicon.ico')).status).toBe(404);
  expect((await client.control('GET', 'unknown')).at('count')).toBe(1);
  expect((await client.control('GET', 'nothing')).status).toBe(404);
  await client.close();
});

test('what was changed is there again after a restart, and wins over a seed', async () => {
  const state = join(folder, 'deep', 'state.json');
  const first = await startSimulator({ state, seed: 'contoso' });
  const tenant = JSON.parse(await (await fetch(`${first.descriptor.control}/tenant`)).text());
  tenant.displayName = 'Changed';
  const put = await fetch(`${first.descriptor.control}/tenant`, {
    method: 'PUT',
    body: JSON.stringify(tenant),
  });
  expect(put.status).toBe(204);
  await first.close();
  expect(await readdir(join(folder, 'deep'))).toEqual(['state.json']);
  const second = await startSimulator({ state, seed: 'contoso' });
  const again = await (await fetch(`${second.descriptor.control}/tenant`)).json();
  expect(again).toEqual(tenant);
  expect(second.descriptor.clientSecret).toBe(first.descriptor.clientSecret);
  await second.close();
});

test('a tenant fresh from its seed is kept, its secrets with it', async () => {
  const state = join(folder, 'state.json');
  const first = await startSimulator({ state });
  await first.close();
  const second = await startSimulator({ state });
  expect(second.descriptor.clientSecret).toBe(first.descriptor.clientSecret);
  await second.close();
  const other = await startSimulator({});
  expect(other.descriptor.clientSecret).not.toBe(first.descriptor.clientSecret);
  await other.close();
});

test('a write reaches the state file', async () => {
  const state = join(folder, 'state.json');
  const client = await startClient({ state });
  expect(
    (await client.graph('PATCH', `/users/${ID.fred}`, { body: { city: 'York' } })).status,
  ).toBe(204);
  await client.close();
  const kept = JSON.parse(await readFile(state, 'utf8'));
  expect(kept.users[0].more).toEqual({ city: 'York' });
});

test('a file that is no tenant is a clear error', async () => {
  const state = join(folder, 'state.json');
  await writeFile(state, '{"version":1,"users":[');
  await expect(startSimulator({ state })).rejects.toThrow(/state\.json cannot be read: .*JSON/);
  await writeFile(state, JSON.stringify({ ...smallTenant(), mailboxes: [{ guid: 1 }] }));
  await expect(startSimulator({ state })).rejects.toThrow('/mailboxes/0/');
  await expect(startSimulator({ seed: join(folder, 'none.json') })).rejects.toThrow(
    /the seed .*none\.json/,
  );
});

test('a tenant that is none is refused by the control plane, and the old one stays', async () => {
  const client = await startClient();
  const answer = await client.control('PUT', 'tenant', { version: 2 });
  expect([answer.status, String(answer.at('error'))]).toEqual([
    400,
    expect.stringContaining('/version'),
  ]);
  expect((await client.control('GET', 'tenant')).at('id')).toBe(ID.tenant);
  await client.close();
});

test('both seeds start, and the generator has the size asked for', async () => {
  const contoso = await startSimulator();
  expect(contoso.descriptor.tenant).toBe('contoso.onmicrosoft.com');
  await contoso.close();
  const large = await startSimulator({ size: 300 });
  const tenant = JSON.parse(await (await fetch(`${large.descriptor.control}/tenant`)).text());
  expect(tenant.mailboxes.length).toBeGreaterThanOrEqual(300);
  await large.close();
});

test('serve prints one line of JSON and runs until it is stopped', async () => {
  const stop = new AbortController();
  const lines: string[] = [];
  const running = serve(
    { tenant: smallTenant() },
    (text) => {
      lines.push(text);
      setTimeout(() => stop.abort(), 50);
    },
    stop.signal,
  );
  await running;
  expect(lines).toHaveLength(1);
  const { control, ...rest } = JSON.parse(lines[0] ?? '');
  expect(rest).toMatchObject({
    tenantId: ID.tenant,
    tenant: 'contoso.onmicrosoft.com',
    clientId: ID.app,
    clientSecret: SECRET,
  });
  await expect(fetch(`${control}/clock`)).rejects.toThrow();
});

test('it speaks TLS where it is given a certificate', async () => {
  const [tlsKey, tlsCert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  await writeFile(tlsKey, TEST_KEY);
  await writeFile(tlsCert, TEST_CERTIFICATE);
  const running = await startSimulator({ tenant: smallTenant(), tlsKey, tlsCert });
  expect(running.origin).toBe(`https://127.0.0.1:${running.port}`);
  const dispatcher = new Agent({ connect: { ca: await readFile(tlsCert, 'utf8') } });
  const path = `${running.origin}/${ID.tenant}/v2.0/.well-known/openid-configuration`;
  const { body } = await undiciRequest(path, { dispatcher });
  expect(await body.text()).toContain(`${running.origin}/${ID.tenant}/oauth2/v2.0/token`);
  await dispatcher.close();
  await running.close();
  await expect(startSimulator({ tenant: smallTenant(), tlsKey })).rejects.toThrow('both');
});
