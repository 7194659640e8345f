/** What the identity may not do is told at once, all of it, with what to give: before planning for reads, before asking for writes. */
import { expect, test } from 'vitest';
import type { Application, Tenant } from '../../src/simulator/tenant/model.ts';
import { said } from '../support/plan-sentences.ts';
import { type Company, flat, inCompany } from './company.ts';

const DELEGATES =
  'sharedMailboxes:\n  press@contoso.com:\n    signIn: allowed\n    delegates:\n      ann@contoso.com: [fullAccess, sendAs]\n';

function applicationIn({ applications }: Tenant, name: string): Application {
  const found = applications.find(({ displayName }) => displayName === name);
  if (found === undefined) throw new Error(`there is no application ${name}`);
  return found;
}

/** Signs in as another application of the demo tenant. */
async function as(company: Company, name: string, change?: (own: Application) => void) {
  if (change !== undefined) await company.edit((tenant) => change(applicationIn(tenant, name)));
  const { appId, secret } = applicationIn(await company.tenant.dump(), name);
  const env = { AZURE_CLIENT_ID: appId, AZURE_CLIENT_SECRET: secret ?? '' };
  return (...args: string[]) => company.mbx(args, { env });
}
const allowSendAs = ({ tenant }: Company): Promise<unknown> =>
  tenant.control('PUT', 'settings', {
    viewOnlySendAs: 'allowed',
    viewOnlyServicePrincipals: 'allowed',
  });

test('view-only rights that cannot read Send As: exit 4 with the one thing that is missing, and no plan', () =>
  inCompany(async (company) => {
    await company.strategy(DELEGATES);
    const { code, out, err } = await (await as(company, 'mbx-reader'))('plan');
    expect([code, out]).toEqual([4, '']);
    expect(flat(err)).toContain(
      'Exchange Online, for Get-RecipientPermission: the role "mbx read", made from Mail Recipients',
    );
    expect(err.split('\n').map((line) => line.trim())).toContain(
      "New-ManagementRole -Name 'mbx read' -Parent 'Mail Recipients' -EnabledCmdlets 'Get-RecipientPermission'",
    );
    expect(flat(err)).toContain('A grant can take up to two hours to work in Exchange.');
    expect(flat(err)).toContain('Nothing was planned or changed.');
    expect(flat(err)).toContain('differs from tenant to tenant');
    expect(err).not.toContain('Get-Mailbox');
    expect(err).not.toContain('Microsoft Graph');
  }));

test('view-only rights that can read it: the plan is made', () =>
  inCompany(async (company) => {
    await company.strategy(DELEGATES);
    await allowSendAs(company);
    const { code, out } = await (await as(company, 'mbx-reader'))('plan');
    expect(code).toBe(0);
    expect(said(out)).toContain('let ann@contoso.com send as press@contoso.com');
  }));

test('view-only rights suffice in every tenant where the file says nothing of delegates', () =>
  inCompany(async (company) => {
    await company.strategy('sharedMailboxes:\n  press@contoso.com: { hidden: true }\n');
    await company.tenant.control('PUT', 'settings', { viewOnlyServicePrincipals: 'allowed' });
    expect((await (await as(company, 'mbx-reader'))('plan')).code).toBe(0);
  }));

test('everything that is missing for reading stands in one message', () =>
  inCompany(async (company) => {
    await company.strategy(DELEGATES);
    const run = await as(company, 'no-roles-app', (own) => {
      own.graphRoles = ['Organization.Read.All'];
      own.exchangeRoles = ['Exchange.ManageAsApp'];
    });
    const { code, out, err } = await run('plan');
    expect([code, out]).toEqual([4, '']);
    for (const name of [
      'GET /users: the application permission User.Read.All',
      'GET /groups: the application permission GroupMember.Read.All',
      'Get-Recipient',
      'Get-Mailbox',
      'Get-MailboxPermission',
      'Get-RecipientPermission',
    ])
      expect(flat(err)).toContain(name);
    expect(err.match(/error E3002/g)).toHaveLength(1);
    expect(flat(err)).toContain('Exchange refused everything that each command reads');
  }));

test('without the permission that opens Exchange, that one is named and no sign-in error is told', () =>
  inCompany(async (company) => {
    await company.strategy(DELEGATES);
    const run = await as(company, 'mbx-reader', (own) => {
      own.exchangeRoles = [];
    });
    const { code, out, err } = await run('plan');
    expect([code, out]).toEqual([4, '']);
    expect(flat(err)).toContain('the application permission Exchange.ManageAsApp');
    expect(err).toContain('E3002');
    expect(err).not.toContain('E3001');
  }));

test('what is missing for writing is told after the plan and before the question, all of it', () =>
  inCompany(async (company) => {
    await company.strategy(DELEGATES, 'additive');
    await allowSendAs(company);
    const run = await as(company, 'mbx-reader');
    const { code, out, err } = await run('apply', '--no-input');
    expect(code).toBe(4); // without --yes: had anybody been asked, it would be 5
    expect(said(out)).toContain('let ann@contoso.com send as press@contoso.com');
    expect(flat(err)).toContain('Add-MailboxPermission, Add-RecipientPermission');
    expect(flat(err)).toContain(
      'PATCH /users/{id}: the application permission User.EnableDisableAccount.All',
    );
    expect(err).toMatch(/^ +az ad app permission add --id '[\da-f-]{36}' .*=Role$/mu);
    expect(err).toMatch(
      /^ +Add-RoleGroupMember -Identity 'Recipient Management' -Member '[\da-f-]{36}'$/mu,
    );
    expect(flat(err)).toContain('Nothing was written.');
    expect(await company.writes()).toEqual([]);
  }));
