import { constants, createHash, generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Answer,
  EXCHANGE,
  GRAPH,
  startClient,
  type TestClient,
} from '../../../test/support/simulator/client.ts';
import { ID, SECRET, smallTenant } from '../../../test/support/simulator/small-tenant.ts';
import { parseToken } from './jwt.ts';

const key = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = key.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const thumbprint = createHash('sha256').update(pem).digest();
const PLAIN = { issuer: 'https://issuer.example', subject: 'repo:contoso/mail:ref:main' };

let client: TestClient;
beforeAll(async () => {
  const tenant = smallTenant();
  const [application] = tenant.applications;
  if (!application) throw new Error('the small tenant has an application');
  application.certificate = { thumbprintSha256: thumbprint.toString('hex').toUpperCase(), pem };
  application.federated = { ...PLAIN, pem };
  client = await startClient({ tenant });
});
afterAll(() => client.close());

const post = (
  fields: Record<string, string>,
  path = `/${ID.tenant}/oauth2/v2.0/token`,
): Promise<Answer> =>
  client.send('POST', path, {
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
    body: new URLSearchParams(fields).toString(),
  });
const credentials = { grant_type: 'client_credentials', client_id: ID.app, scope: GRAPH };
const secret = { ...credentials, client_secret: SECRET };

const seconds = () => Math.floor(Date.now() / 1000);
function assertion(alg: 'RS256' | 'PS256', claims: object, header: object = {}): string {
  const part = (one: object) => Buffer.from(JSON.stringify(one)).toString('base64url');
  const signed = `${part({ alg, typ: 'JWT', ...header })}.${part(claims)}`;
  const how =
    alg === 'PS256'
      ? {
          key: key.privateKey,
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
        }
      : key.privateKey;
  return `${signed}.${sign('sha256', Buffer.from(signed), how).toString('base64url')}`;
}
const byCertificate = (alg: 'RS256' | 'PS256' = 'PS256', more: object = {}, header: object = {}) =>
  post({
    ...credentials,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion(
      alg,
      {
        iss: ID.app,
        sub: ID.app,
        aud: `https://login.microsoftonline.com/${ID.tenant}/oauth2/v2.0/token`,
        nbf: seconds(),
        exp: seconds() + 600,
        ...more,
      },
      { 'x5t#S256': thumbprint.toString('base64url'), ...header },
    ),
  });

test('a secret gives a token for the service asked for', async () => {
  const answer = await post(secret);
  expect(answer.status).toBe(200);
  expect(answer.at('expires_in')).toBe(3599);
  const claims = parseToken(String(answer.at('access_token')))?.claims;
  expect(claims).toMatchObject({
    aud: 'https://graph.microsoft.com',
    iss: `https://sts.windows.net/${ID.tenant}/`,
    tid: ID.tenant,
    appid: ID.app,
    oid: ID.appPrincipal,
    idtyp: 'app',
    wids: ['29232cdf-9323-42fd-ade2-1d097af3e4de'],
  });
  expect(claims).toHaveProperty('roles', expect.arrayContaining(['User.Read.All']));
  const exchange = await post({ ...secret, scope: EXCHANGE });
  expect(parseToken(String(exchange.at('access_token')))?.claims).toMatchObject({
    aud: 'https://outlook.office365.com',
    roles: ['Exchange.ManageAsApp'],
  });
});

test('the tenant may be named by any of its domains', async () => {
  expect((await post(secret, '/contoso.com/oauth2/v2.0/token')).status).toBe(200);
  const unknown = await post(secret, '/fabrikam.com/oauth2/v2.0/token');
  expect([unknown.status, unknown.at('error_codes.0')]).toEqual([400, 90002]);
});

test.each([
  ['a wrong secret', { client_secret: 'wrong' }, 401, 7000215],
  ['no credential', { client_secret: '' }, 401, 7000215],
  ['an unknown application', { client_id: ID.fred }, 400, 700016],
  ['a scope of one permission', { scope: 'https://graph.microsoft.com/User.Read' }, 400, 1002012],
  ['an unknown service', { scope: 'https://example.com/.default' }, 400, 500011],
  ['an unknown grant', { grant_type: 'password' }, 400, 70003],
])('%s is refused', async (_name, change, status, number) => {
  const answer = await post({ ...secret, ...change });
  expect([answer.status, answer.at('error_codes.0')]).toEqual([status, number]);
  expect(answer.at('error_description')).toContain(`AADSTS${number}: `);
});

test('without any credential the missing parameter is named', async () => {
  const answer = await post(credentials);
  expect([answer.status, answer.at('error_codes.0')]).toEqual([401, 7000218]);
});

test.each(['RS256', 'PS256'] as const)('a certificate proves the application, %s', async (alg) => {
  const answer = await byCertificate(alg);
  expect(answer.status).toBe(200);
  expect(parseToken(String(answer.at('access_token')))?.claims).toMatchObject({ appidacr: '2' });
});

test('a certificate assertion is refused for another audience, time, key or subject', async () => {
  const code = async (answer: Promise<Answer>) => (await answer).at('error_codes.0');
  expect(await code(byCertificate('PS256', { aud: 'https://example.com' }))).toBe(700023);
  expect(await code(byCertificate('PS256', { exp: seconds() - 1000 }))).toBe(700024);
  expect(await code(byCertificate('PS256', { nbf: seconds() + 1000 }))).toBe(700024);
  expect(await code(byCertificate('PS256', { sub: ID.fred }))).toBe(700021);
  expect(await code(byCertificate('PS256', {}, { 'x5t#S256': 'AAAA' }))).toBe(700027);
  expect(await code(byCertificate('RS256', {}, { alg: 'PS256' }))).toBe(700027);
  expect(await code(byCertificate('RS256', {}, { alg: 'none' }))).toBe(700027);
});

test('a federated assertion is matched by issuer, subject and audience', async () => {
  const send = async (more: object = {}) => {
    const { issuer: iss, subject: sub } = PLAIN;
    const claims = { iss, sub, aud: 'api://AzureADTokenExchange', exp: seconds() + 600, ...more };
    const answer = await post({
      ...credentials,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion('RS256', claims),
    });
    return answer.status === 200 ? 200 : answer.at('error_codes.0');
  };
  expect(await send()).toBe(200);
  expect(await send({ iss: 'https://other.example' })).toBe(700211);
  expect(await send({ aud: 'https://example.com' })).toBe(700212);
  expect(await send({ sub: 'repo:contoso/other' })).toBe(700213);
  expect(await send({ exp: seconds() - 1000 })).toBe(700024);
});

test('a device code waits for approval, then acts as that person, and refreshes until the session is revoked', async () => {
  const scope = `${GRAPH} openid profile offline_access`;
  const start = await post({ client_id: ID.app, scope }, `/${ID.tenant}/oauth2/v2.0/devicecode`);
  expect(start.status).toBe(200);
  const poll = () =>
    post({
      client_id: ID.app,
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: String(start.at('device_code')),
    });
  expect((await poll()).at('error')).toBe('authorization_pending');
  expect((await client.control('POST', 'device/approve', { userCode: 'WRONG' })).status).toBe(400);
  const approved = await client.control('POST', 'device/approve', {
    userCode: start.at('user_code'),
  });
  expect(approved.at('userPrincipalName')).toBe('ann@contoso.com');
  const tokens = await poll();
  const claims = parseToken(String(tokens.at('access_token')))?.claims;
  expect(claims).toMatchObject({ idtyp: 'user', oid: ID.ann, upn: 'ann@contoso.com' });
  expect(claims).toHaveProperty('scp', expect.stringContaining('User.Read.All'));
  expect(claims).not.toHaveProperty('roles');
  expect(parseToken(String(tokens.at('id_token')))?.claims).toMatchObject({
    aud: ID.app,
    oid: ID.ann,
  });
  expect((await poll()).at('error')).toBe('bad_verification_code');

  const me = await client.graph('GET', '/me', { token: String(tokens.at('access_token')) });
  expect(me.at('userPrincipalName')).toBe('ann@contoso.com');

  const refresh = () =>
    post({
      client_id: ID.app,
      grant_type: 'refresh_token',
      refresh_token: String(tokens.at('refresh_token')),
    });
  expect((await refresh()).status).toBe(200);
  expect((await client.graph('POST', `/users/${ID.ann}/revokeSignInSessions`)).at('value')).toBe(
    true,
  );
  expect((await refresh()).at('error_codes.0')).toBe(50173);
});

test('an application that is not public has no device code', async () => {
  const answer = await post(
    { client_id: ID.weakApp, scope: GRAPH },
    `/${ID.tenant}/oauth2/v2.0/devicecode`,
  );
  expect(answer.status).toBe(401);
});

test('discovery names the endpoints where the client asked', async () => {
  const path = `/${ID.tenant}/v2.0/.well-known/openid-configuration`;
  const configuration = await client.send('GET', path);
  expect(configuration.at('token_endpoint')).toBe(
    `${client.running.origin}/${ID.tenant}/oauth2/v2.0/token`,
  );
  expect(configuration.at('issuer')).toBe(`https://login.microsoftonline.com/${ID.tenant}/v2.0`);
  const keys = await client.send('GET', `/${ID.tenant}/discovery/v2.0/keys`);
  expect(keys.at('keys.0.kty')).toBe('RSA');
  expect(keys.at('keys.0.d')).toBeUndefined();
  const instance = await client.send('GET', '/common/discovery/instance?api-version=1.1');
  expect(instance.at('metadata.0.aliases')).toContain('login.microsoftonline.com');
});

test('a service refuses a token that is missing, foreign, forged or expired', async () => {
  const call = (token: string) => client.graph('GET', '/users', { token });
  const none = await client.send('GET', '/v1.0/users');
  expect([none.status, none.at('error.code')]).toEqual([401, 'InvalidAuthenticationToken']);
  expect(none.headers.get('www-authenticate')).toContain('Bearer');
  expect((await call(await client.token(EXCHANGE))).status).toBe(401);
  const good = await client.token();
  expect((await call(good)).status).toBe(200);
  expect((await call(`${good.slice(0, -8)}AAAAAAAA`)).status).toBe(401);
  await client.control('PUT', 'faults', { tokenLifetime: 60 });
  const short = await client.token();
  expect((await call(short)).status).toBe(200);
  await client.control('PUT', 'clock', { advance: 61_000 });
  expect((await call(short)).status).toBe(401);
  expect((await call(good)).status).toBe(200);
  await client.control('PUT', 'clock', { advance: -61_000 });
  await client.control('PUT', 'faults', {});
});
