import { expect, test } from 'vitest';
import {
  ADMINISTRATOR,
  command,
  makeBench,
} from '../../../test/support/simulator/exchange-world.ts';

const INVOKE = '/adminapi/beta/contoso.onmicrosoft.com/InvokeCommand';
const getMailbox = command('Get-Mailbox', { Identity: 'sales@contoso.com' });

test('InvokeCommand: without permission 401, without role a block of NULs, with both 200', async () => {
  const { tenant, send } = makeBench();
  expect((await send('POST', INVOKE, getMailbox, { as: 'nobody' })).status).toBe(401);
  expect((await send('POST', INVOKE, getMailbox, { as: 'no-roles-app' })).status).toBe(401);

  const none = tenant.applications.find(({ displayName }) => displayName === 'no-roles-app');
  none?.exchangeRoles.push('Exchange.ManageAsApp');
  const withoutRole = await send('POST', INVOKE, getMailbox, { as: 'no-roles-app' });
  expect(withoutRole.status).toBe(403);
  expect(withoutRole.raw.body).toEqual(Buffer.alloc(4096));

  expect((await send('POST', INVOKE, getMailbox)).status).toBe(200);
});

test('a reader reads and does not write; people go by their scope and roles', async () => {
  const { run, saved } = makeBench();
  const set = { Identity: 'sales@contoso.com', DisplayName: 'X' };
  expect((await run('Get-Mailbox', {}, { as: 'mbx-reader' })).status).toBe(200);
  expect((await run('Set-Mailbox', set, { as: 'mbx-reader' })).status).toBe(403);
  expect(saved.count).toBe(0);
  const administrator = 'user:29232cdf-9323-42fd-ade2-1d097af3e4de';
  expect((await run('Set-Mailbox', set, { as: administrator })).status).toBe(200);
});

test('a cmdlet that does not exist looks like one that is not allowed, and is counted', async () => {
  const { run, unknown } = makeBench();
  const answer = await run('Get-Nonsense', {});
  expect(answer.status).toBe(403);
  expect(answer.raw.body).toEqual(Buffer.alloc(4096));
  expect(unknown).toEqual(['cmdlet Get-Nonsense']);
});

test('the tenant in the path is its id or one of its domains', async () => {
  const { tenant, send } = makeBench();
  for (const name of [tenant.id, 'contoso.com', 'CONTOSO.onmicrosoft.com']) {
    expect((await send('POST', `/adminapi/beta/${name}/InvokeCommand`, getMailbox)).status).toBe(
      200,
    );
  }
  expect((await send('POST', '/adminapi/beta/fabrikam.com/InvokeCommand', getMailbox)).status).toBe(
    404,
  );
});

test.each([
  ['POST', '/adminapi/v1.0/contoso.com/InvokeCommand', 405],
  ['GET', '/adminapi/beta/contoso.com/InvokeCommand', 405],
  ['GET', '/adminapi/v2.0/contoso.com/Mailbox', 405],
  ['GET', '/adminapi/beta/contoso.com/$batch', 405],
  ['POST', '/adminapi/v2.0/contoso.com/MailboxFolderPermission', 404],
  ['GET', '/adminapi/beta/contoso.com/CasMailbox', 404],
  ['DELETE', "/adminapi/beta/contoso.com/Mailbox('a')", 404],
  ['GET', '/somewhere', 404],
])('%s %s is %d', async (method, path, status) => {
  const { send, unknown } = makeBench();
  const answer = await send(method, path, getMailbox);
  expect(answer.status).toBe(status);
  expect(answer.body.error?.code).toBe(status === 405 ? 'MethodNotAllowed' : 'NotFound');
  expect(unknown).toHaveLength(status === 404 ? 1 : 0);
});

test('v2.0 has a permission of its own, and takes only its cmdlets and parameters', async () => {
  const { tenant, send } = makeBench();
  const mailbox = '/adminapi/v2.0/contoso.com/Mailbox';
  expect((await send('POST', mailbox, getMailbox)).rows).toHaveLength(1);
  const refused = [
    command('Get-Recipient', {}),
    command('Get-Mailbox', { Filter: "Alias -eq 'sales'" }),
    command('Set-Mailbox', { Identity: 'sales', DisplayName: 'x' }),
    command('Set-Mailbox', { Identity: 'sales' }),
  ];
  for (const body of refused) expect((await send('POST', mailbox, body)).status).toBe(400);
  const reader = tenant.applications.find(({ displayName }) => displayName === 'mbx-reader');
  reader?.exchangeRoles.splice(0, 2, 'Exchange.ManageAsApp');
  expect((await send('POST', mailbox, getMailbox, { as: 'mbx-reader' })).status).toBe(403);
});

test('v2.0 writes Send on Behalf, reads domains and organisation', async () => {
  const { send, mailbox } = makeBench();
  const base = '/adminapi/v2.0/contoso.com';
  const set = { Identity: 'hr@contoso.com', GrantSendOnBehalfTo: ['ann@contoso.com'] };
  expect((await send('POST', `${base}/Mailbox`, command('Set-Mailbox', set))).body.value).toEqual(
    [],
  );
  expect(mailbox('hr').grantSendOnBehalfTo).toEqual([mailbox('ann').userId]);
  const domains = await send('POST', `${base}/AcceptedDomain`, command('Get-AcceptedDomain', {}));
  expect(domains.rows.map(({ DomainName }) => DomainName)).toContain('contoso.co.uk');
  const ask = { CmdletInput: { CmdletName: 'Get-OrganizationConfig' } };
  expect((await send('POST', `${base}/OrganizationConfig`, ask)).status).toBe(403);
  const config = await send('POST', `${base}/OrganizationConfig`, ask, ADMINISTRATOR);
  expect(config.rows[0]).toMatchObject({
    Name: 'contoso.onmicrosoft.com',
    PublicFoldersEnabled: 'Local',
  });
});

test('the module file lists what the caller may run', async () => {
  const { send } = makeBench();
  const path = '/adminapi/v1.0/contoso.com/EXOModuleFile?Version=3.9.2';
  const all = await send('GET', path, undefined, { headers: { commandname: '*' } });
  expect(String(all.rows[0]?.['exportedCmdlets']).split(',')).toContain('Set-Mailbox');
  const reader = await send('GET', path, undefined, {
    as: 'mbx-reader',
    headers: { commandname: '*' },
  });
  const readable = String(reader.rows[0]?.['exportedCmdlets']).split(',');
  expect(readable).toContain('Get-Mailbox');
  expect(readable).not.toContain('Set-Mailbox');
  expect((await send('GET', path)).status).toBe(400);
});

test.each([
  ['no body', undefined],
  ['text', 'x'],
  ['no cmdlet', { CmdletInput: {} }],
  ['another letter case', { cmdletInput: { CmdletName: 'Get-Mailbox' } }],
  ['null parameters', { CmdletInput: { CmdletName: 'Get-Mailbox', Parameters: null } }],
  ['a list of parameters', { CmdletInput: { CmdletName: 'Get-Mailbox', Parameters: [] } }],
])('a body with %s is 400', async (_name, body) => {
  const { send } = makeBench();
  expect((await send('POST', INVOKE, body)).status).toBe(400);
});

test('parameters may be left out', async () => {
  const { send } = makeBench();
  const answer = await send('POST', INVOKE, { CmdletInput: { CmdletName: 'Get-AcceptedDomain' } });
  expect(answer.rows).toHaveLength(3);
});
