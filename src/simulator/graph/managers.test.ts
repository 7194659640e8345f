import { afterAll, beforeAll, expect, test } from 'vitest';
import { startClient, type TestClient } from '../../../test/support/simulator/client.ts';
import { ID } from '../../../test/support/simulator/small-tenant.ts';

// Fred's manager is Bea, Ann's is Fred; Sam's has been deleted; Gus, deleted too, reported to Bea.
let client: TestClient;
beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.close());

const basicOnly = async () => {
  const dump = JSON.parse((await client.control('GET', 'tenant')).text);
  const [app] = dump.applications;
  app.graphRoles = ['User.ReadBasic.All'];
  await client.control('PUT', 'tenant', dump);
  return client.token();
};

test('manager: one object with its type, narrowed by $select', async () => {
  const answer = await client.graph('GET', `/users/${ID.fred}/manager?$select=id,mail`);
  expect(JSON.parse(answer.text)).toEqual({
    '@odata.context': `${client.running.origin}/v1.0/$metadata#directoryObjects/$entity`,
    '@odata.type': '#microsoft.graph.user',
    id: ID.boss,
    mail: 'boss@contoso.com',
  });
});

test.each([
  ['nobody', ID.boss],
  ['somebody deleted', ID.synced],
])('manager who is %s is a 404', async (_, id) => {
  const answer = await client.graph('GET', `/users/${id}/manager`);
  expect([answer.status, answer.at('error.code')]).toEqual([404, 'Request_ResourceNotFound']);
});

test('direct reports are those of the living', async () => {
  const answer = await client.graph('GET', `/users/${ID.boss}/directReports?$select=id`);
  expect(answer.rows).toEqual([{ '@odata.type': '#microsoft.graph.user', id: ID.fred }]);
  expect((await client.graph('GET', `/users/${ID.guest}/directReports`)).rows).toEqual([]);
});

test('$expand=manager in a list: with its own $select, absent where there is none', async () => {
  const answer = await client.graph(
    'GET',
    '/users?$select=id&$expand=Manager($select=ID,displayName)',
  );
  const manager = (id: string) => answer.rows.find((row) => row['id'] === id)?.['manager'];
  expect(manager(ID.fred)).toEqual({
    '@odata.type': '#microsoft.graph.user',
    id: ID.boss,
    displayName: 'Bea Boss',
  });
  expect([manager(ID.boss), manager(ID.synced)]).toEqual([undefined, undefined]);
});

test('$expand=manager on one user without $select has the default properties, for both', async () => {
  const answer = await client.graph('GET', `/users/${ID.ann}?$expand=manager`);
  expect(answer.at('manager.id')).toBe(ID.fred);
  expect(answer.at('manager.userPrincipalName')).toBe('fred@contoso.com');
  expect(answer.at('manager.accountEnabled')).toBeUndefined();
  expect(answer.at('userPrincipalName')).toBe('ann@contoso.com');
});

test('an advanced query takes no $expand', async () => {
  const answer = await client.graph('GET', '/users?$expand=manager&$count=true', {
    headers: { consistencylevel: 'eventual' },
  });
  expect([answer.status, answer.at('error.code')]).toEqual([400, 'Request_UnsupportedQuery']);
});

test('without metadata an answer has neither context nor types, but its links', async () => {
  const headers = { accept: 'application/json;odata.metadata=none' };
  const one = await client.graph(
    'GET',
    `/users/${ID.fred}?$select=id&$expand=manager($select=id)`,
    {
      headers,
    },
  );
  expect(JSON.parse(one.text)).toEqual({ id: ID.fred, manager: { id: ID.boss } });
  expect(one.headers.get('content-type')).toContain('odata.metadata=none');
  const list = await client.graph('GET', '/users?$select=id&$top=1', { headers });
  expect(Object.keys(JSON.parse(list.text))).toEqual(['@odata.nextLink', 'value']);
});

test('who may see only basic properties sees no manager', async () => {
  const token = await basicOnly();
  for (const path of [`/users/${ID.fred}/manager`, '/users?$expand=manager', '/users?$select=id']) {
    const { status } = await client.graph('GET', path, { token });
    expect([path, status]).toEqual([path, path.includes('select') ? 200 : 403]);
  }
});
