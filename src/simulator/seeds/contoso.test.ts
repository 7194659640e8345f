import { expect, test } from 'vitest';
import { seededRandom } from '../random.ts';
import { mailboxPlan, seatsInUse } from '../tenant/licences.ts';
import { contoso } from './contoso.ts';
import { mailboxOf } from './contoso-rights.ts';

const NOW = new Date('2030-01-07T09:00:00Z');
const tenant = contoso(NOW);

/** Every id of a list once. */
function expectUnique(values: readonly string[]): void {
  expect(new Set(values.map((value) => value.toLowerCase())).size).toBe(values.length);
}

test('ids and dates are the same in every run; secrets follow the random numbers', () => {
  expect(contoso(NOW)).toEqual(tenant);
  const other = contoso(NOW, seededRandom(1));
  expect(other.applications[0]?.appId).toBe(tenant.applications[0]?.appId);
  expect(other.applications[0]?.secret).not.toBe(tenant.applications[0]?.secret);
  expect(JSON.parse(JSON.stringify(tenant))).toEqual(tenant);
});

test('dates are relative to now', () => {
  const later = contoso(new Date('2031-01-07T09:00:00Z'));
  expect(later.mailboxes[0]?.whenCreated).not.toBe(tenant.mailboxes[0]?.whenCreated);
});

test('no two objects share an id, a SID, a name or an address', () => {
  const objects = [
    ...tenant.users,
    ...tenant.groups,
    ...tenant.contacts,
    ...tenant.servicePrincipals,
  ];
  expectUnique(objects.map(({ id }) => id));
  expectUnique(
    [...tenant.users, ...tenant.groups, ...tenant.servicePrincipals].map(({ sid }) => sid),
  );
  expectUnique(tenant.users.map(({ userPrincipalName }) => userPrincipalName));
  expectUnique([...tenant.users, ...tenant.groups, ...tenant.contacts].map(({ name }) => name));
  expectUnique(tenant.mailboxes.map(({ guid }) => guid));
  expectUnique([
    ...tenant.mailboxes.flatMap(({ emailAddresses }) => emailAddresses),
    ...tenant.groups.flatMap(({ proxyAddresses }) => proxyAddresses),
    ...tenant.contacts.flatMap(({ proxyAddresses }) => proxyAddresses),
  ]);
});

test('every mailbox has one primary address in a domain of the tenant, and a user but for Discovery', () => {
  const domains = tenant.domains.map(({ name }) => name);
  for (const { emailAddresses, userId, type } of tenant.mailboxes) {
    const primaries = emailAddresses.filter((address) => address.startsWith('SMTP:'));
    expect(primaries).toHaveLength(1);
    expect(domains).toContain(primaries[0]?.split('@')[1]);
    expect(tenant.users.some(({ id }) => id === userId)).toBe(type !== 'DiscoveryMailbox');
  }
});

test('members, owners and delegates are objects of the tenant', () => {
  const ids = new Set([...tenant.users, ...tenant.groups, ...tenant.contacts].map(({ id }) => id));
  const links = [
    ...tenant.groups.flatMap(({ members, owners, grantSendOnBehalfTo }) => [
      ...members,
      ...owners,
      ...grantSendOnBehalfTo,
    ]),
    ...tenant.mailboxes.flatMap(({ grantSendOnBehalfTo, forwardingAddress }) => [
      ...grantSendOnBehalfTo,
      ...(forwardingAddress === null ? [] : [forwardingAddress]),
    ]),
  ];
  expect(links.filter((id) => !ids.has(id))).toEqual([]);
});

test('it is a living company: people, functions, rooms, and what goes wrong', () => {
  const live = tenant.mailboxes.filter(({ softDeleted }) => softDeleted === null);
  const count = (type: string) => live.filter((mailbox) => mailbox.type === type).length;
  expect(count('UserMailbox')).toBeGreaterThanOrEqual(30);
  expect(count('SharedMailbox')).toBe(13); // twelve, and a leaver's
  expect([count('RoomMailbox'), count('EquipmentMailbox'), count('DiscoveryMailbox')]).toEqual([
    2, 1, 1,
  ]);
  expect(tenant.users.filter(({ displayName }) => displayName === 'Alex Morgan')).toHaveLength(2);
  expect(
    tenant.users
      .filter(({ userType }) => userType === 'Guest')
      .every(({ userPrincipalName }) => userPrincipalName.includes('#EXT#')),
  ).toBe(true);
  expect(
    tenant.users.filter(
      ({ onPremisesSyncEnabled, department }) => onPremisesSyncEnabled && department,
    ),
  ).toHaveLength(3);
  expect(new Set(tenant.groups.map(({ kind }) => kind)).size).toBe(5);
  expect(mailboxOf(tenant, 'archive').totalItemSize).toBeGreaterThan(50 * 1024 ** 3);
  expect(mailboxOf(tenant, 'legal').litigationHold).toBe(true);
  expect(mailboxOf(tenant, 'facilities').dirSynced).toBe(true);
  expect(mailboxOf(tenant, 'press').forwardingSmtpAddress).toContain('fabrikam.example');
  const holders = new Set(
    [...tenant.users, ...tenant.groups, ...tenant.servicePrincipals].map(({ sid }) => sid),
  );
  const aces = live.flatMap(({ permissions }) => permissions);
  expect(
    aces.filter(({ sid, shownAs }) => !holders.has(sid) && shownAs === undefined),
  ).toHaveLength(2);
  expect(aces.some(({ deny }) => deny)).toBe(true);
  expect(aces.some(({ inherited }) => inherited)).toBe(true);
});

test('old.hand is blocked and still holds rights', () => {
  const old = tenant.users.find(
    ({ userPrincipalName }) => userPrincipalName === 'old.hand@contoso.com',
  );
  expect(old?.accountEnabled).toBe(false);
  expect(mailboxOf(tenant, 'sales').permissions.some(({ sid }) => sid === old?.sid)).toBe(true);
});

test('the three applications have what they are for', () => {
  const [mbx, reader, none] = tenant.applications;
  expect(mbx?.graphRoles).toContain('User.EnableDisableAccount.All');
  expect(reader?.graphRoles.filter((role) => !/Read/.test(role))).toEqual([]);
  expect([none?.graphRoles, none?.exchangeRoles, none?.wids]).toEqual([[], [], []]);
  expectUnique(tenant.applications.map(({ secret }) => secret ?? ''));
});

test('people have a manager: the head of their department, and the heads the chief executive', () => {
  const managerOf = (local: string) => {
    const user = tenant.users.find((one) => one.userPrincipalName === `${local}@contoso.com`);
    return tenant.users.find(({ id }) => id === user?.manager)?.userPrincipalName;
  };
  expect(['fred', 'ann', 'temp', 'alex.morgan', 'ceo', 'sales'].map(managerOf)).toEqual([
    'ann@contoso.com',
    'ceo@contoso.com',
    'ann@contoso.com',
    'marta.kowalska@contoso.com',
    undefined,
    undefined,
  ]);
});

test('everybody with a mailbox of their own has a licence for it, nothing else has one', () => {
  const licensed = tenant.users.filter((user) => mailboxPlan(tenant, user) !== undefined);
  const own = tenant.mailboxes.filter(
    ({ type, softDeleted }) => type === 'UserMailbox' && softDeleted === null,
  );
  const converted = tenant.users.find(({ mailNickname }) => mailNickname === 'jo.left');
  expect(new Set(licensed.map(({ id }) => id))).toEqual(
    new Set([...own.map(({ userId }) => userId), converted?.id]),
  );
  const used = seatsInUse(tenant);
  expect(
    tenant.subscriptions?.every(({ skuId, enabled }) => (used.get(skuId) ?? 0) <= enabled),
  ).toBe(true);
  expect([...used.values()].every((count) => count > 0)).toBe(true);
});
