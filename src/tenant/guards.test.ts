import { expect, test } from 'vitest';
import type { ExchangeCall, GraphCall } from '../model/call.ts';
import { guardGraph, guardLink, guardQuery, guardWrite } from './guards.ts';
import type { Query } from './service.ts';

const on = { id: 'id-1', address: 'a@contoso.com' };
const guarded = expect.objectContaining({ name: 'ServiceError', failure: 'guarded', status: 0 });

const graph = (method: GraphCall['method'], path: string): GraphCall => ({
  service: 'graph',
  method,
  path,
  on,
});

test.each([
  ['DELETE', '/users/id-1'],
  ['DELETE', '/groups/g'],
  ['DELETE', '/groups/g/members/id-1'],
  ['DELETE', '/groups/g/owners/id-1'],
  ['DELETE', '/groups/g/members/id-1/'],
  ['DELETE', '/groups/g/members/id-1/$REF'],
  ['DELETE', '/groups/g/members/id-1/$ref/'],
  ['DELETE', '/groups/g/members/id-1/$ref/..'],
  ['DELETE', '/groups/g/members/id-1/x/%2e%2E/$ref'],
  ['DELETE', '/groups/g/members/id-1\\$ref'],
  ['DELETE', '/groups/g/members/id-1?/$ref'],
  ['DELETE', '/groups/g/members/id-1#/$ref'],
  ['DELETE', '/groups//members/id-1/$ref'],
  ['DELETE', '/users/id-1/members/x/$ref'],
  ['DELETE', '/directory/deletedItems/id-1'],
  ['DELETE', '/groups/g/members/new:a@contoso.com/$ref'],
  ['PATCH', '/users/'],
  ['PATCH', '/users/new:a@contoso.com'],
  ['PATCH', '/users/new%3Aa%40contoso.com'],
  ['PATCH', 'users/id-1'],
  ['POST', '/users/id-1/\tassignLicense'],
] as const)('Graph: %s %s is stopped', (method, path) => {
  expect(() => guardGraph(graph(method, path))).toThrow(guarded);
});

test.each([
  ['DELETE', '/groups/g/members/id-1/$ref'],
  ['DELETE', '/groups/g/owners/id-1/%24ref'],
  ['PATCH', '/users/id-1'],
  ['POST', '/groups/g/members/$ref'],
  ['POST', '/users/id-1/assignLicense'],
] as const)('Graph: %s %s goes', (method, path) => {
  expect(() => guardGraph(graph(method, path))).not.toThrow();
});

const query = (cmdlet: string, parameters: object = {}): Query => ({
  cmdlet,
  parameters: { ...parameters },
});

test.each([
  query('Get-Mailbox', { Identity: null }),
  query('Get-Mailbox', { Identity: undefined }),
  query('Get-Mailbox', { Identity: '' }),
  query('Get-Mailbox', { Identity: ' ' }),
  query('Get-Mailbox', { identity: '' }),
  query('Get-Mailbox', { Identity: ['a'] }),
  query('Get-Mailbox', { Identity: 'new:a@contoso.com' }),
  query('Get-Mailbox', { Identity: 'a', identity: 'b' }),
  query('Get-MailboxPermission'),
  query('get-mailboxpermission', { ResultSize: 'Unlimited' }),
  query('Get-MailboxStatistics'),
  query('Set-Mailbox', { Identity: 'a' }),
  query('Get-Mailbox; Remove-Mailbox', { Identity: 'a' }),
  query(''),
])('read: $cmdlet $parameters is stopped', (wanted) => {
  expect(() => guardQuery(wanted)).toThrow(guarded);
});

test.each([
  query('Get-Mailbox', { ResultSize: 'Unlimited' }),
  query('Get-Mailbox', { Identity: 'id-1' }),
  query('Get-MailboxPermission', { Identity: 'id-1' }),
  query('Get-RecipientPermission'),
  query('Get-AcceptedDomain'),
])('read: $cmdlet $parameters goes', (wanted) => {
  expect(() => guardQuery(wanted)).not.toThrow();
});

const write = (
  cmdlet: string,
  parameters: ExchangeCall['parameters'] = {},
  id = 'id-1',
): ExchangeCall => ({
  service: 'exchange',
  cmdlet,
  on: { id, address: 'a@contoso.com' },
  parameters,
});

test.each([
  write('Remove-Mailbox'),
  write('remove-mailbox'),
  write('Disable-Mailbox'),
  write('Remove-MailboxPermission', { ResetDefault: true }),
  write('Remove-MailboxPermission', { clearautomapping: true }),
  write('Set-Mailbox', { EmailAddresses: ['SMTP:a@contoso.com'] }),
  write('Set-Mailbox', { emailaddresses: ['SMTP:a@contoso.com'] }),
  write('Set-Mailbox', { GrantSendOnBehalfTo: ['id-2'] }),
  write('Set-Mailbox', { GrantSendOnBehalfTo: 'id-2' }),
  write('Set-Mailbox', { GrantSendOnBehalfTo: null }),
  write('Set-Mailbox', { HiddenFromAddressListsEnabled: true }, ''),
  write('Set-Mailbox', { HiddenFromAddressListsEnabled: true }, 'new:a@contoso.com'),
  write('Set-Mailbox', { Identity: 'id-2' }),
  write('Set-Mailbox', { identity: 'id-2' }),
  write('Get-Mailbox'),
  write('Set-Mailbox -Force'),
])('write: $cmdlet $parameters on "$on.id" is stopped', (call) => {
  expect(() => guardWrite(call)).toThrow(guarded);
});

test.each([
  write('New-Mailbox', { Shared: true, Name: 'a' }, 'new:a@contoso.com'),
  write('Set-Mailbox', { GrantSendOnBehalfTo: { add: ['id-2'], remove: [] } }),
  write('Set-Mailbox', { ForwardingAddress: null }),
  write('Remove-MailboxPermission', { User: 'id-2', AccessRights: ['FullAccess'] }),
])('write: $cmdlet $parameters goes', (call) => {
  expect(() => guardWrite(call)).not.toThrow();
});

test('a link leads to where it came from, or nowhere', () => {
  const origin = 'https://graph.microsoft.com';
  const follow = (link: string): void => guardLink('graph', 'GET /users', link, origin);
  expect(() => follow('https://graph.microsoft.com/v1.0/users?$skiptoken=x')).not.toThrow();
  for (const link of [
    'https://graph.microsoft.com.evil.example/v1.0',
    'https://graph.microsoft.com@evil.example/v1.0',
    'http://graph.microsoft.com/v1.0',
    'https://graph.microsoft.com:8443/v1.0',
    '/v1.0/users',
    '',
  ]) {
    expect(() => follow(link), link).toThrow(guarded);
  }
});
