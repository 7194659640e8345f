/** Behind a company's proxy: every call goes through it, tokens included; and what refuses there is named, with what to do. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EXIT } from '../../src/model/exit.ts';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import { type Authority, makeAuthority } from '../support/authority.ts';
import { type Answered, runHere } from '../support/command-line.ts';
import { fastClock } from '../support/fast-clock.ts';
import { FAST_CLOCK, type Ran, strategyYaml, type Workspace, workspace } from '../support/mbx.ts';
import {
  connectProxy,
  type OpeningProxy,
  openingProxy,
  type Refusal,
  type TestProxy,
  WANTS_BASIC,
} from '../support/proxies.ts';
import { startTenant, type TestTenant } from '../support/tenant.ts';
import { flat } from './company.ts';

const HOSTS = [
  'login.microsoftonline.com',
  'graph.microsoft.com',
  'outlook.office365.com',
] as const;
/** With signs that mean something in a URL. */
const USER = 'CONTOSO\\svc-mbx';
const PASSWORD = 'pa:ss@word/with#signs%41&more';
const STRATEGY = strategyYaml(
  'sharedMailboxes:\n  hr@contoso.com:\n    displayName: People\n    delegates:\n      tom.baker@contoso.com: [fullAccess, sendAs]\n',
);

let authority: Authority;
let clear: TestTenant;
let secure: TestTenant;
let seed: Tenant;
let place: Workspace;
/** Signs in at the public addresses, as in a real tenant. */
let identity: Readonly<Record<string, string>>;
const closing: (() => Promise<void>)[] = [];
const kept = <T extends { close(): Promise<void> }>(one: T): T => {
  closing.push(() => one.close());
  return one;
};

beforeAll(async () => {
  authority = makeAuthority();
  place = await workspace({ 'mailboxes.yaml': STRATEGY }, FAST_CLOCK);
  const { cert, key } = authority.issue([...HOSTS, 'localhost', '127.0.0.1', 'mail.test']);
  await place.write({
    'ca.pem': authority.pem,
    'other-ca.pem': makeAuthority('Somebody else').pem,
    'tls.pem': cert,
    'tls.key': key,
  });
  clear = await startTenant();
  seed = await clear.dump();
  secure = await startTenant({
    tenant: seed,
    tlsKey: join(place.folder, 'tls.key'),
    tlsCert: join(place.folder, 'tls.pem'),
  });
  identity = {
    AZURE_TENANT_ID: clear.tenantId,
    AZURE_CLIENT_ID: clear.clientId,
    AZURE_CLIENT_SECRET: clear.clientSecret,
  };
});
afterAll(async () => {
  for (const close of closing.splice(0)) await close();
  await Promise.all([clear.close(), secure.close()]);
  await place.remove();
});
beforeEach(async () => {
  await Promise.all([clear.load(seed), secure.load(seed)]);
});

const portOf = ({ origin }: TestTenant): number => Number(new URL(origin).port);
/** Everywhere with the same port. */
const elsewhere = (origin: string): Readonly<Record<string, string>> => ({
  MBX_LOGIN_URL: origin,
  MBX_GRAPH_URL: origin,
  MBX_EXCHANGE_URL: origin,
});
const trusting = { NODE_EXTRA_CA_CERTS: 'ca.pem' };

/** A program of its own: Node reads NODE_EXTRA_CA_CERTS when it starts. */
const mbx = (args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> =>
  place.mbx(args, { env: { ...identity, ...env } });
const here = (args: readonly string[], env: Readonly<Record<string, string>>): Promise<Answered> =>
  runHere(args, {
    cwd: place.folder,
    env: { ...identity, HOME: place.folder, MBX_STATE_DIR: place.state, ...env },
    clock: fastClock(),
  });

/** Planned, applied, and nothing left: through whatever stands between. */
async function planAndApply(env: Readonly<Record<string, string>>): Promise<string> {
  const planned = await mbx(['plan', '--debug'], env);
  expect(planned.out + planned.err).toContain('tom.baker@contoso.com');
  expect(planned.code).toBe(EXIT.ok);
  const applied = await mbx(['apply', '--yes', '--verify-timeout', '60'], env);
  expect(applied.err).toContain('Journal:');
  expect(applied.code).toBe(EXIT.ok);
  const again = await mbx(['plan', '--detailed-exitcode'], env);
  expect(again.code).toBe(EXIT.ok);
  return [planned, applied, again].map(({ out, err }) => out + err).join('\n');
}

describe('a proxy that connects, and wants user and password', () => {
  let proxy: TestProxy;
  beforeAll(async () => {
    proxy = kept(await connectProxy(() => portOf(secure), { user: USER, password: PASSWORD }));
  });
  test('plan and apply, at the public addresses', async () => {
    const shown = await planAndApply({ ...trusting, HTTPS_PROXY: proxy.url });
    expect(new Set(proxy.let)).toEqual(new Set(HOSTS.map((host) => `${host}:443`)));
    expect(shown).toContain(`through http://127.0.0.1:${proxy.port}`);
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), USER])
      expect(shown).not.toContain(secret);
  });
});

describe('a proxy that opens TLS with an authority of its own', () => {
  let proxy: OpeningProxy;
  beforeAll(async () => {
    proxy = kept(await openingProxy(authority, () => portOf(clear)));
  });
  test('plan and apply: sign-in goes through it as well', async () => {
    await planAndApply({ ...trusting, HTTPS_PROXY: proxy.url });
    const origins = new Set(proxy.seen.map((line) => new URL(line.split(' ')[1] ?? '').origin));
    expect(origins).toEqual(new Set(HOSTS.map((host) => `https://${host}`)));
    expect(proxy.seen.some((line) => line.includes('/oauth2/v2.0/token'))).toBe(true);
  });
  test('to other addresses: the Host header stays that of the service', async () => {
    const before = proxy.seen.length;
    const env = { ...trusting, ...elsewhere('https://mail.test:8443'), https_proxy: proxy.url };
    expect((await mbx(['plan'], env)).code).toBe(EXIT.ok);
    expect(new Set(proxy.let.slice(-1))).toEqual(new Set(['mail.test:8443']));
    const origins = proxy.seen
      .slice(before)
      .map((line) => new URL(line.split(' ')[1] ?? '').origin);
    expect(new Set(origins)).toEqual(new Set(HOSTS.map((host) => `https://${host}`)));
  });
  test.each([
    ['no authority is given', {}, ['NODE_EXTRA_CA_CERTS=FILE']],
    [
      'another authority is given',
      { NODE_EXTRA_CA_CERTS: 'other-ca.pem' },
      ['NODE_EXTRA_CA_CERTS is other-ca.pem', 'does not have this authority'],
    ],
    ['the file is not there', { NODE_EXTRA_CA_CERTS: 'none.pem' }, ['cannot be read']],
  ])('%s: told at once, with the mend', async (_, env, words) => {
    const { code, err } = await mbx(['plan'], { ...env, HTTPS_PROXY: proxy.url });
    expect(code).toBe(EXIT.unavailable);
    const said = err.replace(/\s+/gu, ' ');
    for (const word of [...words, 'E4001', 'certificate', `127.0.0.1:${proxy.port}`])
      expect(said).toContain(word);
    expect(said).not.toContain('tries again');
  });
});

test('a private authority without a proxy', async () => {
  const direct = elsewhere(secure.origin);
  const { code, err } = await mbx(['plan'], { ...trusting, ...direct });
  expect([code, err.includes('Warning')]).toEqual([EXIT.ok, false]);
  const untrusted = await mbx(['plan'], direct);
  expect(untrusted.err).toContain('NODE_EXTRA_CA_CERTS=FILE');
  expect(untrusted.code).toBe(EXIT.unavailable);
});

describe('NO_PROXY', () => {
  test('one service past the proxy, the others through it', async () => {
    const proxy = kept(await connectProxy(() => portOf(secure)));
    const env = {
      ...trusting,
      HTTPS_PROXY: proxy.url,
      MBX_GRAPH_URL: `https://localhost:${portOf(secure)}`,
      NO_PROXY: '.corp.example,localhost',
    };
    expect((await mbx(['plan'], env)).code).toBe(EXIT.ok);
    expect(new Set(proxy.let)).toEqual(
      new Set(['login.microsoftonline.com:443', 'outlook.office365.com:443']),
    );
  });
  test('this machine is no exception: a service there goes through the proxy as well', async () => {
    const proxy = kept(await connectProxy(() => portOf(clear)));
    const env = { ...elsewhere(clear.origin), HTTP_PROXY: proxy.url };
    expect((await here(['plan'], env)).exit).toBe(EXIT.ok);
    expect(proxy.let).toContain(`127.0.0.1:${portOf(clear)}`);
    const past = proxy.asked;
    for (const list of ['127.0.0.1', '10.0.0.0/8, 127.0.0.0/8', '*'])
      expect((await here(['plan'], { ...env, no_proxy: list })).exit).toBe(EXIT.ok);
    expect(proxy.asked).toBe(past);
  });
});

test('the demo tenant inside the process is never asked through a proxy', async () => {
  const nowhere = 'http://127.0.0.1:9';
  const { exit } = await here(['plan', '--profile', 'demo'], {
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
  });
  expect(exit).toBe(EXIT.ok);
});

describe('a proxy that does not let it through', () => {
  const answering = async (refusal: Refusal): Promise<TestProxy> =>
    kept(await connectProxy(() => portOf(clear), { refuses: () => refusal }));
  const KERBEROS = ['Proxy-Authenticate: Negotiate', 'Proxy-Authenticate: NTLM'];
  test.each<readonly [what: string, refusal: Refusal, who: string, words: readonly string[]]>([
    ['wants a password', WANTS_BASIC, '', ['wants a user and a password (407)', 'HTTPS_PROXY']],
    ['refuses the password', WANTS_BASIC, 'ann:wrong-one@', ['refuses the user or the password']],
    [
      'wants Kerberos or NTLM',
      { status: 407, headers: KERBEROS },
      '',
      ['Kerberos (Negotiate) or NTLM', 'px or cntlm', 'login.microsoftonline.com:443'],
    ],
    [
      'wants Kerberos, and gets a password',
      { status: 407, headers: ['Proxy-Authenticate: Negotiate realm="Basic x", Digest a=b'] },
      'ann:secret-word@',
      ['Kerberos (Negotiate) or Digest', 'px or cntlm'],
    ],
    ['forbids it', { status: 403 }, '', ['refuses to connect', '(403)', 'NO_PROXY']],
    ['knows no CONNECT', { status: 405 }, '', ['refuses to connect', '(405)']],
    ['is down', { status: 503 }, '', ['cannot connect to login.microsoftonline.com:443 (503)']],
  ])('it %s', async (_, refusal, who, words) => {
    const proxy = await answering(refusal);
    const { exit, err } = await here(['plan'], {
      HTTPS_PROXY: `http://${who}127.0.0.1:${proxy.port}`,
    });
    const said = err.replace(/\s+/gu, ' ');
    for (const word of [...words, `http://127.0.0.1:${proxy.port}`]) expect(said).toContain(word);
    expect(exit).toBe(EXIT.unavailable);
    if (refusal.status !== 503) expect(proxy.asked, 'it is asked once').toBe(1);
    for (const secret of ['wrong-one', 'secret-word']) expect(err).not.toContain(secret);
  });

  test.each<readonly [what: string, url: () => Promise<string>, words: readonly string[]]>([
    ['is not there', async () => 'http://127.0.0.1:9', ['the connection was refused']],
    ['has no such name', async () => 'http://proxy.invalid:8080', ['its name cannot be resolved']],
    [
      'is spoken to with TLS and speaks none',
      async () => (await answering(WANTS_BASIC)).url.replace('http:', 'https:'),
      ['does not speak TLS', 'most proxies want http://'],
    ],
  ])('it %s', async (_, url, words) => {
    const { exit, err } = await here(['plan'], { HTTPS_PROXY: await url() });
    const said = err.replace(/\s+/gu, ' ');
    for (const word of [...words, 'cannot be reached', 'HTTPS_PROXY']) expect(said).toContain(word);
    expect(exit).toBe(EXIT.unavailable);
    expect(said).not.toContain('tries again');
  });

  test.each([
    ['no address at all', 'http://'],
    ['another kind of proxy', 'socks5://ann:secret-word@proxy.example:1080'],
    ['a password that is not written out', 'http://ann:12/secret-word@proxy.example:8080'],
    ['the same with a #', 'http://ann:se#secret-word@proxy.example:8080'],
  ])('%s is a wrong setting, and is not repeated', async (_, url) => {
    const { exit, err } = await here(['plan', '--debug'], { https_proxy: url });
    expect(exit).toBe(EXIT.configuration);
    expect(err).toContain('https_proxy');
    expect(err).not.toMatch(/secret-word|ann:/u);
  });
});

test('a proxy that keeps silent holds up nobody who stops', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const stop = new AbortController();
  silent.once('connection', () => stop.abort(new Error('stopped')));
  const began = performance.now();
  const { err } = await runHere(['plan'], {
    cwd: place.folder,
    env: {
      ...identity,
      HTTPS_PROXY: `http://127.0.0.1:${address.port}`,
      MBX_STATE_DIR: place.state,
    },
    stop,
  });
  silent.close();
  expect(flat(err)).toContain('interrupted');
  expect(performance.now() - began).toBeLessThan(15_000);
});

test('a proxy that refuses from now on: nothing is written, and it says so', async () => {
  let refuses = false;
  const proxy = kept(
    await connectProxy(() => portOf(clear), {
      refuses: () => (refuses ? { status: 403 } : undefined),
    }),
  );
  await writeFile(join(place.folder, 'mailboxes.yaml'), STRATEGY);
  const env = { ...elsewhere(clear.origin), HTTP_PROXY: proxy.url };
  expect((await here(['plan'], env)).exit).toBe(EXIT.ok);
  refuses = true;
  const { exit, err } = await here(['apply', '--yes'], env);
  expect([exit, flat(err)]).toEqual([
    EXIT.unavailable,
    expect.stringContaining('refuses to connect'),
  ]);
});
