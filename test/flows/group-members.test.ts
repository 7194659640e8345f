/** Members of a group that gains a right: counted by a request of their own, and a list that comes short is no list. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import { groupMembers } from '../../src/tenant/directory/group-members.ts';
import { type Altered, Altering, type Answered, type Row, withRows } from '../support/altering.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';
import { strategyYaml } from '../support/mbx.ts';
import { startTenant, type TestTenant } from '../support/tenant.ts';

let tenant: TestTenant;
let seed: Tenant;
let service: Altering;
let mbx: InProcess;
beforeAll(async () => {
  tenant = await startTenant();
  seed = await tenant.dump();
});
afterEach(() => mbx.close());
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.load(seed);
  service = new Altering();
  mbx = inProcess(tenant, new FakeClock(), service);
});

const STRATEGY = strategyYaml(
  'sharedMailboxes:\n  jobs@contoso.com:\n    mode: additive\n    delegates: { group:auditors@contoso.com: [fullAccess] }\n  press@contoso.com: { hidden: true }\n',
);
const auditors = ({ groups }: Tenant): Tenant['groups'][number] => {
  const group = groups.find(({ mail }) => mail === 'auditors@contoso.com');
  if (group === undefined) throw new Error('no auditors');
  return group;
};
/** Lists, not the count: that asks for one row only. */
const isList = ({ name, url }: Answered): boolean =>
  name === 'GET /groups/{id}/transitiveMembers' && !url.includes('$count');
const listed =
  (rows: (rows: readonly Row[]) => readonly unknown[]) =>
  (answer: Answered): Altered =>
    isList(answer) ? withRows(answer, rows) : undefined;

test('a whole list, read once and counted once, with the kind of each member', async () => {
  const group = auditors(seed);
  const guest = seed.users.find(({ userType }) => userType === 'Guest');
  const inner = seed.groups.find(({ mail }) => mail === 'contractors@contoso.com');
  if (guest === undefined || inner === undefined) throw new Error('no guest or group');
  await tenant.load({
    ...seed,
    groups: seed.groups.map((one) =>
      one.id === group.id ? { ...one, members: [...one.members, guest.id, inner.id] } : one,
    ),
  });
  await tenant.clearLedger();
  const members = await groupMembers([group.id], mbx.services);
  const kinds = members.get(group.id);
  expect(kinds).toContainEqual({ id: guest.id, kind: 'guest' });
  expect(kinds).toContainEqual({ id: inner.id, kind: 'group' });
  expect(kinds).toContainEqual({ id: group.members[0], kind: 'person' });
  expect((await tenant.ledger()).filter(({ service }) => service === 'graph')).toHaveLength(2);
  expect(mbx.clock.slept).not.toContain(30_000);
});

test('a list that is short twice: after 30 s a gap of that mailbox alone', async () => {
  service.alter = listed((rows) => rows.slice(1));
  const { plan } = await mbx.plan(STRATEGY);
  expect(mbx.clock.slept).toContain(30_000);
  expect(plan.gaps.map(({ subject }) => subject?.address)).toEqual(['jobs@contoso.com']);
  expect(plan.gaps[0]?.reason).toMatch(/auditors@contoso\.com: only \d+ of \d+ members/u);
  expect(plan.changes.map(({ action }) => action.kind)).toEqual(['mailboxSettings']);
  expect(plan.blocked).toHaveLength(1);
});

test('a list that is short once is whole the second time', async () => {
  let first = true;
  service.alter = (answer) => {
    if (!isList(answer) || !first) return undefined;
    first = false;
    return withRows(answer, () => []);
  };
  const { plan } = await mbx.plan(STRATEGY);
  expect(plan.gaps).toEqual([]);
  expect(plan.changes).toHaveLength(2);
});

test.each<readonly [string, (rows: readonly Row[]) => readonly unknown[]]>([
  ['a member without id', ([first, ...rows]) => [{ ...first, id: null }, ...rows]],
  [
    'a member that may not be seen',
    ([first, ...rows]) => [{ ...first, userPrincipalName: null }, ...rows],
  ],
  ['one member as two kinds', (rows) => [...rows, { ...rows[0], userType: 'Guest' }]],
])('%s: a gap', async (_, rows) => {
  service.alter = listed(rows);
  const { plan } = await mbx.plan(STRATEGY);
  expect(plan.gaps.map(({ subject }) => subject?.address)).toEqual(['jobs@contoso.com']);
});

test('equal rows twice are one member', async () => {
  service.alter = listed((rows) => [...rows, ...rows]);
  const { plan } = await mbx.plan(STRATEGY);
  expect(plan.gaps).toEqual([]);
  const members = await groupMembers([auditors(seed).id], mbx.services);
  expect(members.get(auditors(seed).id)).toHaveLength(auditors(seed).members.length);
});
