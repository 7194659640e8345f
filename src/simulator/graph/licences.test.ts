import { afterEach, beforeEach, expect, test } from 'vitest';
import { startClient, type TestClient } from '../../../test/support/simulator/client.ts';
import { ID, smallTenant } from '../../../test/support/simulator/small-tenant.ts';
import type { Licence, Tenant } from '../tenant/model.ts';

const SINCE = '2029-06-01T00:00:00.000Z';
const E3 = '6fd2c87f-b296-42f0-b197-1e91e994b900';
const PLAN_2 = 'efb87545-963c-4e0d-99df-69c6916d9eb0';
const TEAMS = '57ff2da0-773e-42df-b2af-ffb7a2317929';
const FLOW = 'f30db892-07e9-47e9-837c-80727f46fd3d';
const FOUNDATION = '113feb6c-3fe4-4440-bddc-54d774bf0318';
const licence = (skuId: string, disabledPlans: string[] = []): Licence => ({
  skuId,
  disabledPlans,
  since: SINCE,
});

/** Fred has E3 himself, Ann by the group Outer; of three seats one is free. Deleted Gus takes none. */
function licensed(): Tenant {
  const tenant = smallTenant();
  tenant.subscriptions = [
    {
      skuId: E3,
      skuPartNumber: 'ENTERPRISEPACK',
      enabled: 3,
      servicePlans: [
        { servicePlanId: PLAN_2, servicePlanName: 'EXCHANGE_S_ENTERPRISE', service: 'exchange' },
        { servicePlanId: TEAMS, servicePlanName: 'TEAMS1', service: 'TeamspaceAPI' },
      ],
    },
    {
      skuId: FLOW,
      skuPartNumber: 'FLOW_FREE',
      enabled: 100,
      servicePlans: [
        {
          servicePlanId: FOUNDATION,
          servicePlanName: 'EXCHANGE_S_FOUNDATION',
          service: 'exchange',
        },
      ],
    },
  ];
  for (const user of tenant.users) {
    user.more = { usageLocation: 'GB' };
    if (user.id === ID.fred || user.id === ID.gone) user.licences = [licence(E3)];
    if (user.id === ID.guest) user.more = {};
  }
  for (const group of tenant.groups) if (group.id === ID.outer) group.licences = [licence(E3)];
  return tenant;
}

let client: TestClient;
beforeEach(async () => {
  client = await startClient({ tenant: licensed() });
});
afterEach(() => client.close());

const select = 'id,assignedLicenses,licenseAssignmentStates,assignedPlans,usageLocation';
const user = async (id: string) =>
  JSON.parse((await client.graph('GET', `/users/${id}?$select=${select}`)).text);
const assign = (id: string, addLicenses: object[], removeLicenses: string[]) =>
  client.graph('POST', `/users/${id}/assignLicense`, { body: { addLicenses, removeLicenses } });
const mailboxOf = async (address: string) =>
  (await client.invoke('Get-Mailbox', { Identity: address })).status;
const used = async () =>
  (await client.graph('GET', '/subscribedSkus')).rows.map(({ consumedUnits }) => consumedUnits);

test('own licences and those of a group, each with its source; members of members have none', async () => {
  const state = {
    skuId: E3,
    state: 'Active',
    error: 'None',
    disabledPlans: [],
    lastUpdatedDateTime: SINCE,
  };
  expect(await user(ID.fred)).toMatchObject({
    usageLocation: 'GB',
    assignedLicenses: [{ skuId: E3, disabledPlans: [] }],
    licenseAssignmentStates: [{ ...state, assignedByGroup: null }],
    assignedPlans: [
      {
        service: 'exchange',
        servicePlanId: PLAN_2,
        capabilityStatus: 'Enabled',
        assignedDateTime: SINCE,
      },
      { service: 'TeamspaceAPI', servicePlanId: TEAMS, capabilityStatus: 'Enabled' },
    ],
  });
  // Fred is in Readers, and that in Outer: he has nothing from there.
  expect((await user(ID.ann)).licenseAssignmentStates).toEqual([
    { ...state, assignedByGroup: ID.outer },
  ]);
  expect((await user(ID.sales)).assignedLicenses).toEqual([]);
});

test('they are shown only where selected, and can be filtered by', async () => {
  expect((await client.graph('GET', `/users/${ID.fred}`)).at('assignedLicenses')).toBeUndefined();
  const filter = encodeURIComponent(`assignedLicenses/any(s:s/skuId eq ${E3})`);
  const { rows } = await client.graph('GET', `/users?$select=id&$filter=${filter}`);
  expect(rows.map(({ id }) => id)).toEqual([ID.fred, ID.ann]);
});

test('the products, with seats in use by people who are not deleted', async () => {
  const { rows } = await client.graph('GET', '/subscribedSkus');
  expect(rows[0]).toMatchObject({
    id: `${ID.tenant}_${E3}`,
    skuPartNumber: 'ENTERPRISEPACK',
    appliesTo: 'User',
    capabilityStatus: 'Enabled',
    consumedUnits: 2,
    prepaidUnits: { enabled: 3, suspended: 0, warning: 0, lockedOut: 0 },
  });
  expect(rows[1]?.['consumedUnits']).toBe(0);
  const refused = await client.graph('GET', '/subscribedSkus?$filter=consumedUnits eq 2');
  expect(refused.status).toBe(400);
});

test('licence details tell which plans are off', async () => {
  await assign(ID.fred, [{ skuId: E3, disabledPlans: [TEAMS] }], []);
  const { rows } = await client.graph('GET', `/users/fred@contoso.com/licenseDetails`);
  expect(rows).toMatchObject([
    {
      skuId: E3,
      skuPartNumber: 'ENTERPRISEPACK',
      servicePlans: [
        { servicePlanId: PLAN_2, provisioningStatus: 'Success', appliesTo: 'User' },
        { servicePlanId: TEAMS, provisioningStatus: 'Disabled', appliesTo: 'User' },
      ],
    },
  ]);
});

test('a licence taken before the conversion disconnects the mailbox, one given again brings it back', async () => {
  const answer = await assign(ID.fred, [], [E3]);
  expect([answer.status, answer.at('id')]).toEqual([200, ID.fred]);
  expect(await mailboxOf('fred@contoso.com')).toBe(404);
  const soft = await client.invoke('Get-Mailbox', {
    Identity: 'fred@contoso.com',
    SoftDeletedMailbox: true,
  });
  expect(soft.rows).toHaveLength(1);
  const plans = (await user(ID.fred)).assignedPlans;
  expect(plans.map((plan: { capabilityStatus: string }) => plan.capabilityStatus)).toEqual([
    'Deleted',
    'Deleted',
  ]);
  expect(await used()).toEqual([1, 0]);
  await assign(ID.fred, [{ skuId: E3 }], []);
  expect(await mailboxOf('fred@contoso.com')).toBe(200);
  expect((await user(ID.fred)).assignedPlans).toHaveLength(2);
});

test.each([
  ['the plan for Exchange alone switched off', [{ skuId: E3, disabledPlans: [PLAN_2] }], []],
  ['a product that is no mailbox in its place', [{ skuId: FLOW }], [E3]],
])('%s disconnects it too', async (_, add, remove) => {
  expect((await assign(ID.fred, add, remove)).status).toBe(200);
  expect(await mailboxOf('fred@contoso.com')).toBe(404);
});

test('a mailbox that was made shared before stays', async () => {
  await client.invoke('Set-Mailbox', { Identity: 'fred@contoso.com', Type: 'Shared' });
  await assign(ID.fred, [], [E3]);
  expect(await mailboxOf('fred@contoso.com')).toBe(200);
});

test('a conversion that is not through saves nothing', async () => {
  await client.control('PUT', 'settings', { conversionDelay: 60_000 });
  await client.invoke('Set-Mailbox', { Identity: 'fred@contoso.com', Type: 'Shared' });
  await assign(ID.fred, [], [E3]);
  expect(await mailboxOf('fred@contoso.com')).toBe(404);
});

test('who leaves the group loses its licence and the mailbox, who also has it directly does not', async () => {
  expect((await assign(ID.ann, [{ skuId: E3 }], [])).status).toBe(200);
  const leave = () => client.graph('DELETE', `/groups/${ID.outer}/members/${ID.ann}/$ref`);
  expect((await leave()).status).toBe(204);
  expect(await mailboxOf('ann@contoso.com')).toBe(200);
  const body = { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${ID.ann}` };
  await client.graph('POST', `/groups/${ID.outer}/members/$ref`, { body });
  await assign(ID.ann, [], [E3]);
  expect(await mailboxOf('ann@contoso.com')).toBe(200);
  await leave();
  expect(await mailboxOf('ann@contoso.com')).toBe(404);
});

test.each([
  [
    'a licence that is not there',
    ID.sales,
    [],
    [E3],
    'User does not have a corresponding license.',
  ],
  ['one that a group gives', ID.ann, [], [E3], 'User license is inherited from a group membership'],
  ['nowhere to be', ID.guest, [{ skuId: E3 }], [], 'invalid usage location'],
  ['a product that was not bought', ID.sales, [{ skuId: TEAMS }], [], 'valid company License'],
  [
    'plans of another product',
    ID.sales,
    [{ skuId: E3, disabledPlans: [FOUNDATION] }],
    [],
    'disabledPlans',
  ],
])('%s is refused, and nothing of the call is done', async (_, id, add, remove, text) => {
  const answer = await assign(id, [{ skuId: FLOW }, ...add], remove);
  expect([answer.status, answer.at('error.code')]).toEqual([400, 'Request_BadRequest']);
  expect(answer.at('error.message')).toContain(text);
  expect(await used()).toEqual([2, 0]);
});

test('seats end', async () => {
  expect((await assign(ID.sales, [{ skuId: E3 }], [])).status).toBe(200);
  const answer = await assign(ID.boss, [{ skuId: E3 }], []);
  expect(answer.at('error.message')).toContain('does not have any available licenses');
});

test('both arrays are required, and the permission', async () => {
  const body = { addLicenses: [] };
  expect((await client.graph('POST', `/users/${ID.fred}/assignLicense`, { body })).status).toBe(
    400,
  );
  const dump = JSON.parse((await client.control('GET', 'tenant')).text);
  dump.applications[0].graphRoles = ['User.Read.All'];
  await client.control('PUT', 'tenant', dump);
  const token = await client.token();
  const status = async (method: string, path: string) =>
    (await client.graph(method, path, { token, ...(method === 'POST' && { body: {} }) })).status;
  expect(await status('GET', '/subscribedSkus')).toBe(403);
  expect(await status('GET', `/users/${ID.fred}/licenseDetails`)).toBe(200);
  expect(await status('POST', `/users/${ID.fred}/assignLicense`)).toBe(403);
});
