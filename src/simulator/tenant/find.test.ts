import { describe, expect, test } from 'vitest';
import { ID, mailbox, smallTenant } from '../../../test/support/simulator/small-tenant.ts';
import { followMailbox } from './addresses.ts';
import { findRecipients, mailboxOf, objectById, principalBySid } from './find.ts';
import type { Mailbox, Tenant } from './model.ts';
import { forgetNames, reindex } from './names.ts';

const found = (tenant: Tenant, name: string) =>
  findRecipients(tenant, name).map(({ kind, id }) => [kind, id]);
function first(tenant: Tenant): Mailbox {
  const [one] = tenant.mailboxes;
  if (!one) throw new Error('the small tenant has mailboxes');
  return one;
}

describe('a mailbox is found, once, by every name it has', () => {
  const tenant = smallTenant();
  const fred = first(tenant);
  test.each([
    ['object id', ID.fred],
    ['object id in capitals', ID.fred.toUpperCase()],
    ['mailbox GUID', fred.guid],
    ['Exchange GUID', fred.exchangeGuid],
    ['alias', 'fred'],
    ['sign-in name', 'fred@contoso.com'],
    ['other address', 'FRED@contoso.onmicrosoft.com'],
    ['address with its prefix', 'smtp:fred@contoso.onmicrosoft.com'],
    ['DN', fred.distinguishedName],
    ['legacyExchangeDN', fred.legacyExchangeDN],
    ['SID', 'S-1-5-21-1-2-3-1101'],
  ])('%s', (_kind, name) => {
    expect(found(tenant, name)).toEqual([['mailbox', ID.fred]]);
  });
});

test('other kinds, by their names', () => {
  const tenant = smallTenant();
  expect(found(tenant, 'boss@contoso.com')).toEqual([['user', ID.boss]]);
  expect(found(tenant, 'everybody@contoso.com')).toEqual([['group', ID.list]]);
  expect(found(tenant, 'carla')).toEqual([['contact', ID.contact]]);
  expect(found(tenant, 'mail-archiver-app')).toEqual([['servicePrincipal', ID.archiver]]);
  expect(found(tenant, 'Fred Smith')).toEqual([]);
  expect(found(tenant, '')).toEqual([]);
});

test('a name that several have gives all of them', () => {
  const tenant = smallTenant();
  tenant.mailboxes.push(mailbox(ID.guest, 'other@contoso.com', 'Other', { alias: 'Fred' }));
  expect(found(tenant, 'fred')).toEqual([
    ['mailbox', ID.fred],
    ['mailbox', ID.guest],
  ]);
});

test('deleted ones are found only where asked for, and then they alone', () => {
  const tenant = smallTenant();
  expect(found(tenant, 'gone@contoso.com')).toEqual([]);
  expect(findRecipients(tenant, 'gone@contoso.com', { deleted: true }).map(({ id }) => id)).toEqual(
    [ID.gone],
  );
  expect(findRecipients(tenant, 'fred@contoso.com', { deleted: true })).toEqual([]);
});

test('names change with the object', () => {
  const tenant = smallTenant();
  const fred = first(tenant);
  expect(found(tenant, 'f.smith@contoso.com')).toEqual([]);
  fred.emailAddresses = ['SMTP:f.smith@contoso.com'];
  fred.alias = 'f.smith';
  reindex(tenant, fred);
  followMailbox(tenant, fred);
  expect(found(tenant, 'f.smith@contoso.com')).toEqual([['mailbox', ID.fred]]);
  expect(found(tenant, 'fred@contoso.onmicrosoft.com')).toEqual([]);
});

test('objects come and go', () => {
  const tenant = smallTenant();
  expect(mailboxOf(tenant, ID.boss)).toBeUndefined();
  tenant.mailboxes.push(mailbox(ID.boss, 'boss@contoso.com', 'Bea Boss'));
  expect(mailboxOf(tenant, ID.boss)?.displayName).toBe('Bea Boss');
  expect(found(tenant, 'boss@contoso.com')).toEqual([['mailbox', ID.boss]]);
  tenant.mailboxes.pop();
  expect(found(tenant, 'boss@contoso.com')).toEqual([['user', ID.boss]]);
  tenant.users = tenant.users.map((user) => ({
    ...user,
    userPrincipalName: `x${user.userPrincipalName}`,
  }));
  forgetNames(tenant);
  expect(found(tenant, 'xboss@contoso.com')).toEqual([['user', ID.boss]]);
});

test('a SID leads to its holder, a deleted one too, an orphan to nobody', () => {
  const tenant = smallTenant();
  expect(principalBySid(tenant, 'S-1-5-21-1-2-3-1102')?.kind).toBe('mailbox');
  expect(principalBySid(tenant, 's-1-5-21-1-2-3-1105')).toMatchObject({
    kind: 'user',
    id: ID.gone,
  });
  expect(principalBySid(tenant, 'S-1-5-21-1-2-3-1202')).toMatchObject({ kind: 'group' });
  expect(principalBySid(tenant, 'S-1-5-21-1-2-3-1301')).toMatchObject({ kind: 'servicePrincipal' });
  expect(principalBySid(tenant, 'S-1-5-21-1-2-3-9999')).toBeUndefined();
});

test('an object id names a directory object and nothing else', () => {
  const tenant = smallTenant();
  expect(objectById(tenant, ID.fred)).toMatchObject({ kind: 'user' });
  expect(objectById(tenant, 'fred@contoso.com')).toBeUndefined();
  expect(objectById(tenant, first(tenant).guid)).toBeUndefined();
});

test('twenty thousand mailboxes are asked for quickly', () => {
  const mailboxes = Array.from({ length: 20_000 }, (_, n) => {
    const id = `aaaaaaaa-1111-4000-a000-${String(n).padStart(12, '0')}`;
    return mailbox(id, `user${n}@contoso.com`, `User ${n}`);
  });
  const tenant = smallTenant({ mailboxes, users: [] });
  expect(found(tenant, 'user5@contoso.com')).toHaveLength(1);
  const start = performance.now();
  for (let n = 0; n < 10_000; n += 1) findRecipients(tenant, `user${n}@contoso.com`);
  // Looked through one by one this would be minutes.
  expect(performance.now() - start).toBeLessThan(5_000);
});
