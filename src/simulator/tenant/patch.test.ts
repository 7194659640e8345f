import { expect, test } from 'vitest';
import { ID, smallTenant } from '../../../test/support/simulator/small-tenant.ts';
import { setAtPath } from './patch.ts';

test('a value is set by index or by any name of the list member', () => {
  const tenant = smallTenant();
  setAtPath(tenant, '/mailboxes/0/hidden', true);
  setAtPath(tenant, '/mailboxes/ANN@contoso.com/hidden', true);
  setAtPath(tenant, '/mailboxes/sales@contoso.onmicrosoft.com/hidden', true);
  setAtPath(tenant, '/displayName', 'Fabrikam');
  expect(tenant.mailboxes.map(({ hidden }) => hidden)).toEqual([true, true, true]);
  expect(tenant.displayName).toBe('Fabrikam');
});

test('lists grow at their end and lose what has no value', () => {
  const tenant = smallTenant();
  setAtPath(tenant, `/groups/${ID.security}/members/-`, ID.boss);
  setAtPath(tenant, `/groups/${ID.security}/members/${ID.fred}`, undefined);
  expect(tenant.groups[0]?.members).toEqual([ID.contact, ID.boss]);
  setAtPath(tenant, `/users/${ID.boss}`, undefined);
  expect(tenant.users.some(({ id }) => id === ID.boss)).toBe(false);
});

test('the object it goes through is told before it changes', () => {
  const tenant = smallTenant();
  const told: unknown[] = [];
  const object = setAtPath(tenant, '/mailboxes/0/hidden', true, (one) => told.push({ ...one }));
  expect(told).toMatchObject([{ hidden: false }]);
  expect(object).toBe(tenant.mailboxes[0]);
});

test('a path that leads nowhere is an error', () => {
  for (const path of [
    '/mailboxes/nobody/hidden',
    '/mailboxes/99/hidden',
    '/none/0/x',
    '/users/99',
    '',
  ]) {
    expect(() => setAtPath(smallTenant(), path, true)).toThrow();
  }
});
