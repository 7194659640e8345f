import { expect, test } from 'vitest';
import { type Bench, makeBench } from '../../../test/support/simulator/exchange-world.ts';

const FULL = { Identity: 'hr@contoso.com', User: 'fred@contoso.com', AccessRights: ['FullAccess'] };

function acesOf(bench: Bench, local: string, userLocal: string) {
  const upn = `${userLocal}@contoso.com`;
  const sid = [...bench.tenant.users, ...bench.tenant.groups].find(
    (one) => ('userPrincipalName' in one ? one.userPrincipalName : one.mail) === upn,
  )?.sid;
  return bench.mailbox(local).permissions.filter((ace) => ace.sid === sid);
}

test('a right added is given back as a row, mapped by default, and saved', async () => {
  const bench = makeBench();
  const answer = await bench.run('Add-MailboxPermission', FULL);
  expect(answer.rows).toHaveLength(1);
  expect(answer.rows[0]).toMatchObject({ User: 'fred@contoso.com', AccessRights: ['FullAccess'] });
  expect(acesOf(bench, 'hr', 'fred')).toMatchObject([
    { autoMapping: true, deny: false, inheritanceType: 'All' },
  ]);
  expect(bench.saved.count).toBe(1);
  expect(bench.mailbox('hr').whenChanged).toBe('2030-01-07T09:00:00.000Z');
});

test('a repeat is a warning, and leaves auto-mapping as it was', async () => {
  const bench = makeBench();
  await bench.run('Add-MailboxPermission', { ...FULL, AutoMapping: false });
  const repeat = await bench.run('Add-MailboxPermission', { ...FULL, AutoMapping: true });
  expect(repeat.status).toBe(200);
  expect(repeat.body.value).toEqual([]);
  expect(repeat.warnings[0]).toContain('already present on the object');
  expect(acesOf(bench, 'hr', 'fred')).toMatchObject([{ autoMapping: false }]);
  expect(bench.saved.count).toBe(1);
  bench.settings.repeatedAdd = 'warningAndRow';
  expect((await bench.run('Add-MailboxPermission', FULL)).rows).toHaveLength(1);
});

test('further rights join the entry; Deny and another inheritance are entries of their own', async () => {
  const bench = makeBench();
  await bench.run('Add-MailboxPermission', { ...FULL, AccessRights: ['ReadPermission'] });
  expect(acesOf(bench, 'hr', 'fred')).toMatchObject([
    { rights: ['ReadPermission'], autoMapping: null },
  ]);
  await bench.run('Add-MailboxPermission', FULL);
  expect(acesOf(bench, 'hr', 'fred')).toMatchObject([
    { rights: ['ReadPermission', 'FullAccess'], autoMapping: true },
  ]);
  await bench.run('Add-MailboxPermission', { ...FULL, Deny: true });
  await bench.run('Add-MailboxPermission', { ...FULL, InheritanceType: 'None' });
  expect(acesOf(bench, 'hr', 'fred')).toMatchObject([
    { deny: false },
    { deny: true, autoMapping: null },
    { inheritanceType: 'None' },
  ]);
});

test('groups are never mapped, whatever is asked', async () => {
  const bench = makeBench();
  await bench.run('Add-MailboxPermission', {
    ...FULL,
    User: 'auditors@contoso.com',
    AutoMapping: true,
  });
  expect(acesOf(bench, 'hr', 'auditors')).toMatchObject([{ autoMapping: null }]);
});

test.each([
  ['nobody', 404, 'SecurityPrincipalNotFoundException'],
  ['S-1-5-21-1-2-3-4', 404, 'SecurityPrincipalNotFoundException'],
  ['gary.gone@contoso.com', 404, 'SecurityPrincipalNotFoundException'],
  ['Alex Morgan', 400, 'ManagementObjectAmbiguousException'],
  ['sales-list@contoso.com', 400, 'InvalidSecurityPrincipalException'],
  ['project-apollo@contoso.com', 400, 'InvalidSecurityPrincipalException'],
  ['all-staff@contoso.com', 400, 'InvalidSecurityPrincipalException'],
  ['agency@fabrikam.example', 400, 'InvalidSecurityPrincipalException'],
])('%s cannot be given a right', async (User, status, exception) => {
  const { run, saved } = makeBench();
  const answer = await run('Add-MailboxPermission', { ...FULL, User });
  expect(answer.status).toBe(status);
  expect(answer.error).toContain(exception);
  expect(saved.count).toBe(0);
});

test.each([
  'maria.rossi@fabrikam.example',
  'consultant@contoso.com',
  'VPN Users',
  'mail-archiver-app',
  'emergency@contoso.com',
  'old.hand@contoso.com',
])('%s can be given a right', async (User) => {
  const { run } = makeBench();
  expect((await run('Add-MailboxPermission', { ...FULL, User })).rows).toHaveLength(1);
});

test.each([
  ['Everyone', 'S-1-1-0'],
  ['NT AUTHORITY\\Authenticated Users', 'S-1-5-11'],
  ['nt authority\\anonymous logon', 'S-1-5-7'],
])('%s is nobody of the directory, and is given rights all the same', async (User, UserSid) => {
  const { run } = makeBench();
  const { rows } = await run('Add-MailboxPermission', { ...FULL, User });
  expect(rows).toMatchObject([{ UserSid }]);
  const named = { Identity: FULL.Identity, User };
  const read = await run('Get-MailboxPermission', named);
  expect(read.rows.map((row) => String(row['User']).toLowerCase())).toEqual([User.toLowerCase()]);
  const gone = await run('Remove-MailboxPermission', { ...FULL, User });
  expect([gone.status, gone.warnings]).toEqual([200, []]);
  expect((await run('Get-MailboxPermission', named)).rows).toEqual([]);
});

test('a mailbox carries at most 500 entries', async () => {
  const { run, mailbox } = makeBench();
  const [ace] = mailbox('hr').permissions;
  while (ace !== undefined && mailbox('hr').permissions.length < 500) {
    mailbox('hr').permissions.push({
      ...ace,
      sid: `S-1-5-21-1-2-3-${mailbox('hr').permissions.length}`,
    });
  }
  expect((await run('Add-MailboxPermission', FULL)).status).toBe(400);
});

test('rights are removed one by one', async () => {
  const bench = makeBench();
  await bench.run('Add-MailboxPermission', {
    ...FULL,
    AccessRights: ['FullAccess', 'ReadPermission'],
  });
  const answer = await bench.run('Remove-MailboxPermission', FULL);
  expect(answer).toMatchObject({ status: 200, warnings: [], rows: [] });
  expect(acesOf(bench, 'hr', 'fred')).toMatchObject([
    { rights: ['ReadPermission'], autoMapping: null },
  ]);
  await bench.run('Remove-MailboxPermission', { ...FULL, AccessRights: ['ReadPermission'] });
  expect(acesOf(bench, 'hr', 'fred')).toEqual([]);
});

test.each([
  ['a right not held', {}],
  ['a Deny entry named as allow', { Identity: 'ceo@contoso.com', User: 'yusuf.demir@contoso.com' }],
  ['another inheritance', { User: 'helen.ward@contoso.com', InheritanceType: 'None' }],
  ['Send As, by its old place', { User: 'helen.ward@contoso.com', AccessRights: ['SendAs'] }],
])('%s: a warning, nothing removed', async (_name, parameters) => {
  const { run, saved } = makeBench();
  const answer = await run('Remove-MailboxPermission', { ...FULL, ...parameters });
  expect(answer.status).toBe(200);
  expect(answer.warnings[0]).toMatch(
    /^Can't remove the access control entry .* because the ACE doesn't exist on the object\.$/,
  );
  expect(saved.count).toBe(0);
});

test('a Deny entry is removed with Deny', async () => {
  const bench = makeBench();
  await bench.run('Remove-MailboxPermission', {
    Identity: 'ceo',
    User: 'yusuf.demir',
    AccessRights: 'FullAccess',
    Deny: true,
  });
  expect(acesOf(bench, 'ceo', 'yusuf.demir')).toEqual([]);
});

test('inherited entries stay, with a warning', async () => {
  const { run, saved } = makeBench();
  const User = 'EURPR07A013\\Organization Management';
  const answer = await run('Remove-MailboxPermission', { ...FULL, User });
  expect(answer.warnings[0]).toContain('An inherited access control entry has been specified');
  expect(saved.count).toBe(0);
});

test('strangers are removed by their SID, soft-deleted people too, but not by their old name', async () => {
  const { run, mailbox, tenant } = makeBench();
  const orphan = mailbox('info').permissions.at(-1)?.sid;
  await run('Remove-MailboxPermission', {
    Identity: 'info',
    User: orphan,
    AccessRights: 'FullAccess',
  });
  expect(mailbox('info').permissions.some(({ sid }) => sid === orphan)).toBe(false);
  const gary = tenant.users.find(({ displayName }) => displayName === 'Gary Gone')?.sid;
  const remove = { Identity: 'support', AccessRights: 'FullAccess' };
  expect(
    (await run('Remove-MailboxPermission', { ...remove, User: 'gary.gone@contoso.com' })).status,
  ).toBe(404);
  await run('Remove-MailboxPermission', { ...remove, User: gary });
  expect(mailbox('support').permissions.some(({ sid }) => sid === gary)).toBe(false);
});

test('ClearAutoMapping ends mapping for all; ResetDefault drops all but what is inherited', async () => {
  const { run, mailbox } = makeBench();
  await run('Remove-MailboxPermission', { Identity: 'hr', ClearAutoMapping: true });
  expect(mailbox('hr').permissions.filter(({ autoMapping }) => autoMapping === true)).toEqual([]);
  expect(
    mailbox('hr').permissions.filter(({ autoMapping }) => autoMapping === false).length,
  ).toBeGreaterThan(1);
  await run('Remove-MailboxPermission', { Identity: 'hr', ResetDefault: true });
  expect(mailbox('hr').permissions.map(({ inherited }) => inherited)).toEqual([true]);
});

test('auto-mapping stays as it was when another right joins Full Access', async () => {
  const bench = makeBench();
  await bench.run('Add-MailboxPermission', { ...FULL, AutoMapping: false });
  await bench.run('Add-MailboxPermission', { ...FULL, AccessRights: ['FullAccess', 'DeleteItem'] });
  expect(acesOf(bench, 'hr', 'fred')).toMatchObject([
    { rights: ['FullAccess', 'DeleteItem'], autoMapping: false },
  ]);
});
