import { expect, test } from 'vitest';
import { makeBench } from '../../../test/support/simulator/exchange-world.ts';

const NEW_NAME = { Identity: 'sales@contoso.com', DisplayName: 'New name' };

test('a success has context, warnings and rows with sidecars', async () => {
  const { tenant, run } = makeBench();
  const answer = await run('Get-Mailbox', { Identity: 'sales@contoso.com' });
  expect(Object.keys(answer.body)).toEqual([
    '@odata.context',
    'adminapi.warnings@odata.type',
    '@adminapi.warnings',
    'value',
  ]);
  expect(answer.body).toMatchObject({
    '@odata.context': `https://outlook.office365.com/adminapi/beta/${tenant.id}/$metadata#Collection(Exchange.GenericHashTable)`,
    '@adminapi.warnings': [],
  });
  const [row] = answer.rows;
  expect(row).toMatchObject({
    'Guid@data.type': 'System.Guid',
    'Guid@odata.type': '#Guid',
    'WhenCreated@data.type': 'System.DateTime',
    'RecipientSoftDeletedStatus@data.type': 'System.Int32',
    'PitrCopyIntervalInSeconds@odata.type': '#Int16',
    'EmailAddresses@odata.type': '#Collection(String)',
  });
  expect(row?.['WhenCreated']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}\+00:00$/);
  expect(row?.['WhenCreatedUTC']).toMatch(/\.\d{7}Z$/);
  expect(row).not.toHaveProperty(['DisplayName@odata.type']);
  const keys = Object.keys(row ?? {});
  expect(keys.indexOf('Guid')).toBe(keys.indexOf('Guid@odata.type') + 1);
});

test('headers: content type, request id, and the budget where the setting says so', async () => {
  const { run, settings } = makeBench();
  const first = await run('Get-AcceptedDomain');
  const second = await run('Get-AcceptedDomain');
  expect(second.raw.headers).toMatchObject({
    'Rate-Limit-Limit': '30000',
    'Rate-Limit-Remaining': '29998',
  });
  expect(first.raw.headers['Request-Id']).not.toBe(second.raw.headers['Request-Id']);
  settings.rateLimitHeaders = false;
  expect((await run('Get-AcceptedDomain')).raw.headers).not.toHaveProperty('Rate-Limit-Limit');
});

test('$select keeps the properties asked for, in any letter case', async () => {
  const { run } = makeBench();
  const answer = await run('Get-Mailbox', { Identity: 'sales' }, { query: '?$select=guid,Name' });
  expect(Object.keys(answer.rows[0] ?? {}).sort()).toEqual([
    'Guid',
    'Guid@data.type',
    'Guid@odata.type',
    'Name',
  ]);
});

test.each([
  ['emptyArray', 200, { value: [] }],
  ['null', 200, { value: null }],
  ['absent', 200, {}],
  ['emptyBody', 200, undefined],
  ['noContent', 204, undefined],
] as const)('a write without output, setting %s', async (emptyWrite, status, expected) => {
  const { run, settings } = makeBench();
  settings.emptyWrite = emptyWrite;
  const answer = await run('Set-Mailbox', NEW_NAME);
  expect(answer.status).toBe(status);
  if (expected === undefined) expect(answer.raw.body).toBeUndefined();
  else {
    expect(answer.body).toMatchObject({ '@adminapi.warnings': [], ...expected });
    expect('value' in answer.body).toBe('value' in expected);
  }
});

test('Confirm and WhatIf say what would happen and change nothing', async () => {
  const { run, saved, mailbox } = makeBench();
  const answer = await run('Set-Mailbox', { ...NEW_NAME, Confirm: true });
  expect(answer.status).toBe(200);
  expect(answer.body['@adminapi.confirmationmessage']).toContain('sales@contoso.com');
  expect(mailbox('sales').displayName).toBe('Sales');
  expect(saved.count).toBe(0);
  expect((await run('Set-Mailbox', { Identity: 'nobody', WhatIf: true })).status).toBe(404);
  expect((await run('Set-Mailbox', { ...NEW_NAME, Confirm: false })).status).toBe(200);
  expect(mailbox('sales').displayName).toBe('New name');
});

test('a cmdlet that ran and refused: the reason stands in the details alone', async () => {
  const { run, settings } = makeBench();
  const answer = await run('Get-Mailbox', { Identity: 'x@contoso.com' });
  expect(answer.status).toBe(404);
  expect(answer.body.error).toMatchObject({
    code: 'NotFound',
    message: 'Error executing cmdlet',
    details: [{ code: 'Context', target: '' }],
    '@adminapi.warnings': [],
  });
  expect(answer.error.split('|').slice(0, 2)).toEqual([
    'Ex6F9304',
    'Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException',
  ]);
  expect(answer.error).toContain("object 'x@contoso.com' couldn't be found on");
  expect(answer.raw.headers['X-ExceptionType']).toBe('ManagementObjectNotFoundException');
  settings.errorWarnings = false;
  const without = await run('Get-Mailbox', { Identity: 'x@contoso.com' });
  expect(without.body.error).not.toHaveProperty('@adminapi.warnings');
});

test('a call that could not be bound: id empty, the text in both places', async () => {
  const { run } = makeBench();
  const answer = await run('Get-Mailbox', { Bogus: 1 });
  expect(answer.body.error).toMatchObject({ code: 'BadRequest', message: 'Invalid Operation' });
  expect(answer.error).toMatch(
    /^\|Microsoft\.Exchange\.AdminApi\.CommandInvocation\.AmbiguousParameterSetException\|/,
  );
  expect(answer.body.error?.innererror?.internalexception?.message).toMatch(/specified\. Bogus$/);
});

test('a value that could not be converted has no details', async () => {
  const { run } = makeBench();
  const answer = await run('Set-Mailbox', { Identity: 'sales', Type: 'Nonsense' });
  expect(answer.body.error).not.toHaveProperty('details');
  expect(answer.body.error?.innererror?.internalexception?.type).toMatch(
    /ParameterTransformationException$/,
  );
});

test('what the simulated tenant cannot do is refused and counted', async () => {
  const { run, unknown } = makeBench();
  const answer = await run('Set-Mailbox', { Identity: 'sales', SchedulerAssistant: true });
  expect(answer.status).toBe(400);
  expect(unknown).toEqual([
    'Set-Mailbox with SchedulerAssistant is not part of the simulated tenant.',
  ]);
});
