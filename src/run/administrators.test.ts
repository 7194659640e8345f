import { expect, test } from 'vitest';
import { clientBench } from '../../test/support/client-bench.ts';
import { inGraphParts } from '../../test/support/graph-parts.ts';
import type { Asked, Scripted } from '../../test/support/scripted-connection.ts';
import { sessionOver } from '../../test/support/sessions.ts';
import { type Recipient, Recipients } from '../tenant/directory/recipients.ts';
import { administratorsBeside } from './administrators.ts';

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

const GROUP_MEMBERS = /^\/groups\/([^/]+)\/transitiveMembers$/u;
const ROLES_OF = /^\/users\/([^/]+)\/transitiveMemberOf\//u;
const ELIGIBLE = '/roleManagement/directory/roleEligibilityScheduleInstances';
const NO = { status: 403, body: { error: { code: 'Authorization_RequestDenied', message: 'no' } } };
const NOT_FOUND = {
  status: 404,
  body: { error: { code: 'Request_ResourceNotFound', message: 'not here' } },
};

interface Tenant {
  readonly roles?: readonly object[];
  readonly holders?: readonly object[];
  /** Who holds the role by the account's own word; by default whoever is among the holders. */
  readonly own?: readonly string[];
  readonly eligible?: readonly string[];
  readonly groups?: Readonly<Record<string, readonly object[]>>;
  /** Paths, or beginnings of such, that are refused. */
  readonly refused?: readonly string[];
  readonly eligibility?: Scripted;
}
function administrators(
  toBlock: readonly string[],
  {
    roles = ROLES,
    holders = [],
    own,
    eligible = [],
    groups = {},
    refused = [],
    eligibility,
  }: Tenant,
): Promise<ReadonlySet<string> | string> {
  const answer = ({ url }: Asked): Scripted => {
    const { pathname, searchParams } = new URL(url);
    const path = pathname.replace('/v1.0', '');
    if (refused.some((one) => path.startsWith(one))) return NO;
    if (path === '/directoryRoles') return { body: { value: roles } };
    if (path === '/directoryRoles/role-1/members') return { body: { value: holders } };
    const [, who] = ROLES_OF.exec(path) ?? [];
    if (who !== undefined) {
      const is = own?.includes(who) ?? holders.some((one) => 'id' in one && one.id === who);
      return { body: { value: is ? [{ id: 'role-1', roleTemplateId: GLOBAL }] : [] } };
    }
    if (path === ELIGIBLE) {
      if (eligibility !== undefined) return eligibility;
      const [, asked] = /^principalId eq '(.*)'$/u.exec(searchParams.get('$filter') ?? '') ?? [];
      const found = eligible.filter((id) => asked === undefined || id === asked);
      const value = found.map((id) => ({ id, principalId: id, roleDefinitionId: GLOBAL }));
      return { body: { value, '@odata.count': value.length } };
    }
    const [, group] = GROUP_MEMBERS.exec(path) ?? [];
    const members = groups[group ?? path.replace('/groups/', '')];
    if (members === undefined) return NOT_FOUND;
    return { body: { '@odata.count': members.length, value: members, id: 'g' } };
  };
  const { graph, exchange, clock } = clientBench(inGraphParts(answer));
  return administratorsBeside(
    toBlock.map((id) => ({ id, address: `${id}@contoso.com` })),
    sessionOver({ graph, exchange }, clock, recipients),
  );
}
const named = (id: string) => ({
  ...user(id),
  userPrincipalName: `${id}@contoso.com`,
  displayName: id,
});
const ROLES = [
  { id: 'role-1', roleTemplateId: GLOBAL },
  { id: 'role-2', roleTemplateId: READER },
];

test('nobody is asked for where the account has no such role', async () => {
  expect(await administrators(['bob'], { holders: [user('ann')] })).toEqual(new Set());
  expect(await administrators(['bob'], { roles: [], eligible: ['ann'] })).toEqual(new Set());
  expect(await administrators(['bob'], { roles: [] })).toEqual(new Set());
});

test('holders who can sign in beside the one to be blocked, and nobody else', async () => {
  const holders = ['bob', 'ann', 'blocked', 'unknown', 'nobody'].map(user);
  expect(await administrators(['bob'], { holders })).toEqual(new Set(['bob', 'ann']));
  expect(await administrators(['bob', 'ann'], { holders })).toEqual(new Set(['bob', 'ann']));
});

test('whoever is to be blocked counts, though the list does not say that they can sign in', async () => {
  expect(await administrators(['unknown'], { holders: [user('unknown')] })).toEqual(
    new Set(['unknown']),
  );
});

test.each<readonly [string, Tenant]>([
  ['the role alone says so', { holders: [user('bob')], own: [] }],
  ['the account alone says so', { own: ['bob'] }],
  ['a group holds the role', { holders: [group('g1')], own: [], groups: { g1: [named('bob')] } }],
  ['it may be activated', { roles: [], eligible: ['bob'] }],
  ['a group may activate it', { roles: [], eligible: ['g1'], groups: { g1: [named('bob')] } }],
])('the last one: %s', async (_, tenant) => {
  expect(await administrators(['bob'], tenant)).toEqual(new Set(['bob']));
});

test('another one who may activate the role is enough, through a group too', async () => {
  expect(await administrators(['bob'], { roles: [], eligible: ['bob', 'ann'] })).toEqual(
    new Set(['bob', 'ann']),
  );
  expect(
    await administrators(['bob'], {
      holders: [user('bob')],
      eligible: ['g1'],
      groups: { g1: [named('ann'), named('blocked')] },
    }),
  ).toEqual(new Set(['bob', 'ann']));
});

test.each<readonly [string, Tenant]>([
  ['the roles', { refused: ['/directoryRoles'] }],
  ['the holders', { refused: ['/directoryRoles/role-1'] }],
  ['the roles of the account', { refused: ['/users/bob/'] }],
  ['who may activate the role', { refused: [ELIGIBLE] }],
  ['whether one who may activate it is a group', { eligible: ['g1'], refused: ['/groups/g1'] }],
  ['members of a group', { holders: [group('g1')], refused: ['/groups/g1'] }],
  [
    'an empty list that is counted as one',
    { eligibility: { body: { value: [], '@odata.count': 1 } } },
  ],
  ['an empty list that is not counted', { eligibility: { body: { value: [] } } }],
  ['a list without value', { eligibility: { body: {} } }],
  ['an answer without body', { eligibility: { body: '' } }],
  ['a row without principal', { eligibility: { body: { value: [{ roleDefinitionId: GLOBAL }] } } }],
  ['a role without template', { roles: [{ id: 'role-1' }] }],
])('what could not be read is the reason, never an empty set: %s', async (_, tenant) => {
  expect(await administrators(['bob'], tenant)).toMatch(/\S/u);
});

test('without the licence for it nobody may activate a role', async () => {
  const error = { code: 'AadPremiumLicenseRequired', message: 'The tenant needs a licence.' };
  const eligibility = { status: 400, body: { error } };
  expect(await administrators(['bob'], { eligibility })).toEqual(new Set());
  expect(
    await administrators(['bob'], { eligibility, holders: [user('bob'), user('ann')] }),
  ).toEqual(new Set(['bob', 'ann']));
});
