/** Requests in the forms that the CLI for Microsoft 365 (pnp/cli-microsoft365) sends for users, groups and licences. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SECRET } from '../../../test/support/simulator/small-tenant.ts';
import { contoso } from '../seeds/contoso.ts';
import { type Running, startSimulator } from '../server.ts';

const tenant = contoso(new Date('2030-01-07T09:00:00Z'));
const idOf = (local: string): string => {
  const found = tenant.users.find(
    ({ userPrincipalName }) => userPrincipalName === `${local}@contoso.com`,
  );
  if (!found) throw new Error(`no ${local}`);
  return found.id;
};
const group = (displayName: string): string => {
  const found = tenant.groups.find((one) => one.displayName === displayName);
  if (!found) throw new Error(`no ${displayName}`);
  return found.id;
};

let running: Running;
let token: string;
beforeAll(async () => {
  const [app] = tenant.applications;
  if (!app) throw new Error('no application');
  Object.assign(app, { secret: SECRET, graphRoles: [...app.graphRoles, 'Directory.Read.All'] });
  running = await startSimulator({ tenant });
  const answer = await fetch(`${running.origin}/${tenant.id}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: app.appId,
      client_secret: SECRET,
      scope: 'https://graph.microsoft.com/.default',
    }),
  });
  token = JSON.parse(await answer.text()).access_token;
});
afterAll(() => running.close());

const ask = async (
  path: string,
  more: { readonly advanced?: boolean; readonly body?: object } = {},
) => {
  const answer = await fetch(`${running.origin}/v1.0/${path}`, {
    method: more.body ? 'POST' : 'GET',
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/json;odata.metadata=none',
      ...(more.advanced && { ConsistencyLevel: 'eventual' }),
      ...(more.body && { 'content-type': 'application/json' }),
    },
    ...(more.body && { body: JSON.stringify(more.body) }),
  });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
};
const values = async (...given: Parameters<typeof ask>) => (await ask(...given)).body.value;

test('user get: by name, by mail, with the manager', async () => {
  const expand = '$expand=manager($select=displayName,userPrincipalName,id,mail)';
  expect((await ask(`users/fred%40contoso.com?$select=id,jobTitle&${expand}`)).body).toEqual({
    id: idOf('fred'),
    jobTitle: 'Account Manager',
    manager: {
      displayName: 'Ann Lee',
      userPrincipalName: 'ann@contoso.com',
      id: idOf('ann'),
      mail: 'ann@contoso.com',
    },
  });
  expect(await values("users?$filter=mail eq 'fred%40contoso.com'&$select=id")).toEqual([
    { id: idOf('fred') },
  ]);
  expect(
    await values("users?$filter=userPrincipalName eq 'fred%40contoso.com'&$select=Id"),
  ).toEqual([{ id: idOf('fred') }]);
});

test('user list: properties with a slash become an expansion, unknown options a filter', async () => {
  const query =
    "$select=id,displayName&$expand=manager($select=displayName)&$filter=startsWith(displayName, 'Fred') and userType eq 'Member'";
  expect(await values(`users?${query}&$top=100`)).toEqual([
    { id: idOf('fred'), displayName: 'Fred Smith', manager: { displayName: 'Ann Lee' } },
  ]);
});

test('user groupmembership list: all, and those for security', async () => {
  const path = `users/${idOf('grace.kim')}/getMemberGroups`;
  expect(await values(path, { body: { securityEnabledOnly: true } })).toEqual([
    group('Service Desk'),
  ]);
  const omar = `users/${idOf('omar.haddad')}/getMemberGroups`;
  const found = await values(omar, { body: { securityEnabledOnly: false } });
  // Through nesting too.
  expect(new Set(found)).toEqual(new Set([group('Service Desk Night'), group('Service Desk')]));
  const sofia = `users/${idOf('sofia.rossi')}/getMemberGroups`;
  expect(await values(sofia, { body: { securityEnabledOnly: true } })).toEqual([]);
  expect(await values(sofia, { body: { securityEnabledOnly: false } })).toEqual([
    group('Social Club'),
  ]);
  expect((await ask(sofia, { body: {} })).status).toBe(400);
});

test('checks of memberships: groups, and directory roles beside them', async () => {
  const admin = tenant.users.find(({ id }) => id === idOf('admin'));
  const roles = admin?.roles ?? [];
  const groupIds = [group('VPN Users'), group('Social Club'), ...roles];
  const path = `users/${idOf('admin')}`;
  expect(await values(`${path}/checkMemberGroups`, { body: { groupIds } })).toEqual([
    group('VPN Users'),
  ]);
  expect(await values(`${path}/checkMemberObjects`, { body: { ids: groupIds } })).toEqual([
    group('VPN Users'),
    ...roles,
  ]);
  const objects = await values(`${path}/getMemberObjects`, {
    body: { securityEnabledOnly: false },
  });
  expect(objects).toEqual(expect.arrayContaining([group('Role Holders'), ...roles]));
  const many = Array.from({ length: 21 }, () => group('VPN Users'));
  expect((await ask(`${path}/checkMemberGroups`, { body: { groupIds: many } })).status).toBe(400);
});

test('user license list and license list', async () => {
  const details = await values(
    `users/${encodeURIComponent('mei.tanaka@contoso.com')}/licenseDetails`,
  );
  expect(details).toMatchObject([{ skuPartNumber: 'ENTERPRISEPACK' }]);
  const products: { skuPartNumber: string; consumedUnits: number }[] =
    await values('subscribedSkus');
  expect(products.map(({ skuPartNumber }) => skuPartNumber)).toEqual([
    'ENTERPRISEPACK',
    'STANDARDPACK',
    'DESKLESSPACK',
    'FLOW_FREE',
  ]);
  expect(products.map(({ consumedUnits }) => consumedUnits).slice(1)).toEqual([1, 3, 1]);
  expect((await ask('me/licenseDetails')).status).toBe(400);
});

test('group list by type, and group get by name', async () => {
  const names = async (filter: string, advanced = false) => {
    const rows: { displayName: string }[] = await values(`groups?$filter=${filter}`, { advanced });
    return rows.map(({ displayName }) => displayName);
  };
  expect(await names("groupTypes/any(c:c+eq+'Unified')")).toEqual([
    'Project Apollo',
    'Social Club',
  ]);
  expect(await names('securityEnabled eq true and mailEnabled eq false')).toContain('VPN Users');
  expect(await names('securityEnabled eq false and mailEnabled eq true')).toContain('Newsletter');
  const mailSecurity =
    "securityEnabled eq true and mailEnabled eq true and not(groupTypes/any(t:t eq 'Unified'))&$count=true";
  expect(await names(mailSecurity, true)).toEqual([
    'Auditors',
    'Service Desk Night',
    'Service Desk',
    'Contractors',
  ]);
  expect(await values("groups?$filter=displayName eq 'VPN%20Users'&$select=id")).toEqual([
    { id: group('VPN Users') },
  ]);
});

test('group member list: owners and members, narrowed by a filter with the header for it', async () => {
  const select = '$select=id,displayName,userPrincipalName,givenName,surname';
  const owners = await values(`groups/${group('Project Apollo')}/Owners?${select}`);
  expect(owners.map((one: { id: string }) => one.id)).toEqual([idOf('ivan.horvat')]);
  const filter = `&$filter=${encodeURIComponent("userType eq 'Guest'")}&$count=true`;
  const path = `groups/${group('Project Apollo')}/Members?$select=id,userType${filter}`;
  const guests = await values(path, { advanced: true });
  expect(guests.map((one: { userType: string }) => one.userType)).toEqual(['Guest']);
  expect((await ask(path)).status).toBe(400);
  const none = `groups/${group('Project Apollo')}/Members?$filter=${encodeURIComponent("shoe eq 'x'")}&$count=true`;
  expect((await ask(none, { advanced: true })).status).toBe(400);
});

test('what else it sends is refused and counted', async () => {
  const count = async () =>
    JSON.parse(await (await fetch(`${running.origin}/_sim/unknown`)).text()).count;
  const before = await count();
  expect((await ask('users/delta')).status).toBeGreaterThanOrEqual(400);
  expect((await ask(`users/${idOf('fred')}/registeredDevices`)).status).toBe(400);
  expect(await count()).toBeGreaterThan(before);
});
