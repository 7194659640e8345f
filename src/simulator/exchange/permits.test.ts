import { expect, test } from 'vitest';
import {
  type Bench,
  makeBench,
  type Options,
} from '../../../test/support/simulator/exchange-world.ts';

const as = (directoryRole: string): Options => ({ as: `user:${directoryRole}` });
const GLOBAL_READER = as('f2ef992c-3afb-46b9-b7cf-a126ee74c451');
const RECIPIENT_ADMINISTRATOR = as('31392ffb-586c-42d1-9346-e59415a2cc4e');
const HELPDESK = as('729827e3-9c14-49f7-bb1b-9608f156bbb8');
const COMPLIANCE = as('17315797-102d-40b4-93e0-432062caca18');
const SECURITY_READER = as('5d6b6bb7-de71-4623-b4af-96380a352509');
const EXCHANGE_ADMINISTRATOR = as('29232cdf-9323-42fd-ade2-1d097af3e4de');

const MODULE = '/adminapi/v1.0/contoso.com/EXOModuleFile?Version=3.9.2';
async function cmdletsFor({ send }: Bench, who: Options): Promise<string[]> {
  const answer = await send('GET', MODULE, undefined, { ...who, headers: { commandname: '*' } });
  return String(answer.rows[0]?.['exportedCmdlets']).split(',');
}
const LISTING = (who: Options): Options => ({ ...who, headers: { commandname: '*' } });
const NOW = Date.parse('2030-01-07T09:00:00Z'); // where the bench's clock stands
const SALES = { Identity: 'sales@contoso.com' };

test('view-only rights: everything about recipients is read but Send As and applications; nothing is written', async () => {
  const bench = makeBench();
  const may = await cmdletsFor(bench, GLOBAL_READER);
  expect(may).toEqual(
    expect.arrayContaining([
      'Get-Mailbox',
      'Get-MailboxPermission',
      'Get-Recipient',
      'Get-User',
      'Get-Group',
      'Get-AcceptedDomain',
      'Get-OrganizationConfig',
      'Get-MailboxStatistics',
      'Get-DistributionGroupMember',
    ]),
  );
  expect(may).not.toContain('Get-RecipientPermission');
  expect(may).not.toContain('Get-ServicePrincipal');
  expect(may.filter((name) => !name.startsWith('Get-'))).toEqual([]);
});

test('Send As with view-only rights is a switch, on both routes', async () => {
  const { run, send, settings } = makeBench();
  const rest = "/adminapi/beta/contoso.com/Recipient('sales')?$expand=RecipientPermission";
  const refused = await run('Get-RecipientPermission', SALES, GLOBAL_READER);
  expect([refused.status, refused.raw.body]).toEqual([403, Buffer.alloc(4096)]);
  const told = await send('GET', rest, undefined, GLOBAL_READER);
  expect([told.status, told.body.error?.message]).toEqual([
    401,
    'User is not allowed to call Get-RecipientPermission',
  ]);

  settings.viewOnlySendAs = 'allowed';
  expect((await run('Get-RecipientPermission', SALES, GLOBAL_READER)).rows.length).toBeGreaterThan(
    0,
  );
  expect((await send('GET', rest, undefined, GLOBAL_READER)).status).toBe(200);
  // The switch gives one read, no write.
  const add = { ...SALES, Trustee: 'ann@contoso.com', AccessRights: ['SendAs'] };
  expect((await run('Add-RecipientPermission', add, GLOBAL_READER)).status).toBe(403);
});

test('a refusal of InvokeCommand is a block of NULs, or by setting a 401 that names the cmdlet', async () => {
  const { run, settings } = makeBench();
  settings.deniedCmdlet = 'unauthorized';
  const refused = await run('Get-RecipientPermission', SALES, GLOBAL_READER);
  expect([refused.status, refused.body.error]).toMatchObject([
    401,
    { code: 'Unauthorized', message: 'User is not allowed to call Get-RecipientPermission' },
  ]);
});

test('Exchange Recipient Administrator: recipients are read and written, the organisation is not', async () => {
  const bench = makeBench();
  const may = await cmdletsFor(bench, RECIPIENT_ADMINISTRATOR);
  expect(may).toEqual(
    expect.arrayContaining(['Get-RecipientPermission', 'Set-Mailbox', 'New-Mailbox', 'Get-Group']),
  );
  expect(may).not.toContain('Get-OrganizationConfig');
  expect(may).not.toContain('Get-ServicePrincipal');
  bench.settings.recipientRolesReadOrganization = 'allowed';
  expect(await cmdletsFor(bench, RECIPIENT_ADMINISTRATOR)).toContain('Get-OrganizationConfig');
  bench.settings.recipientAdministratorAs = 'nothing';
  expect(
    (await bench.send('GET', MODULE, undefined, LISTING(RECIPIENT_ADMINISTRATOR))).status,
  ).toBe(403);
});

test.each([
  ['Recipient Management', RECIPIENT_ADMINISTRATOR, { AuditEnabled: false }, 400],
  ['Recipient Management', RECIPIENT_ADMINISTRATOR, { DisplayName: 'A' }, 200],
  ['Recipient Management', RECIPIENT_ADMINISTRATOR, { LitigationHoldEnabled: true }, 200],
  ['Compliance Management', COMPLIANCE, { AuditEnabled: false }, 200],
  ['Compliance Management', COMPLIANCE, { DisplayName: 'A' }, 400],
  ['Compliance Management', COMPLIANCE, { RetentionPolicy: 'Long' }, 200],
  ['Organization Management', EXCHANGE_ADMINISTRATOR, { AuditEnabled: false, Alias: 'a' }, 200],
  ['View-Only', GLOBAL_READER, { DisplayName: 'A' }, 403],
])(
  'Set-Mailbox by %s: a parameter outside the roles looks like an unknown one (%#)',
  async (_name, who, set, status) => {
    const { run } = makeBench();
    const answer = await run('Set-Mailbox', { ...SALES, ...set }, who);
    expect(answer.status).toBe(status);
    if (status === 400) {
      expect(answer.error).toContain('AmbiguousParameterSetException');
      expect(answer.error).toContain(`Invalid cmdlet parameters specified. ${Object.keys(set)[0]}`);
    }
  },
);

test('Helpdesk Administrator reads, or by setting changes what a help desk may', async () => {
  const bench = makeBench();
  const set = { ...SALES, DisplayName: 'A' };
  expect((await bench.run('Set-Mailbox', set, HELPDESK)).status).toBe(403);
  bench.settings.helpdeskAdministratorAs = 'helpDesk';
  expect((await bench.run('Set-Mailbox', set, HELPDESK)).status).toBe(200);
  expect((await bench.run('Set-Mailbox', { ...SALES, Alias: 'a' }, HELPDESK)).status).toBe(400);
});

test('Security Reader alone may not read a mailbox', async () => {
  const bench = makeBench();
  expect((await bench.run('Get-Mailbox', SALES, SECURITY_READER)).status).toBe(403);
  bench.settings.viewOnlyServicePrincipals = 'allowed';
  expect(await cmdletsFor(bench, SECURITY_READER)).toEqual([
    'Get-ServicePrincipal',
    'Get-HostedOutboundSpamFilterPolicy',
    'Get-HostedOutboundSpamFilterRule',
  ]);
});

test('a role group gives its members what its roles hold, without any directory role', async () => {
  const bench = makeBench();
  const { tenant } = bench;
  const app = tenant.applications.find(({ displayName }) => displayName === 'no-roles-app');
  if (app === undefined) throw new Error('the seed has no no-roles-app');
  app.exchangeRoles.push('Exchange.ManageAsApp');
  const who: Options = { as: 'no-roles-app' };
  tenant.managementRoles = [
    {
      name: 'readers of rights',
      parent: 'Mail Recipients',
      // The last is not in the parent: a child never holds more.
      cmdlets: ['Get-RecipientPermission', 'Get-ServicePrincipal'],
    },
  ];
  const members = [app.id];
  tenant.roleGroups = [{ name: 'readers', roles: ['readers of rights'], members }];
  expect(await cmdletsFor(bench, who)).toEqual(['Get-RecipientPermission']);
  tenant.roleGroups.push({ name: 'View-Only Organization Management', roles: [], members });
  const may = await cmdletsFor(bench, who);
  expect(may).toContain('Get-Mailbox');
  expect(may).not.toContain('Set-Mailbox');
  expect((await bench.run('Get-RecipientPermission', SALES, who)).status).toBe(200);
});

test.each([
  ['nulBlock', 403, Buffer.alloc(4096)],
  ['unauthorized', 401, undefined],
  ['forbidden', 403, undefined],
] as const)('a cmdlet outside the roles, refused as %s', async (deniedCmdlet, status, body) => {
  const bench = makeBench();
  bench.settings.deniedCmdlet = deniedCmdlet;
  const answer = await bench.run('New-Mailbox', { Name: 'x', Shared: true }, GLOBAL_READER);
  expect(answer.status).toBe(status);
  if (body === undefined)
    expect(answer.body.error?.message).toBe('User is not allowed to call New-Mailbox');
  else expect(answer.raw.body).toEqual(body);
});

test('a REST read outside the roles is 401, or 403 by setting, with the same words', async () => {
  const bench = makeBench();
  const rest = "/adminapi/beta/contoso.com/Recipient('sales')?$expand=RecipientPermission";
  const statuses: number[] = [];
  for (const deniedRead of ['unauthorized', 'forbidden'] as const) {
    bench.settings.deniedRead = deniedRead;
    const answer = await bench.send('GET', rest, undefined, GLOBAL_READER);
    statuses.push(answer.status);
    expect(answer.body.error?.message).toContain('not allowed to call Get-RecipientPermission');
  }
  expect(statuses).toEqual([401, 403]);
});

test.each([
  ['recipientRolesSetAudit', 'allowed', { AuditEnabled: false }, 200],
  ['recipientRolesSetHold', 'denied', { LitigationHoldEnabled: true }, 400],
  ['recipientRolesSetHold', 'denied', { RetentionPolicy: 'Long' }, 400],
  ['deniedParameter', 'forbidden', { AuditEnabled: false }, 403],
] as const)('Set-Mailbox by Recipient Management with %s %s', async (name, value, set, status) => {
  const bench = makeBench();
  Object.assign(bench.settings, { [name]: value });
  const answer = await bench.run('Set-Mailbox', { ...SALES, ...set }, RECIPIENT_ADMINISTRATOR);
  expect(answer.status).toBe(status);
});

test('the list of cmdlets may be absent, or list what is then refused', async () => {
  const bench = makeBench();
  bench.settings.moduleFile = 'absent';
  expect((await bench.send('GET', MODULE, undefined, LISTING(GLOBAL_READER))).status).toBe(404);
  bench.settings.moduleFile = 'everything';
  expect(await cmdletsFor(bench, GLOBAL_READER)).toContain('Set-Mailbox');
  expect((await bench.run('Set-Mailbox', { ...SALES, Alias: 'a' }, GLOBAL_READER)).status).toBe(
    403,
  );
});

test('an application that Exchange does not know gets 403 for everything, the list of cmdlets included', async () => {
  const bench = makeBench();
  const app = bench.tenant.applications.find(({ displayName }) => displayName === 'no-roles-app');
  if (app === undefined) throw new Error('the seed has no no-roles-app');
  app.exchangeRoles.push('Exchange.ManageAsApp');
  bench.tenant.roleGroups = [
    { name: 'View-Only Organization Management', roles: [], members: [app.id] },
  ];
  const who: Options = { as: 'no-roles-app' };
  expect((await bench.run('Get-Mailbox', SALES, who)).status).toBe(200);
  app.notInExchange = true;
  expect((await bench.run('Get-Mailbox', SALES, who)).status).toBe(403);
  expect((await bench.send('GET', MODULE, undefined, LISTING(who))).status).toBe(403);
  // What it has by a directory role does not hang on that.
  app.wids.push('f2ef992c-3afb-46b9-b7cf-a126ee74c451');
  expect((await bench.run('Get-Mailbox', SALES, who)).status).toBe(200);
});

test('a grant takes its time', async () => {
  const bench = makeBench();
  const app = bench.tenant.applications.find(({ displayName }) => displayName === 'no-roles-app');
  if (app === undefined) throw new Error('the seed has no no-roles-app');
  app.exchangeRoles.push('Exchange.ManageAsApp');
  const since = new Date(NOW).toISOString();
  bench.tenant.roleGroups = [
    { name: 'View-Only Organization Management', roles: [], members: [app.id], since },
  ];
  bench.settings.grantDelay = 7_200_000;
  const status = async () => (await bench.run('Get-Mailbox', SALES, { as: 'no-roles-app' })).status;
  expect(await status()).toBe(403);
  bench.advance(7_199_000);
  expect(await status()).toBe(403);
  bench.advance(1_000);
  expect(await status()).toBe(200);
});
