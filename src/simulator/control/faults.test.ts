import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startClient, type TestClient } from '../../../test/support/simulator/client.ts';
import { ID } from '../../../test/support/simulator/small-tenant.ts';

let client: TestClient;
beforeEach(async () => {
  client = await startClient();
  await client.graph('GET', '/organization');
  await client.control('DELETE', 'ledger');
});
afterEach(() => client.close());

const faults = async (plan: object) => {
  const answer = await client.control('PUT', 'faults', plan);
  expect([answer.status, answer.text]).toEqual([204, '']);
};
const rule = (match: object, answer: unknown, more: object = {}) =>
  faults({ rules: [{ match, answer, ...more }] });
const fred = () => client.graph('GET', `/users/${ID.fred}?$select=accountEnabled,displayName`);
const disable = () =>
  client.graph('PATCH', `/users/${ID.fred}`, { body: { accountEnabled: false } });
const ledger = async (): Promise<Record<string, unknown>[]> =>
  JSON.parse((await client.control('GET', 'ledger')).text);
const tenant = async () => JSON.parse((await client.control('GET', 'tenant')).text);

describe('scripted rules', () => {
  test('answer what they are told, after so many calls and so often', async () => {
    await rule({ service: 'graph', path: '/users/' }, { status: 500 }, { after: 1, times: 2 });
    const seen = [];
    for (let n = 0; n < 4; n += 1) seen.push((await fred()).status);
    expect(seen).toEqual([200, 500, 500, 200]);
    expect((await ledger()).map(({ fault }) => fault)).toEqual([
      undefined,
      'rule 0',
      'rule 0',
      undefined,
    ]);
  });

  test('a body and headers of one’s own', async () => {
    const answer = {
      status: 401,
      body: { error: { code: '' } },
      headers: { 'www-authenticate': 'Bearer claims="x"' },
    };
    await rule({ service: 'graph' }, answer);
    const got = await fred();
    expect([got.status, got.text, got.headers.get('www-authenticate')]).toEqual([
      401,
      '{"error":{"code":""}}',
      'Bearer claims="x"',
    ]);
  });

  test('match by method, kind, cmdlet and any name of the mailbox', async () => {
    await rule({ service: 'graph', method: 'PATCH' }, { status: 503 });
    expect([(await fred()).status, (await disable()).status]).toEqual([200, 503]);
    await rule({ service: 'graph', kind: 'read' }, { status: 503 });
    expect([(await fred()).status, (await disable()).status]).toEqual([503, 204]);
    await rule(
      { service: 'exchange', cmdlet: 'get-mailboxpermission', identity: 'fred@contoso.com' },
      { status: 500 },
    );
    const read = async (Identity: string) =>
      (await client.invoke('Get-MailboxPermission', { Identity })).status;
    expect([await read(ID.fred), await read('ann@contoso.com')]).toEqual([500, 200]);
  });

  test('a cut before the effect leaves nothing, one after it leaves all', async () => {
    await rule({ service: 'graph', method: 'PATCH' }, 'resetBefore');
    await expect(disable()).rejects.toThrow('fetch failed');
    expect((await fred()).at('accountEnabled')).toBe(true);
    await rule({ service: 'graph', method: 'PATCH' }, 'resetAfter');
    await expect(disable()).rejects.toThrow('fetch failed');
    expect((await fred()).at('accountEnabled')).toBe(false);
    expect(
      (await ledger()).filter(({ method }) => method === 'PATCH').map(({ status }) => status),
    ).toEqual([0, 0]);
  });

  test('a hanging call is never answered', async () => {
    await rule({ service: 'graph' }, 'hang');
    const headers = { authorization: `Bearer ${await client.token()}` };
    const call = fetch(`${client.running.origin}/v1.0/users`, {
      headers,
      signal: AbortSignal.timeout(300),
    });
    await expect(call).rejects.toThrow('timeout');
  });

  test('bodies that are no JSON', async () => {
    await rule({ service: 'exchange' }, 'nulBlock403');
    const nul = await client.invoke('Get-Mailbox', {});
    expect([nul.status, nul.text]).toEqual([403, '\0'.repeat(4096)]);
    await rule({ service: 'exchange' }, 'html503');
    const html = await client.invoke('Get-Mailbox', {});
    expect([html.status, html.headers.get('content-type'), html.text.slice(0, 6)]).toEqual([
      503,
      'text/html',
      '<html>',
    ]);
  });

  test('a row of another mailbox stands in the answer', async () => {
    const rows = async () =>
      (await client.invoke('Get-Mailbox', { Identity: ID.fred })).rows.map(
        (row) => row['ExternalDirectoryObjectId'],
      );
    await rule({ service: 'exchange', cmdlet: 'Get-Mailbox' }, 'foreignRow');
    expect(await rows()).toEqual([ID.fred, ID.ann]);
    await faults({});
    expect(await rows()).toEqual([ID.fred]);
  });

  test('a further page has expired; the first is not touched', async () => {
    await rule({ service: 'graph' }, 'expiredPage');
    const first = await client.graph('GET', '/users?$top=2');
    expect(first.status).toBe(200);
    const { '@odata.nextLink': link } = JSON.parse(first.text);
    const next = await client.graph('GET', link.slice(`${client.running.origin}/v1.0`.length));
    expect([next.status, next.at('error.code')]).toEqual([400, 'Directory_ExpiredPageToken']);
  });

  const parts = (...urls: string[]) => ({
    body: { requests: urls.map((url, n) => ({ id: String(n), method: 'GET', url })) },
  });
  test('reach into a batch: one part fails, the carrier does not', async () => {
    await rule(
      { service: 'graph', identity: ID.ann },
      { status: 429, headers: { 'retry-after': '7' } },
    );
    const answer = await client.graph(
      'POST',
      '/$batch',
      parts(`/users/${ID.fred}`, `/users/${ID.ann}`),
    );
    expect(answer.status).toBe(200);
    expect(answer.at('responses.0.status')).toBe(200);
    expect(answer.at('responses.1.status')).toBe(429);
    expect(answer.at('responses.1.headers.Retry-After')).toBe('7');
  });
  test('a rule about calls means the parts, not the carrier; by its path the carrier', async () => {
    await rule({ service: 'graph' }, { status: 503 }, { times: 1 });
    const body = parts(`/users/${ID.fred}`, `/users/${ID.ann}`);
    const answer = await client.graph('POST', '/$batch', body);
    expect([
      answer.status,
      answer.at('responses.0.status'),
      answer.at('responses.1.status'),
    ]).toEqual([200, 503, 200]);
    await rule({ service: 'graph', path: '$batch' }, { status: 503 });
    expect((await client.graph('POST', '/$batch', body)).status).toBe(503);
  });
  test('a partial batch lacks its later half, though it was carried out', async () => {
    await rule({ service: 'graph' }, 'partialBatch');
    const answer = await client.graph(
      'POST',
      '/$batch',
      parts(`/users/${ID.fred}`, `/users/${ID.ann}`),
    );
    expect(answer.at('responses.0.id')).toBe('0');
    expect(answer.at('responses.1')).toBeUndefined();
    expect((await ledger()).filter(({ batch }) => batch !== undefined)).toHaveLength(2);
  });
  test('a cut after the effect of one part cuts the carrier; what ran before it stays', async () => {
    await rule({ service: 'graph', identity: ID.ann }, 'resetAfter');
    const write = (id: string) => ({
      id,
      method: 'PATCH',
      url: `/users/${id}`,
      headers: { 'content-type': 'application/json' },
      body: { city: 'York' },
    });
    const requests = [write(ID.fred), write(ID.ann), write(ID.sales)];
    await expect(client.graph('POST', '/$batch', { body: { requests } })).rejects.toThrow(
      'fetch failed',
    );
    const { users } = await tenant();
    const cities = users
      .filter(({ more }: { more?: object }) => more)
      .map(({ id }: { id: string }) => id);
    expect(cities).toEqual([ID.fred, ID.ann]);
  });
});

describe('throttling', () => {
  test('a bucket empties, says how long, and fills with simulated time', async () => {
    await faults({ throttle: { graph: { rate: 0.5, burst: 2 } } });
    await client.control('PUT', 'clock', { rate: 0 });
    expect([(await fred()).status, (await fred()).status]).toEqual([200, 200]);
    const refused = await fred();
    expect([refused.status, refused.headers.get('retry-after'), refused.at('error.code')]).toEqual([
      429,
      '2',
      'TooManyRequests',
    ]);
    await client.control('PUT', 'clock', { advance: 1_000 });
    expect((await fred()).status).toBe(429);
    await client.control('PUT', 'clock', { advance: 1_000 });
    expect((await fred()).status).toBe(200);
  });

  test('forms of Retry-After, and the plain text of the front door', async () => {
    const plan = { rate: 0, burst: 1, retryAfter: 1.5 };
    const headerOf = async (more: object) => {
      await faults({ throttle: { exchange: { ...plan, ...more } } });
      await client.invoke('Get-Mailbox', {});
      return await client.invoke('Get-Mailbox', {});
    };
    expect((await headerOf({})).headers.get('retry-after')).toBe('2');
    expect((await headerOf({ form: 'decimal' })).headers.get('retry-after')).toBe('1.500');
    expect((await headerOf({ form: 'absent' })).headers.get('retry-after')).toBeNull();
    await client.control('PUT', 'settings', { retryAfter: 'decimal' });
    expect((await headerOf({})).headers.get('retry-after')).toBe('1.500');
    expect((await headerOf({ body: 'plain' })).text).toContain(
      'maximum number of concurrent requests',
    );
  });

  test('refused calls cost too, where they are charged', async () => {
    await client.control('PUT', 'clock', { rate: 0 });
    await faults({ throttle: { graph: { rate: 1, burst: 1, chargeRefused: true } } });
    for (let n = 0; n < 3; n += 1) await fred();
    expect((await fred()).headers.get('retry-after')).toBe('4');
  });

  test('parts of a batch are charged each, the carrier not', async () => {
    await faults({ throttle: { graph: { rate: 0, burst: 3 } } });
    const requests = [1, 2, 3, 4].map((n) => ({
      id: String(n),
      method: 'GET',
      url: '/organization',
    }));
    const answer = await client.graph('POST', '/$batch', { body: { requests } });
    const { responses } = JSON.parse(answer.text);
    expect(responses.map(({ status }: { status: number }) => status)).toEqual([200, 200, 200, 429]);
    expect(responses[3].headers).toHaveProperty('Retry-After');
  });

  test('a gate on requests in flight', async () => {
    await faults({
      throttle: { graph: { rate: 1000, burst: 1000, concurrency: 2 } },
      latency: { graph: 200 },
    });
    const seen = await Promise.all([fred(), fred(), fred(), fred()]);
    expect(seen.map(({ status }) => status).sort()).toEqual([200, 200, 429, 429]);
    expect((await fred()).status).toBe(200);
  });
});

describe('chance', () => {
  const run = async (seed: number) => {
    await faults({ seed, chance: { graph: { read: { rate429: 0.3, rate503: 0.2 } } } });
    const seen = [];
    for (let n = 0; n < 40; n += 1) seen.push((await fred()).status);
    return seen;
  };
  test('the same seed gives the same run, another another', async () => {
    const first = await run(7);
    expect(new Set(first)).toEqual(new Set([200, 429, 503]));
    expect(await run(7)).toEqual(first);
    expect(await run(8)).not.toEqual(first);
  });
  test('writes and reads have rates of their own; cuts come before or after', async () => {
    await faults({ chance: { graph: { write: { reset: 1, resetAfterShare: 0 } } } });
    expect((await fred()).status).toBe(200);
    await expect(disable()).rejects.toThrow();
    expect((await fred()).at('accountEnabled')).toBe(true);
    await faults({ chance: { graph: { write: { reset: 1, resetAfterShare: 1 } } } });
    await expect(disable()).rejects.toThrow();
    expect((await fred()).at('accountEnabled')).toBe(false);
  });
});

test('latency is real time, fixed or drawn', async () => {
  const timed = async () => {
    const start = performance.now();
    await fred();
    return performance.now() - start;
  };
  await faults({ latency: { graph: { read: 150 } } });
  expect(await timed()).toBeGreaterThan(140);
  const start = performance.now();
  await disable();
  expect(performance.now() - start).toBeLessThan(120);
  await faults({ latency: { graph: { median: 60, sigma: 0.1 } } });
  expect(await timed()).toBeGreaterThan(35);
});

test('an outage ends with simulated time', async () => {
  await faults({ outages: [{ service: 'graph', forMs: 60_000 }] });
  const down = await fred();
  expect([down.status, down.at('error.code')]).toEqual([503, 'serviceNotAvailable']);
  expect((await client.invoke('Get-Mailbox', {})).status).toBe(200);
  await client.control('PUT', 'clock', { advance: 60_000 });
  expect((await fred()).status).toBe(200);
  await client.control('PUT', 'clock', { set: '2040-01-01T10:00:00Z' });
  await faults({
    outages: [{ service: 'login', from: '2040-01-01T09:00:00Z', to: '2040-01-01T11:00:00Z' }],
  });
  await expect(client.token()).rejects.toThrow('temporarily_unavailable');
  await client.control('PUT', 'clock', { set: '2040-01-01T11:00:00Z' });
  await expect(client.token()).resolves.toContain('.');
});

describe('writes of somebody else', () => {
  const fredsMailbox = async () =>
    (await tenant()).mailboxes.find(({ userId }: { userId: string }) => userId === ID.fred);

  test('right after the n-th write, once', async () => {
    await faults({
      script: [
        {
          afterWrite: 2,
          set: { op: 'grantFullAccess', mailbox: 'fred@contoso.com', user: ID.ann },
        },
      ],
    });
    await disable();
    await fred();
    expect((await fredsMailbox()).permissions).toEqual([]);
    await disable();
    expect((await fredsMailbox()).permissions).toMatchObject([
      { sid: 'S-1-5-21-1-2-3-1102', rights: ['FullAccess'] },
    ]);
    await faults({
      script: [
        { atCall: 1, set: { op: 'revokeFullAccess', mailbox: 'fred@contoso.com', user: ID.ann } },
      ],
    });
    await fred();
    expect((await fredsMailbox()).permissions).toEqual([]);
  });

  test('each line is played once', async () => {
    await faults({
      script: [{ afterWrite: 1, set: { op: 'disableUser', user: 'fred@contoso.com' } }],
    });
    const enable = () =>
      client.graph('PATCH', `/users/${ID.fred}`, { body: { accountEnabled: true } });
    await enable();
    expect((await fred()).at('accountEnabled')).toBe(false);
    await enable();
    expect((await fred()).at('accountEnabled')).toBe(true);
  });

  test('before the n-th call, and from a time on', async () => {
    await client.control('PUT', 'clock', { set: '2040-01-01T10:00:00Z' });
    const token = await client.token();
    const enabled = async () =>
      (await client.graph('GET', `/users/${ID.fred}?$select=accountEnabled`, { token })).at(
        'accountEnabled',
      );
    await faults({
      script: [
        { atCall: 2, set: { op: 'disableUser', user: 'fred@contoso.com' } },
        { at: '2040-01-01T10:30:00Z', set: { op: 'enableUser', user: 'fred@contoso.com' } },
      ],
    });
    expect([await enabled(), await enabled(), await enabled()]).toEqual([true, false, false]);
    await client.control('PUT', 'clock', { advance: 30 * 60_000 });
    expect(await enabled()).toBe(true);
  });

  test('by the path of a value', async () => {
    await faults({
      script: [
        { atCall: 1, set: { path: '/mailboxes/fred@contoso.com/hidden', value: true } },
        { atCall: 1, set: { path: `/groups/${ID.security}/members/${ID.contact}` } },
        { atCall: 1, set: { path: `/groups/${ID.security}/members/-`, value: ID.boss } },
      ],
    });
    await fred();
    expect((await fredsMailbox()).hidden).toBe(true);
    const { groups } = await tenant();
    expect(groups[0].members).toEqual([ID.fred, ID.boss]);
  });

  test('one that leads nowhere fails the call loudly', async () => {
    await faults({
      script: [{ atCall: 1, set: { op: 'disableUser', user: 'nobody@contoso.com' } }],
    });
    const answer = await fred();
    expect([answer.status, String(answer.at('error.message'))]).toEqual([
      500,
      'no single user is named "nobody@contoso.com"',
    ]);
    expect((await client.control('GET', 'unknown')).at('count')).toBe(1);
    expect((await ledger()).at(-1)?.['status']).toBe(500);
  });
});

test('reads lag behind, each group of properties by its own time', async () => {
  await client.control('PUT', 'clock', { rate: 0 });
  await faults({ readLag: { user: { ms: 10_000, spread: 'exactly' } } });
  await disable();
  expect((await fred()).at('accountEnabled')).toBe(true);
  await client.control('PUT', 'clock', { advance: 9_999 });
  expect((await fred()).at('accountEnabled')).toBe(true);
  await client.control('PUT', 'clock', { advance: 1 });
  expect((await fred()).at('accountEnabled')).toBe(false);
});

test('a plan that is none is refused whole, and the old one stays', async () => {
  await faults({ tokenLifetime: 60 });
  for (const plan of [
    { rules: [{ match: { service: 'graph' }, answer: 'explode' }] },
    { rules: [{ match: { service: 'graph' }, answer: 'foreignRow' }] },
    { latency: { mail: 3 } },
    { surprise: true },
  ]) {
    expect((await client.control('PUT', 'faults', plan)).status).toBe(400);
  }
  expect((await client.control('GET', 'faults')).at('tokenLifetime')).toBe(60);
});
