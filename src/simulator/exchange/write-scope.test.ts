import { expect, test } from 'vitest';
import {
  ADMINISTRATOR,
  type Bench,
  makeBench,
  type Options,
} from '../../../test/support/simulator/exchange-world.ts';

const GLOBAL_READER: Options = { as: 'user:f2ef992c-3afb-46b9-b7cf-a126ee74c451' };
const SCOPED: Options = { as: 'no-roles-app' };

/** A bench where one application is in role groups of the organisation, with the scopes given. */
function scoped(...groups: { readonly roles: string[]; readonly writeScope?: string }[]): Bench {
  const bench = makeBench();
  const app = bench.tenant.applications.find(({ displayName }) => displayName === 'no-roles-app');
  if (app === undefined) throw new Error('the seed has no no-roles-app');
  app.exchangeRoles = ['Exchange.ManageAsApp'];
  bench.tenant.roleGroups = groups.map((group, index) => ({
    name: `group ${index}`,
    members: [app.id],
    ...group,
  }));
  return bench;
}
const SALES_ONLY = "Department -eq 'Sales'";
const rename = (bench: Bench, Identity: string) =>
  bench.run('Set-Mailbox', { Identity, DisplayName: 'A' }, SCOPED);

test('a write outside the scope is refused in words, one inside is carried out; reads are not narrowed', async () => {
  const bench = scoped({ roles: ['Mail Recipients'], writeScope: SALES_ONLY });
  expect((await rename(bench, 'fred@contoso.com')).status).toBe(200);
  const refused = await rename(bench, 'helen.ward@contoso.com');
  expect(refused.status).toBe(400);
  expect(refused.error).toContain("out of the current user's write scope");
  expect(bench.mailbox('helen.ward').displayName).toBe('Helen Ward');
  const read = { Identity: 'helen.ward@contoso.com' };
  expect((await bench.run('Get-MailboxPermission', read, SCOPED)).status).toBe(200);
  expect((await rename(bench, 'nobody@contoso.com')).status).toBe(404);
});

test.each([
  ['Add-MailboxPermission', { User: 'ann@contoso.com', AccessRights: ['FullAccess'] }],
  ['Add-RecipientPermission', { Trustee: 'ann@contoso.com', AccessRights: ['SendAs'] }],
])('%s is checked too', async (cmdlet, more) => {
  const bench = scoped({ roles: ['Mail Recipients'], writeScope: SALES_ONLY });
  const to = (Identity: string) => bench.run(cmdlet, { Identity, ...more }, SCOPED);
  expect([(await to('temp@contoso.com')).status, (await to('hr@contoso.com')).status]).toEqual([
    200, 400,
  ]);
});

test('scopes of several groups add up, and one without a scope opens all', async () => {
  const two = scoped(
    { roles: ['Mail Recipients'], writeScope: SALES_ONLY },
    { roles: ['Mail Recipients'], writeScope: "Department -eq 'HR'" },
  );
  expect((await rename(two, 'helen.ward@contoso.com')).status).toBe(200);
  expect((await rename(two, 'ceo@contoso.com')).status).toBe(400);
  const open = scoped(
    { roles: ['Mail Recipients'], writeScope: SALES_ONLY },
    { roles: ['Mail Recipients'] },
  );
  expect((await rename(open, 'ceo@contoso.com')).status).toBe(200);
});

const RULES = { Mailbox: 'temp@contoso.com', IncludeHidden: true };

test('inbox rules of others with view-only rights: outside the scope, or by setting read, or unknown', async () => {
  const bench = makeBench();
  const refused = await bench.run('Get-InboxRule', RULES, GLOBAL_READER);
  expect([refused.status, refused.error]).toEqual([
    400,
    expect.stringContaining("isn't within your current write scopes"),
  ]);
  bench.settings.viewOnlyInboxRules = 'allowed';
  expect((await bench.run('Get-InboxRule', RULES, GLOBAL_READER)).rows).toHaveLength(2);
  bench.settings.viewOnlyInboxRules = 'absent';
  expect((await bench.run('Get-InboxRule', RULES, GLOBAL_READER)).status).toBe(403);
  // The switch gives a read and no write.
  bench.settings.viewOnlyInboxRules = 'allowed';
  const write = await bench.run(
    'Set-Mailbox',
    { Identity: 'temp@contoso.com', DisplayName: 'A' },
    GLOBAL_READER,
  );
  expect(write.status).toBe(403);
});

test('a role made from Mail Recipients reads them within its scope, one made from View-Only Recipients does not', async () => {
  const bench = scoped({ roles: ['readers'], writeScope: SALES_ONLY });
  const role = (parent: string) => [{ name: 'readers', parent, cmdlets: ['Get-InboxRule'] }];
  const ask = async (Mailbox: string) =>
    (await bench.run('Get-InboxRule', { Mailbox }, SCOPED)).status;
  bench.tenant.managementRoles = role('Mail Recipients');
  expect([await ask('temp@contoso.com'), await ask('ceo@contoso.com')]).toEqual([200, 400]);
  bench.tenant.managementRoles = role('View-Only Recipients');
  expect(await ask('temp@contoso.com')).toBe(400);
});

test('hidden rules only when asked for, the one of the system among them', async () => {
  const bench = makeBench();
  const rules = async (parameters: Record<string, unknown>) =>
    (await bench.run('Get-InboxRule', parameters, ADMINISTRATOR)).rows;
  const names = (rows: readonly Record<string, unknown>[]) => rows.map(({ Name }) => Name);
  expect(names(await rules({ Mailbox: 'temp@contoso.com' }))).toEqual([]);
  expect(names(await rules(RULES))).toEqual(['.', 'Junk E-mail Rule']);
  const fred = await rules({ Mailbox: 'fred@contoso.com' });
  expect(fred[1]).toMatchObject({
    Identity: 'fred\\11394007230974001002',
    Name: 'Copy for home',
    Enabled: true,
    ForwardTo: ['"fred@fabrikam.example" [SMTP:fred@fabrikam.example]'],
  });
  expect(fred[1]).not.toHaveProperty('RedirectTo');
  expect((await bench.run('Get-InboxRule', {}, ADMINISTRATOR)).status).toBe(400);
});

test('an organisation that was never customised says so, and refuses to make roles', async () => {
  const bench = makeBench();
  const config = async () => (await bench.run('Get-OrganizationConfig', {}, ADMINISTRATOR)).rows[0];
  expect((await config())?.['IsDehydrated']).toBe(false);
  bench.tenant.dehydrated = true;
  expect((await config())?.['IsDehydrated']).toBe(true);
  for (const cmdlet of ['New-ManagementRole', 'New-RoleGroup', 'New-ManagementRoleAssignment']) {
    const answer = await bench.run(cmdlet, { Name: 'x' }, ADMINISTRATOR);
    expect(answer.status).toBe(400);
    expect(answer.error).toContain('CmdletInvalidOperationInDehydratedContextException');
    expect((await bench.run(cmdlet, { Name: 'x' }, GLOBAL_READER)).status).toBe(403);
  }
  bench.tenant.dehydrated = false;
  const before = bench.unknown.length;
  expect((await bench.run('New-RoleGroup', { Name: 'x' }, ADMINISTRATOR)).status).toBe(403);
  expect(bench.unknown).toHaveLength(before + 1);
});
