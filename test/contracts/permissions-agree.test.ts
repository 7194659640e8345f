/** Two readings of the same documents: what the table of permissions says opens a call, opens it in the simulated tenant. */
import { expect, test } from 'vitest';
import { ROLE } from '../../src/setup/grants.ts';
import { TENANT_COMMANDS } from '../../src/setup/need.ts';
import { DOOR, needsOf } from '../../src/setup/needs.ts';
import { ROLE_CMDLETS, rolesOfParameter } from '../../src/simulator/exchange/management-roles.ts';
import { findOperation } from '../../src/simulator/graph/operations.ts';
import { allRows } from './wire-table.ts';

const NEEDS = needsOf(TENANT_COMMANDS).filter((need) => need !== DOOR);
const CMDLETS = NEEDS.filter(({ service }) => service === 'exchange');
/** Roles that are made hold what their parents hold. */
const PARENTS = new Map<string, string>(
  [ROLE.sendAs, ROLE.applications].map(({ name, made }) => [name, made?.parent ?? '']),
);

test.each(CMDLETS.map((need) => [need.operation, need] as const))(
  '%s is held by each role that opens it, and by none that only may',
  (cmdlet, { openedBy, contested }) => {
    const lacks = openedBy
      .map((name) => PARENTS.get(name) ?? name)
      .filter((role) => ROLE_CMDLETS[role]?.includes(cmdlet) !== true);
    expect(lacks).toEqual([]);
    expect(contested.filter((role) => ROLE_CMDLETS[role]?.includes(cmdlet) === true)).toEqual([]);
  },
);

test('the roles of each parameter that is sent are the same', () => {
  const [setMailbox] = CMDLETS.filter(({ operation }) => operation === 'Set-Mailbox');
  const { parameters = {} } = setMailbox ?? {};
  const sent = allRows().flatMap((row) => {
    const [, parameter] = /^Set-Mailbox -(\w+)$/u.exec(row) ?? [];
    return parameter === undefined || parameter === 'Identity' ? [] : [parameter];
  });
  expect(Object.keys(parameters).toSorted()).toEqual(sent.toSorted());
  for (const [name, roles] of Object.entries(parameters))
    expect([name, roles]).toEqual([name, rolesOfParameter('Set-Mailbox', name)]);
});

/** Where one permission opens the call and another one what it shows, the row is about the second. */
const ABOUT_WHAT_IS_SHOWN = /directoryRole$|transitiveMembers$/u;
const PATHS = NEEDS.filter(
  ({ service, operation }) => service === 'graph' && !ABOUT_WHAT_IS_SHOWN.test(operation),
);
test.each(PATHS.map((need) => [need.operation, need] as const))(
  '%s is opened by each of its permissions',
  (operation, { openedBy }) => {
    const [method = '', path = ''] = operation.split(' ');
    const found = findOperation(method, path.replaceAll('{id}', 'x').split('/').slice(1));
    if (!('operation' in found)) throw new Error('the simulated tenant does not know it');
    const { needs } = found.operation;
    if (needs !== undefined) expect(openedBy.filter((name) => !needs.includes(name))).toEqual([]);
  },
);
