import { afterEach, beforeEach, expect, test } from 'vitest';
import { startClient, type TestClient } from '../../../test/support/simulator/client.ts';
import { ID, smallTenant } from '../../../test/support/simulator/small-tenant.ts';

let client: TestClient;
beforeEach(async () => {
  client = await startClient();
});
afterEach(() => client.close());

const patch = (id: string, body: object) => client.graph('PATCH', `/users/${id}`, { body });
const reference = (id: string) => ({
  body: { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}` },
});
const members = async (group: string) =>
  (await client.graph('GET', `/groups/${group}/members?$select=id`)).rows.map(({ id }) => id);
const message = (answer: { at(path: string): unknown }) => answer.at('error.message');

test('a user is changed, all of the body or nothing', async () => {
  const done = await patch(ID.fred, {
    accountEnabled: false,
    displayName: 'Fred S.',
    city: 'York',
  });
  expect([done.status, done.text]).toEqual([204, '']);
  const user = await client.graph(
    'GET',
    `/users/${ID.fred}?$select=accountEnabled,displayName,city`,
  );
  expect(JSON.parse(user.text)).toMatchObject({
    accountEnabled: false,
    displayName: 'Fred S.',
    city: 'York',
  });
  expect(
    (await patch(ID.fred, { displayName: 'Other', proxyAddresses: ['smtp:x@contoso.com'] })).status,
  ).toBe(400);
  expect((await client.graph('GET', `/users/${ID.fred}`)).at('displayName')).toBe('Fred S.');
  expect((await patch(ID.fred, { accountEnabled: false })).status).toBe(204);
});

test.each([
  [{ accountEnabled: 'no' }],
  [{ shoeSize: 9 }],
  [{ displayName: '' }],
  [{ mail: 'other@contoso.com' }],
  [{ userPrincipalName: 'fred@example.com' }],
  [{ userPrincipalName: 'ann@contoso.com' }],
  [{ mailNickname: 'ann' }],
  [{ usageLocation: 'England' }],
])('%o is refused', async (body) => {
  const answer = await patch(ID.fred, body);
  expect([answer.status, answer.at('error.code')]).toEqual([400, 'Request_BadRequest']);
});

test('a new sign-in name is found at once, the old one no longer', async () => {
  await patch(ID.fred, { userPrincipalName: 'fred.smith@contoso.com' });
  expect((await client.graph('GET', '/users/fred.smith@contoso.com')).at('id')).toBe(ID.fred);
  expect((await client.graph('GET', '/users/fred@contoso.com')).status).toBe(404);
});

test('a synchronised user belongs to the directory on premises', async () => {
  const refused = await patch(ID.synced, { accountEnabled: false });
  expect(refused.status).toBe(400);
  expect(message(refused)).toContain('on-premises mastered Directory Sync objects');
  await client.control('PUT', 'settings', { syncedAccountEnabled: 'accepted' });
  expect((await patch(ID.synced, { accountEnabled: false })).status).toBe(204);
  expect((await patch(ID.synced, { displayName: 'Other' })).status).toBe(400);
});

test('members come and go; twice is an error in its own words', async () => {
  expect(
    (await client.graph('POST', `/groups/${ID.security}/members/$ref`, reference(ID.ann))).status,
  ).toBe(204);
  expect(await members(ID.security)).toEqual([ID.fred, ID.contact, ID.ann]);
  const again = await client.graph(
    'POST',
    `/groups/${ID.security}/members/$ref`,
    reference(ID.ann),
  );
  expect([again.status, String(message(again)).slice(0, 45)]).toEqual([
    400,
    'One or more added object references already e',
  ]);
  const nobody = await client.graph(
    'POST',
    `/groups/${ID.security}/members/$ref`,
    reference(ID.gone),
  );
  expect([nobody.status, nobody.at('error.code')]).toEqual([404, 'Request_ResourceNotFound']);
  const remove = () => client.graph('DELETE', `/groups/${ID.security}/members/${ID.ann}/$ref`);
  expect((await remove()).status).toBe(204);
  expect((await remove()).status).toBe(404);
  expect(await members(ID.security)).toEqual([ID.fred, ID.contact]);
});

test('groups that are owned elsewhere keep their members', async () => {
  const add = (group: string) =>
    client.graph('POST', `/groups/${group}/members/$ref`, reference(ID.boss));
  const list = await add(ID.list);
  expect([list.status, message(list)]).toEqual([
    400,
    'Cannot Update a mail-enabled security groups and or distribution list.',
  ]);
  await client.control('PUT', 'settings', {
    mailGroupMembers: 'forbidden',
    dynamicGroupMembers: 'badRequest',
  });
  expect((await add(ID.list)).status).toBe(403);
  expect((await add(ID.dynamic)).status).toBe(400);
  await client.control('PUT', 'settings', { dynamicGroupMembers: 'forbidden' });
  expect((await add(ID.dynamic)).status).toBe(403);
});

test('DELETE of a member without $ref deletes the user, mailbox and all, as the service would', async () => {
  expect((await client.graph('DELETE', `/groups/${ID.security}/members/${ID.fred}`)).status).toBe(
    204,
  );
  expect((await client.graph('GET', `/users/${ID.fred}`)).status).toBe(404);
  const tenant = JSON.parse((await client.control('GET', 'tenant')).text);
  const mailbox = tenant.mailboxes.find(({ userId }: { userId: string }) => userId === ID.fred);
  expect(mailbox.softDeleted).not.toBeNull();
  const bin = await client.graph(
    'GET',
    '/directory/deletedItems/microsoft.graph.user?$select=id,userPrincipalName',
  );
  expect(bin.rows).toContainEqual({
    id: ID.fred,
    userPrincipalName: `${ID.fred.replaceAll('-', '')}fred@contoso.com`,
  });
  expect((await client.graph('POST', `/directory/deletedItems/${ID.fred}/restore`)).status).toBe(
    200,
  );
  expect((await client.graph('GET', '/users/fred@contoso.com')).at('id')).toBe(ID.fred);
});

test('it is refused to an application that may not delete users', async () => {
  const tenant = smallTenant();
  for (const application of tenant.applications)
    application.graphRoles = ['GroupMember.ReadWrite.All'];
  const weak = await startClient({ tenant });
  expect((await weak.graph('DELETE', `/groups/${ID.security}/members/${ID.fred}`)).status).toBe(
    403,
  );
  await weak.close();
});

test('addresses follow the mailbox', async () => {
  await client.control('PUT', 'faults', {
    script: [
      {
        atCall: 1,
        set: { op: 'addAlias', mailbox: 'fred@contoso.com', address: 'f.smith@contoso.com' },
      },
    ],
  });
  const user = await client.graph('GET', `/users/${ID.fred}?$select=mail,proxyAddresses`);
  expect(user.at('proxyAddresses')).toEqual([
    'SMTP:fred@contoso.com',
    'smtp:fred@contoso.onmicrosoft.com',
    'smtp:f.smith@contoso.com',
  ]);
});

const step = (id: string, method: string, url: string, more: object = {}) => ({
  id,
  method,
  url,
  ...more,
});
const batch = (...requests: object[]) => client.graph('POST', '/$batch', { body: { requests } });

test('a batch answers each part by itself', async () => {
  const answer = await batch(
    step('1', 'GET', `/users/${ID.fred}?$select=id`),
    step('2', 'GET', 'users/nobody'),
    step('3', 'PATCH', `/users/${ID.ann}`, {
      headers: { 'Content-Type': 'application/json' },
      body: { city: 'York' },
    }),
  );
  expect(answer.status).toBe(200);
  const { responses } = JSON.parse(answer.text);
  expect(responses).toMatchObject([
    { id: '1', status: 200, body: { id: ID.fred } },
    { id: '2', status: 404, body: { error: { code: 'Request_ResourceNotFound' } } },
    { id: '3', status: 204 },
  ]);
  expect(responses[2]).not.toHaveProperty('body');
  expect(responses[0].headers).toMatchObject({ 'OData-Version': '4.0' });
});

test('a part waits for what it depends on, and fails with it', async () => {
  const answer = await batch(
    step('late', 'GET', `/users/${ID.fred}?$select=city`, { dependsOn: ['first'] }),
    step('first', 'PATCH', `/users/${ID.fred}`, {
      headers: { 'content-type': 'application/json' },
      body: { city: 'York' },
    }),
    step('bad', 'GET', '/users/nobody'),
    step('lost', 'GET', `/users/${ID.fred}`, { dependsOn: ['bad'] }),
  );
  const { responses } = JSON.parse(answer.text);
  const byId = new Map(responses.map((one: { id: string }) => [one.id, one]));
  expect(byId.get('late')).toMatchObject({ status: 200, body: { city: 'York' } });
  expect(byId.get('lost')).toMatchObject({ status: 424 });
});

test('a batch of the wrong form is refused as a whole', async () => {
  const many = Array.from({ length: 21 }, (_, n) => step(String(n), 'GET', '/users'));
  expect((await batch(...many)).at('error.code')).toBe('MaximumValueExceeded');
  expect((await batch(...many.slice(0, 20))).status).toBe(200);
  expect((await batch(step('a', 'GET', '/users'), step('A', 'GET', '/users'))).status).toBe(400);
  expect((await batch(step('a', 'GET', 'https://graph.microsoft.com/v1.0/users'))).status).toBe(
    400,
  );
  expect((await batch(step('a', 'GET', '/users', { dependsOn: ['b'] }))).status).toBe(400);
  expect((await batch(step('a', 'PATCH', `/users/${ID.fred}`, { body: {} }))).status).toBe(400);
});
