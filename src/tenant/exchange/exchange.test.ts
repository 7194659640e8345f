import { expect, test } from 'vitest';
import { clientBench, TENANT } from '../../../test/support/client-bench.ts';
import { netError } from '../../../test/support/scripted-connection.ts';
import type { ExchangeCall } from '../../model/call.ts';
import { MbxError } from '../../model/error.ts';
import type { Query, Row } from '../service.ts';

const INVOKE = `https://outlook.office365.com/adminapi/beta/${TENANT}/InvokeCommand`;
const ID = '22222222-0000-4000-8000-000000000002';
const all: Query = { cmdlet: 'Get-Mailbox', parameters: { ResultSize: 'Unlimited' } };
const nameOf = (row: Row): unknown => row['Name'];
const error = (type: string, words = 'no good') => ({
  error: {
    code: 'X',
    message: 'Error executing cmdlet',
    details: [{ message: `Ex1|A.B.${type}|${words}` }],
  },
});

test('a read: address, headers, envelope', async () => {
  const { exchange, connection } = clientBench(() => ({ body: { value: [{ Name: 'a' }] } }));
  const query: Query = {
    cmdlet: 'Get-MailboxPermission',
    parameters: { Identity: ID, IncludeUnresolvedPermissions: true },
    select: ['User', 'AccessRights'],
    about: ID,
  };
  expect(await exchange.query(query, nameOf)).toEqual({ items: ['a'], warnings: [] });
  const [asked] = connection.asked;
  expect(asked).toMatchObject({ method: 'POST', url: `${INVOKE}?$select=User,AccessRights` });
  expect(asked?.json).toEqual({
    CmdletInput: {
      CmdletName: 'Get-MailboxPermission',
      Parameters: { Identity: ID, IncludeUnresolvedPermissions: true },
    },
  });
  expect(asked?.headers).toMatchObject({
    Authorization: 'Bearer token-1',
    'X-AnchorMailbox': `OID:${ID}@${TENANT}`,
    'Accept-Language': 'en-US',
  });
  expect(asked?.headers['Prefer']).toContain('odata.maxpagesize=1000');
});

test('pages: the same body and anchor posted to the link, narrowed as they come', async () => {
  const next = `${INVOKE}?%24skiptoken=abc`;
  const { exchange, connection } = clientBench(({ index }) =>
    index === 0
      ? {
          body: {
            value: [{ Name: 'a' }, { Name: 'skip' }],
            '@odata.nextLink': next,
            '@adminapi.warnings': [
              'There are more results available than are currently displayed.',
            ],
          },
        }
      : { body: { value: [{ Name: 'b' }], '@adminapi.warnings': ['careful'] } },
  );
  const answer = await exchange.query(all, (row) =>
    row['Name'] === 'skip' ? undefined : row['Name'],
  );
  expect(answer).toEqual({ items: ['a', 'b'], warnings: ['careful'] });
  const [first, second] = connection.asked;
  expect(second?.url).toBe(next);
  expect(second?.body).toBe(first?.body);
  expect(first?.headers['X-AnchorMailbox']).toBe(
    `APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@${TENANT}`,
  );
  expect(second?.headers['X-AnchorMailbox']).toBe(first?.headers['X-AnchorMailbox']);
});

test('a number of results asked for is enough', async () => {
  const { exchange, connection } = clientBench(() => ({
    body: { value: [{ Name: 'a' }, { Name: 'b' }], '@odata.nextLink': `${INVOKE}?x` },
  }));
  const one: Query = { cmdlet: 'Get-Mailbox', parameters: { ResultSize: 1 } };
  expect((await exchange.query(one, nameOf)).items).toEqual(['a']);
  expect(connection.asked).toHaveLength(1);
});

test.each([
  [
    'a list that was cut',
    { value: [], '@adminapi.warnings': ['There are more results available than are'] },
    'shape',
  ],
  [
    'an error inside a success',
    { value: [{ Name: 'a' }], '@adminapi.errors': ['one mailbox failed'] },
    'refused',
  ],
  ['a foreign link', { value: [], '@odata.nextLink': 'https://evil.example/x' }, 'guarded'],
  ['a link to itself', { value: [], '@odata.nextLink': `${INVOKE}?again` }, 'shape'],
  ['no JSON', '<html>', 'shape'],
])('%s is no list', async (_, body, failure) => {
  const { exchange } = clientBench(() => ({ body }));
  await expect(exchange.query(all, nameOf)).rejects.toMatchObject({ service: 'exchange', failure });
});

test("an error has the service's words, its type, the cmdlet and the request id", async () => {
  const { exchange } = clientBench(() => ({
    status: 404,
    headers: { 'request-id': 'r-1' },
    body: error('ManagementObjectNotFoundException', "object 'x' couldn't be found"),
  }));
  await expect(exchange.query(all, nameOf)).rejects.toMatchObject({
    failure: 'notFound',
    status: 404,
    code: 'ManagementObjectNotFoundException',
    what: 'Get-Mailbox',
    requestId: 'r-1',
    message: "Get-Mailbox: object 'x' couldn't be found",
  });
});

test('a refusal for the moment is asked again, a definite 500 is not', async () => {
  const busy = clientBench(({ index }) =>
    index < 2
      ? { status: 400, body: error('ServerBusyException') }
      : { body: { value: [{ Name: 'a' }] } },
  );
  expect((await busy.exchange.query(all, nameOf)).items).toEqual(['a']);
  expect(busy.connection.asked).toHaveLength(3);
  const definite = clientBench(() => ({
    status: 500,
    body: error('ManagementObjectAmbiguousException'),
  }));
  await expect(definite.exchange.query(all, nameOf)).rejects.toMatchObject({
    failure: 'ambiguous',
  });
  expect(definite.connection.asked).toHaveLength(1);
});

test('a link that expired starts the list anew, without what was there before', async () => {
  const { exchange, connection } = clientBench(({ index, url }) => {
    if (index === 1) {
      return {
        status: 400,
        body: {
          error: {
            innererror: {
              internalexception: { message: 'Expired or Invalid pagination request.' },
            },
          },
        },
      };
    }
    return url.includes('?')
      ? { body: { value: [{ Name: 'b' }] } }
      : { body: { value: [{ Name: 'a' }], '@odata.nextLink': `${INVOKE}?next` } };
  });
  expect((await exchange.query(all, nameOf)).items).toEqual(['a', 'b']);
  expect(connection.asked).toHaveLength(4);
});

test('a token that is no longer taken is renewed once', async () => {
  const { exchange, connection, tokens } = clientBench(({ headers }) =>
    headers['Authorization'] === 'Bearer token-1' ? { status: 401 } : { body: { value: [] } },
  );
  await exchange.query(all, nameOf);
  expect(connection.asked).toHaveLength(2);
  expect(tokens.filter((asked) => asked.includes('renew'))).toHaveLength(1);
  const never = clientBench(() => ({ status: 401 }));
  await expect(never.exchange.query(all, nameOf)).rejects.toMatchObject({ failure: 'signedOut' });
  expect(never.connection.asked).toHaveLength(2);
});

test('a token that somebody else has renewed meanwhile is not renewed again', async () => {
  const { exchange, tokens } = clientBench(({ headers, index }) =>
    headers['Authorization'] === 'Bearer token-1'
      ? { status: 401, after: index === 0 ? 10 : 500 }
      : { body: { value: [] } },
  );
  await Promise.all([exchange.query(all, nameOf), exchange.query(all, nameOf)]);
  expect(tokens.filter((asked) => asked.includes('renew'))).toHaveLength(1);
});

test('no token to be had is a failure of the read, an outcome of the write', async () => {
  const signIn = { token: () => Promise.reject(new MbxError('E3001', 'the secret is wrong', 'x')) };
  const { exchange } = clientBench(() => ({}), { signIn });
  await expect(exchange.query(all, nameOf)).rejects.toMatchObject({
    failure: 'signedOut',
    code: 'E3001',
  });
  await expect(exchange.queryEach([all], nameOf)).rejects.toMatchObject({ failure: 'signedOut' });
  expect(await exchange.write(call)).toMatchObject({ result: 'refused', why: 'signedOut' });
});

const call: ExchangeCall = {
  service: 'exchange',
  cmdlet: 'Set-Mailbox',
  on: { id: ID, address: 'a@contoso.com' },
  parameters: {
    EmailAddresses: { add: ['smtp:b@contoso.com'], remove: [] },
    GrantSendOnBehalfTo: { add: ['x'], remove: ['y'] },
    DisplayName: 'A',
    ForwardingAddress: null,
    ModeratedBy: { add: [], remove: ['z'] },
    Nothing: { add: [], remove: [] },
  },
};

test('a write: identity, tables, nulls, anchor', async () => {
  const { exchange, connection } = clientBench(() => ({
    body: { value: [] },
    headers: { 'request-id': 'r' },
  }));
  expect(await exchange.write(call)).toEqual({ result: 'done', requestId: 'r' });
  const [asked] = connection.asked;
  expect(asked?.json).toEqual({
    CmdletInput: {
      CmdletName: 'Set-Mailbox',
      Parameters: {
        Identity: ID,
        EmailAddresses: {
          '@odata.type': '#Exchange.GenericHashTable',
          Add: ['smtp:b@contoso.com'],
        },
        GrantSendOnBehalfTo: {
          '@odata.type': '#Exchange.GenericHashTable',
          Add: ['x'],
          Remove: ['y'],
        },
        DisplayName: 'A',
        ModeratedBy: { '@odata.type': '#Exchange.GenericHashTable', Remove: ['z'] },
        ForwardingAddress: null,
      },
    },
  });
  expect(asked?.headers['X-AnchorMailbox']).toBe(`OID:${ID}@${TENANT}`);
});

test('a creation has no identity, and gives the id of what it made', async () => {
  const { exchange, connection } = clientBench(() => ({
    body: { value: [{ Name: 'sales', ExternalDirectoryObjectId: ID }] },
  }));
  const creation: ExchangeCall = {
    service: 'exchange',
    cmdlet: 'New-Mailbox',
    on: { id: 'new:sales@contoso.com', address: 'sales@contoso.com' },
    parameters: { Shared: true, Name: 'sales' },
  };
  expect(await exchange.write(creation)).toEqual({ result: 'done', id: ID });
  expect(connection.asked[0]?.json).toEqual({
    CmdletInput: { CmdletName: 'New-Mailbox', Parameters: { Shared: true, Name: 'sales' } },
  });
  expect(connection.asked[0]?.headers['X-AnchorMailbox']).toContain('APP:SystemMailbox');
});

test.each([
  'The appropriate access control entry is already present on the object "x" for account "y".',
  'Can\'t remove the access control entry on the object "x" for account "y" because the ACE doesn\'t exist on the object.',
  'Can’t remove the access control entry because the ACE isn’t present.',
  "The command completed successfully but no settings of 'x' have been modified.",
])('a success that changed nothing: %s', async (warning) => {
  const { exchange } = clientBench(() => ({
    body: { value: null, '@adminapi.warnings': [warning] },
  }));
  expect(await exchange.write(call)).toEqual({ result: 'already' });
});

test.each([
  [
    'another warning',
    { body: { value: [], '@adminapi.warnings': ['Micro delay applied.'] } },
    { result: 'done' },
  ],
  ['an empty body', { body: '' }, { result: 'done' }],
  [
    'an error inside',
    { body: { value: [], '@adminapi.errors': ['no'] } },
    { result: 'refused', why: 'other', message: 'no' },
  ],
  [
    'a question back',
    { body: { value: [], '@adminapi.confirmationmessage': 'Sure?' } },
    { result: 'refused', code: 'ConfirmationRequired' },
  ],
  ['HTML', { body: '<html>' }, { result: 'unknown' }],
  ['cut off', { body: '{"value":[' }, { result: 'unknown' }],
  [
    'not found',
    { status: 404, body: error('ManagementObjectNotFoundException') },
    { result: 'refused', why: 'notFound', code: 'ManagementObjectNotFoundException' },
  ],
  [
    'not found as a 500',
    { status: 500, body: error('ManagementObjectNotFoundException') },
    { result: 'refused', why: 'notFound' },
  ],
  [
    'taken',
    { status: 400, body: error('ProxyAddressExistsException') },
    { result: 'refused', why: 'conflict' },
  ],
  ['denied', { status: 403, body: '\0\0' }, { result: 'refused', why: 'denied' }],
  ['signed out', { status: 401 }, { result: 'refused', why: 'signedOut' }],
  [
    'another refusal',
    { status: 400, body: error('RecipientTaskException') },
    { result: 'refused', why: 'other' },
  ],
  ['throttled', { status: 429 }, { result: 'unsent' }],
  ['busy', { status: 400, body: error('ServerBusyException') }, { result: 'unsent' }],
  [
    'crowded',
    { status: 503, body: 'maximum number of concurrent requests per tenant' },
    { result: 'unsent' },
  ],
  ['transient', { status: 400, body: error('TransientException') }, { result: 'unknown' }],
  ['500', { status: 500, body: 'oops' }, { result: 'unknown' }],
  ['503', { status: 503 }, { result: 'unknown' }],
  ['reset', netError('ECONNRESET'), { result: 'unknown' }],
  ['no answer in time', netError('UND_ERR_HEADERS_TIMEOUT'), { result: 'unknown' }],
  ['nobody there', netError('ECONNREFUSED'), { result: 'unsent' }],
])('a write that met %s', async (name, scripted, outcome) => {
  const { exchange, connection } = clientBench(() => scripted);
  expect(await exchange.write(call)).toMatchObject(outcome);
  expect(connection.asked).toHaveLength(name === 'signed out' ? 2 : 1);
});

test('what is guarded is never sent', async () => {
  const { exchange, connection, tokens } = clientBench(() => ({ body: { value: [] } }));
  const guarded = { failure: 'guarded' };
  await expect(exchange.write({ ...call, cmdlet: 'Remove-Mailbox' })).rejects.toMatchObject(
    guarded,
  );
  const blank: Query = { cmdlet: 'Get-Mailbox', parameters: { Identity: '' } };
  await expect(exchange.query(blank, nameOf)).rejects.toMatchObject(guarded);
  await expect(exchange.queryEach([all, blank], nameOf)).rejects.toMatchObject(guarded);
  expect([connection.asked, tokens]).toEqual([[], []]);
});

test('what the identity may run', async () => {
  const { exchange, connection } = clientBench(() => ({
    body: {
      value: [{ exportedCmdlets: 'Get-Mailbox, Set-Mailbox' }, { exportedCmdlets: 'Get-User' }],
    },
  }));
  expect(await exchange.cmdlets()).toEqual(new Set(['get-mailbox', 'set-mailbox', 'get-user']));
  expect(connection.asked[0]).toMatchObject({
    method: 'GET',
    url: `https://outlook.office365.com/adminapi/v1.0/${TENANT}/EXOModuleFile?Version=3.9.2`,
    headers: { CommandName: '*' },
  });
  const empty = clientBench(() => ({ body: { value: [] } }));
  await expect(empty.exchange.cmdlets()).rejects.toMatchObject({ failure: 'shape' });
});
