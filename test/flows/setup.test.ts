/** `mbx setup`: what it prints, run by somebody, gives an application that works, and that holds nothing more. */
import { X509Certificate } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TENANT_COMMANDS } from '../../src/setup/need.ts';
import { systemClock } from '../../src/system-clock.ts';
import { runHere } from '../support/command-line.ts';
import { carryOutSetup } from '../support/described.ts';
import { flat, inCompany } from './company.ts';

const lines = (text: string): string[] => text.split('\n');

test.each([
  // Each makes a key, which takes its time.
  { shell: 'bash', commands: 'plan,verify' },
  { shell: 'bash', commands: 'apply,undo,resume' },
  { shell: 'powershell', commands: 'plan' },
  { shell: 'powershell', commands: 'apply' },
])(
  'an application as setup describes it for $commands ($shell) passes doctor for them',
  ({ shell, commands }) =>
    inCompany(async ({ mbx, tenant, space, edit }) => {
      const made = await mbx([
        ...['setup', '--for', commands, '--shell', shell],
        ...['--certificate', 'own.pem', '--tenant', 'contoso.onmicrosoft.com'],
      ]);
      expect(made.code).toBe(0);
      expect((await tenant.ledger()).length).toBe(0);

      const certificate = await readFile(join(space.folder, 'own.cer'), 'utf8');
      await edit((document) => void carryOutSetup(made.out, document, certificate));
      const own = (await tenant.dump()).applications.at(-1);
      const world = {
        cwd: space.folder,
        clock: systemClock,
        env: {
          ...tenant.env,
          AZURE_CLIENT_ID: own?.appId ?? '',
          AZURE_CLIENT_SECRET: '',
          AZURE_CLIENT_CERTIFICATE_PATH: 'own.pem',
          MBX_STATE_DIR: space.state,
        },
      };
      const { exit, out } = await runHere(['doctor', '--for', commands, '-o', 'json'], world);
      const { checks, result } = JSON.parse(out);
      expect(checks.filter((check: { result: string }) => check.result !== 'ok')).toEqual([]);
      expect([exit, result]).toEqual([0, 'ok']);
    }),
);

test('commands that only read get an application of their own, without any role that writes', () =>
  inCompany(async ({ mbx }) => {
    const { out } = await mbx(['setup', '--for', TENANT_COMMANDS.join(',')]);
    const [, reader = '', writer = ''] = out.split(/^# ---- mbx setup/m);
    expect(lines(reader)[0]).toContain('--for plan,verify');
    expect(lines(writer)[0]).toContain('--for apply,undo,resume');
    const roles = (text: string): string => /New-RoleGroup .*-Roles (.*) \}/.exec(text)?.[1] ?? '';
    expect(roles(reader)).toBe(
      "'View-Only Recipients','mbx read','View-Only Configuration','mbx applications'",
    );
    expect(reader).not.toContain('EnableDisableAccount');
    const cmdlets = [...reader.matchAll(/EnabledCmdlets ([^ ]+)/g)].flatMap(([, names = '']) =>
      names.split(','),
    );
    expect(cmdlets).toEqual(["'Get-RecipientPermission'", "'Get-ServicePrincipal'"]);
    expect(roles(writer)).toContain("'Mail Recipients'");
  }));

test('the certificate: its key in one file for nobody else, and never printed; what is there already stays', () =>
  inCompany(async ({ mbx, space }) => {
    const args = ['setup', '--certificate', 'own.pem', '--days', '30'];
    const { code, out, err } = await mbx(args);
    expect(code).toBe(0);
    expect(out + err).not.toContain('PRIVATE KEY');
    const pem = await readFile(join(space.folder, 'own.pem'), 'utf8');
    expect((await stat(join(space.folder, 'own.pem'))).mode & 0o777).toBe(0o600);
    expect(pem).toContain('PRIVATE KEY');
    const text = await readFile(join(space.folder, 'own.cer'), 'utf8');
    expect(text).not.toContain('PRIVATE KEY');
    const certificate = new X509Certificate(text);
    const days = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / 86_400_000;
    expect(Math.round(days)).toBe(30);
    expect(out).toContain("--cert '@own.cer'");

    const again = await mbx(args);
    expect(again.code).not.toBe(0);
    expect(again.err).toContain('own.cer already exists');
    expect(again.err).not.toContain('--overwrite');
    expect(await readFile(join(space.folder, 'own.pem'), 'utf8')).toBe(pem);
  }));

test('where only the public file is there, no key is left behind that fits no certificate', () =>
  inCompany(async ({ mbx, space }) => {
    await writeFile(join(space.folder, 'own.cer'), 'of somebody');
    const { code, out, err } = await mbx(['setup', '--certificate', 'own.pem']);
    expect([code === 0, out]).toEqual([false, '']);
    expect(err).toContain('own.cer already exists');
    await expect(stat(join(space.folder, 'own.pem'))).rejects.toThrow('ENOENT');
  }));

test.each([
  { args: ['--for', 'plan,apply', '--certificate', 'a.pem'], said: 'two applications' },
  { args: ['--for', 'audits'], said: 'Commands: plan, apply' },
  { args: ['--tenant', "x'; rm -rf ~"], said: 'the tenant is not named by its id' },
  { args: ['--certificate', "a'.pem"], said: '--certificate cannot be' },
  { args: ['--certificate', 'a.cer'], said: '--certificate cannot be' },
])('setup $args is refused, and says why', ({ args, said }) =>
  inCompany(async ({ mbx }) => {
    const { code, out, err } = await mbx(['setup', ...args]);
    expect(code).not.toBe(0);
    expect(out).toBe('');
    expect(flat(err)).toContain(said);
  }),
);

test('the portal: the same permissions by name, and which of the two object ids', () =>
  inCompany(async ({ mbx }) => {
    const { out } = await mbx(['setup', '--portal']);
    const text = flat(out.replaceAll(/^# +/gm, ''));
    expect(text).toContain(
      'Application permissions: Organization.Read.All, User.Read.All, GroupMember.Read.All, Member.Read.Hidden, RoleManagement.Read.Directory.',
    );
    expect(text).toContain('Enterprise applications, the same name: copy the Object ID');
    expect(out).not.toContain('az ad');
    for (const line of lines(out).filter((one) => one.startsWith('#')))
      expect(line.length, line).toBeLessThanOrEqual(80);
  }));
