import { expect, test } from 'vitest';
import { clientBench } from '../../test/support/client-bench.ts';
import { enabledAdministrators } from './administrators.ts';
import { type Recipient, Recipients } from './recipients.ts';

const person = (id: string, enabled: boolean | undefined): Recipient => ({
  id,
  address: `${id}@contoso.com`,
  kind: 'user',
  displayName: id,
  identities: [],
  names: [],
  addresses: [],
  synced: false,
  ...(enabled === undefined ? {} : { enabled }),
});
const recipients = new Recipients([
  person('ann', true),
  person('bob', true),
  person('blocked', false),
  person('unknown', undefined),
  person('reader', true),
]);
const user = (id: string) => ({ '@odata.type': '#microsoft.graph.user', id });
const group = (id: string) => ({ '@odata.type': '#microsoft.graph.group', id });
const GLOBAL = '62e90394-69f5-4237-9190-012177145e10';
const READER = 'f2ef992c-3afb-46b9-b7cf-a126ee74c451';

/** Lists by path; a path that is not there is refused. */
const administrators = (lists: Readonly<Record<string, readonly object[]>>) => {
  const { graph } = clientBench(({ url }) => {
    const path = new URL(url).pathname.replace('/v1.0', '');
    const value = lists[path];
    return value === undefined
      ? { status: 403, body: { error: { code: 'Authorization_RequestDenied', message: 'no' } } }
      : { body: { value } };
  });
  return enabledAdministrators({ graph }, { recipients });
};
const ROLES = {
  '/directoryRoles': [
    { id: 'role-1', roleTemplateId: GLOBAL },
    { id: 'role-2', roleTemplateId: READER },
  ],
  '/directoryRoles/role-2/members': [user('reader')],
};

test('holders of the role who can sign in, and nobody else', async () => {
  const members = ['ann', 'blocked', 'unknown', 'nobody'].map(user);
  expect(await administrators({ ...ROLES, '/directoryRoles/role-1/members': members })).toEqual(
    new Set(['ann']),
  );
});

test('where a group holds the role, its members do', async () => {
  expect(
    await administrators({
      ...ROLES,
      '/directoryRoles/role-1/members': [user('ann'), group('g1')],
      '/groups/g1/transitiveMembers': [user('bob'), user('blocked'), group('g2')],
    }),
  ).toEqual(new Set(['ann', 'bob']));
});

test('what could not be read is the reason, never an empty set', async () => {
  expect(await administrators({})).toMatch(/\S/u);
  expect(await administrators(ROLES)).toMatch(/\S/u);
  expect(
    await administrators({ ...ROLES, '/directoryRoles/role-1/members': [group('g1')] }),
  ).toMatch(/\S/u);
});
