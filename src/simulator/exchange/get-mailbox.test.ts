import { expect, test } from 'vitest';
import { makeBench } from '../../../test/support/simulator/exchange-world.ts';
import { MAILBOX_TEMPLATE } from './mailbox-template.ts';

test('the row has every property of the capture, and none that tells a SID', async () => {
  const { run, mailbox } = makeBench();
  const [row] = (await run('Get-Mailbox', { Identity: 'fred@contoso.com' })).rows;
  const properties = Object.keys(row ?? {}).filter((key) => !key.includes('@'));
  expect(properties).toEqual(Object.keys(MAILBOX_TEMPLATE));
  expect(properties.filter((name) => /Sid$/.test(name))).toEqual([]);
  const fred = mailbox('fred');
  expect(row).toMatchObject({
    ExternalDirectoryObjectId: fred.userId,
    Name: 'fred',
    Identity: 'fred',
    PrimarySmtpAddress: 'fred@contoso.com',
    UserPrincipalName: 'fred@contoso.com',
    RecipientType: 'UserMailbox',
    RecipientTypeDetails: 'UserMailbox',
    IsShared: false,
    ForwardingAddress: null,
    ProhibitSendQuota: '99 GB (106,300,440,576 bytes)',
  });
  expect(row?.['EmailAddresses']).toContain('smtp:f.smith@contoso.com');
});

test('identity forms: address, alias address, alias, GUIDs, object id, DN, legacy DN', async () => {
  const { run, mailbox } = makeBench();
  const sales = mailbox('sales');
  const forms = [
    'SALES@contoso.com',
    'enquiries@contoso.com',
    'sales',
    sales.guid,
    sales.exchangeGuid,
    String(sales.userId),
    sales.distinguishedName,
    sales.legacyExchangeDN,
  ];
  for (const Identity of forms) {
    const { rows } = await run('Get-Mailbox', { Identity });
    expect(
      rows.map(({ Guid }) => Guid),
      Identity,
    ).toEqual([sales.guid]);
  }
});

test.each([
  'nobody@contoso.com',
  'auditors@contoso.com',
  'agency@fabrikam.example',
  'consultant@contoso.com',
])('%s is no mailbox: 404', async (Identity) => {
  const { run } = makeBench();
  expect((await run('Get-Mailbox', { Identity })).status).toBe(404);
});

test('several of one name are all given, but nothing is written to either', async () => {
  const { run, mailbox } = makeBench();
  mailbox('hr').alias = 'sales';
  const { rows } = await run('Get-Mailbox', { Identity: 'sales' });
  expect(rows.map(({ DisplayName }) => DisplayName).sort()).toEqual(['Human Resources', 'Sales']);
  const write = await run('Set-Mailbox', { Identity: 'sales', DisplayName: 'x' });
  expect(write.status).toBe(400);
  expect(write.error).toContain('ManagementObjectAmbiguousException');
});

test.each([null, ''])('identity %j means no filter: everything comes back', async (Identity) => {
  const { run, tenant } = makeBench();
  const live = tenant.mailboxes.filter(({ softDeleted }) => softDeleted === null);
  expect((await run('Get-Mailbox', { Identity })).rows).toHaveLength(live.length);
});

test('names: GUID texts for newer objects, plain ones for older; no object id on the Discovery mailbox', async () => {
  const { run, mailbox } = makeBench();
  const { rows } = await run('Get-Mailbox');
  const nameOf = (address: string) =>
    rows.find(({ PrimarySmtpAddress }) => PrimarySmtpAddress === address)?.['Name'];
  expect(nameOf('finance@contoso.com')).toBe(mailbox('finance').userId);
  expect(nameOf('sales@contoso.com')).toBe('sales');
  const discovery = rows.find((row) => row['RecipientTypeDetails'] === 'DiscoveryMailbox');
  expect(discovery).toMatchObject({ ExternalDirectoryObjectId: '', IsShared: true });
});

test('types and archive filter', async () => {
  const { run } = makeBench();
  const resources = await run('Get-Mailbox', {
    RecipientTypeDetails: ['RoomMailbox', 'EquipmentMailbox'],
  });
  expect(resources.rows.map(({ ResourceType }) => ResourceType).sort()).toEqual([
    'Equipment',
    'Room',
    'Room',
  ]);
  const archived = await run('Get-Mailbox', { Archive: true });
  expect(archived.rows.map(({ Alias }) => Alias)).toEqual(['archive']);
});

test('filters: links are compared by distinguished name', async () => {
  const { run, mailbox } = makeBench();
  const dn = mailbox('ann').distinguishedName;
  const aliases = async (Filter: string) =>
    (await run('Get-Mailbox', { Filter })).rows.map(({ Alias }) => Alias);
  expect(await aliases(`GrantSendOnBehalfTo -eq '${dn}'`)).toEqual(['fred']);
  expect(await aliases("GrantSendOnBehalfTo -eq 'ann'")).toEqual([]);
  expect(await aliases(`ForwardingAddress -eq '${dn}'`)).toEqual(['old.hand']);
  expect(await aliases("ForwardingSmtpAddress -like '*fabrikam*'")).toEqual(['press']);
  expect(
    await aliases("RecipientTypeDetails -eq 'SharedMailbox' -and IsDirSynced -eq $true"),
  ).toEqual(['facilities']);
  expect((await run('Get-Mailbox', { Filter: "Bogus -eq 'x'" })).status).toBe(400);
});

test('links show Names; deleted delegates vanish', async () => {
  const { run, mailbox, tenant } = makeBench();
  const read = async () =>
    (
      await run('Get-Mailbox', {
        Identity: 'finance@contoso.com',
        IncludeGrantSendOnBehalfToWithDisplayNames: true,
      })
    ).rows[0];
  expect(await read()).toMatchObject({
    GrantSendOnBehalfTo: ['alex.morgan'],
    GrantSendOnBehalfToWithDisplayNames: ['Alex Morgan'],
  });
  expect((await run('Get-Mailbox', { Identity: 'old.hand@contoso.com' })).rows[0]).toMatchObject({
    ForwardingAddress: mailbox('ann').name,
  });
  await run('Remove-Mailbox', { Identity: 'alex.morgan@contoso.com' });
  expect(await read()).toMatchObject({ GrantSendOnBehalfTo: [] });
  expect(tenant.mailboxes.some(({ grantSendOnBehalfTo }) => grantSendOnBehalfTo.length > 0)).toBe(
    true,
  );
});

test('soft-deleted mailboxes only with the switch', async () => {
  const { run } = makeBench();
  expect((await run('Get-Mailbox', { Identity: 'events@contoso.com' })).status).toBe(404);
  const { rows } = await run('Get-Mailbox', { SoftDeletedMailbox: true });
  expect(rows.map(({ PrimarySmtpAddress }) => PrimarySmtpAddress).sort()).toEqual([
    'events@contoso.com',
    'gary.gone@contoso.com',
  ]);
  expect(rows[0]?.['WhenSoftDeleted']).toMatch(/^2029-12-26/);
});

test('Anr finds by the beginning of names', async () => {
  const { run } = makeBench();
  const { rows } = await run('Get-Mailbox', { Anr: 'morg' });
  expect(rows.map(({ DisplayName }) => DisplayName)).toEqual(['Alex Morgan', 'Alex Morgan']);
});

test('a late reader sees the old state', async () => {
  const bench = makeBench();
  Object.assign(bench.lagTimes, { mailbox: { ms: 60_000, spread: 'exactly' } });
  await bench.run('Set-Mailbox', { Identity: 'sales', DisplayName: 'New' });
  const read = async () =>
    (await bench.run('Get-Mailbox', { Identity: 'sales' })).rows[0]?.['DisplayName'];
  expect(await read()).toBe('Sales');
  bench.advance(61_000);
  expect(await read()).toBe('New');
});

test('statistics: sizes as text, counts as numbers, nothing for a mailbox never opened', async () => {
  const { run } = makeBench();
  const { rows } = await run('Get-MailboxStatistics', { Identity: 'archive@contoso.com' });
  expect(rows[0]).toMatchObject({
    TotalItemSize: '52 GB (55,834,574,848 bytes)',
    DisplayName: 'Archive',
  });
  expect(typeof rows[0]?.['ItemCount']).toBe('number');
  await run('New-Mailbox', { Shared: true, Name: 'Fresh' });
  const fresh = await run('Get-MailboxStatistics', { Identity: 'Fresh' });
  expect(fresh.rows).toEqual([]);
  expect(fresh.warnings[0]).toContain("hasn't logged on");
});
