import { expect, test } from 'vitest';
import { mailboxPlan, seatsInUse } from '../tenant/licences.ts';
import { generate } from './generator.ts';

const NOW = new Date('2030-01-07T09:00:00Z');

test('the same size and seed give the same tenant, another seed another one', () => {
  expect(generate(50, 7, NOW)).toEqual(generate(50, 7, NOW));
  expect(generate(50, 8, NOW).mailboxes[0]?.totalItemSize).not.toBe(
    generate(50, 7, NOW).mailboxes[0]?.totalItemSize,
  );
});

test.each([1, 2, 10, 333])('%d mailboxes are as many', (size) => {
  expect(generate(size, 1, NOW).mailboxes).toHaveLength(size);
});

test('densities are those written down', () => {
  const size = 4000;
  const tenant = generate(size, 3, NOW);
  const shared = tenant.mailboxes.filter(({ type }) => type === 'SharedMailbox');
  const people = tenant.users.filter(
    ({ userType, userPrincipalName }) =>
      userType === 'Member' && userPrincipalName.startsWith('user'),
  );
  const near = (actual: number, expected: number) => Math.abs(actual - expected) / expected < 0.35;
  expect(shared).toHaveLength(size * 0.2);
  expect(
    near(people.filter(({ accountEnabled }) => !accountEnabled).length, people.length * 0.03),
  ).toBe(true);
  expect(tenant.users.filter(({ userType }) => userType === 'Guest')).toHaveLength(size / 50);
  expect(tenant.groups).toHaveLength(size / 40);
  const members = tenant.groups.map((group) => group.members.length);
  expect([Math.min(...members) >= 3, Math.max(...members) <= 30]).toEqual([true, true]);
  const holders = new Set([...tenant.users, ...tenant.groups].map(({ sid }) => sid));
  const orphans = tenant.mailboxes.filter(({ permissions }) =>
    permissions.some(({ sid }) => !holders.has(sid)),
  );
  expect(near(orphans.length, size * 0.02)).toBe(true);
  expect(
    shared.every(({ permissions }) => permissions.length >= 1 && permissions.length <= 9),
  ).toBe(true);
  expect(
    near(
      shared.filter(({ grantSendOnBehalfTo }) => grantSendOnBehalfTo.length > 0).length,
      shared.length * 0.3,
    ),
  ).toBe(true);
});

test('addresses are numbered', () => {
  const tenant = generate(1000, 5, NOW);
  expect(tenant.mailboxes[123]?.emailAddresses).toContain('SMTP:user000123@contoso.com');
});

test('nobody is a delegate of their own', () => {
  for (let seed = 0; seed < 200; seed += 1) {
    const tenant = generate(5, seed, NOW);
    const sids = new Map(tenant.users.map(({ id, sid }) => [id, sid]));
    const own = tenant.mailboxes.filter(({ userId, permissions }) =>
      permissions.some(({ sid }) => sid === sids.get(userId ?? '')),
    );
    expect(own).toEqual([]);
  }
});

test('twenty thousand are as many, with their groups', () => {
  const tenant = generate(20_000, 1, NOW);
  expect(tenant.mailboxes).toHaveLength(20_000);
  expect(tenant.groups).toHaveLength(500);
});

test.each([10, 200])('in a tenant of %d everybody has a licence, some through a group', (size) => {
  const tenant = generate(size, 1, NOW);
  const people = tenant.users.filter(({ userPrincipalName }) => /^user/.test(userPrincipalName));
  expect(people.every((user) => mailboxPlan(tenant, user) === 'ExchangeOnline')).toBe(true);
  expect([...seatsInUse(tenant).values()]).toEqual([people.length]);
  const through = people.filter(({ licences }) => licences === undefined);
  expect(through.map(({ id }) => id).sort()).toEqual([...(tenant.groups[0]?.members ?? [])].sort());
});
