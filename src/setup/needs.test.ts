import { describe, expect, test } from 'vitest';
import { READINGS } from '../facts/index.ts';
import { KIND_NAMES, KINDS } from '../kinds/index.ts';
import { CMDLET } from '../wire/exchange.ts';
import { GRAPH_PATH } from '../wire/graph.ts';
import { GRANT_LAG, PERMISSION, ROLE } from './grants.ts';
import { mendOf, mendsOf } from './mend.ts';
import { isRequired, SURENESS, TENANT_COMMANDS } from './need.ts';
import { grantsOf, isRequiredGrant, needsOf, shutWithout } from './needs.ts';

const ALL = needsOf([...TENANT_COMMANDS, 'doctor']);
const operations = new Set(ALL.map(({ operation }) => operation));
const names = (commands: Parameters<typeof needsOf>[0]): readonly string[] =>
  grantsOf(needsOf(commands)).map(({ name }) => name);

describe('nothing is forgotten', () => {
  test.each(Object.values(CMDLET))('%s has its row', (cmdlet) => {
    expect(operations).toContain(cmdlet);
  });

  test.each(
    Object.entries(GRAPH_PATH)
      .filter(([name]) => name !== 'batch')
      .map(([name, path]) => [name, typeof path === 'string' ? path : path('{id}')] as const),
  )('Graph %s has its row: %s', (_, path) => {
    expect([...operations].some((one) => one.endsWith(` ${path}`))).toBe(true);
  });

  test.each(KIND_NAMES)('what the kind %s reads is needed by every command', (kind) => {
    for (const command of TENANT_COMMANDS) {
      const needed = new Set(needsOf([command]).map(({ operation }) => operation));
      expect(KINDS[kind].reads.filter((cmdlet) => !needed.has(cmdlet))).toEqual([]);
    }
  });

  test('what a fact reads is needed by some command', () => {
    const reads = Object.values(READINGS).flatMap((reading) => reading.reads);
    expect(reads.filter((cmdlet) => !operations.has(cmdlet))).toEqual([]);
  });

  test('each row says how sure it is, where that stands, and what opens it', () => {
    for (const need of ALL) {
      expect(SURENESS).toContain(need.sure);
      expect([need.source, need.purpose]).not.toContain('');
      if (!need.openedBy.includes(need.give.name)) throw new Error(need.operation);
      expect(need.contested.filter((name) => need.openedBy.includes(name))).toEqual([]);
      expect(need.contested.length > 0, need.operation).toBe(need.sure === 'contested');
    }
  });
});

test('commands that only read get no role and no permission that writes', () => {
  expect(names(['plan', 'verify'])).toEqual([
    'Organization.Read.All',
    'User.Read.All',
    'GroupMember.Read.All',
    'Member.Read.Hidden',
    'RoleManagement.Read.Directory',
    'Exchange.ManageAsApp',
    'View-Only Recipients',
    'mbx read',
    'View-Only Configuration',
    'mbx applications',
  ]);
  const cmdlets = needsOf(['plan', 'verify']).filter(({ service }) => service === 'exchange');
  expect(
    cmdlets.map(({ operation }) => operation).filter((one) => !/^Get-|^any /.test(one)),
  ).toEqual([]);
  expect([ROLE.sendAs, ROLE.applications].flatMap(({ made }) => made?.cmdlets)).toEqual([
    'Get-RecipientPermission',
    'Get-ServicePrincipal',
  ]);
});

test('whoever writes gets the roles that write, and no second one for what these read', () => {
  expect(names(['apply'])).toEqual([
    'Organization.Read.All',
    'User.Read.All',
    'User.EnableDisableAccount.All',
    'GroupMember.Read.All',
    'Member.Read.Hidden',
    'RoleManagement.Read.Directory',
    'Exchange.ManageAsApp',
    'Mail Recipients',
    'View-Only Recipients',
    'mbx applications',
    'View-Only Configuration',
    'Mail Recipient Creation',
  ]);
});

test.each(TENANT_COMMANDS)('%s: each grant opens something that no other one opens', (command) => {
  const needs = needsOf([command]);
  for (const grant of grantsOf(needs))
    expect(shutWithout(grant, needs), grant.name).not.toEqual([]);
});

test('a grant is required where what it alone opens is', () => {
  const needs = needsOf(['plan']);
  expect(isRequiredGrant(ROLE.viewConfiguration, needs)).toBe(true); // accepted domains
  expect(isRequiredGrant(ROLE.applications, needs)).toBe(false);
  expect(isRequiredGrant(PERMISSION.hiddenMembers, needs)).toBe(false);
  expect(isRequiredGrant(ROLE.viewConfiguration, needsOf(['apply']))).toBe(false); // Mail Recipients has them
});

test('never is it said that view-only rights can, or cannot, read Send As', () => {
  const [sendAs] = ALL.filter(({ operation }) => operation === CMDLET.getRecipientPermission);
  expect(sendAs?.sure).toBe('contested');
  expect(sendAs?.openedBy).not.toContain(ROLE.viewRecipients.name);
  expect(sendAs?.contested).toContain(ROLE.viewRecipients.name);
  expect(sendAs && isRequired(sendAs)).toBe(true);
});

const TO = {
  appId: '11111111-0000-4000-8000-000000000001',
  objectId: '22222222-0000-4000-8000-000000000002',
};

test('what gives a permission: Azure CLI, each service on a line, then the consent', () => {
  expect(mendsOf([PERMISSION.users, PERMISSION.door, PERMISSION.groups], TO)).toEqual([
    {
      in: 'Azure CLI',
      lines: [
        `az ad app permission add --id '${TO.appId}' --api 00000003-0000-0000-c000-000000000000 --api-permissions df021288-bdef-4463-88db-98f22de89214=Role 98830695-27a2-44f7-8c18-0c3ebc9698f6=Role`,
        `az ad app permission add --id '${TO.appId}' --api 00000002-0000-0ff1-ce00-000000000000 --api-permissions dc50a0fb-09a3-484d-be87-e023b12c6440=Role`,
        `az ad app permission admin-consent --id '${TO.appId}'`,
      ],
    },
  ]);
});

test('what gives a role that Exchange has: membership of a role group that it has, too', () => {
  const [need] = needsOf(['plan']).filter(({ operation }) => operation === CMDLET.getMailbox);
  expect(need && mendOf(need, TO)).toEqual([
    {
      in: 'Exchange Online PowerShell',
      lines: [
        `New-ServicePrincipal -AppId '${TO.appId}' -ObjectId '${TO.objectId}' -DisplayName mbx`,
        `Add-RoleGroupMember -Identity 'View-Only Organization Management' -Member '${TO.objectId}'`,
      ],
    },
  ]);
});

test('what gives one that has to be made: the role, and a role group for it', () => {
  const [, ...lines] = mendsOf([ROLE.sendAs, ROLE.applications])[0]?.lines ?? [];
  expect(lines).toEqual([
    'if ((Get-OrganizationConfig).IsDehydrated) { Enable-OrganizationCustomization }',
    "New-ManagementRole -Name 'mbx read' -Parent 'Mail Recipients' -EnabledCmdlets 'Get-RecipientPermission'",
    "New-RoleGroup -Name 'mbx read members' -Roles 'mbx read' -Members '<object id of the enterprise application>'",
    "New-ManagementRole -Name 'mbx applications' -Parent 'Role Management' -EnabledCmdlets 'Get-ServicePrincipal'",
    "New-RoleGroup -Name 'mbx applications members' -Roles 'mbx applications' -Members '<object id of the enterprise application>'",
  ]);
});

test('it is said that a grant takes its time', () => {
  expect(GRANT_LAG).toContain('two hours');
});
