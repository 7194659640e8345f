import { expect, test } from 'vitest';
import { makeCertificate } from '../../../test/support/certificate.ts';
import {
  type Asked,
  netError,
  type Scripted,
  ScriptedConnection,
} from '../../../test/support/scripted-connection.ts';
import { VirtualClock } from '../../../test/support/virtual-clock.ts';
import { endpointsFor } from '../http/endpoints.ts';
import { createRedactor } from '../http/redact.ts';
import { createTransport } from '../http/transport.ts';
import { certificateOf } from './certificate.ts';
import { challengeOf, claimsOf } from './jwt.ts';
import { type Credential, createSignIn, type TokenSource } from './sign-in.ts';

const TENANT = '11111111-0000-4000-8000-000000000001';
const CLIENT = '33333333-0000-4000-8000-000000000003';
const SECRET = 'hush~hush.secret';

const base64url = (value: unknown): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = (claims: object): string => `${base64url({ alg: 'RS256' })}.${base64url(claims)}.c2ln`;
let serial = 0;
const granted = (claims: object = {}): Scripted => {
  serial += 1;
  const token = jwt({
    tid: TENANT,
    oid: 'oid-1',
    appid: CLIENT,
    app_displayname: 'mbx runner',
    n: serial,
    ...claims,
  });
  return { body: { token_type: 'Bearer', expires_in: 3599, access_token: token }, after: 10 };
};
const refusal = (description: string, code = 'invalid_client'): Scripted => ({
  status: 401,
  body: { error: code, error_description: description, error_codes: [1] },
});

interface Bench {
  readonly signIn: TokenSource;
  readonly connection: ScriptedConnection;
  readonly clock: VirtualClock;
  readonly events: string[];
}
function bench(
  script: (asked: Asked) => Scripted | Error,
  more: {
    readonly credential?: Credential;
    readonly tenant?: string;
    readonly signal?: AbortSignal;
  } = {},
): Bench {
  const clock = new VirtualClock(Date.now()); // as MSAL's own
  const connection = new ScriptedConnection(clock, script);
  const redactor = createRedactor();
  const endpoints = endpointsFor('global');
  const events: string[] = [];
  const transport = createTransport({
    clock,
    random: () => 1,
    endpoints,
    redactor,
    userAgent: 'mbx',
    connection,
    onEvent: (line) => events.push(line),
    signal: more.signal,
  });
  const { credential = { how: 'secret', secret: SECRET }, tenant = TENANT } = more;
  const signIn = createSignIn({
    tenant,
    clientId: CLIENT,
    credential,
    endpoints,
    transport,
    clock,
    redactor,
  });
  return { signIn, connection, clock, events };
}
const form = ({ body }: Asked): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(body));

test('one request to the token endpoint, with the secret and the scope; later calls are answered from memory', async () => {
  const { signIn, connection } = bench(() => granted());
  const token = await signIn.token('exchange');
  expect(await signIn.token('exchange')).toBe(token);
  expect(connection.asked).toHaveLength(1);
  const [asked] = connection.asked;
  expect(asked?.url).toMatch(`https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`);
  expect(asked === undefined ? {} : form(asked)).toMatchObject({
    grant_type: 'client_credentials',
    client_id: CLIENT,
    client_secret: SECRET,
    scope: expect.stringContaining('https://outlook.office365.com/.default'),
  });
});

test('many at once are one request, each audience its own', async () => {
  const { signIn, connection } = bench(() => granted());
  const tokens = await Promise.all([
    ...Array.from({ length: 50 }, () => signIn.token('graph')),
    ...Array.from({ length: 50 }, () => signIn.token('exchange')),
  ]);
  expect(new Set(tokens).size).toBe(2);
  expect(connection.asked).toHaveLength(2);
});

test.each([
  { name: 'ends within five minutes', more: { expires_in: 299 }, afterMs: 0 },
  { name: 'is to be renewed by now', more: { refresh_in: 1 }, afterMs: 2_100 },
])('a token that $name is not handed out again', async ({ more, afterMs }) => {
  const { signIn, connection, clock } = bench(() => {
    const { body, ...scripted } = granted();
    return { ...scripted, body: { ...Object(body), ...more } };
  });
  const first = await signIn.token('graph');
  await clock.sleep(afterMs);
  await new Promise((resolve) => setTimeout(resolve, afterMs)); // MSAL looks at the machine's clock
  await signIn.token('graph');
  await signIn.token('graph');
  expect(connection.asked.length).toBeGreaterThan(1);
  expect(await signIn.token('graph')).not.toBe(first);
});

test('a renewed token is another one, and is the one to be had from then on', async () => {
  const { signIn, connection } = bench(() => granted());
  const first = await signIn.token('graph');
  const second = await signIn.token('graph', { renew: true });
  expect(second).not.toBe(first);
  expect(await signIn.token('graph')).toBe(second);
  expect(connection.asked).toHaveLength(2);
});

test('claims that a service asks for go with the request', async () => {
  const { signIn, connection } = bench(() => granted());
  const first = await signIn.token('graph');
  const claims = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}';
  const second = await signIn.token('graph', { claims });
  expect(await signIn.token('graph')).toBe(second);
  expect(second).not.toBe(first);
  const sent = connection.asked[1] === undefined ? {} : form(connection.asked[1]);
  expect(JSON.parse(sent['claims'] ?? '{}')).toMatchObject({
    access_token: { nbf: { essential: true, value: '1604106651' }, xms_cc: { values: ['cp1'] } },
  });
});

test('who acts, from whichever token is there', async () => {
  const { signIn, connection } = bench(() => granted());
  await signIn.token('exchange');
  expect(await signIn.actor()).toEqual({
    tenantId: TENANT,
    id: 'oid-1',
    appId: CLIENT,
    name: 'mbx runner',
    how: 'secret',
  });
  expect(connection.asked).toHaveLength(1);
  const unnamed = bench(() => granted({ app_displayname: '' }));
  expect((await unnamed.signIn.actor()).name).toBe(CLIENT);
  const other = bench(() => ({
    body: { token_type: 'Bearer', expires_in: 3599, access_token: 'opaque' },
  }));
  await expect(other.signIn.actor()).rejects.toMatchObject({ code: 'E3001' });
});

test.each([
  [
    'AADSTS7000215: Invalid client secret provided. Ensure the secret being sent.\r\nTrace ID: t',
    /secret is wrong/u,
    /not its id/u,
  ],
  [
    "AADSTS7000222: The provided client secret keys for app 'x' are expired.",
    /secret has expired/u,
    /new secret/u,
  ],
  [
    "AADSTS700016: Application with identifier 'x' was not found in the directory 'y'.",
    /not known in this tenant/u,
    /consent/u,
  ],
  ["AADSTS90002: Tenant 'x' not found.", /tenant does not exist/u, /cloud/u],
  [
    'AADSTS700024: Client assertion is not within its valid time range.',
    /not valid at this time/u,
    /clock/u,
  ],
  ['AADSTS123: Something new.', /sign-in was refused: .*AADSTS123: Something new/u, /--debug/u],
])('%s', async (description, message, hint) => {
  const { signIn, connection } = bench(() => refusal(`${description} (sent ${SECRET})`));
  const error: unknown = await signIn.token('graph').catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    code: 'E3001',
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  });
  const shown = String(error) + (error instanceof Error ? String(error.cause) : '');
  expect(shown).toContain(description.slice(0, 12));
  expect(shown).not.toContain(SECRET);
  expect(shown).not.toContain('Trace ID');
  expect(connection.asked).toHaveLength(1);
});

test('a refusal with a Retry-After does not make MSAL refuse the next call by itself', async () => {
  const { signIn, connection } = bench(({ index }) =>
    index === 0
      ? { ...refusal('AADSTS7000215: x'), status: 400, headers: { 'retry-after': '60' } }
      : granted(),
  );
  await expect(signIn.token('graph')).rejects.toMatchObject({ code: 'E3001' });
  await signIn.token('graph');
  expect(connection.asked).toHaveLength(2);
});

test('many renewals at once are one', async () => {
  const { signIn, connection } = bench(() => granted());
  await Promise.all(Array.from({ length: 5 }, () => signIn.token('graph', { renew: true })));
  expect(connection.asked).toHaveLength(1);
});

test('a refusal is not remembered: the next call asks again', async () => {
  const { signIn, connection } = bench(({ index }) =>
    index === 0 ? refusal('AADSTS7000215: x') : granted(),
  );
  await expect(signIn.token('graph')).rejects.toMatchObject({ code: 'E3001' });
  await signIn.token('graph');
  expect(connection.asked).toHaveLength(2);
});

test('load, failures and resets of the sign-in service are sat out', async () => {
  const { signIn, connection, clock } = bench(({ index }) => {
    if (index === 0) return { status: 429, headers: { 'retry-after': '7' }, body: {} };
    if (index === 1) return { status: 503, body: '<html>' };
    if (index === 2) return netError('ECONNRESET');
    return granted();
  });
  const start = clock.now();
  await signIn.token('graph');
  expect(connection.asked).toHaveLength(4);
  expect(clock.now() - start).toBeGreaterThanOrEqual(7000);
});

test.each([
  ['nobody there', netError('ENOTFOUND', 'getaddrinfo'), /cannot be resolved/u],
  ['only 503', { status: 503 }, /503/u],
])('%s: the service is not available, within a minute or so', async (_, scripted, message) => {
  const { signIn, clock } = bench(() => scripted);
  const start = clock.now();
  await expect(signIn.token('graph')).rejects.toMatchObject({
    code: 'E4001',
    message: expect.stringMatching(message),
  });
  expect(clock.now() - start).toBeLessThan(90_000);
  // MSAL must not refuse by itself afterwards.
  await expect(signIn.token('graph')).rejects.toMatchObject({ code: 'E4001' });
});

test('an answer that is no JSON is told as it is', async () => {
  const { signIn } = bench(() => ({ status: 400, body: '<html>proxy</html>' }));
  await expect(signIn.token('graph')).rejects.toMatchObject({
    code: 'E3001',
    message: expect.stringContaining('status 400, an HTML page'),
  });
});

test('the signal ends it as aborted', async () => {
  const stop = new AbortController();
  const { signIn } = bench(
    () => {
      stop.abort(new Error('Ctrl-C'));
      return { status: 503 };
    },
    { signal: stop.signal },
  );
  await expect(signIn.token('graph')).rejects.toMatchObject({
    name: 'ServiceError',
    failure: 'aborted',
  });
});

test('a tenant that is none is told before anything is sent', async () => {
  const { signIn, connection } = bench(() => granted(), { tenant: 'common' });
  await expect(signIn.token('graph')).rejects.toMatchObject({
    code: 'E3001',
    message: expect.stringContaining('the tenant must be named'),
  });
  expect(connection.asked).toEqual([]);
});

test('a certificate: a signed assertion with its thumbprint', async () => {
  const { pem, thumbprintSha256 } = makeCertificate();
  const { signIn, connection, events } = bench(() => granted(), {
    credential: { how: 'certificate', pem },
  });
  await signIn.token('graph');
  const [asked] = connection.asked;
  const { client_assertion: assertion = '', client_secret: secret } =
    asked === undefined ? {} : form(asked);
  expect(secret).toBeUndefined();
  const [header = '', body] = assertion.split('.');
  const {
    alg,
    'x5t#S256': thumbprint,
    x5c,
  } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
  expect(alg).toBe('PS256');
  expect(Buffer.from(thumbprint, 'base64url').toString('hex').toUpperCase()).toBe(thumbprintSha256);
  expect(x5c).toBeDefined();
  expect(JSON.parse(Buffer.from(body ?? '', 'base64url').toString('utf8'))).toMatchObject({
    iss: CLIENT,
    sub: CLIENT,
  });
  expect(events.join('\n')).not.toContain(assertion);
});

test('a certificate file that cannot be used is a setting that is wrong, and shows nothing of its key', () => {
  const good = makeCertificate();
  const other = makeCertificate();
  const keyOf = (pem: string): string => pem.slice(pem.indexOf('-----BEGIN PRIVATE'));
  expect(certificateOf(good.pem).thumbprintSha256).toBe(good.thumbprintSha256);
  // The chain may come first.
  expect(certificateOf(other.certificate + good.pem).thumbprintSha256).toBe(good.thumbprintSha256);
  for (const [pem, why] of [
    ['', 'no private key'],
    [good.certificate, 'no private key'],
    [keyOf(good.pem), 'no certificate'],
    [other.certificate + keyOf(good.pem), 'fits none'],
    [good.certificate + keyOf(good.pem).replace(/[A-Za-z]{20}/u, ''), 'cannot be read'],
  ] as const) {
    expect(() => certificateOf(pem)).toThrow(
      expect.objectContaining({ code: 'E1101', message: expect.stringContaining(why) }),
    );
  }
});

test('a federated token is read anew for each request', async () => {
  let reads = 0;
  const assertion = (): Promise<string> => {
    reads += 1;
    return Promise.resolve(`${jwt({ n: reads })}\n`);
  };
  const { signIn, connection } = bench(() => granted(), {
    credential: { how: 'federated', assertion },
  });
  await signIn.token('graph');
  await signIn.token('graph', { renew: true });
  const sent = connection.asked.map(
    (asked) => claimsOf(form(asked)['client_assertion'] ?? '')?.['n'],
  );
  expect(sent).toEqual([1, 2]);
  expect((await signIn.actor()).how).toBe('federated');
});

test('a federated token that cannot be read is told with its reason', async () => {
  const assertion = (): Promise<string> => Promise.reject(new Error('ENOENT: no such file'));
  const { signIn } = bench(() => granted(), { credential: { how: 'federated', assertion } });
  await expect(signIn.token('graph')).rejects.toMatchObject({
    code: 'E3001',
    message: expect.stringContaining('no such file'),
  });
});

test('claims of a token, and of a challenge', () => {
  expect(claimsOf(jwt({ tid: 'x' }))).toEqual({ tid: 'x' });
  expect(claimsOf('opaque')).toBeUndefined();
  expect(claimsOf('a.b.c')).toBeUndefined();
  const challenge = (text: string): string =>
    `Bearer realm="", claims="${Buffer.from(text).toString('base64')}", x="y"`;
  expect(challengeOf(challenge('{"a":1}'))).toBe('{"a":1}');
  expect(challengeOf(challenge('nonsense'))).toBeUndefined();
  expect(challengeOf('Bearer realm=""')).toBeUndefined();
  expect(challengeOf(undefined)).toBeUndefined();
});
