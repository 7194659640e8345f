/** `mbx doctor` against a tenant in which one thing after the other is wrong: it names that one, and what to do. */
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Application, Tenant } from '../../src/simulator/tenant/model.ts';
import { systemClock } from '../../src/system-clock.ts';
import { runHere } from '../support/command-line.ts';
import { type Company, flat, inCompany } from './company.ts';

interface Found {
  readonly what: string;
  readonly result: string;
  readonly found: string;
  readonly mend?: string;
  readonly commands?: readonly { readonly in: string; readonly lines: readonly string[] }[];
}

/** As another application of the demo tenant, where one is named. */
async function doctor(
  company: Company,
  { as, args = [], env = {} }: { as?: string; args?: string[]; env?: Record<string, string> } = {},
) {
  const own = (await company.tenant.dump()).applications.find(
    ({ displayName }) => displayName === as,
  );
  const { exit, out, err } = await runHere(['doctor', '-o', 'json', ...args], {
    cwd: company.space.folder,
    clock: systemClock,
    env: {
      ...company.tenant.env,
      MBX_STATE_DIR: company.space.state,
      ...(own === undefined
        ? {}
        : { AZURE_CLIENT_ID: own.appId, AZURE_CLIENT_SECRET: own.secret ?? '' }),
      ...env,
    },
  });
  const checks: readonly Found[] = out === '' ? [] : JSON.parse(out).checks;
  return {
    exit,
    err,
    of: (what: string): Found | undefined => checks.find((check) => check.what === what),
    wrong: checks
      .filter(({ result }) => result !== 'ok')
      .map(({ what, result }) => `${result} ${what}`),
  };
}
const change = (name: string, by: (own: Application) => void) => (tenant: Tenant) => {
  for (const own of tenant.applications) if (own.displayName === name) by(own);
};

test('a plan as the demo tenant is set up: exit 0, nothing written, what it does without is said', () =>
  inCompany(async (company) => {
    const { exit, wrong, of } = await doctor(company);
    expect(exit).toBe(0);
    expect(wrong).toEqual([
      'without Member.Read.Hidden',
      'without Get-RemoteDomain',
      'without Get-HostedOutboundSpamFilterPolicy',
      'without Get-HostedOutboundSpamFilterRule',
    ]);
    expect(of('a token for Exchange Online')?.found).toContain('Exchange Recipient Administrator');
    expect(of('which tenant it is')?.found).toMatch(/^Contoso \(/);
    expect(await company.writes()).toEqual([]);
    expect(await company.tenant.control('GET', 'unknown')).toMatchObject({ count: 0 });
  }));

test('on a screen: a table, then what to do, then a verdict; lines to copy stand whole', () =>
  inCompany(async (company) => {
    await company.edit(change('mbx', (own) => own.graphRoles.splice(0)));
    const { out, code } = await company.mbx(['doctor'], {});
    expect(code).toBe(4);
    expect(out).toMatch(/^RESULT +WHAT +FOUND/);
    expect(out).toMatch(/^FAILED +User.Read.All +missing: to read accounts/m);
    expect(out).toMatch(
      /^ {4}az ad app permission add --id '[^']+' --api \S+ --api-permissions \S+=Role$/m,
    );
    expect(flat(out)).toContain('will not work, or not for everything.');
  }));

test.each([
  { permission: 'User.Read.All', exit: 4, wrong: 'failed User.Read.All' },
  { permission: 'GroupMember.Read.All', exit: 4, wrong: 'failed GroupMember.Read.All' },
  {
    permission: 'RoleManagement.Read.Directory',
    exit: 4,
    wrong: 'failed RoleManagement.Read.Directory',
  },
])('Graph: without $permission', ({ permission, exit, wrong }) =>
  inCompany(async (company) => {
    await company.edit(
      change('mbx', (own) => {
        own.graphRoles = own.graphRoles.filter(
          (one) => !one.startsWith(permission.split('.')[0]?.replace('Member', '') ?? ''),
        );
      }),
    );
    const told = await doctor(company);
    expect(told.exit).toBe(exit);
    expect(told.wrong.filter((one) => one.startsWith('failed'))).toEqual([wrong]);
    expect(told.of(permission)?.commands?.[0]?.lines[0]).toContain('az ad app permission add');
  }),
);

test('a larger permission does as well, and that is said', () =>
  inCompany(async (company) => {
    await company.edit(
      change('mbx', (own) => {
        own.graphRoles = ['Directory.Read.All'];
      }),
    );
    const { of } = await doctor(company);
    expect(of('User.Read.All')).toMatchObject({
      result: 'ok',
      found: 'not needed: Directory.Read.All is granted',
    });
  }));

test('without what opens Exchange, that alone is told of Exchange', () =>
  inCompany(async (company) => {
    await company.edit(
      change('mbx', (own) => {
        own.exchangeRoles = [];
      }),
    );
    const { exit, of } = await doctor(company);
    expect(exit).toBe(4);
    expect(of('Exchange.ManageAsApp')?.result).toBe('failed');
    expect(of('Get-Mailbox')).toBeUndefined();
  }));

test.each([
  { viewOnlySendAs: 'denied', exit: 4, result: 'failed' },
  { viewOnlySendAs: 'allowed', exit: 0, result: 'ok' },
])(
  'view-only rights in a tenant where Send As is $viewOnlySendAs',
  ({ viewOnlySendAs, exit, result }) =>
    inCompany(async (company) => {
      await company.tenant.control('PUT', 'settings', { viewOnlySendAs });
      const told = await doctor(company, { as: 'mbx-reader' });
      expect(told.exit).toBe(exit);
      const sendAs = told.of('Get-RecipientPermission');
      expect(sendAs?.result).toBe(result);
      if (result === 'failed') {
        expect(sendAs?.mend).toContain('differs from tenant to tenant');
        expect(sendAs?.commands?.[0]?.lines.join()).toContain(
          "New-ManagementRole -Name 'mbx read'",
        );
      }
    }),
);

test('an identity that only reads, asked about apply: each cmdlet that writes is named', () =>
  inCompany(async (company) => {
    const { exit, wrong } = await doctor(company, { as: 'mbx-reader', args: ['--for', 'apply'] });
    expect(exit).toBe(4);
    for (const cmdlet of [
      'Set-Mailbox',
      'New-Mailbox',
      'Add-MailboxPermission',
      'Remove-RecipientPermission',
    ])
      expect(wrong).toContain(`failed ${cmdlet}`);
    expect(wrong).not.toContain('failed Get-Mailbox');
  }));

test('where Exchange does not say what may be run, reads are tried, writes are not, exit 3', () =>
  inCompany(async (company) => {
    await company.faults({
      rules: [{ match: { service: 'exchange', path: 'EXOModuleFile' }, answer: { status: 404 } }],
    });
    const { exit, wrong, of } = await doctor(company, { args: ['--for', 'apply'] });
    expect(of('Get-Mailbox')?.found).toBe('answers');
    expect(wrong).toContain('untested Set-Mailbox');
    expect(exit).toBe(3);
    expect(await company.writes()).toEqual([]);
  }));

test('a wrong secret: told once, and what stands on it was not tested', () =>
  inCompany(async (company) => {
    const { exit, of, wrong } = await doctor(company, { env: { AZURE_CLIENT_SECRET: 'wrong' } });
    expect(exit).toBe(4);
    expect(of('a token for Microsoft Graph')).toMatchObject({ result: 'failed' });
    expect(wrong).toContain('untested User.Read.All');
    expect(of('Exchange Online')?.result).toBe('ok');
  }));

test('a service that cannot be reached is named, with where the request went', () =>
  inCompany(async (company) => {
    const { exit, of } = await doctor(company, {
      env: { MBX_EXCHANGE_URL: 'http://127.0.0.1:9' },
      args: ['--max-wait', '1s'],
    });
    expect(exit).toBe(4);
    expect(of('Exchange Online')).toMatchObject({
      result: 'failed',
      found: expect.stringMatching(
        /^Exchange Online gave no answer to a request without a token: .*ECONNREFUSED/,
      ),
    });
    expect(of('Microsoft Graph')?.found).toBe(`${company.tenant.origin} answers`);
    expect(of('User.Read.All')?.result).toBe('ok');
  }));

test.each([
  { minutes: 11, word: 'behind' },
  { minutes: -11, word: 'ahead of' },
])('a clock that is $minutes minutes off', ({ minutes, word }) =>
  inCompany(async (company) => {
    const set = new Date(systemClock.now() + minutes * 60_000).toISOString();
    await company.tenant.control('PUT', 'clock', { set });
    const { of } = await doctor(company);
    expect(of('clock of this machine')).toMatchObject({ result: 'failed' });
    expect(of('clock of this machine')?.found).toMatch(
      new RegExp(`^1[0-2] min ${word} the services$`),
    );
  }),
);

test('a state folder that others can write, and one that cannot be made', () =>
  inCompany(async (company) => {
    const open = join(company.space.folder, 'open');
    await mkdir(open);
    await chmod(open, 0o777);
    const told = await doctor(company, { env: { MBX_STATE_DIR: open } });
    expect(told.of('state folder')).toMatchObject({
      result: 'failed',
      mend: `Run: chmod 700 '${open}'`,
    });
    expect(told.exit).toBe(4);
    const nowhere = await doctor(company, { env: { MBX_STATE_DIR: '/proc/nowhere/state' } });
    expect(nowhere.of('state folder')?.result).toBe('failed');
  }));

test('service health is told where the application may read it', () =>
  inCompany(async (company) => {
    expect((await doctor(company)).of('service health')?.found).toContain('not looked at');
    await company.edit(change('mbx', (own) => own.graphRoles.push('ServiceHealth.Read.All')));
    expect((await doctor(company)).of('service health')?.found).toBe('serviceOperational');
    await company.tenant.control('PUT', 'settings', { exchangeHealth: 'serviceDegradation' });
    expect((await doctor(company)).of('service health')).toMatchObject({
      result: 'without',
      found: 'Microsoft reports serviceDegradation',
    });
  }));
