import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXCHANGE, startClient, type TestClient } from '../../../test/support/simulator/client.ts';
import { ID, SECRET, smallTenant } from '../../../test/support/simulator/small-tenant.ts';

let client: TestClient;
beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.close());

const ADVANCED = { consistencylevel: 'eventual' };
const names = (rows: readonly Record<string, unknown>[]) =>
  rows.map(({ displayName }) => displayName);
const ids = (rows: readonly Record<string, unknown>[]) => rows.map(({ id }) => id);
const filtered = async (filter: string, more = '', headers = {}) =>
  client.graph('GET', `/users?$filter=${encodeURIComponent(filter)}${more}`, { headers });
const code = (answer: Awaited<ReturnType<TestClient['graph']>>) => [
  answer.status,
  answer.at('error.code'),
];

describe('select', () => {
  test('without it a user has the eleven default properties and no other', async () => {
    const answer = await client.graph('GET', `/users/${ID.fred}`);
    expect(Object.keys(JSON.parse(answer.text)).sort()).toEqual([
      '@odata.context',
      'businessPhones',
      'displayName',
      'givenName',
      'id',
      'jobTitle',
      'mail',
      'mobilePhone',
      'officeLocation',
      'preferredLanguage',
      'surname',
      'userPrincipalName',
    ]);
  });

  test('names are taken in any letter case, for sorting too, and given back as the kind spells them', async () => {
    const query = '$select=ID,DisplayName,ACCOUNTENABLED&$orderby=DISPLAYNAME desc';
    const { value } = JSON.parse((await client.graph('GET', `/users?${query}`)).text);
    expect(Object.keys(value[0]).sort()).toEqual(['accountEnabled', 'displayName', 'id']);
    const names = value.map(({ displayName }: { displayName: string }) => displayName);
    expect(names).toEqual([...names].sort().reverse());
  });

  test('with it exactly the properties asked for', async () => {
    const answer = await client.graph(
      'GET',
      `/users/${ID.fred}?$select=id,accountEnabled,proxyAddresses,city`,
    );
    const { '@odata.context': context, ...rest } = JSON.parse(answer.text);
    expect(context).toBe(
      `${client.running.origin}/v1.0/$metadata#users(id,accountEnabled,proxyAddresses,city)/$entity`,
    );
    expect(rest).toEqual({
      id: ID.fred,
      accountEnabled: true,
      proxyAddresses: ['SMTP:fred@contoso.com', 'smtp:fred@contoso.onmicrosoft.com'],
      city: null,
    });
  });

  test('an unknown property, one of another store and sign-in activity are refused, each in its way', async () => {
    expect(code(await client.graph('GET', '/users?$select=shoeSize'))).toEqual([400, 'BadRequest']);
    expect(code(await client.graph('GET', '/users?$select=mailboxSettings'))).toEqual([
      400,
      'Request_UnsupportedQuery',
    ]);
    expect(code(await client.graph('GET', '/users?$select=signInActivity'))).toEqual([
      403,
      'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
    ]);
  });

  test('a group shows most of itself unasked', async () => {
    const answer = await client.graph('GET', `/groups/${ID.list}`);
    expect(JSON.parse(answer.text)).toMatchObject({
      mailEnabled: true,
      securityEnabled: false,
      groupTypes: [],
      mail: 'everybody@contoso.com',
    });
    const dynamic = await client.graph('GET', `/groups/${ID.dynamic}?$select=groupTypes`);
    expect(dynamic.at('groupTypes')).toEqual(['DynamicMembership']);
    const hidden = await client.graph('GET', `/groups/${ID.hidden}?$select=groupTypes,visibility`);
    expect([hidden.at('groupTypes'), hidden.at('visibility')]).toEqual([
      ['Unified'],
      'HiddenMembership',
    ]);
  });
});

describe('finding a user', () => {
  test('by id and by sign-in name, in any case, never by another address', async () => {
    expect((await client.graph('GET', '/users/FRED@contoso.com')).at('id')).toBe(ID.fred);
    expect((await client.graph('GET', `/users('${ID.fred}')`)).at('id')).toBe(ID.fred);
    const guest = encodeURIComponent('bob_example.com#EXT#@contoso.onmicrosoft.com');
    expect((await client.graph('GET', `/users/${guest}`)).at('id')).toBe(ID.guest);
    expect(code(await client.graph('GET', '/users/bob@example.com'))).toEqual([
      404,
      'Request_ResourceNotFound',
    ]);
  });
  test('a deleted one is only in the bin', async () => {
    expect((await client.graph('GET', `/users/${ID.gone}`)).status).toBe(404);
    const bin = await client.graph(
      'GET',
      '/directory/deletedItems/microsoft.graph.user?$select=id,deletedDateTime',
    );
    expect(bin.rows).toEqual([{ id: ID.gone, deletedDateTime: '2029-12-01T00:00:00.000Z' }]);
  });
});

describe('paging', () => {
  test('goes through all, each once, by links on the host that was asked', async () => {
    const seen: unknown[] = [];
    let path: string | undefined = '/users?$top=2&$select=id';
    let pages = 0;
    while (path !== undefined) {
      const answer: Awaited<ReturnType<TestClient['graph']>> = await client.graph('GET', path);
      seen.push(...ids(answer.rows));
      const next = JSON.parse(answer.text)['@odata.nextLink'];
      if (next !== undefined)
        expect(next).toMatch(new RegExp(`^${client.running.origin}/v1\\.0/users\\?\\$top=2&`));
      path = next?.slice(`${client.running.origin}/v1.0`.length);
      pages += 1;
    }
    expect(seen).toEqual([ID.fred, ID.ann, ID.synced, ID.boss, ID.sales, ID.guest]);
    expect(pages).toBe(3);
  });

  test('page size is 100 by default and 999 at most', async () => {
    const users = Array.from({ length: 1001 }, (_, n) => {
      const [first] = smallTenant().users;
      if (!first) throw new Error('the small tenant has users');
      return {
        ...first,
        id: `aaaaaaaa-0000-4000-b000-${String(n).padStart(12, '0')}`,
        userPrincipalName: `u${n}@contoso.com`,
      };
    });
    const large = await startClient({ tenant: smallTenant({ users, mailboxes: [] }) });
    expect((await large.graph('GET', '/users')).rows).toHaveLength(100);
    expect((await large.graph('GET', '/users?$top=999')).rows).toHaveLength(999);
    expect(code(await large.graph('GET', '/users?$top=1000'))).toEqual([
      400,
      'Request_UnsupportedQuery',
    ]);
    await large.control('PUT', 'settings', { bigTop: 'clipped' });
    expect((await large.graph('GET', '/users?$top=1000')).rows).toHaveLength(999);
    await large.close();
  });

  test('a page token fits only its own question', async () => {
    const first = await client.graph('GET', '/users?$top=2&$select=id');
    const link: string = JSON.parse(first.text)['@odata.nextLink'];
    const token = new URL(link).searchParams.get('$skiptoken');
    const other = await client.graph('GET', `/users?$top=3&$select=id&$skiptoken=${token}`);
    expect(code(other)).toEqual([400, 'Directory_ExpiredPageToken']);
    expect((await client.graph('GET', '/users?$top=2&$skiptoken=nonsense')).status).toBe(400);
  });

  test('a row that goes while paging does not take another with it', async () => {
    const own = await startClient();
    const first = await own.graph('GET', '/users?$top=2&$select=id');
    const link: string = JSON.parse(first.text)['@odata.nextLink'];
    await own.graph('DELETE', `/users/${ID.fred}`);
    const second = await own.graph('GET', link.slice(`${own.running.origin}/v1.0`.length));
    expect(ids(second.rows)).toEqual([ID.synced, ID.boss]);
    await own.close();
  });
});

describe('filter', () => {
  test.each([
    ["userPrincipalName eq 'FRED@contoso.com'", ['Fred Smith']],
    ["department eq 'sales' and accountEnabled eq true", ['Fred Smith']],
    [
      "startsWith(displayName,'a') or startswith(displayName,'s')",
      ['Ann Lee', 'Sam Synced', 'Sales'],
    ],
    [
      "id in ('aaaaaaaa-0000-4000-a000-000000000001','aaaaaaaa-0000-4000-a000-000000000002')",
      ['Fred Smith', 'Ann Lee'],
    ],
    ['onPremisesSyncEnabled eq true', ['Sam Synced']],
    ["proxyAddresses/any(p:p eq 'smtp:FRED@contoso.onmicrosoft.com')", ['Fred Smith']],
    ["proxyAddresses/any(x:startsWith(x, 'smtp:ann'))", ['Ann Lee']],
    ["displayName eq 'Bob O''Hara'", ["Bob O'Hara"]],
    ["userType eq 'Guest'", ["Bob O'Hara"]],
    ["(department eq 'Sales' or department eq null) and accountEnabled eq false", ['Sales']],
    ['createdDateTime ge 2030-01-01T00:00:00Z', []],
  ])('%s', async (filter, expected) => {
    expect(names((await filtered(filter)).rows)).toEqual(expected);
  });

  test.each([
    ["department ne 'Sales'", ['Ann Lee', 'Sam Synced', 'Bea Boss', 'Sales', "Bob O'Hara"]],
    ["not(userType eq 'Member')", ["Bob O'Hara"]],
    ["endsWith(mail,'@example.com')", ["Bob O'Hara"]],
    ["proxyAddresses/any(p:endsWith(p,'@example.com'))", []],
    ['assignedLicenses/$count ne 0', []],
  ])('%s needs an advanced query', async (filter, expected) => {
    expect(code(await filtered(filter))).toEqual([400, 'Request_UnsupportedQuery']);
    expect(code(await filtered(filter, '', ADVANCED))).toEqual([400, 'Request_UnsupportedQuery']);
    expect(code(await filtered(filter, '&$count=true'))).toEqual([400, 'Request_UnsupportedQuery']);
    const answer = await filtered(filter, '&$count=true', ADVANCED);
    expect(names(answer.rows)).toEqual(expected);
    expect(JSON.parse(answer.text)['@odata.count']).toBe(expected.length);
  });

  test.each([
    ["shoeSize eq '9'", 'BadRequest'],
    ["displayName eq 'x", 'BadRequest'],
    ['displayName eq', 'BadRequest'],
    ["displayName like 'x'", 'BadRequest'],
    ["accountEnabled eq 'true'", 'BadRequest'],
    ["contains(displayName,'x')", 'Request_UnsupportedQuery'],
    ["proxyAddresses eq 'x'", 'Request_UnsupportedQuery'],
    [`id in (${Array(16).fill(`'${ID.fred}'`).join(',')})`, 'Request_UnsupportedQuery'],
  ])('%s is refused', async (filter, expected) => {
    expect(code(await filtered(filter))).toEqual([400, expected]);
  });
});

describe('count, sorting and other options', () => {
  test('$count works with the header alone, and says so without', async () => {
    expect(code(await client.graph('GET', '/users/$count'))).toEqual([400, 'Request_BadRequest']);
    const answer = await client.graph('GET', '/users/$count', { headers: ADVANCED });
    expect([answer.text, answer.headers.get('content-type')]).toEqual(['6', 'text/plain']);
    const members = await client.graph('GET', `/groups/${ID.outer}/members/$count`, {
      headers: ADVANCED,
    });
    expect(members.text).toBe('2');
  });
  test('$count=true without the header is passed over', async () => {
    const answer = await client.graph('GET', '/users?$count=true');
    expect([answer.status, JSON.parse(answer.text)['@odata.count']]).toEqual([200, undefined]);
  });
  test('sorting, alone and with a filter', async () => {
    expect(
      names((await client.graph('GET', '/users?$orderby=displayName desc&$top=2')).rows),
    ).toEqual(['Sam Synced', 'Sales']);
    const both = `/users?$orderby=displayName&$filter=${encodeURIComponent("userType eq 'Member'")}`;
    expect((await client.graph('GET', both)).status).toBe(400);
    const answer = await client.graph('GET', `${both}&$count=true`, { headers: ADVANCED });
    expect(names(answer.rows)[0]).toBe('Ann Lee');
  });
  test.each([
    '$search="displayName:fred"',
    '$expand=memberOf',
    '$expand=manager($levels=2)',
    '$skip=5',
    'select=id',
  ])('%s is refused and counted', async (option) => {
    const before = (await client.control('GET', 'unknown')).at('count');
    expect(code(await client.graph('GET', `/users?${encodeURI(option)}`))).toEqual([
      400,
      'Request_UnsupportedQuery',
    ]);
    expect((await client.control('GET', 'unknown')).at('count')).toBe(Number(before) + 1);
  });
});

describe('groups', () => {
  test('members of several kinds say what they are', async () => {
    const answer = await client.graph('GET', `/groups/${ID.security}/members?$select=id,mail`);
    expect(answer.rows).toEqual([
      { '@odata.type': '#microsoft.graph.user', id: ID.fred, mail: 'fred@contoso.com' },
      { '@odata.type': '#microsoft.graph.orgContact', id: ID.contact, mail: 'carla@example.com' },
    ]);
    expect(
      ids((await client.graph('GET', `/groups/${ID.security}/members/microsoft.graph.user`)).rows),
    ).toEqual([ID.fred]);
    expect(
      (await client.graph('GET', `/groups/${ID.security}/members/microsoft.graph.device`)).status,
    ).toBe(400);
  });
  test('nested members, and the groups of a user', async () => {
    const nested = await client.graph('GET', `/groups/${ID.outer}/transitiveMembers?$select=id`);
    expect(ids(nested.rows)).toEqual([ID.security, ID.fred, ID.contact, ID.ann]);
    expect(ids((await client.graph('GET', `/users/${ID.fred}/memberOf?$select=id`)).rows)).toEqual([
      ID.security,
      ID.hidden,
    ]);
    expect(
      ids((await client.graph('GET', `/users/${ID.fred}/transitiveMemberOf?$select=id`)).rows),
    ).toEqual([ID.security, ID.outer, ID.hidden]);
    const boss = await client.graph('GET', `/users/${ID.boss}/memberOf`);
    expect(boss.rows[0]).toMatchObject({
      '@odata.type': '#microsoft.graph.directoryRole',
      displayName: 'Global Administrator',
    });
  });
  test('a cast of a transitive list is an advanced query', async () => {
    const path = `/groups/${ID.outer}/transitiveMembers/microsoft.graph.user?$select=id`;
    expect((await client.graph('GET', path)).status).toBe(400);
    expect(
      ids((await client.graph('GET', `${path}&$count=true`, { headers: ADVANCED })).rows),
    ).toEqual([ID.fred, ID.ann]);
  });
  test('casts of memberships and owners', async () => {
    const one = async (path: string) =>
      ids((await client.graph('GET', path, { headers: ADVANCED })).rows);
    expect(
      await one(`/users/${ID.fred}/memberOf/microsoft.graph.group?$filter=mailEnabled eq true`),
    ).toEqual([ID.hidden]);
    expect(await one(`/users/${ID.boss}/memberOf/microsoft.graph.directoryRole`)).toHaveLength(1);
    expect(
      await one(`/users/${ID.fred}/transitiveMemberOf/microsoft.graph.group?$count=true`),
    ).toEqual([ID.security, ID.outer, ID.hidden]);
    expect(await one(`/users/${ID.fred}/transitiveMemberOf/microsoft.graph.group`)).toEqual([]);
    expect(await one(`/groups/${ID.security}/owners/microsoft.graph.user`)).toEqual([ID.ann]);
  });
  test('hidden members need their own permission', async () => {
    expect(code(await client.graph('GET', `/groups/${ID.hidden}/members`))).toEqual([
      403,
      'Authorization_RequestDenied',
    ]);
  });
});

test('organization, domains, contacts, service principals and objects by id', async () => {
  const organization = await client.graph('GET', '/organization');
  expect(organization.rows[0]).toMatchObject({ id: ID.tenant, onPremisesSyncEnabled: true });
  expect((await client.graph('GET', '/domains?$select=id,isInitial')).rows).toEqual([
    { id: 'contoso.onmicrosoft.com', isInitial: true },
    { id: 'contoso.com', isInitial: false },
  ]);
  expect(names((await client.graph('GET', '/contacts')).rows)).toEqual(['Carla Contact']);
  const filter = encodeURIComponent(`appId eq '${ID.archiver}'`);
  expect(names((await client.graph('GET', `/servicePrincipals?$filter=${filter}`)).rows)).toEqual([
    'mail-archiver-app',
  ]);
  const byIds = await client.graph('POST', '/directoryObjects/getByIds', {
    body: { ids: [ID.fred, ID.list, ID.gone, ID.archiver], types: ['user', 'group'] },
  });
  expect(ids(byIds.rows)).toEqual([ID.fred, ID.list]);
});

test('unknown paths, versions and methods are refused as the service does, and counted', async () => {
  const count = async () => Number((await client.control('GET', 'unknown')).at('count'));
  const before = await count();
  const segment = await client.graph('GET', `/users/${ID.fred}/mailFolders`);
  expect(code(segment)).toEqual([400, 'BadRequest']);
  expect(segment.at('error.message')).toBe("Resource not found for the segment 'mailFolders'.");
  expect(code(await client.graph('GET', '/devices'))).toEqual([400, 'BadRequest']);
  expect(code(await client.graph('POST', `/users/${ID.fred}`))).toEqual([
    405,
    'Request_BadRequest',
  ]);
  expect(code(await client.graph('GET', '/http://127.0.0.1/v1.0/users'))).toEqual([
    400,
    'BadRequest',
  ]);
  const token = await client.token();
  const beta = await client.send('GET', '/beta/users', {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(beta.status).toBe(400);
  expect(await count()).toBe(before + 5);
  const { calls } = JSON.parse((await client.control('GET', 'unknown')).text);
  expect(calls.at(-1)).toMatchObject({ service: 'graph', method: 'GET', url: '/beta/users' });
});

test('answers carry the headers of the service', async () => {
  const answer = await client.graph('GET', '/users?$select=id', {
    headers: { 'client-request-id': 'my-own-id' },
  });
  expect(answer.headers.get('client-request-id')).toBe('my-own-id');
  expect(answer.headers.get('odata-version')).toBe('4.0');
  expect(answer.headers.get('x-ms-resource-unit')).toBe('1');
  expect(answer.headers.get('content-type')).toContain('odata.metadata=minimal');
  const error = await client.graph('GET', '/users/nobody', {
    headers: { 'client-request-id': 'my-own-id' },
  });
  expect(error.at('error.innerError.client-request-id')).toBe('my-own-id');
  expect(error.at('error.innerError.request-id')).toBe(error.headers.get('request-id'));
});

describe('permissions', () => {
  const withRoles = async (graphRoles: string[], wids: string[] = []) => {
    const tenant = smallTenant();
    for (const application of tenant.applications) Object.assign(application, { graphRoles, wids });
    return await startClient({ tenant });
  };
  const refused = [403, 'Authorization_RequestDenied'];

  test.each([
    ['GET', '/users', ['User.Read.All']],
    ['GET', '/users/$count', ['User.Read.All']],
    ['GET', `/users/${ID.fred}/memberOf`, ['Directory.Read.All']],
    ['GET', `/users/${ID.fred}/transitiveMemberOf`, ['User.Read.All']],
    ['POST', `/users/${ID.fred}/revokeSignInSessions`, ['User.RevokeSessions.All']],
    ['GET', '/directory/deletedItems/microsoft.graph.user', ['User.Read.All']],
    ['GET', '/groups', ['Group.Read.All']],
    ['GET', '/groups', ['GroupMember.Read.All']],
    ['GET', `/groups/${ID.list}/members`, ['GroupMember.Read.All']],
    ['GET', `/groups/${ID.list}/owners`, ['Group.Read.All']],
    ['POST', `/groups/${ID.security}/members/$ref`, ['GroupMember.ReadWrite.All']],
    ['DELETE', `/groups/${ID.security}/members/${ID.fred}/$ref`, ['GroupMember.ReadWrite.All']],
    ['GET', '/organization', ['Organization.Read.All']],
    ['GET', '/domains', ['Domain.Read.All']],
    ['GET', '/contacts', ['OrgContact.Read.All']],
    ['GET', '/servicePrincipals', ['Application.Read.All']],
  ])('%s %s is opened by %s and closed without', async (method, path, roles) => {
    const more =
      method === 'POST'
        ? { body: { '@odata.id': `https://graph.microsoft.com/v1.0/users/${ID.ann}` } }
        : {};
    const headers = ADVANCED;
    const without = await withRoles(['Sites.Read.All']);
    expect(code(await without.graph(method, path, { ...more, headers }))).toEqual(refused);
    await without.close();
    const holder = await withRoles(roles);
    expect((await holder.graph(method, path, { ...more, headers })).status).toBeLessThan(300);
    await holder.close();
  });

  test('the basic permission shows the basic properties', async () => {
    const basic = await withRoles(['User.ReadBasic.All']);
    const user = await basic.graph('GET', `/users/${ID.fred}`);
    expect([user.at('mail'), user.at('jobTitle')]).toEqual(['fred@contoso.com', null]);
    expect(code(await basic.graph('GET', '/users?$select=accountEnabled'))).toEqual(refused);
    expect(code(await basic.graph('GET', '/users?$filter=accountEnabled eq true'))).toEqual(
      refused,
    );
    await basic.close();
  });

  test('members that may not be read have an id and nothing else', async () => {
    const members = await withRoles(['GroupMember.Read.All']);
    const answer = await members.graph(
      'GET',
      `/groups/${ID.security}/members?$select=id,displayName`,
    );
    expect(answer.rows[0]).toEqual({
      '@odata.type': '#microsoft.graph.user',
      id: ID.fred,
      displayName: null,
    });
    const cast = await members.graph(
      'GET',
      `/groups/${ID.security}/members/microsoft.graph.user?$select=id,displayName`,
    );
    expect(cast.rows).toEqual([{ id: ID.fred, displayName: null }]);
    await members.close();
  });

  test('a narrow permission opens its one property', async () => {
    const narrow = await withRoles(['User.EnableDisableAccount.All', 'User.Read.All']);
    expect(
      (await narrow.graph('PATCH', `/users/${ID.fred}`, { body: { accountEnabled: false } }))
        .status,
    ).toBe(204);
    expect(
      code(
        await narrow.graph('PATCH', `/users/${ID.fred}`, {
          body: { accountEnabled: false, city: 'York' },
        }),
      ),
    ).toEqual(refused);
    await narrow.close();
    const half = await withRoles(['User.EnableDisableAccount.All']);
    expect(
      code(await half.graph('PATCH', `/users/${ID.fred}`, { body: { accountEnabled: false } })),
    ).toEqual(refused);
    await half.close();
  });

  test('a privileged user takes a caller of higher rank', async () => {
    const body = { accountEnabled: false };
    const plain = await withRoles(['User.ReadWrite.All']);
    expect(code(await plain.graph('PATCH', `/users/${ID.boss}`, { body }))).toEqual(refused);
    expect(
      (await plain.graph('PATCH', `/users/${ID.boss}`, { body: { city: 'York' } })).status,
    ).toBe(204);
    await plain.close();
    const high = await withRoles(['User.ReadWrite.All'], ['7be44c8a-adaf-4e2a-84d6-ab2649e08a13']);
    expect((await high.graph('PATCH', `/users/${ID.boss}`, { body })).status).toBe(204);
    await high.close();
  });

  test('/me is nobody for an application, and a token of Exchange opens nothing', async () => {
    expect(code(await client.graph('GET', '/me'))).toEqual([400, 'BadRequest']);
    const token = await client.token(EXCHANGE);
    expect((await client.graph('GET', '/users', { token })).status).toBe(401);
    expect(SECRET).not.toBe('');
  });
});
