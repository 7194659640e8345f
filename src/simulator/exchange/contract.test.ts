import { expect, test } from 'vitest';
import { bind } from './contract.ts';
import { CmdletError } from './errors.ts';

function refusal(cmdlet: string, parameters: Record<string, unknown>): CmdletError {
  try {
    bind(cmdlet, parameters);
  } catch (error) {
    if (error instanceof CmdletError) return error;
    throw error;
  }
  throw new Error(`${cmdlet} was not refused`);
}

test('cmdlets and parameters are named in any letter case', () => {
  const call = bind('gET-mAILBOX', { IDENTITY: 'a', resultsize: '5' });
  expect(call.cmdlet).toBe('Get-Mailbox');
  expect([...call.parameters]).toEqual([
    ['Identity', 'a'],
    ['ResultSize', 5],
  ]);
});

test('common parameters are taken, and change nothing', () => {
  const call = bind('Get-Mailbox', { ErrorAction: 'Stop', WarningAction: 1, Verbose: true });
  expect(call.parameters.size).toBe(0);
});

test.each([
  { name: 'unknown', parameters: { Identity: 'a', Bogus: 1, Other: 2 }, named: 'Bogus, Other' },
  {
    name: 'on-premises only',
    parameters: { Identity: 'a', DomainController: 'dc' },
    named: 'DomainController',
  },
  { name: 'given twice', parameters: { Identity: 'a', identity: 'b' }, named: 'identity' },
])('a parameter that is $name is named', ({ parameters, named }) => {
  const error = refusal('Get-Mailbox', parameters);
  expect(error.status).toBe(400);
  expect(error.type).toMatch(/AmbiguousParameterSetException$/);
  expect(error.message).toBe(
    `Parameter set cannot be resolved using the specified named parameters. Invalid cmdlet parameters specified. ${named}`,
  );
});

test('parameters of different sets do not go together', () => {
  const error = refusal('Get-MailboxPermission', { Identity: 'a', Owner: true, User: 'b' });
  expect(error.type).toMatch(/AmbiguousParameterSetException$/);
  expect(error.message).toContain('Owner, User');
});

test.each([
  { cmdlet: 'Get-MailboxPermission', parameters: {}, missing: 'Identity' },
  {
    cmdlet: 'Add-MailboxPermission',
    parameters: { Identity: 'a', User: 'b' },
    missing: 'AccessRights',
  },
  {
    cmdlet: 'Remove-MailboxPermission',
    parameters: { Identity: 'a', User: 'b' },
    missing: 'AccessRights',
  },
  {
    cmdlet: 'Remove-MailboxPermission',
    parameters: { Identity: 'a' },
    missing: 'ClearAutoMapping',
  },
  {
    cmdlet: 'Add-RecipientPermission',
    parameters: { Identity: 'a' },
    missing: 'AccessRights, Trustee',
  },
  { cmdlet: 'New-Mailbox', parameters: { Shared: true }, missing: 'Name' },
])('$cmdlet says that $missing is missing', ({ cmdlet, parameters, missing }) => {
  const error = refusal(cmdlet, parameters);
  expect(error.type).toMatch(/AmbiguousParameterSetException$/);
  expect(error.message).toContain(`mandatory parameters: ${missing}.`);
});

test('New-Mailbox with a name alone fits no set', () => {
  expect(refusal('New-Mailbox', { Name: 'a' }).status).toBe(400);
});

test.each([
  { cmdlet: 'Get-MailboxPermission', value: null, why: 'null' },
  { cmdlet: 'Set-Mailbox', value: '', why: 'an empty string' },
])('a mandatory parameter must not be $why', ({ cmdlet, value, why }) => {
  expect(refusal(cmdlet, { Identity: value }).message).toContain(`because it is ${why}`);
});

test('an identity that only filters may be null or empty', () => {
  expect(bind('Get-Mailbox', { Identity: null }).parameters.get('Identity')).toBeNull();
  expect(bind('Get-RecipientPermission', { Identity: '' }).parameters.get('Identity')).toBe('');
});

test.each([
  { cmdlet: 'Set-Mailbox', parameter: 'HiddenFromAddressListsEnabled', value: 'yes' },
  { cmdlet: 'Set-Mailbox', parameter: 'HiddenFromAddressListsEnabled', value: null },
  { cmdlet: 'Set-Mailbox', parameter: 'DisplayName', value: 7 },
  { cmdlet: 'Set-Mailbox', parameter: 'WindowsEmailAddress', value: 'no address' },
  { cmdlet: 'Set-Mailbox', parameter: 'ResourceCapacity', value: 1.5 },
  { cmdlet: 'Set-Mailbox', parameter: 'Password', value: 'plain' },
  { cmdlet: 'Get-Mailbox', parameter: 'ResultSize', value: 'lots' },
  { cmdlet: 'Get-Mailbox', parameter: 'SoftDeletedMailbox', value: 'true' },
  { cmdlet: 'Set-Mailbox', parameter: 'EmailAddresses', value: { add: ['a@contoso.com'] } },
  { cmdlet: 'Get-Mailbox', parameter: 'RecipientTypeDetails', value: [1] },
])('$cmdlet -$parameter refuses $value', ({ cmdlet, parameter, value }) => {
  const error = refusal(cmdlet, { Identity: 'a', [parameter]: value });
  expect(error.type).toMatch(/ParameterTransformationException$/);
  expect(error.message).toContain(`on parameter '${parameter}'`);
  expect(error.withoutDetails).toBe(true);
});

test('a wrong enum value is told the accepted ones', () => {
  const error = refusal('Set-Mailbox', { Identity: 'a', Type: 'Nonsense' });
  expect(error.message).toContain('try again: Equipment, Regular, Room, Shared, Workspace, Desk');
});

test('enum values match by prefix, unless two members begin so', () => {
  const call = bind('Get-Mailbox', { RecipientTypeDetails: ['Shared', 'room'] });
  expect(call.parameters.get('RecipientTypeDetails')).toEqual(['SharedMailbox', 'RoomMailbox']);
  expect(refusal('Set-Mailbox', { Identity: 'a', Type: 'R' }).message).toContain('Regular, Room');
});

test('an array may be one text, and one text may hold several values', () => {
  const call = bind('Add-MailboxPermission', {
    Identity: 'a',
    User: 'b',
    AccessRights: 'FullAccess, ReadPermission',
  });
  expect(call.parameters.get('AccessRights')).toEqual(['FullAccess', 'ReadPermission']);
});

test('a hash table adds and removes, its keys in any letter case, bare texts included', () => {
  const call = bind('Set-Mailbox', {
    Identity: 'a',
    GrantSendOnBehalfTo: { '@odata.type': '#Exchange.GenericHashTable', Add: 'x', remove: ['y'] },
    'GrantSendOnBehalfTo@odata.type': 'ignored',
  });
  expect(call.parameters.get('GrantSendOnBehalfTo')).toEqual({ add: ['x'], remove: ['y'] });
});

test('Confirm and WhatIf given as true ask first, where the cmdlet has them', () => {
  expect(bind('Set-Mailbox', { Identity: 'a', Confirm: true }).whatIf).toBe(true);
  expect(bind('Set-Mailbox', { Identity: 'a', WhatIf: true, Confirm: false }).whatIf).toBe(true);
  expect(bind('Set-Mailbox', { Identity: 'a', cf: false }).whatIf).toBe(false);
  expect(refusal('Get-Mailbox', { Confirm: true }).message).toContain('Confirm');
});
