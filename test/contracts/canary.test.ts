/**
 * No secret is shown, kept or sent where it does not belong, whatever the services answer: not the client secret, no
 * token, no client assertion, no private key, no password that is made; not on the screen with --debug, not in the journal, not in the ledger.
 */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { KINDS } from '../../src/kinds/index.ts';
import type { Call, Secret } from '../../src/model/call.ts';
import { EXIT } from '../../src/model/exit.ts';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import { makeCertificate } from '../support/certificate.ts';
import { runHere } from '../support/command-line.ts';
import { fastClock } from '../support/fast-clock.ts';
import { leaks } from '../support/leaks.ts';
import { FAST_CLOCK, strategyYaml, type Workspace, workspace } from '../support/mbx.ts';
import { connectProxy } from '../support/proxies.ts';
import {
  type Interfering,
  type Passing,
  type RecordingProxy,
  type Reply,
  recordingProxy,
} from '../support/recording-proxy.ts';
import { startTenant, type TestTenant } from '../support/tenant.ts';

/** With signs that look otherwise in a form, in a URL and in JSON. */
const SECRET = 'canary~one.of+the"secrets/in&this=mine%20\\end';
const WRONG_SECRET = 'canary~two_is+wrong"but/somebody=meant%it';
const PROXY_PASSWORD = 'canary~three:of/the@"proxy#whose%41port&is\\known';
const certificate = makeCertificate();
const stranger = makeCertificate();

/** One right to give, one to take, on a mailbox and in its list. */
const STRATEGY = strategyYaml(
  'sharedMailboxes:\n  hr@contoso.com:\n    displayName: People\n    delegates:\n      tom.baker@contoso.com: [fullAccess]\n      helen.ward@contoso.com: [fullAccess]\n',
);
const APPLY = ['apply', '--yes', '--debug', '--verify-timeout', '30'];

let tenant: TestTenant;
let seed: Tenant;
let proxy: RecordingProxy;
let place: Workspace;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  tenant = await startTenant();
  const dump = await tenant.dump();
  const [own, ...others] = dump.applications;
  if (own === undefined) throw new Error('the tenant has no application');
  const { thumbprintSha256, certificate: pem } = certificate;
  seed = {
    ...dump,
    applications: [{ ...own, secret: SECRET, certificate: { thumbprintSha256, pem } }, ...others],
  };
  proxy = await recordingProxy(tenant.origin);
  env = {
    AZURE_TENANT_ID: tenant.tenantId,
    AZURE_CLIENT_ID: tenant.clientId,
    MBX_LOGIN_URL: proxy.origin,
    MBX_GRAPH_URL: proxy.origin,
    MBX_EXCHANGE_URL: proxy.origin,
  };
  place = await workspace(
    {
      'mailboxes.yaml': STRATEGY,
      'keys/own.pem': certificate.pem,
      'keys/stranger.pem': stranger.pem,
      'keys/broken.pem': certificate.pem.replace('-----END PRIVATE KEY-----', ''),
    },
    { ...FAST_CLOCK, ...env },
  );
});
afterAll(async () => {
  await place.remove();
  await proxy.close();
  await tenant.close();
});
beforeEach(async () => {
  await tenant.load(seed);
  await tenant.clearLedger();
  await rm(place.state, { recursive: true, force: true });
  proxy.interfere(() => undefined);
});

const BY_SECRET = { AZURE_CLIENT_SECRET: SECRET };
const BY_CERTIFICATE = { AZURE_CLIENT_CERTIFICATE_PATH: 'keys/own.pem' };
const SIGN_INS = [
  ['secret', BY_SECRET],
  ['certificate', BY_CERTIFICATE],
] as const;

interface Shown {
  readonly code: number | null;
  /** stdout, stderr, every file of the state folder, and what the tenant noted. */
  readonly all: string;
  readonly debug: string;
}
type SignIn = Readonly<Record<string, string>>;
/** In this process, through the same commands as the executable. */
async function run(args: readonly string[], signIn: SignIn): Promise<Shown> {
  const { exit, out, err } = await runHere(args, {
    cwd: place.folder,
    env: { ...env, HOME: place.folder, MBX_STATE_DIR: place.state, ...signIn },
    clock: fastClock(),
  });
  return shown(exit, out, err);
}
/** As a program of its own. */
async function runApart(args: readonly string[], signIn: SignIn): Promise<Shown> {
  const { code, out, err } = await place.mbx(args, { env: signIn });
  return shown(code, out, err);
}
async function shown(code: number | null, out: string, err: string): Promise<Shown> {
  const kept = await filesUnder(place.state);
  const ledger = JSON.stringify(await tenant.ledger());
  return { code, all: [out, err, ...kept, ledger].join('\n'), debug: err };
}
async function filesUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')),
  );
}

const keyLines = (pem: string): readonly string[] =>
  (/-----BEGIN PRIVATE KEY-----([\s\S]+?)(?:-----END|$)/u.exec(pem)?.[1] ?? '')
    .split('\n')
    .filter((line) => line.length >= 2 * PIECE);
const formsOf = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  new URLSearchParams({ '': secret }).toString().slice(1),
  JSON.stringify(secret).slice(1, -1),
];

/** Pieces long enough that nothing else has them: a secret that is cut off is still half a secret. */
const PIECE = 12;
const canaries = leaks(PIECE);
for (const form of formsOf(SECRET)) canaries.add('the client secret', form);
for (const form of formsOf(WRONG_SECRET)) canaries.add('the wrong client secret', form);
for (const form of [
  ...formsOf(PROXY_PASSWORD),
  Buffer.from(`ann:${PROXY_PASSWORD}`).toString('base64'),
])
  canaries.add("the proxy's password", form);
for (const { pem } of [certificate, stranger])
  for (const line of keyLines(pem)) canaries.add('the private key', line);
const known = new Set<string>();

/** The names of what leaked. Of a token the first part says only how it was signed, but no JWT is to be seen at all. */
function leaksIn(text: string, issued: Iterable<string>): readonly string[] {
  for (const token of issued) {
    if (known.has(token)) continue;
    known.add(token);
    const [, claims = '', signature = ''] = token.split('.');
    for (const part of [claims, signature]) canaries.add('a token or an assertion', part);
  }
  return [...canaries.in(text), ...(/eyJ[\w-]{8,}/u.test(text) ? ['a JWT'] : [])];
}

/** Everything secret that a request carries, in the forms in which services repeat it in their errors. */
function echoOf({ headers, body }: Passing): string {
  const { authorization = '' } = headers;
  const form = new URLSearchParams(body);
  const sent = ['client_secret', 'client_assertion'].map((name) => form.get(name) ?? '');
  return `${[authorization.replace(/^Bearer /u, ''), ...sent].filter((one) => one !== '').join(' ')} Authorization: ${authorization} body ${form.size > 1 ? body : ''}`;
}
const isSignIn = ({ url }: Passing): boolean => url.includes('/oauth2/');
const runs =
  (cmdlet: string) =>
  ({ headers }: Passing): boolean =>
    headers['x-cmdletname'] === cmdlet;
/** Of who may open the mailboxes; without the first batch, on the domains, nothing could be planned. */
const isBatch = ({ url, body }: Passing): boolean =>
  url.endsWith('/$batch') && body.includes('Get-MailboxPermission');
const isGraph = ({ url }: Passing): boolean => url.startsWith('/v1.0/');

const JSON_BODY = { 'content-type': 'application/json' };
const graphError =
  (status: number, code: string) =>
  (passing: Passing): Reply => ({
    status,
    headers: { ...JSON_BODY, 'request-id': echoOf(passing) },
    body: JSON.stringify({ error: { code, message: `No. ${echoOf(passing)}` } }),
  });
const exchangeError =
  (status: number) =>
  (passing: Passing): Reply => ({
    status,
    headers: { ...JSON_BODY, 'request-id': echoOf(passing) },
    body: JSON.stringify({
      error: {
        code: 'BadRequest',
        message: echoOf(passing),
        details: [{ message: `|Microsoft.Exchange.X.SomethingException|${echoOf(passing)}` }],
      },
    }),
  });
/** Longer than what is shown of such a body, so that the secret is cut in the middle. */
const text =
  (status: number) =>
  (passing: Passing): Reply => ({
    status,
    headers: { 'content-type': 'text/plain' },
    body: `${'.'.repeat(170)} ${echoOf(passing)}`,
  });
const unauthorized = (passing: Passing): Reply => ({
  status: 401,
  headers: {
    'www-authenticate': `Bearer realm="", error_description="${passing.headers.authorization}"`,
  },
  body: echoOf(passing),
});
const signInError = (passing: Passing): Reply => ({
  status: 400,
  headers: JSON_BODY,
  body: JSON.stringify({
    error: 'invalid_client',
    error_description: `AADSTS7000215: Invalid client: ${echoOf(passing)}\r\nTrace ID: x`,
  }),
});
const pageErrors = (passing: Passing): Reply => ({
  status: 200,
  headers: JSON_BODY,
  body: JSON.stringify({
    value: [],
    '@adminapi.errors': [echoOf(passing)],
    '@adminapi.warnings': [echoOf(passing)],
  }),
});
/** Each part of a batch ends by itself. */
const batchOf =
  (reply: (passing: Passing) => Reply) =>
  (passing: Passing): Reply => {
    const { requests }: { requests: readonly { readonly id: string }[] } = JSON.parse(passing.body);
    const { status, body } = reply(passing);
    return {
      status: 200,
      headers: JSON_BODY,
      body: JSON.stringify({
        responses: requests.map(({ id }) => ({ id, status, headers: {}, body: JSON.parse(body) })),
      }),
    };
  };
const when = (
  fits: (passing: Passing) => boolean,
  reply: (passing: Passing) => Reply,
  times = 1000,
): Interfering => {
  let left = times;
  return (passing) => {
    if (!fits(passing) || left === 0) return undefined;
    left -= 1;
    return reply(passing);
  };
};

/** What both ways of running are tried with; the executable has a screen, an environment and ways to end of its own. */
const APART: ReadonlySet<string> = new Set(['all is well', 'sign-in is refused', 'a write fails']);

describe.each(SIGN_INS)('signed in by %s', (_, signIn) => {
  test.each<
    readonly [what: string, args: readonly string[], exit: number, how: Interfering | undefined]
  >([
    ['all is well', APPLY, EXIT.ok, undefined],
    ['a plan as JSON', ['plan', '--debug', '-o', 'json'], EXIT.ok, undefined],
    ['sign-in is refused', APPLY, EXIT.access, when(isSignIn, signInError)],
    ['sign-in answers with no JSON', APPLY, EXIT.access, when(isSignIn, text(400))],
    [
      'the token is refused once',
      APPLY,
      EXIT.ok,
      when(runs('Add-MailboxPermission'), unauthorized, 1),
    ],
    ['the token is refused for good', APPLY, EXIT.access, when(isGraph, unauthorized)],
    [
      'Graph denies',
      APPLY,
      EXIT.access,
      when(isGraph, graphError(403, 'Authorization_RequestDenied')),
    ],
    ['Graph answers with no JSON', APPLY, EXIT.partly, when(isGraph, text(200))],
    ['Exchange denies', APPLY, EXIT.access, when(runs('Get-Recipient'), exchangeError(403))],
    ['Exchange answers with no JSON', APPLY, EXIT.partly, when(runs('Get-Recipient'), text(200))],
    ['a list comes with errors', APPLY, EXIT.unexpected, when(runs('Get-Recipient'), pageErrors)],
    [
      'a write is refused',
      APPLY,
      EXIT.partly,
      when(runs('Add-MailboxPermission'), exchangeError(400)),
    ],
    ['a write is refused in plain text', APPLY, EXIT.partly, when(runs('Set-Mailbox'), text(400))],
    ['a write fails', APPLY, EXIT.ok, when(runs('Set-Mailbox'), exchangeError(500), 1)],
    ['a write says no word of sense', APPLY, EXIT.ok, when(runs('Set-Mailbox'), text(200), 1)],
  ])('%s', async (what, args, exit, how) => {
    if (how !== undefined) proxy.interfere(how);
    const { code, all, debug } = await (APART.has(what) ? runApart : run)(args, signIn);
    expect(leaksIn(all, proxy.secrets)).toEqual([]);
    expect(code).toBe(exit);
    expect(proxy.interfered > 0).toBe(how !== undefined);
    expect(debug).toContain('> POST https://login.microsoftonline.com/'); // --debug did tell
  });

  test.each<readonly [what: string, how: Interfering]>([
    ['parts of a batch are refused', when(isBatch, batchOf(exchangeError(400)))],
    ['parts of a batch come with errors', when(isBatch, batchOf(pageErrors))],
  ])('%s', async (_what, how) => {
    proxy.interfere(how);
    for (const args of [['plan', '--debug'], ['plan', '--debug', '-o', 'json'], APPLY]) {
      const { code, all } = await run(args, signIn);
      expect(leaksIn(all, proxy.secrets)).toEqual([]);
      expect(code).toBe(EXIT.partly);
    }
  });
});

describe('a proxy that wants a password', () => {
  /** It repeats whatever it was given, wherever a proxy may put words. */
  const echoing = (status: number) => (_: string, authorization: string) => {
    const secret = authorization.replace('Basic ', '');
    const clear = Buffer.from(secret, 'base64').toString();
    return {
      status,
      words: `${authorization} ${clear}`,
      headers: [`Proxy-Authenticate: ${secret}`, `Proxy-Authenticate: Negotiate ${secret}`],
    };
  };
  test.each<readonly [what: string, exit: number, refuses: ReturnType<typeof echoing> | undefined]>(
    [
      ['lets it through', EXIT.ok, undefined],
      ['refuses the password', EXIT.unavailable, echoing(407)],
      ['refuses the host', EXIT.unavailable, echoing(403)],
      ['is down', EXIT.unavailable, echoing(502)],
    ],
  )('%s', async (what, exit, refuses) => {
    const password = { user: 'ann', password: PROXY_PASSWORD };
    const { port } = new URL(proxy.origin);
    const way = await connectProxy(() => Number(port), {
      ...password,
      ...(refuses === undefined ? {} : { refuses }),
    });
    try {
      const signIn = { ...BY_SECRET, HTTP_PROXY: way.url };
      for (const args of [['plan', '--debug', '-o', 'json'], APPLY]) {
        const go = what === 'refuses the password' ? runApart : run;
        const { code, all, debug } = await go(args, signIn);
        expect(leaksIn(all, proxy.secrets)).toEqual([]);
        expect(code).toBe(exit);
        expect(debug).toContain(`http://127.0.0.1:${way.port}`);
      }
      expect(way.asked).toBeGreaterThan(0);
    } finally {
      await way.close();
    }
  });
  test('is named wrongly', async () => {
    const { code, all } = await run(['plan', '--debug'], {
      ...BY_SECRET,
      HTTP_PROXY: `http://ann:${PROXY_PASSWORD}@127.0.0.1:9/x`,
    });
    expect(leaksIn(all, proxy.secrets)).toEqual([]);
    expect(code).toBe(EXIT.configuration);
  });
});

describe('a secret that is made when a call is sent', () => {
  // No kind has one yet: that of sign-in sets a password as well, as one for accounts will.
  const { signIn } = KINDS;
  const { calls } = signIn;
  const sent: string[] = [];
  const isPassword = ({ method, body }: Passing): boolean =>
    method === 'PATCH' && body.includes('passwordProfile');
  beforeAll(async () => {
    Object.assign(signIn, {
      calls: (change: Parameters<typeof calls>[0]): readonly Call[] =>
        calls(change).map((call) =>
          call.service === 'graph'
            ? { ...call, body: { ...call.body, passwordProfile: { password: PLACEHOLDER } } }
            : call,
        ),
    });
    await writeFile(
      join(place.folder, 'sign-in.yaml'),
      strategyYaml('sharedMailboxes:\n  hr@contoso.com: { signIn: blocked }\n'),
    );
  });
  afterAll(() => {
    Object.assign(signIn, { calls });
  });
  beforeEach(async () => {
    sent.length = 0;
    const hr = seed.users.find(({ userPrincipalName }) => userPrincipalName.startsWith('hr@'));
    if (hr === undefined) throw new Error('there is no account of hr');
    await tenant.load({
      ...seed,
      users: seed.users.map((user) => (user === hr ? { ...user, accountEnabled: true } : user)),
      applications: seed.applications.map((one) => ({
        ...one,
        graphRoles: [...one.graphRoles, 'User-PasswordProfile.ReadWrite.All'],
      })),
    });
  });
  /** Sees each password go by; the proxy's own answer repeats the body. */
  const interfere = (answer?: (passing: Passing) => Reply | undefined): void =>
    proxy.interfere((passing) => {
      if (!isPassword(passing)) return undefined;
      const { passwordProfile }: { passwordProfile: { password: unknown } } = JSON.parse(
        passing.body,
      );
      sent.push(String(passwordProfile.password));
      return answer?.(passing);
    });
  const repeating =
    (status: number) =>
    ({ body }: Passing): Reply => ({
      status,
      headers: { ...JSON_BODY, 'request-id': body.slice(0, 20) },
      body: JSON.stringify({
        error: {
          code: 'Request_BadRequest',
          message: `${'.'.repeat(150)} ${body} ${sent.at(-1)} is bad`,
        },
      }),
    });

  test.each<
    readonly [
      what: string,
      exit: number,
      answer: ((passing: Passing) => Reply | undefined) | undefined,
    ]
  >([
    ['all is well', EXIT.ok, undefined],
    ['it is refused, and the error repeats it', EXIT.partly, repeating(400)],
    ['it is denied, and the error repeats it', EXIT.access, repeating(403)],
    [
      'the service fails at first, and the error repeats it',
      EXIT.ok,
      (passing) => (sent.length === 1 ? repeating(500)(passing) : undefined),
    ],
    [
      'the answer is the secret, in no form',
      EXIT.partly,
      () => ({
        status: 418,
        headers: { 'content-type': 'text/plain' },
        body: `no ${sent.at(-1)}`,
      }),
    ],
  ])('%s: the wire has it, and nothing else', async (_, exit, answer) => {
    interfere(answer);
    const file = ['-f', 'sign-in.yaml'];
    const shownAll: string[] = [];
    const show = async (args: readonly string[]): Promise<number | null> => {
      const { code, all } = await run(args, BY_SECRET);
      shownAll.push(all);
      return code;
    };
    const kept = join(place.folder, 'plan.json');
    await rm(kept, { force: true });
    for (const more of [[], ['-o', 'json'], ['-o', 'markdown'], ['--out', kept]])
      expect(await show(['plan', '--debug', ...file, ...more])).toBe(EXIT.ok);
    await show(['show', kept]);
    expect(sent, 'planning makes none').toEqual([]);
    expect(await show([...APPLY, ...file])).toBe(exit);
    expect(new Set(sent).size, 'another one for each time it is sent').toBe(sent.length);
    expect(sent.length).toBeGreaterThan(0);
    for (const secret of sent) expect(secret).toMatch(/^[\w-]{60,}$/u);
    await show(['runs', '-o', 'json']);
    const [run0] = JSON.parse(
      (
        await runHere(['runs', '-o', 'json'], {
          cwd: place.folder,
          env: { ...env, HOME: place.folder, MBX_STATE_DIR: place.state },
        })
      ).out,
    );
    await show(['verify', run0.run, '--debug', ...file]);
    await show(['resume', run0.run, '--yes', '--debug']);
    await show(['undo', run0.run, '--yes', '--debug']);
    const text = [...shownAll, await readFile(kept, 'utf8')].join('\n');
    expect(text).toContain('"password":{"secret":"newPassword"}'); // the journal
    const seen = leaks(PIECE);
    for (const secret of sent) seen.add('a password', secret);
    expect(seen.in(text)).toEqual([]);
    expect(seen.in(`so: ${sent[0]?.slice(3, 20)}`), 'this test would see it').toEqual([
      'a password',
    ]);
    expect(leaksIn(text, proxy.secrets)).toEqual([]);
  });
});
const PLACEHOLDER: Secret = { secret: 'newPassword' };

test('a wrong secret, refused with itself', async () => {
  proxy.interfere(when(isSignIn, signInError));
  const { code, all } = await run(APPLY, { AZURE_CLIENT_SECRET: WRONG_SECRET });
  expect(leaksIn(all, proxy.secrets)).toEqual([]);
  expect(all).toContain('the client secret is wrong');
  expect(code).toBe(EXIT.access);
});

test.each(['keys/stranger.pem', 'keys/broken.pem'])(
  'a certificate that does not fit: %s',
  async (path) => {
    const { code, all } = await run(APPLY, { AZURE_CLIENT_CERTIFICATE_PATH: path });
    expect(leaksIn(all, proxy.secrets)).toEqual([]);
    expect(all).toContain('certificate');
    expect(code).toBe(path.includes('broken') ? EXIT.configuration : EXIT.access);
  },
);

test('this test would see a leak', async () => {
  const { code } = await run(APPLY, BY_CERTIFICATE);
  expect(code).toBe(EXIT.ok);
  const [assertion = ''] = [...proxy.secrets].filter((secret) => secret.startsWith('eyJ'));
  const seen = (leak: string): readonly string[] => leaksIn(`some ${leak} words`, proxy.secrets);
  expect(seen(SECRET)).toEqual(['the client secret']);
  expect(seen(encodeURIComponent(SECRET).slice(5, 5 + PIECE))).toEqual(['the client secret']);
  expect(seen(keyLines(certificate.pem)[3] ?? '')).toEqual(['the private key']);
  expect(seen(assertion)).toEqual(['a token or an assertion', 'a JWT']);
  expect(seen(assertion.slice(-40))).toEqual(['a token or an assertion']);
  expect(seen('eyJhbGciOiJub25lIn0.')).toEqual(['a JWT']);
  expect(leaksIn(STRATEGY, proxy.secrets)).toEqual([]);
});
