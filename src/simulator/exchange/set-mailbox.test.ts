import { expect, test } from 'vitest';
import {
  ADMINISTRATOR,
  changes,
  makeBench,
} from '../../../test/support/simulator/exchange-world.ts';

const UNCHANGED =
  /^The command completed successfully but no settings of 'sales' have been modified\.$/;

test('plain settings are shown again', async () => {
  const { run, tenant } = makeBench();
  const set = {
    DisplayName: 'Sales Team',
    HiddenFromAddressListsEnabled: true,
    MessageCopyForSentAsEnabled: false,
    MessageCopyForSendOnBehalfEnabled: true,
    DeliverToMailboxAndForward: true,
    CustomAttribute3: 'x',
    AuditEnabled: false,
    MailTip: 'Hello',
  };
  const all = { Identity: 'sales', ...set, IssueWarningQuota: '45 GB' };
  const answer = await run('Set-Mailbox', all, ADMINISTRATOR);
  expect(answer).toMatchObject({ status: 200, warnings: [], body: { value: [] } });
  expect((await run('Get-Mailbox', { Identity: 'sales' })).rows[0]).toMatchObject({
    ...set,
    IssueWarningQuota: '45 GB (48,318,382,080 bytes)',
  });
  expect(tenant.users.some(({ displayName }) => displayName === 'Sales Team')).toBe(true);
});

test.each([
  { DisplayName: 'Sales' },
  { EmailAddresses: changes({ add: 'smtp:ENQUIRIES@contoso.com' }) },
  { EmailAddresses: changes({ remove: ['smtp:absent@contoso.com'] }) },
  { GrantSendOnBehalfTo: changes({ add: 'temp@contoso.com' }) },
  { GrantSendOnBehalfTo: changes({ remove: 'ann@contoso.com' }) },
  { GrantSendOnBehalfTo: ['temp@contoso.com'] },
  { Type: 'Shared' },
  { AuditEnabled: true },
  {},
])('%j changes nothing, and says so', async (set) => {
  const { run, saved } = makeBench();
  const answer = await run('Set-Mailbox', { Identity: 'sales', ...set }, ADMINISTRATOR);
  expect(answer.status).toBe(200);
  expect(answer.warnings[0]).toMatch(UNCHANGED);
  expect(saved.count).toBe(0);
});

test('addresses are added and removed', async () => {
  const { run, mailbox } = makeBench();
  const EmailAddresses = changes({
    add: ['smtp:Hello@contoso.com', 'deals@contoso.co.uk'],
    remove: 'enquiries@contoso.com',
  });
  await run('Set-Mailbox', { Identity: 'sales', EmailAddresses });
  const { emailAddresses } = mailbox('sales');
  expect(emailAddresses).toEqual(
    expect.arrayContaining([
      'SMTP:sales@contoso.com',
      'smtp:Hello@contoso.com',
      'smtp:deals@contoso.co.uk',
    ]),
  );
  expect(emailAddresses.join()).not.toContain('enquiries');
  expect((await run('Get-Mailbox', { Identity: 'hello@contoso.com' })).rows).toHaveLength(1);
  expect((await run('Get-Mailbox', { Identity: 'enquiries@contoso.com' })).status).toBe(404);
});

test.each([
  { name: 'WindowsEmailAddress', set: { WindowsEmailAddress: 'selling@contoso.com' } },
  {
    name: 'an added SMTP: address',
    set: { EmailAddresses: changes({ add: 'SMTP:selling@contoso.com' }) },
  },
])('$name becomes primary, the old one stays', async ({ set }) => {
  const { run, mailbox } = makeBench();
  await run('Set-Mailbox', { Identity: 'sales', ...set }, ADMINISTRATOR);
  const { emailAddresses } = mailbox('sales');
  expect(emailAddresses.filter((one) => one.startsWith('SMTP:'))).toEqual([
    'SMTP:selling@contoso.com',
  ]);
  expect(emailAddresses).toContain('smtp:sales@contoso.com');
});

test('a whole list replaces; without a marked primary the first address is it', async () => {
  const { run, mailbox } = makeBench();
  await run('Set-Mailbox', {
    Identity: 'sales',
    EmailAddresses: ['one@contoso.com', 'smtp:sales@contoso.com'],
  });
  expect(mailbox('sales').emailAddresses).toEqual([
    'SMTP:one@contoso.com',
    'smtp:sales@contoso.com',
  ]);
});

test.each([
  ['CannotRemovePrimaryProxyAddressException', changes({ remove: 'SMTP:sales@contoso.com' })],
  ['CannotRemovePrimaryProxyAddressException', changes({ remove: 'sales@contoso.com' })],
  ['ProxyAddressExistsException', changes({ add: 'info@contoso.com' })],
  ['ProxyAddressExistsException', changes({ add: 'auditors@contoso.com' })],
  ['ProxyAddressExistsException', changes({ add: 'agency@contoso.com' })],
  ['NotAcceptedDomainException', changes({ add: 'sales@fabrikam.example' })],
  ['InvalidProxyAddressException', changes({ add: 'smtp:rubbish' })],
  ['InvalidProxyAddressException', changes({ add: 'smtp:büro@contoso.com' })],
  ['InvalidProxyAddressException', changes({ add: 'smtp:in\u200bfo@contoso.com' })],
  ['InvalidProxyAddressException', changes({ add: '.a@contoso.com' })],
  ['InvalidProxyAddressException', changes({ add: 'a.@contoso.com' })],
  ['InvalidProxyAddressException', changes({ add: 'a..b@contoso.com' })],
  ['InvalidProxyAddressException', changes({ add: `${'a'.repeat(65)}@contoso.com` })],
  ['ProxyAddressExistsException', changes({ add: 'events@contoso.com' })],
  ['ProxyAddressExistsException', changes({ add: 'gary.gone@contoso.com' })],
  ['MultiplePrimaryProxyAddressException', ['SMTP:a@contoso.com', 'SMTP:b@contoso.com']],
  ['NoPrimarySmtpAddressException', ['SIP:a@contoso.com']],
  ['NoPrimarySmtpAddressException', null],
  ['TooManyProxyAddressesException', Array.from({ length: 301 }, (_, i) => `a${i}@contoso.com`)],
])('%s', async (exception, EmailAddresses) => {
  const { run, saved, tenant } = makeBench();
  tenant.contacts[0]?.proxyAddresses.push('smtp:agency@contoso.com');
  const answer = await run('Set-Mailbox', {
    Identity: 'sales',
    EmailAddresses,
    DisplayName: 'Half done',
  });
  expect(answer.status).toBe(400);
  expect(answer.error).toContain(exception);
  expect(saved.count).toBe(0);
});

test('an apostrophe and other signs that need no quotes may stand in an address', async () => {
  const { run, mailbox } = makeBench();
  const EmailAddresses = changes({ add: ["o'neil+x@contoso.com", 'a_b-c.d@contoso.co.uk'] });
  expect((await run('Set-Mailbox', { Identity: 'sales', EmailAddresses })).status).toBe(200);
  expect(mailbox('sales').emailAddresses).toContain("smtp:o'neil+x@contoso.com");
});

test('an address of a deleted mailbox is taken, by way of WindowsEmailAddress too, or free by setting', async () => {
  const { run, settings } = makeBench();
  const set = { Identity: 'sales', WindowsEmailAddress: 'events@contoso.com' };
  expect((await run('Set-Mailbox', set)).error).toContain('by the proxy addresses');
  settings.deletedHolderAddress = 'free';
  expect((await run('Set-Mailbox', set)).status).toBe(200);
});

test('the holder of an address is named', async () => {
  const { run } = makeBench();
  const answer = await run('Set-Mailbox', {
    Identity: 'sales',
    EmailAddresses: changes({ add: 'contact@contoso.com' }),
  });
  expect(answer.error).toContain(
    'The proxy address "SMTP:contact@contoso.com" is already being used by the proxy addresses or LegacyExchangeDN of "info".',
  );
});

test('delegates on behalf: by any name, added, removed, replaced, cleared', async () => {
  const { run, mailbox } = makeBench();
  const id = (local: string) => mailbox(local).userId;
  const set = async (GrantSendOnBehalfTo: unknown) => {
    await run('Set-Mailbox', { Identity: 'sales', GrantSendOnBehalfTo });
    return mailbox('sales').grantSendOnBehalfTo;
  };
  expect(await set(changes({ add: ['ann', String(id('fred'))] }))).toEqual([
    id('temp'),
    id('ann'),
    id('fred'),
  ]);
  expect(
    await set(changes({ remove: [mailbox('temp').distinguishedName], add: 'ceo@contoso.com' })),
  ).toEqual([id('ann'), id('fred'), id('ceo')]);
  expect(await set(['temp@contoso.com'])).toEqual([id('temp')]);
  expect(await set(null)).toEqual([]);
});

test.each([
  ['nobody@contoso.com', 404],
  ['gary.gone@contoso.com', 404],
  ['agency@fabrikam.example', 400],
  ['project-apollo@contoso.com', 400],
])('%s cannot send on behalf', async (delegate, status) => {
  const { run } = makeBench();
  const GrantSendOnBehalfTo = changes({ add: delegate });
  expect((await run('Set-Mailbox', { Identity: 'sales', GrantSendOnBehalfTo })).status).toBe(
    status,
  );
});

test('forwarding: to a recipient, to any address, and cleared', async () => {
  const { run, mailbox } = makeBench();
  const read = async () => (await run('Get-Mailbox', { Identity: 'sales' })).rows[0];
  await run('Set-Mailbox', {
    Identity: 'sales',
    ForwardingAddress: 'finance@contoso.com',
    ForwardingSmtpAddress: 'x@example.net',
  });
  expect(await read()).toMatchObject({
    ForwardingAddress: mailbox('finance').name,
    ForwardingSmtpAddress: 'smtp:x@example.net',
  });
  await run('Set-Mailbox', {
    Identity: 'sales',
    ForwardingAddress: null,
    ForwardingSmtpAddress: null,
  });
  expect(await read()).toMatchObject({ ForwardingAddress: null, ForwardingSmtpAddress: null });
  expect(
    (await run('Set-Mailbox', { Identity: 'sales', ForwardingAddress: 'nobody' })).status,
  ).toBe(404);
});

test('forwarding: a contact is a recipient; one field is changed and the other cleared in one call', async () => {
  const { run } = makeBench();
  const set = (parameters: object) => run('Set-Mailbox', { Identity: 'sales', ...parameters });
  const read = async () => (await run('Get-Mailbox', { Identity: 'sales' })).rows[0];
  await set({
    ForwardingAddress: 'agency@fabrikam.example',
    ForwardingSmtpAddress: null,
    DeliverToMailboxAndForward: true,
  });
  const inside = await read();
  expect(inside?.['ForwardingAddress']).toEqual(expect.any(String));
  expect(inside).toMatchObject({ ForwardingSmtpAddress: null, DeliverToMailboxAndForward: true });
  // The prefix may be written; an address of the organisation is taken as any other.
  await set({
    ForwardingAddress: null,
    ForwardingSmtpAddress: 'SMTP:ann@contoso.com',
    DeliverToMailboxAndForward: false,
  });
  expect(await read()).toMatchObject({
    ForwardingAddress: null,
    ForwardingSmtpAddress: 'smtp:ann@contoso.com',
    DeliverToMailboxAndForward: false,
  });
  expect((await set({ ForwardingSmtpAddress: 'no address' })).status).toBe(400);
  expect((await set({ ForwardingAddress: 'somebody@example.net' })).status).toBe(404);
});

test('forwarding of a synchronised mailbox: the recipient is set on premises, the address here', async () => {
  const { run } = makeBench();
  const set = (parameters: object) =>
    run('Set-Mailbox', { Identity: 'facilities@contoso.com', ...parameters });
  expect(
    (await set({ ForwardingAddress: null, DeliverToMailboxAndForward: true })).error,
  ).toContain("'ForwardingAddress'");
  expect((await set({ ForwardingSmtpAddress: 'x@example.net' })).status).toBe(200);
  await set({ IsExchangeCloudManaged: true });
  expect((await set({ ForwardingAddress: 'ann' })).status).toBe(200);
});

test('a conversion shows the old type until its time has come', async () => {
  const bench = makeBench();
  bench.settings.conversionDelay = 60_000;
  const read = async () => (await bench.run('Get-Mailbox', { Identity: 'fred' })).rows[0];
  await bench.run('Set-Mailbox', { Identity: 'fred', Type: 'Shared' });
  expect(await read()).toMatchObject({ RecipientTypeDetails: 'UserMailbox', IsShared: false });
  const repeat = await bench.run('Set-Mailbox', { Identity: 'fred', Type: 'Shared' });
  expect(repeat.warnings[0]).toContain('no settings');
  bench.advance(60_000);
  expect(await read()).toMatchObject({ RecipientTypeDetails: 'SharedMailbox', IsShared: true });
  await bench.run('Set-Mailbox', { Identity: 'fred', Type: 'Regular' });
  expect(await read()).toMatchObject({ RecipientTypeDetails: 'SharedMailbox' });
  bench.advance(60_000);
  expect(await read()).toMatchObject({ RecipientTypeDetails: 'UserMailbox' });
});

test('without a delay a conversion is there at once', async () => {
  const { run } = makeBench();
  await run('Set-Mailbox', { Identity: 'fred', Type: 'Room' });
  expect((await run('Get-Mailbox', { Identity: 'fred' })).rows[0]).toMatchObject({
    ResourceType: 'Room',
  });
});

test.each([
  { EmailAddresses: changes({ add: 'x@contoso.com' }) },
  { WindowsEmailAddress: 'x@contoso.com' },
  { HiddenFromAddressListsEnabled: true },
  { DisplayName: 'x' },
  { Alias: 'x' },
  { CustomAttribute1: 'x' },
  { ForwardingAddress: 'ann' },
  { GrantSendOnBehalfTo: ['ann'] },
  { AccountDisabled: false },
])('mastered on premises: %j is out of write scope', async (set) => {
  const { run, saved } = makeBench();
  const answer = await run('Set-Mailbox', { Identity: 'facilities@contoso.com', ...set });
  expect(answer.status).toBe(400);
  expect(answer.error).toContain("out of the current user's write scope");
  expect(answer.error).toContain(`'${Object.keys(set)[0]}'`);
  expect(saved.count).toBe(0);
});

test('once the cloud manages a mailbox, addresses and the like are set here; who it is stays on premises', async () => {
  const { run } = makeBench();
  const Identity = 'facilities@contoso.com';
  expect((await run('Set-Mailbox', { Identity, MessageCopyForSentAsEnabled: true })).status).toBe(
    200,
  );
  expect((await run('Set-Mailbox', { Identity, IsExchangeCloudManaged: true })).status).toBe(200);
  const here = [
    { EmailAddresses: changes({ add: 'house@contoso.com' }) },
    { HiddenFromAddressListsEnabled: true },
    { GrantSendOnBehalfTo: ['ann'] },
    { CustomAttribute1: 'x' },
    { Alias: 'house' },
  ];
  for (const set of here) {
    expect([set, (await run('Set-Mailbox', { Identity, ...set })).status]).toEqual([set, 200]);
  }
  const there = [
    { DisplayName: 'x' },
    { Name: 'x' },
    { MicrosoftOnlineServicesID: 'house@contoso.com' },
    { AccountDisabled: false },
  ];
  for (const set of there) {
    const { error } = await run('Set-Mailbox', { Identity, ...set });
    expect(error).toContain("out of the current user's write scope");
  }
});

test('names that others hold are refused; sign-in name and account follow to the user', async () => {
  const { run, tenant, mailbox } = makeBench();
  const set = (parameters: object) =>
    run('Set-Mailbox', { Identity: 'fred@contoso.com', ...parameters });
  expect((await set({ Alias: 'sales' })).error).toContain('ADObjectAlreadyExistsException');
  expect((await set({ Name: 'Auditors' })).error).toContain('ADObjectAlreadyExistsException');
  expect((await set({ MicrosoftOnlineServicesID: 'ann@contoso.com' })).status).toBe(400);
  expect((await set({ MicrosoftOnlineServicesID: 'f@fabrikam.example' })).status).toBe(400);
  await set({
    MicrosoftOnlineServicesID: 'frederic@contoso.com',
    AccountDisabled: true,
    Name: 'Frederic',
  });
  const user = tenant.users.find(({ id }) => id === mailbox('fred').userId);
  expect(user).toMatchObject({ userPrincipalName: 'frederic@contoso.com', accountEnabled: false });
  expect(mailbox('fred').distinguishedName).toMatch(/^CN=Frederic,OU=contoso\.onmicrosoft\.com/);
});

test('a hold takes a while, and says so', async () => {
  const { run } = makeBench();
  const answer = await run('Set-Mailbox', { Identity: 'fred', LitigationHoldEnabled: true });
  expect(answer.warnings[0]).toContain('240 minutes');
  expect((await run('Get-Mailbox', { Identity: 'fred' })).rows[0]).toMatchObject({
    LitigationHoldEnabled: true,
  });
});

test('lists of other settings change by hash table too', async () => {
  const { run } = makeBench();
  await run('Set-Mailbox', {
    Identity: 'fred',
    AuditOwner: changes({ add: 'MailboxLogin', remove: 'Send' }),
    Languages: ['de-DE'],
  });
  const [row] = (await run('Get-Mailbox', { Identity: 'fred' })).rows;
  expect(row?.['AuditOwner']).toContain('MailboxLogin');
  expect(row?.['Languages']).toEqual(['de-DE']);
});

test('the primary address is removed where a new one comes with it', async () => {
  const { run, mailbox } = makeBench();
  const EmailAddresses = changes({ add: 'SMTP:selling@contoso.com', remove: 'sales@contoso.com' });
  await run('Set-Mailbox', { Identity: 'sales', EmailAddresses });
  expect(mailbox('selling').emailAddresses).toContain('SMTP:selling@contoso.com');
  expect(mailbox('selling').emailAddresses).not.toContain('smtp:sales@contoso.com');
});

test('old addresses stay whatever their domain; the own sign-in name is no conflict', async () => {
  const { run, mailbox } = makeBench();
  mailbox('sales').emailAddresses.push('smtp:sales@gone.example');
  const add = (address: string) =>
    run('Set-Mailbox', { Identity: 'sales', EmailAddresses: changes({ add: address }) });
  expect((await add('deals@contoso.com')).status).toBe(200);
  await run('Set-Mailbox', {
    Identity: 'sales',
    MicrosoftOnlineServicesID: 'own.name@contoso.com',
  });
  expect((await add('own.name@contoso.com')).status).toBe(200);
});

test('delegates in another order are the same delegates', async () => {
  const { run } = makeBench();
  const set = (GrantSendOnBehalfTo: string[]) =>
    run('Set-Mailbox', { Identity: 'sales', GrantSendOnBehalfTo });
  await set(['ann', 'fred']);
  expect((await set(['fred', 'ann'])).warnings[0]).toMatch(UNCHANGED);
});

test.each([
  [{ MailTip: 'Hello' }, { MailTip: null }, { MailTip: null }],
  [{ SimpleDisplayName: 'S' }, { SimpleDisplayName: null }, { SimpleDisplayName: '' }],
  [{ AuditEnabled: false }, { AuditEnabled: true }, { AuditEnabled: true }],
])(
  'a setting that is put back leaves a mailbox like one that nobody touched: %j',
  async (set, back, shown) => {
    const { run, mailbox } = makeBench();
    const before = structuredClone(mailbox('sales'));
    await run('Set-Mailbox', { Identity: 'sales', ...set }, ADMINISTRATOR);
    expect(mailbox('sales')).toMatchObject({ properties: set });
    await run('Set-Mailbox', { Identity: 'sales', ...back }, ADMINISTRATOR);
    expect({ ...mailbox('sales'), whenChanged: '' }).toEqual({ ...before, whenChanged: '' });
    expect((await run('Get-Mailbox', { Identity: 'sales' })).rows[0]).toMatchObject(shown);
  },
);
