import { expect, test } from 'vitest';
import {
  ADMINISTRATOR,
  type Answer,
  makeBench,
} from '../../../test/support/simulator/exchange-world.ts';

const aliasesOf = ({ rows }: Answer) => rows.map(({ Alias }) => Alias);

test('Get-Recipient: each kind by its name, nothing without an address', async () => {
  const { run } = makeBench();
  const typeOf = async (Identity: string) => {
    const { rows } = await run('Get-Recipient', { Identity });
    return [rows[0]?.['RecipientType'], rows[0]?.['RecipientTypeDetails']];
  };
  expect(await typeOf('sales@contoso.com')).toEqual(['UserMailbox', 'SharedMailbox']);
  expect(await typeOf('auditors@contoso.com')).toEqual([
    'MailUniversalSecurityGroup',
    'MailUniversalSecurityGroup',
  ]);
  expect(await typeOf('newsletter@contoso.com')).toEqual([
    'MailUniversalDistributionGroup',
    'MailUniversalDistributionGroup',
  ]);
  expect(await typeOf('project-apollo@contoso.com')).toEqual([
    'MailUniversalDistributionGroup',
    'GroupMailbox',
  ]);
  expect(await typeOf('all-staff@contoso.com')).toEqual([
    'DynamicDistributionGroup',
    'DynamicDistributionGroup',
  ]);
  expect(await typeOf('agency@fabrikam.example')).toEqual(['MailContact', 'MailContact']);
  expect(await typeOf('consultant@contoso.com')).toEqual(['MailUser', 'MailUser']);
  expect(await typeOf('maria.rossi@fabrikam.example')).toEqual(['MailUser', 'GuestMailUser']);
  for (const Identity of [
    'VPN Users',
    'emergency@contoso.com',
    'mail-archiver-app',
    'gary.gone@contoso.com',
  ]) {
    expect((await run('Get-Recipient', { Identity })).status, Identity).toBe(404);
  }
  expect(
    (await run('Get-Recipient')).rows.every(({ PrimarySmtpAddress }) => PrimarySmtpAddress !== ''),
  ).toBe(true);
});

test('Get-Recipient filters: types, and groups by member or owner', async () => {
  const { run, mailbox } = makeBench();
  expect(aliasesOf(await run('Get-Recipient', { RecipientTypeDetails: ['RoomMailbox'] }))).toEqual([
    'boardroom',
    'meeting-room-1',
  ]);
  expect(aliasesOf(await run('Get-Recipient', { RecipientType: 'MailContact' }))).toHaveLength(3);
  const fred = mailbox('fred').distinguishedName;
  expect(aliasesOf(await run('Get-Recipient', { Filter: `Members -eq '${fred}'` }))).toEqual([
    'sales-list',
  ]);
  const ann = mailbox('ann').distinguishedName;
  expect(aliasesOf(await run('Get-Recipient', { Filter: `ManagedBy -eq '${ann}'` }))).toEqual([
    'sales-list',
  ]);
  expect((await run('Get-Recipient', { Filter: `GrantSendOnBehalfTo -eq '${ann}'` })).status).toBe(
    400,
  );
});

test('Get-DistributionGroup: classic lists and security groups, by owner, with what they have besides', async () => {
  const { run, mailbox } = makeBench();
  const all = await run('Get-DistributionGroup');
  expect(aliasesOf(all)).toContain('board-list');
  expect(aliasesOf(all)).not.toContain('all-staff');
  expect(aliasesOf(all)).not.toContain('project-apollo');
  expect(aliasesOf(await run('Get-DistributionGroup', { ManagedBy: 'ellen.berg' }))).toEqual([
    'newsletter',
  ]);
  const jack = mailbox('jack.turner').distinguishedName;
  const onBehalf = await run('Get-DistributionGroup', {
    Filter: `GrantSendOnBehalfTo -eq '${jack}'`,
  });
  expect(onBehalf.rows[0]).toMatchObject({
    Alias: 'newsletter',
    GrantSendOnBehalfTo: [mailbox('jack.turner').name],
  });
  const [board] = (await run('Get-DistributionGroup', { Identity: 'board-list@contoso.com' })).rows;
  expect(board).toMatchObject({ HiddenGroupMembershipEnabled: true, GroupType: 'Universal' });
});

test('members are those of the group itself: nested groups are not opened', async () => {
  const { run } = makeBench();
  const members = await run('Get-DistributionGroupMember', {
    Identity: 'service-desk@contoso.com',
  });
  expect(aliasesOf(members)).toEqual([
    'carlos.mendez',
    'grace.kim',
    'jo.left',
    'service-desk-night',
  ]);
  expect(
    (await run('Get-DistributionGroupMember', { Identity: 'all-staff@contoso.com' })).status,
  ).toBe(404);
  expect((await run('Get-DistributionGroupMember')).status).toBe(400);
});

test('Get-User has people with and without mailbox, and their SIDs', async () => {
  const { run, tenant } = makeBench();
  const { rows } = await run('Get-User', { ResultSize: 'Unlimited' });
  const live = tenant.users.filter(({ deletedDateTime }) => deletedDateTime === null);
  expect(rows.map(({ Sid }) => Sid).sort()).toEqual(live.map(({ sid }) => sid).sort());
  expect((await run('Get-User', { Identity: 'emergency@contoso.com' })).rows[0]).toMatchObject({
    RecipientTypeDetails: 'User',
    UserPrincipalName: 'emergency@contoso.com',
    AccountDisabled: false,
  });
});

test('Get-Group has every group but dynamic lists, with SIDs and members by Name', async () => {
  const { run } = makeBench();
  const { rows } = await run('Get-Group');
  expect(rows.every(({ Sid }) => /^S-1-5-21-/.test(String(Sid)))).toBe(true);
  const names = rows.map(({ DisplayName }) => DisplayName);
  expect(names).toContain('VPN Users');
  expect(names).not.toContain('All Staff');
  const auditors = rows.find(({ DisplayName }) => DisplayName === 'Auditors');
  expect(auditors?.['Members']).toContain('alex.morgan');
  expect(auditors).not.toHaveProperty('ExternalDirectoryObjectId');
});

test('Get-MailUser has guests and mail users only', async () => {
  const { run } = makeBench();
  const names = (await run('Get-MailUser')).rows.map(({ DisplayName }) => DisplayName);
  expect(names.sort()).toEqual(['Clara Consult', 'John Doe', 'Maria Rossi']);
  expect((await run('Get-MailUser', { Identity: 'fred@contoso.com' })).status).toBe(404);
});

test('Get-ServicePrincipal finds applications by any of their names', async () => {
  const { run, tenant } = makeBench();
  const [archiver] = tenant.servicePrincipals;
  const expected = {
    DisplayName: 'mail-archiver-app',
    AppId: archiver?.appId,
    ObjectId: archiver?.id,
    Sid: archiver?.sid,
  };
  for (const Identity of [archiver?.id, archiver?.appId, archiver?.sid, 'mail-archiver-app']) {
    expect((await run('Get-ServicePrincipal', { Identity })).rows).toMatchObject([expected]);
  }
  expect((await run('Get-ServicePrincipal')).rows).toHaveLength(2);
  expect((await run('Get-ServicePrincipal', { Identity: 'nobody' })).status).toBe(404);
});

test('Get-AcceptedDomain by name', async () => {
  const { run } = makeBench();
  const { rows } = await run('Get-AcceptedDomain', { Identity: 'contoso.com' });
  expect(rows).toMatchObject([
    { DomainName: 'contoso.com', DomainType: 'Authoritative', Default: true, InitialDomain: false },
  ]);
  expect((await run('Get-AcceptedDomain', { Identity: 'fabrikam.example' })).status).toBe(404);
});

test('a group has an id of its own in Exchange, and is found by both', async () => {
  const { run, tenant } = makeBench();
  const list = tenant.groups.find(({ mailNickname }) => mailNickname === 'sales-list');
  const [row] = (await run('Get-Recipient', { Identity: 'sales-list@contoso.com' }, ADMINISTRATOR))
    .rows;
  expect(row?.['ExternalDirectoryObjectId']).toBe(list?.id);
  expect(row?.['Guid']).toMatch(/^[\da-f-]{36}$/);
  expect(row?.['Guid']).not.toBe(list?.id);
  for (const Identity of [row?.['Guid'], list?.id]) {
    const { rows } = await run('Get-DistributionGroup', { Identity }, ADMINISTRATOR);
    expect(rows.map(({ Name, Guid }) => [Name, Guid])).toEqual([['Sales List', row?.['Guid']]]);
  }
  const [group] = (await run('Get-Group', { Identity: 'Sales List' }, ADMINISTRATOR)).rows;
  expect([group?.['Guid'], group?.['ExchangeObjectId']]).toEqual([row?.['Guid'], row?.['Guid']]);
});

test('IncludeSoftDeletedRecipients is refused and counted, not passed over', async () => {
  const { run, unknown } = makeBench();
  const parameters = { IncludeSoftDeletedRecipients: true };
  const refused = await run('Get-Recipient', parameters, ADMINISTRATOR);
  expect([refused.status >= 400, unknown.length]).toEqual([true, 1]);
  const off = await run('Get-Recipient', { IncludeSoftDeletedRecipients: false }, ADMINISTRATOR);
  expect([off.status, unknown.length]).toEqual([200, 1]);
});
