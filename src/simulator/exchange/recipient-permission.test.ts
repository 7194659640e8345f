import { expect, test } from 'vitest';
import { type Answer, makeBench } from '../../../test/support/simulator/exchange-world.ts';

const trusteesOf = ({ rows }: Answer) => rows.map(({ Trustee }) => Trustee);
const SEND_AS = {
  Identity: 'hr@contoso.com',
  Trustee: 'fred@contoso.com',
  AccessRights: ['SendAs'],
};

test('a row, and IsInherited by setting', async () => {
  const { run, settings, tenant } = makeBench();
  const ann = tenant.users.find(({ displayName }) => displayName === 'Ann Lee');
  const read = async () =>
    (await run('Get-RecipientPermission', { Identity: 'sales', Trustee: 'ann' })).rows;
  expect(await read()).toEqual([
    {
      Identity: 'sales',
      Trustee: 'ann@contoso.com',
      AccessControlType: 'Allow',
      'AccessRights@odata.type': '#Collection(String)',
      AccessRights: ['SendAs'],
      InheritanceType: 'None',
      TrusteeSidString: ann?.sid,
      PrimarySmtpAddress: '',
      TrusteeWithPrimarySmtpAddress: '',
      IsValid: true,
    },
  ]);
  settings.recipientPermissionIsInherited = 'false';
  expect((await read())[0]).toMatchObject({ IsInherited: false });
});

test('without identity: the whole tenant, SELF of each mailbox, groups, strangers as SID texts', async () => {
  const { run, tenant } = makeBench();
  const { rows } = await run('Get-RecipientPermission', { ResultSize: 'Unlimited' });
  const live = tenant.mailboxes.filter(({ softDeleted }) => softDeleted === null);
  expect(rows.filter(({ TrusteeSidString }) => TrusteeSidString === 'S-1-5-10')).toHaveLength(
    live.length,
  );
  expect(rows.filter(({ Identity }) => Identity === 'Sales List')).toMatchObject([
    { Trustee: 'ann@contoso.com' },
  ]);
  expect(rows.filter(({ Trustee }) => /^S-1-5-21-.*/.test(String(Trustee))).length).toBeGreaterThan(
    1,
  );
});

test.each([null, ''])('identity %j is the same as none', async (Identity) => {
  const { run } = makeBench();
  expect((await run('Get-RecipientPermission', { Identity })).rows.length).toBeGreaterThan(50);
});

test('an unknown identity is 404, or no filter by setting', async () => {
  const { run, settings } = makeBench();
  expect((await run('Get-RecipientPermission', { Identity: 'nobody' })).status).toBe(404);
  settings.unknownIdentity = 'allRows';
  expect(
    (await run('Get-RecipientPermission', { Identity: 'nobody' })).rows.length,
  ).toBeGreaterThan(50);
});

test('a right is added once; the repeat is a warning', async () => {
  const { run, mailbox, saved } = makeBench();
  expect((await run('Add-RecipientPermission', SEND_AS)).rows).toMatchObject([
    { Trustee: 'fred@contoso.com' },
  ]);
  const repeat = await run('Add-RecipientPermission', SEND_AS);
  expect(repeat.body.value).toEqual([]);
  expect(repeat.warnings[0]).toContain('The appropriate access control entry is already present');
  expect(mailbox('hr').sendAs).toHaveLength(3);
  expect(saved.count).toBe(1);
});

test('a right is removed; an absent one is a warning; strangers go by their SID', async () => {
  const { run, mailbox, saved } = makeBench();
  const absent = await run('Remove-RecipientPermission', SEND_AS);
  expect(absent.warnings[0]).toContain("because the ACE isn't present");
  expect(saved.count).toBe(0);
  await run('Remove-RecipientPermission', { ...SEND_AS, Trustee: 'helen.ward@contoso.com' });
  expect(trusteesOf(await run('Get-RecipientPermission', { Identity: 'hr' }))).not.toContain(
    'helen.ward@contoso.com',
  );
  const orphan = mailbox('info').sendAs.at(-1)?.sid;
  await run('Remove-RecipientPermission', {
    Identity: 'info',
    Trustee: orphan,
    AccessRights: 'SendAs',
  });
  expect(mailbox('info').sendAs.some(({ sid }) => sid === orphan)).toBe(false);
});

test.each([
  'auditors@contoso.com',
  'sales-list@contoso.com',
  'all-staff@contoso.com',
  'agency@fabrikam.example',
  'consultant@contoso.com',
])('Send As is given on %s too', async (Identity) => {
  const { run } = makeBench();
  await run('Add-RecipientPermission', { ...SEND_AS, Identity });
  expect(trusteesOf(await run('Get-RecipientPermission', { Identity }))).toContain(
    'fred@contoso.com',
  );
});

test.each([
  ['sales-list@contoso.com', 400],
  ['VPN Users', 400],
  ['agency@fabrikam.example', 400],
  ['nobody', 404],
])('%s cannot be a trustee', async (Trustee, status) => {
  const { run } = makeBench();
  expect((await run('Add-RecipientPermission', { ...SEND_AS, Trustee })).status).toBe(status);
});

test('reads of Send As lag by their own group', async () => {
  const bench = makeBench();
  Object.assign(bench.lagTimes, { sendAs: { ms: 3_600_000, spread: 'exactly' } });
  await bench.run('Add-RecipientPermission', SEND_AS);
  const read = async () =>
    trusteesOf(await bench.run('Get-RecipientPermission', { Identity: 'hr' }));
  expect(await read()).not.toContain('fred@contoso.com');
  bench.advance(3_600_001);
  expect(await read()).toContain('fred@contoso.com');
});

test('Deny entries are shown as such, and removed only with Deny', async () => {
  const { run, mailbox } = makeBench();
  const [entry] = mailbox('hr').sendAs;
  mailbox('hr').sendAs = [{ sid: entry?.sid ?? '', deny: true }];
  const { rows } = await run('Get-RecipientPermission', { Identity: 'hr', Trustee: 'helen.ward' });
  expect(rows).toMatchObject([{ AccessControlType: 'Deny' }]);
  const remove = { ...SEND_AS, Trustee: 'helen.ward@contoso.com' };
  expect((await run('Remove-RecipientPermission', remove)).warnings).toHaveLength(1);
  expect((await run('Remove-RecipientPermission', { ...remove, Deny: true })).warnings).toEqual([]);
  expect(mailbox('hr').sendAs).toEqual([]);
});
