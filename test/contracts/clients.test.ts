/** The clients against the simulated tenant over loopback: sign-in, paging, batches, throttling, lost answers, no secret shown. */
import { afterEach, expect, test } from 'vitest';
import type { Call } from '../../src/model/call.ts';
import { type Running, startSimulator } from '../../src/simulator/server.ts';
import { endpointsFor } from '../../src/tenant/http/endpoints.ts';
import { isRecord } from '../../src/tenant/http/json.ts';
import type { Query, Row, Services } from '../../src/tenant/service.ts';
import { createServices, type ServicesConfig } from '../../src/tenant/services.ts';
import type { Credential } from '../../src/tenant/sign-in/sign-in.ts';
import { makeCertificate } from '../support/certificate.ts';
import { StandingClock } from '../support/standing-clock.ts';

interface Entry {
  readonly seq: number;
  readonly at: string;
  readonly service: string;
  readonly url: string;
  readonly method: string;
  readonly status: number | null;
  readonly cmdlet?: string;
  readonly batch?: number;
}
interface Bench {
  readonly running: Running;
  readonly services: Services;
  readonly events: string[];
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  ledger(): Promise<readonly Entry[]>;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function bench(
  options: Parameters<typeof startSimulator>[0] = {},
  more: Partial<ServicesConfig> & {
    readonly certificate?: { pem: string; thumbprintSha256: string };
  } = {},
): Promise<Bench> {
  // Client and services go by one clock, so that no wait takes real time, and a busy machine cannot make one longer.
  const clock = new StandingClock(Date.now()); // MSAL dates its assertions by the machine's clock
  closing.push(async () => clock.close());
  const running = await startSimulator({ ...options, now: clock.now });
  closing.push(() => running.close());
  const {
    login,
    graph,
    exchange,
    control: plane,
    tenant,
    clientId,
    clientSecret,
  } = running.descriptor;
  const events: string[] = [];
  const credential: Credential = { how: 'secret', secret: clientSecret };
  const { certificate, ...config } = more;
  const control: Bench['control'] = async (method, path, body) => {
    const response = await fetch(
      `${plane.replace(/\/$/u, '').replace(/\/_sim$/u, '')}/_sim/${path}`,
      {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
    );
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text === '' ? undefined : JSON.parse(text);
  };
  if (certificate !== undefined) {
    const dump = await control('GET', 'tenant');
    if (!isRecord(dump) || !Array.isArray(dump['applications'])) throw new Error('no applications');
    const applications = dump['applications'].map((one: unknown) =>
      isRecord(one) && one['appId'] === clientId ? { ...one, secret: null, certificate } : one,
    );
    await control('PUT', 'tenant', { ...dump, applications });
  }
  const services = createServices({
    tenant,
    clientId,
    credential,
    endpoints: endpointsFor('global', { login, graph, exchange }),
    clock,
    random: Math.random,
    onEvent: (line) => events.push(line),
    ...config,
  });
  closing.push(() => services.close());
  const ledger = async (): Promise<readonly Entry[]> => {
    const entries = await control('GET', 'ledger');
    if (!Array.isArray(entries)) throw new Error('no ledger');
    return entries;
  };
  return { running, services, events, control, ledger };
}

const mailboxes: Query = {
  cmdlet: 'Get-Mailbox',
  parameters: { ResultSize: 'Unlimited' },
  select: ['ExternalDirectoryObjectId', 'PrimarySmtpAddress', 'RecipientTypeDetails'],
};
const mailboxOf = (row: Row): { id: string; type: string } | undefined => {
  const { ExternalDirectoryObjectId: id, RecipientTypeDetails: type } = row;
  return typeof id === 'string' && typeof type === 'string' && id !== '' ? { id, type } : undefined;
};
const accessTo = (id: string): Query => ({
  cmdlet: 'Get-MailboxPermission',
  parameters: {
    Identity: id,
    IncludeUnresolvedPermissions: true,
    IncludeSoftDeletedUserPermissions: true,
  },
  about: id,
});
async function shared(services: Services): Promise<{ id: string }> {
  const { items } = await services.exchange.query(mailboxes, mailboxOf);
  const found = items.find(({ type }) => type === 'SharedMailbox');
  if (found === undefined) throw new Error('the seed has no shared mailbox');
  return found;
}
const hide = (id: string): Call & { readonly service: 'exchange' } => ({
  service: 'exchange',
  cmdlet: 'Set-Mailbox',
  on: { id, address: 'x@contoso.com' },
  parameters: { HiddenFromAddressListsEnabled: true },
});

test('signed in with the secret: who acts, what may be run, one token for each service', async () => {
  const { services, running, ledger } = await bench();
  expect(await services.actor()).toMatchObject({
    tenantId: running.descriptor.tenantId,
    how: 'secret',
  });
  const cmdlets = await services.exchange.cmdlets();
  expect([cmdlets.has('get-mailboxpermission'), cmdlets.has('remove-everything')]).toEqual([
    true,
    false,
  ]);
  await Promise.all(
    Array.from({ length: 10 }, () =>
      services.graph.list('/users', { $select: 'id' }, ({ id }) => id),
    ),
  );
  const tokens = (await ledger()).filter(({ service }) => service === 'login');
  expect(tokens).toHaveLength(2);
});

test('signed in with a certificate', async () => {
  const { pem, certificate, thumbprintSha256 } = makeCertificate();
  const { services, events } = await bench(
    {},
    {
      credential: { how: 'certificate', pem },
      certificate: { pem: certificate, thumbprintSha256 },
    },
  );
  expect((await services.actor()).how).toBe('certificate');
  expect((await services.graph.get('/organization', {}))['value']).toBeDefined();
  expect(events.join('\n')).not.toMatch(/eyJ|PRIVATE KEY/u);
});

test('refused in words: a wrong secret, an unknown application', async () => {
  const wrong = await bench({}, { credential: { how: 'secret', secret: 'not-the-secret' } });
  await expect(wrong.services.actor()).rejects.toMatchObject({
    code: 'E3001',
    message: expect.stringContaining('the client secret is wrong'),
  });
  const unknown = await bench({}, { clientId: '99999999-0000-4000-8000-000000000009' });
  await expect(unknown.services.actor()).rejects.toMatchObject({
    code: 'E3001',
    message: expect.stringContaining('not known in this tenant'),
  });
});

test('pages of Graph, by links that name the real service', async () => {
  const { services, ledger } = await bench();
  const whole = await services.graph.list('/users', { $select: 'id', $top: '999' }, ({ id }) => id);
  const pieces = await services.graph.list('/users', { $select: 'id', $top: '7' }, ({ id }) => id);
  expect(pieces).toEqual(whole);
  expect(new Set(pieces).size).toBe(pieces.length);
  const pages = (await ledger()).filter(({ url }) => url.includes('/users'));
  expect(pages).toHaveLength(1 + Math.ceil(whole.length / 7));
});

test('pages of Exchange, by posts to the link', async () => {
  const { services, ledger } = await bench({ size: 1200 });
  const { items, warnings } = await services.exchange.query(mailboxes, mailboxOf);
  expect(items.length).toBeGreaterThan(1000);
  expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  expect(warnings).toEqual([]);
  const pages = (await ledger()).filter(({ cmdlet }) => cmdlet === 'Get-Mailbox');
  expect(pages).toHaveLength(Math.ceil(items.length / 1000));
  expect(pages.every(({ method }) => method === 'POST')).toBe(true);
});

test('an object that is not there, a cmdlet that the role lacks', async () => {
  const { services } = await bench();
  await expect(
    services.exchange.query(accessTo('99999999-0000-4000-8000-000000000009'), (row) => row),
  ).rejects.toMatchObject({
    failure: 'notFound',
    status: 404,
    code: 'ManagementObjectNotFoundException',
  });
  await expect(
    services.graph.get('/users/99999999-0000-4000-8000-000000000009', {}),
  ).rejects.toMatchObject({
    failure: 'notFound',
    code: 'Request_ResourceNotFound',
    requestId: expect.any(String),
  });
});

test('a refusal of NUL bytes', async () => {
  const { services, control } = await bench();
  await control('PUT', 'faults', {
    rules: [{ match: { service: 'exchange', cmdlet: 'Get-Mailbox' }, answer: 'nulBlock403' }],
  });
  await expect(services.exchange.query(mailboxes, mailboxOf)).rejects.toMatchObject({
    failure: 'denied',
    status: 403,
  });
});

test('a batch with parts refused for load: only those go again, after the time asked for', async () => {
  const { services, control, ledger } = await bench();
  const { items } = await services.exchange.query(mailboxes, mailboxOf);
  const queries = items.slice(0, 25).map(({ id }) => accessTo(id));
  const undisturbed = await services.exchange.queryEach(queries, ({ User }) => User);
  await control('DELETE', 'ledger');
  await control('PUT', 'faults', {
    throttle: { exchange: { rate: 10, burst: 12, retryAfter: 2 } },
  });
  expect(await services.exchange.queryEach(queries, ({ User }) => User)).toEqual(undisturbed);
  const entries = await ledger();
  const parts = entries.filter(({ batch }) => batch !== undefined);
  const refused = parts.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(parts.filter(({ status }) => status === 200)).toHaveLength(queries.length);
  expect(parts).toHaveLength(queries.length + refused.length);
  const firstRefusal = Math.min(...refused.map(({ at }) => Date.parse(at)));
  const after = entries.filter(
    ({ batch, at, seq }) =>
      batch === undefined &&
      seq > Math.max(...refused.map((one) => one.batch ?? 0)) &&
      Date.parse(at) > firstRefusal,
  );
  for (const { at } of after) expect(Date.parse(at) - firstRefusal).toBeGreaterThanOrEqual(1990);
});

test.each(['seconds', 'decimal', 'absent'] as const)(
  'throttled with Retry-After in %s: nobody calls before it has passed',
  async (form) => {
    const { services, control, ledger } = await bench();
    await services.graph.list('/users', { $select: 'id' }, ({ id }) => id);
    await control('DELETE', 'ledger');
    await control('PUT', 'faults', {
      throttle: { graph: { rate: 20, burst: 5, retryAfter: 1, form } },
    });
    const answers = await Promise.all(
      Array.from({ length: 40 }, () =>
        services.graph.list('/users', { $select: 'id' }, ({ id }) => id),
      ),
    );
    expect(answers).toHaveLength(40);
    const entries = await ledger();
    const refused = entries.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(15);
    if (form === 'absent') return;
    // Each refusal is followed by a second of silence, but for what was under way already (eight at a time).
    for (const { at, seq } of refused) {
      const from = Date.parse(at);
      const early = entries.filter(
        (one) =>
          one.seq > seq && Date.parse(one.at) - from < 950 && Date.parse(one.at) - from > 100,
      );
      expect(early).toEqual([]);
    }
  },
);

test('a token that has expired is renewed', async () => {
  const { services, control, ledger } = await bench();
  await control('PUT', 'faults', { tokenLifetime: 600 });
  const { id } = await shared(services);
  await services.graph.list('/users', { $select: 'id' }, (row) => row['id']);
  await control('PUT', 'clock', { advance: 3_600_000 });
  await control('DELETE', 'ledger');
  const settled = await services.exchange.queryEach([accessTo(id)], (row) => row);
  expect(settled[0]?.ok).toBe(true);
  expect(await services.exchange.write(hide(id))).toMatchObject({ result: 'done' });
  await services.graph.list('/users', { $select: 'id' }, (row) => row['id']);
  const entries = await ledger();
  expect(entries.filter(({ service }) => service === 'login')).toHaveLength(2);
  expect(
    entries.filter(({ status, batch }) => status === 401 && batch === undefined).length,
  ).toBeLessThanOrEqual(2);
});

test('a write: done, then already in effect', async () => {
  const { services } = await bench();
  const { id } = await shared(services);
  expect(await services.exchange.write(hide(id))).toMatchObject({ result: 'done' });
  expect(await services.exchange.write(hide(id))).toMatchObject({ result: 'already' });
  const gone = hide('99999999-0000-4000-8000-000000000009');
  expect(await services.exchange.write(gone)).toMatchObject({ result: 'refused', why: 'notFound' });
});

test('a mailbox made: its id, and no second one of the same name', async () => {
  const { services, running } = await bench();
  const address = `new-team@${running.descriptor.tenant}`;
  const create: Call & { readonly service: 'exchange' } = {
    service: 'exchange',
    cmdlet: 'New-Mailbox',
    on: { id: `new:${address}`, address },
    parameters: { Shared: true, Name: 'new-team', Alias: 'new-team', PrimarySmtpAddress: address },
  };
  expect(await services.exchange.write(create)).toMatchObject({
    result: 'done',
    id: expect.stringMatching(/^[\da-f-]{36}$/u),
  });
  expect(await services.exchange.write(create)).toMatchObject({
    result: 'refused',
    why: 'conflict',
  });
});

test.each(['resetBefore', 'resetAfter'] as const)(
  'a write whose answer is lost (%s) is sent once and is unknown',
  async (answer) => {
    const { services, control, ledger } = await bench();
    const { id } = await shared(services);
    await control('PUT', 'faults', {
      rules: [{ match: { service: 'exchange', cmdlet: 'Set-Mailbox' }, answer }],
    });
    expect(await services.exchange.write(hide(id))).toMatchObject({ result: 'unknown' });
    expect((await ledger()).filter(({ cmdlet }) => cmdlet === 'Set-Mailbox')).toHaveLength(1);
    await control('PUT', 'faults', {});
    const { items } = await services.exchange.query(
      { cmdlet: 'Get-Mailbox', parameters: { Identity: id }, about: id },
      (row) => row['HiddenFromAddressListsEnabled'],
    );
    expect(items).toEqual([answer === 'resetAfter']);
  },
);

test('writes refused for load are unsent; the next one waits', async () => {
  const { services, control, ledger } = await bench();
  const { id } = await shared(services);
  await control('PUT', 'faults', {
    rules: [
      {
        match: { service: 'exchange', cmdlet: 'Set-Mailbox' },
        times: 1,
        answer: { status: 429, headers: { 'Retry-After': '1' } },
      },
    ],
  });
  expect(await services.exchange.write(hide(id))).toMatchObject({ result: 'unsent' });
  expect(await services.exchange.write(hide(id))).toMatchObject({ result: 'done' });
  const [first, second] = (await ledger()).filter(({ cmdlet }) => cmdlet === 'Set-Mailbox');
  expect(Date.parse(second?.at ?? '') - Date.parse(first?.at ?? '')).toBeGreaterThanOrEqual(950);
});

test('reads go through resets, 503s, HTML and an expired page', async () => {
  const { services, control } = await bench({ size: 1200 });
  const { items } = await services.exchange.query(mailboxes, mailboxOf);
  const match = { service: 'exchange', cmdlet: 'Get-Mailbox' };
  await control('PUT', 'faults', {
    rules: [
      { match, times: 1, answer: 'resetBefore' },
      { match, times: 1, answer: 'html503' },
      { match, times: 1, answer: { status: 200, body: '{"value":[{"Name":"cut' } },
      { match, times: 1, answer: 'expiredPage' },
    ],
  });
  const again = await services.exchange.query(mailboxes, mailboxOf);
  expect(again.items).toEqual(items);
});

test('a batch that comes back incomplete', async () => {
  const { services, control } = await bench();
  const { items } = await services.exchange.query(mailboxes, mailboxOf);
  const queries = items.slice(0, 10).map(({ id }) => accessTo(id));
  await control('PUT', 'faults', {
    rules: [{ match: { service: 'exchange' }, times: 1, answer: 'partialBatch' }],
  });
  const settled = await services.exchange.queryEach(queries, ({ User }) => User);
  expect(settled.map(({ ok }) => ok)).toEqual(queries.map(() => true));
});

test('no token and no secret in any debug line', async () => {
  const { services, control, events, running } = await bench();
  const { id } = await shared(services);
  await control('PUT', 'faults', { chance: { exchange: { read: { rate503: 0.2, reset: 0.1 } } } });
  await services.exchange.queryEach([accessTo(id), accessTo(id)], (row) => row);
  await services.exchange.write(hide(id));
  await services.graph.list('/users', {}, (row) => row['id']);
  const lines = events.join('\n');
  expect(lines).toContain('[sign-in]');
  expect(lines).not.toContain(running.descriptor.clientSecret);
  expect(lines).not.toMatch(/eyJ|bearer/iu);
});
