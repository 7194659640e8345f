import { expect, test } from 'vitest';
import { type Answer, makeBench } from '../../../test/support/simulator/exchange-world.ts';

const usersOf = ({ rows }: Answer) => rows.map(({ User }) => User);
const everything = { IncludeUnresolvedPermissions: true, IncludeSoftDeletedUserPermissions: true };

test('a row: rights joined in one element, SID, flags, no address', async () => {
  const { run, tenant } = makeBench();
  const { rows } = await run('Get-MailboxPermission', { Identity: 'hr@contoso.com' });
  const helen = tenant.users.find(
    ({ userPrincipalName }) => userPrincipalName === 'helen.ward@contoso.com',
  );
  expect(rows.find(({ User }) => User === 'helen.ward@contoso.com')).toEqual({
    Identity: 'hr',
    User: 'helen.ward@contoso.com',
    'AccessRights@odata.type': '#Collection(String)',
    AccessRights: ['FullAccess'],
    IsInherited: false,
    Deny: false,
    InheritanceType: 'All',
    UserSid: helen?.sid,
    PrimarySmtpAddress: '',
    IsValid: true,
  });
});

test('SELF stands there twice, with rights joined by comma', async () => {
  const { run } = makeBench();
  const { rows } = await run('Get-MailboxPermission', {
    Identity: 'hr@contoso.com',
    User: 'NT AUTHORITY\\SELF',
  });
  expect(rows.map(({ UserSid }) => UserSid)).toEqual(['S-1-5-10', 'S-1-5-10']);
  expect(rows[0]?.['AccessRights']).toEqual(['FullAccess, ReadPermission']);
  expect(rows[1]?.['AccessRights']).not.toEqual(rows[0]?.['AccessRights']);
});

test('inherited, deny, role group and group rows', async () => {
  const { run } = makeBench();
  const ceo = await run('Get-MailboxPermission', { Identity: 'ceo@contoso.com' });
  expect(
    ceo.rows.find(({ User }) => User === 'EURPR07A013\\Organization Management'),
  ).toMatchObject({ IsInherited: true });
  expect(ceo.rows.find(({ Deny }) => Deny === true)).toMatchObject({
    User: 'yusuf.demir@contoso.com',
  });
  const [discovery] = (await run('Get-Mailbox', { RecipientTypeDetails: 'DiscoveryMailbox' })).rows;
  expect(usersOf(await run('Get-MailboxPermission', { Identity: discovery?.['Guid'] }))).toContain(
    'Discovery Management',
  );
  expect(usersOf(await run('Get-MailboxPermission', { Identity: 'legal@contoso.com' }))).toContain(
    'Auditors',
  );
});

test('strangers and soft-deleted people only with the switches, or by setting', async () => {
  const { run, settings } = makeBench();
  const read = async (Identity: string, more: object = {}) =>
    usersOf(await run('Get-MailboxPermission', { Identity, ...more })).filter((user) =>
      /^(S-1-5-21|gary)/.test(String(user)),
    );
  expect(await read('info@contoso.com')).toEqual([]);
  expect(await read('support@contoso.com')).not.toContain('gary.gone@contoso.com');
  expect(await read('info@contoso.com', { IncludeUnresolvedPermissions: true })).toHaveLength(1);
  expect(await read('support@contoso.com', { IncludeUnresolvedPermissions: true })).not.toContain(
    'gary.gone@contoso.com',
  );
  expect(await read('support@contoso.com', { IncludeSoftDeletedUserPermissions: true })).toContain(
    'gary.gone@contoso.com',
  );
  settings.hiddenDelegates = 'shown';
  expect(await read('info@contoso.com')).toHaveLength(1);
  expect(await read('support@contoso.com')).toContain('gary.gone@contoso.com');
});

test('applications show their SID, or their name by setting', async () => {
  const { run, settings, tenant } = makeBench();
  const archiver = tenant.servicePrincipals.find(
    ({ displayName }) => displayName === 'mail-archiver-app',
  );
  expect(
    usersOf(await run('Get-MailboxPermission', { Identity: 'archive@contoso.com' })),
  ).toContain(archiver?.sid);
  settings.servicePrincipalAs = 'displayName';
  expect(
    usersOf(await run('Get-MailboxPermission', { Identity: 'archive@contoso.com' })),
  ).toContain('mail-archiver-app');
});

test('DelegateListLink: only read from the domain controller, only people mapped, and only by setting', async () => {
  const { run, settings, mailbox } = makeBench();
  const Identity = 'legal@contoso.com';
  const read = async (parameters: object) =>
    (await run('Get-MailboxPermission', { Identity, ...parameters })).rows[0];
  expect(await read({})).not.toHaveProperty('DelegateListLink');
  expect(await read({ ReadFromDomainController: true })).toMatchObject({
    // Neither the group nor the backup account (mapped off) is there.
    DelegateListLink: ['peter.novak', 'amelie.dubois'].map(
      (local) => mailbox(local).distinguishedName,
    ),
  });
  settings.delegateListLink = 'absent';
  expect(await read({ ReadFromDomainController: true })).not.toHaveProperty('DelegateListLink');
});

test('identity is needed, must exist, and may mean a soft-deleted mailbox', async () => {
  const { run } = makeBench();
  expect((await run('Get-MailboxPermission')).status).toBe(400);
  expect((await run('Get-MailboxPermission', { Identity: 'nobody@contoso.com' })).status).toBe(404);
  expect((await run('Get-MailboxPermission', { Identity: 'events@contoso.com' })).status).toBe(404);
  const deleted = await run('Get-MailboxPermission', {
    Identity: 'events@contoso.com',
    SoftDeletedMailbox: true,
  });
  expect(deleted.status).toBe(200);
});

test('reads of permissions lag by their own group', async () => {
  const bench = makeBench();
  Object.assign(bench.lagTimes, { permissions: { ms: 30_000, spread: 'exactly' } });
  await bench.run('Add-MailboxPermission', {
    Identity: 'hr',
    User: 'fred',
    AccessRights: 'FullAccess',
  });
  const read = async () => usersOf(await bench.run('Get-MailboxPermission', { Identity: 'hr' }));
  expect(await read()).not.toContain('fred@contoso.com');
  bench.advance(31_000);
  expect(await read()).toContain('fred@contoso.com');
});

test('the User filter names one trustee in any form, also one nobody knows', async () => {
  const { run, tenant, mailbox } = makeBench();
  const fred = tenant.users.find(({ displayName }) => displayName === 'Fred Smith');
  for (const User of ['fred', 'fred@contoso.com', 'Fred Smith', fred?.id, fred?.sid]) {
    expect(usersOf(await run('Get-MailboxPermission', { Identity: 'sales', User }))).toEqual([
      'fred@contoso.com',
    ]);
  }
  const orphan = mailbox('info').permissions.at(-1)?.sid;
  expect(
    usersOf(await run('Get-MailboxPermission', { Identity: 'info', User: orphan, ...everything })),
  ).toEqual([orphan]);
  expect((await run('Get-MailboxPermission', { Identity: 'info', User: 'nobody' })).status).toBe(
    404,
  );
});
