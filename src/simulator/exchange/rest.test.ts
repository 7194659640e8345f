import { expect, test } from 'vitest';
import { makeBench } from '../../../test/support/simulator/exchange-world.ts';

const BASE = '/adminapi/beta/contoso.com';

test('a mailbox by key: the minimum set, no sidecars; more by property set or $select', async () => {
  const { send, mailbox } = makeBench();
  const minimum = await send('GET', `${BASE}/Mailbox('sales@contoso.com')`);
  expect(minimum.body).toMatchObject({
    Name: 'sales',
    RecipientTypeDetails: 'SharedMailbox',
    Guid: mailbox('sales').guid,
  });
  expect(minimum.body).not.toHaveProperty('GrantSendOnBehalfTo');
  expect(Object.keys(minimum.body).filter((key) => key.includes('@data'))).toEqual([]);
  const delivery = await send('GET', `${BASE}/Mailbox('sales')?PropertySet=Minimum,Delivery`);
  expect(delivery.body).toHaveProperty('GrantSendOnBehalfTo');
  expect((await send('GET', `${BASE}/Mailbox('sales')?PropertySet=All`)).body).toHaveProperty(
    'AuditOwner',
  );
  const selected = await send('GET', `${BASE}/Mailbox('sales')?$select=Alias`);
  expect(Object.keys(selected.body)).toEqual(['@odata.context', 'Alias']);
});

test('keys: base64 where isEncoded says so, and v1.0 answers as well', async () => {
  const { send } = makeBench();
  const key = Buffer.from('sales@contoso.com').toString('base64');
  expect((await send('GET', `${BASE}/Mailbox('${key}')?isEncoded=true`)).status).toBe(200);
  expect((await send('GET', `${BASE}/Mailbox('${key}')`)).status).toBe(404);
  expect((await send('GET', "/adminapi/v1.0/contoso.com/Mailbox('sales')")).status).toBe(200);
});

test('lists: $filter, Filter, types, $top, pages followed by GET', async () => {
  const { send, tenant } = makeBench();
  const aliases = async (query: string) =>
    (await send('GET', `${BASE}/Mailbox?${query}`)).rows.map(({ Alias }) => Alias);
  expect(await aliases("$filter=RecipientTypeDetails eq 'EquipmentMailbox'")).toEqual([
    'projector',
  ]);
  expect(await aliases('RecipientTypeDetails=RoomMailbox')).toEqual([
    'boardroom',
    'meeting-room-1',
  ]);
  expect(await aliases("Filter=Alias -like 'sal*'")).toEqual(['sales']);
  expect(await aliases('$top=3')).toHaveLength(3);

  const seen: unknown[] = [];
  let path = `${BASE}/Mailbox?$select=Guid`;
  while (path !== '') {
    const page = await send('GET', path, undefined, {
      headers: { prefer: 'odata.maxpagesize=25' },
    });
    expect(page.rows.length).toBeLessThanOrEqual(25);
    seen.push(...page.rows.map(({ Guid }) => Guid));
    path = page.body['@odata.nextLink']?.replace('https://outlook.office365.com', '') ?? '';
  }
  expect(new Set(seen).size).toBe(
    tenant.mailboxes.filter(({ softDeleted }) => softDeleted === null).length,
  );
});

test('permissions of a mailbox: grouped by user, without strangers and SIDs', async () => {
  const { send } = makeBench();
  const { rows } = await send('GET', `${BASE}/Mailbox('info@contoso.com')/MailboxPermission`);
  const self = rows.find(({ User }) => User === 'NT AUTHORITY\\SELF');
  expect(self).toMatchObject({ MailboxIdentity: 'info', IsOwner: false });
  expect(self?.['PermissionList']).toHaveLength(2);
  expect(JSON.stringify(rows)).not.toContain('S-1-5-21');
});

test('a recipient with its Send As entries', async () => {
  const { send } = makeBench();
  const { body } = await send('GET', `${BASE}/Recipient('sales')?$expand=RecipientPermission`);
  expect(JSON.stringify(body)).toContain('"Trustee":"ann@contoso.com"');
  const { rows } = await send('GET', `${BASE}/Recipient?RecipientTypeDetails=MailContact`);
  expect(rows).toHaveLength(3);
});

test('Full Access of all in one read: refused, or working by setting', async () => {
  const { send, settings } = makeBench();
  const path = `${BASE}/Mailbox?$expand=MailboxPermission`;
  expect((await send('GET', path)).status).toBe(400);
  settings.tenantWideFullAccess = 'works';
  expect((await send('GET', path)).rows[0]).toHaveProperty('MailboxPermission');
});

test('without a role: 401 that names the cmdlet; unknown options and sub-paths are refused and counted', async () => {
  const { send, tenant, unknown } = makeBench();
  tenant.applications.find(({ displayName }) => displayName === 'mbx-reader')?.wids.pop();
  const refused = await send('GET', `${BASE}/Mailbox`, undefined, { as: 'mbx-reader' });
  expect(refused.status).toBe(401);
  expect(refused.body.error?.message).toBe('User is not allowed to call Get-Mailbox');
  expect((await send('GET', `${BASE}/Mailbox?$orderby=Name`)).status).toBe(400);
  expect((await send('GET', `${BASE}/Mailbox('sales')/MailboxFolder`)).status).toBe(404);
  expect(unknown).toHaveLength(2);
});
