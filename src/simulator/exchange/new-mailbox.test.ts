import { expect, test } from 'vitest';
import { makeBench } from '../../../test/support/simulator/exchange-world.ts';

const EVENTS2 = {
  Shared: true,
  Name: 'Events Team',
  Alias: 'events2',
  PrimarySmtpAddress: 'events2@contoso.com',
};

test('makes the mailbox and a directory user that cannot sign in', async () => {
  const { run, tenant, saved } = makeBench();
  const sids = new Set([...tenant.users, ...tenant.groups].map(({ sid }) => sid));
  const answer = await run('New-Mailbox', EVENTS2);
  const [row] = answer.rows;
  expect(row).toMatchObject({
    Name: 'Events Team',
    DisplayName: 'Events Team',
    Alias: 'events2',
    PrimarySmtpAddress: 'events2@contoso.com',
    UserPrincipalName: 'events2@contoso.onmicrosoft.com',
    RecipientTypeDetails: 'SharedMailbox',
    EmailAddresses: ['SMTP:events2@contoso.com', 'smtp:events2@contoso.onmicrosoft.com'],
  });
  const user = tenant.users.find(({ id }) => id === row?.['ExternalDirectoryObjectId']);
  expect(user).toMatchObject({
    accountEnabled: false,
    userPrincipalName: 'events2@contoso.onmicrosoft.com',
    mail: 'events2@contoso.com',
    createdDateTime: '2030-01-07T09:00:00.000Z',
  });
  expect(sids.has(user?.sid ?? '')).toBe(false);
  expect(saved.count).toBe(1);
  expect((await run('Get-Mailbox', { Identity: 'events2@contoso.com' })).rows[0]?.['Guid']).toBe(
    row?.['Guid'],
  );
});

test('names left out come from the name: alias, address, sign-in name', async () => {
  const { run } = makeBench();
  expect((await run('New-Mailbox', { Shared: true, Name: 'AI Test' })).rows[0]).toMatchObject({
    Alias: 'AITest',
    PrimarySmtpAddress: 'AITest@contoso.com',
    UserPrincipalName: 'AITest@contoso.onmicrosoft.com',
  });
});

test('a room and equipment can be made; what is not simulated is refused', async () => {
  const { run, unknown } = makeBench();
  expect((await run('New-Mailbox', { Room: true, Name: 'Attic' })).rows[0]).toMatchObject({
    ResourceType: 'Room',
  });
  expect((await run('New-Mailbox', { Equipment: true, Name: 'Van' })).rows[0]).toMatchObject({
    ResourceType: 'Equipment',
  });
  expect((await run('New-Mailbox', { Discovery: true, Name: 'D' })).status).toBe(400);
  expect((await run('New-Mailbox', { ...EVENTS2, Archive: true })).status).toBe(400);
  expect(unknown).toHaveLength(2);
  expect(
    (await run('New-Mailbox', { ...EVENTS2, UserPrincipalName: 'x@contoso.com' })).error,
  ).toContain('Invalid cmdlet parameters specified. UserPrincipalName');
});

test.each([
  ['name taken', { Name: 'Auditors' }, 'ADObjectAlreadyExistsException'],
  ['name too long', { Name: 'x'.repeat(65) }, 'PropertyValidationException'],
  ['alias taken', { Alias: 'sales' }, 'ADObjectAlreadyExistsException'],
  ['alias malformed', { Alias: 'a b' }, 'PropertyValidationException'],
  ['address taken', { PrimarySmtpAddress: 'enquiries@contoso.com' }, 'ProxyAddressExistsException'],
  [
    'address of a group',
    { PrimarySmtpAddress: 'auditors@contoso.com' },
    'ProxyAddressExistsException',
  ],
  [
    'domain not accepted',
    { PrimarySmtpAddress: 'events@fabrikam.example' },
    'NotAcceptedDomainException',
  ],
  [
    'soft-deleted holder',
    { PrimarySmtpAddress: 'events@contoso.com' },
    'ExternalDirectoryObjectId was not returned',
  ],
  [
    'soft-deleted holder of the sign-in name',
    { Alias: 'events' },
    'ExternalDirectoryObjectId was not returned',
  ],
  ['name with an umlaut', { Name: 'Büro' }, 'PropertyValidationException'],
  [
    'address with an umlaut',
    { PrimarySmtpAddress: 'büro@contoso.com' },
    'InvalidProxyAddressException',
  ],
])('%s', async (_name, parameters, text) => {
  const { run, tenant, saved } = makeBench();
  const before = tenant.mailboxes.length;
  const answer = await run('New-Mailbox', { ...EVENTS2, ...parameters });
  expect(answer.status).toBe(400);
  expect(answer.error).toContain(text);
  expect(tenant.mailboxes).toHaveLength(before);
  expect(saved.count).toBe(0);
});

test('reads see it after the delay of the setting', async () => {
  const bench = makeBench();
  bench.settings.newMailboxDelay = 5_000;
  expect((await bench.run('New-Mailbox', EVENTS2)).rows).toHaveLength(1);
  const statuses = async () => {
    const Identity = 'events2@contoso.com';
    const answers = [
      await bench.run('Get-Mailbox', { Identity }),
      await bench.run('Get-Recipient', { Identity }),
      await bench.run('Set-Mailbox', { Identity, DisplayName: 'x' }),
    ];
    return answers.map(({ status }) => status);
  };
  expect(await statuses()).toEqual([404, 404, 404]);
  expect(
    (await bench.run('Get-RecipientPermission')).rows.some(
      ({ Identity }) => Identity === 'Events Team',
    ),
  ).toBe(false);
  bench.advance(5_000);
  expect(await statuses()).toEqual([200, 200, 200]);
});

test('a mailbox removed is soft-deleted with its user; its rights elsewhere stay as those of a deleted person', async () => {
  const { run, tenant, mailbox } = makeBench();
  const fred = mailbox('fred');
  await run('Remove-Mailbox', { Identity: 'fred@contoso.com' });
  expect((await run('Get-Mailbox', { Identity: 'fred@contoso.com' })).status).toBe(404);
  expect(tenant.users.find(({ id }) => id === fred.userId)).toMatchObject({
    deletedDateTime: '2030-01-07T09:00:00.000Z',
    accountEnabled: false,
  });
  const read = async (more: object) =>
    (await run('Get-MailboxPermission', { Identity: 'sales', ...more })).rows.some(
      ({ User }) => User === 'fred@contoso.com',
    );
  expect(await read({})).toBe(false);
  expect(await read({ IncludeSoftDeletedUserPermissions: true })).toBe(true);
});

test('only what is soft-deleted is removed for good, and then its address is free', async () => {
  const { run } = makeBench();
  expect((await run('Remove-Mailbox', { Identity: 'sales', PermanentlyDelete: true })).status).toBe(
    404,
  );
  await run('Remove-Mailbox', { Identity: 'events@contoso.com', PermanentlyDelete: true });
  expect((await run('Get-Mailbox', { SoftDeletedMailbox: true })).rows).toHaveLength(1);
});

test('the Discovery mailbox is not removed', async () => {
  const { run } = makeBench();
  const [discovery] = (await run('Get-Mailbox', { RecipientTypeDetails: 'DiscoveryMailbox' })).rows;
  expect((await run('Remove-Mailbox', { Identity: discovery?.['Guid'] })).status).toBe(400);
});

test('late readers do not see it yet', async () => {
  const bench = makeBench();
  Object.assign(bench.lagTimes, { mailbox: { ms: 10_000, spread: 'exactly' } });
  await bench.run('New-Mailbox', EVENTS2);
  const read = async () => (await bench.run('Get-Mailbox', { Identity: 'events2' })).status;
  expect(await read()).toBe(404);
  bench.advance(10_001);
  expect(await read()).toBe(200);
});
