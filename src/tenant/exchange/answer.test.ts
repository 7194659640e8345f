import { expect, test } from 'vitest';
import { asRead, readBody, readText } from './answer.ts';

const EXCEPTION = 'Microsoft.Exchange.Configuration.Tasks';
const envelope = (message: string, code = 'BadRequest') => ({
  error: {
    code,
    message: 'Error executing cmdlet',
    details: [{ code: 'Context', target: '', message }],
    innererror: {
      message: 'Error executing cmdlet',
      type: 'Microsoft.Exchange.Admin.OData.Core.ODataServiceException',
      internalexception: { message: "Exception of type 'X' was thrown.", type: 'X' },
    },
  },
});
const said = (type: string, words = 'no good') =>
  envelope(`Ex6F9304|${EXCEPTION}.${type}|${words}`);

test('rows lose their sidecars and keep their values', () => {
  const reading = readText(
    200,
    {},
    JSON.stringify({
      '@odata.context': 'x',
      'adminapi.warnings@odata.type': '#Collection(String)',
      '@adminapi.warnings': ['careful'],
      '@odata.nextLink': 'https://outlook.office365.com/next',
      value: [
        {
          'Guid@data.type': 'System.Guid',
          'Guid@odata.type': '#Guid',
          Guid: 'g',
          Names: ['a'],
          Gone: null,
        },
      ],
    }),
  );
  expect(reading).toEqual({
    is: 'page',
    listed: true,
    rows: [{ Guid: 'g', Names: ['a'], Gone: null }],
    next: 'https://outlook.office365.com/next',
    warnings: ['careful'],
    errors: [],
    confirmation: undefined,
  });
});

test.each([
  ['[]', '{"value":[]}'],
  ['null', '{"value":null}'],
  ['absent', '{}'],
  ['an empty body', ''],
  ['a JSON null', 'null'],
])('value %s means no rows', (_, text) => {
  expect(readText(200, {}, text)).toMatchObject({ is: 'page', rows: [] });
  expect(readText(204, {}, text)).toMatchObject({ is: 'page', rows: [] });
});

test.each([
  ['cut off', '{"value":[{"Guid":"g"'],
  ['HTML', '<html><body>Sign in</body></html>'],
  ['value no list', '{"value":{}}'],
  ['row no object', '{"value":["x"]}'],
  ['a list', '[]'],
  ['something else', '{"message":"hello"}'],
  ['link no text', '{"value":[],"@odata.nextLink":7}'],
])('%s with 200 has no known shape', (_, text) => {
  expect(readText(200, {}, text)).toMatchObject({ is: 'shape' });
});

test('errors inside a success, texts or objects', () => {
  const body = { value: [], '@adminapi.errors': ['one', { message: 'two' }, { other: 3 }] };
  expect(readBody(200, {}, body)).toMatchObject({ errors: ['one', 'two', '{"other":3}'] });
});

test('the words and the type of a failure stand in its first detail', () => {
  expect(
    readBody(404, {}, said('ManagementObjectNotFoundException', "object 'x|y' couldn't be found")),
  ).toEqual({
    is: 'fault',
    failure: 'notFound',
    code: 'ManagementObjectNotFoundException',
    message: "object 'x|y' couldn't be found",
    transient: false,
    beforeEffect: true,
    conflict: false,
    crowded: false,
  });
});

test.each([
  {
    name: 'no details: the internal exception',
    error: {
      code: 'BadRequest',
      message: 'Invalid Operation',
      innererror: { internalexception: { message: 'bad enum' } },
    },
    message: 'bad enum',
  },
  {
    name: 'a generic internal exception: the message',
    error: {
      code: 'BadRequest',
      message: 'Invalid Operation',
      innererror: { internalexception: { message: "Exception of type 'X'" } },
    },
    message: 'Invalid Operation',
  },
  { name: 'a detail without pipes', error: envelope('plain words').error, message: 'plain words' },
  {
    name: 'an empty id',
    error: envelope('|A.B.CException|words').error,
    message: 'words',
    code: 'CException',
  },
  {
    name: 'a proxied error: the innermost',
    error: envelope(
      `Ex1|${EXCEPTION}.CmdletProxyException|Error on proxy: ${JSON.stringify({
        Message: 'outer',
        TypeName: 'A.OuterException',
        InnerError: {
          Message: `Ex2|${EXCEPTION}.ManagementObjectNotFoundException|not here`,
          TypeName: 'A.B',
        },
      })}`,
    ).error,
    message: 'not here',
    code: 'ManagementObjectNotFoundException',
    failure: 'notFound',
  },
])('$name', ({ error, message, code = expect.any(String), failure = 'refused' }) => {
  expect(readBody(400, {}, { error })).toMatchObject({ message, code, failure });
});

test('a part of a batch names its type in a header', () => {
  const headers = { 'x-exceptiontype': 'ManagementObjectNotFoundException' };
  expect(readBody(404, headers, { error: { code: 'NotFound', message: 'x' } })).toMatchObject({
    failure: 'notFound',
    code: 'ManagementObjectNotFoundException',
  });
});

test.each([
  [400, said('AmbiguousParameterSetException'), 'refused', false],
  [400, said('ParameterTransformationException'), 'refused', false],
  [400, said('SomethingNewException'), 'refused', false],
  [400, said('ServerBusyException'), 'unavailable', true],
  [
    400,
    said('CmdletProxyException', 'failed: CmdletProxyNotAvailableFailure'),
    'unavailable',
    true,
  ],
  [400, said('TransientException'), 'unavailable', true],
  [400, said('UnableToWriteToAadException'), 'unavailable', true],
  [400, said('UnableToWriteToAadException', 'Reason: ServerBusy'), 'unavailable', true],
  [400, said('UnableToWriteToAadException', 'Property: X. Reason: InvalidValue'), 'refused', false],
  [400, said('UnableToWriteToAadException', 'Reason: ObjectMissing'), 'refused', false],
  [400, said('UnableToWriteToAadException', 'Reason: RequestTimedOut'), 'unavailable', true],
  [400, said('UnableToWriteToAadException', 'Insufficient privileges to do it'), 'refused', false],
  [
    400,
    said('UnableToWriteToAadException', 'it is an on-premises mastered object'),
    'refused',
    false,
  ],
  [400, said('ServerBusyException', 'Reason: InvalidValue'), 'unavailable', true],
  [404, said('ManagementObjectNotFoundException'), 'notFound', false],
  [500, said('ManagementObjectNotFoundException'), 'notFound', false],
  [500, said('ManagementObjectAmbiguousException'), 'ambiguous', false],
  [500, said('AmbiguousParameterSetException'), 'refused', false],
  [500, said('SomethingNewException'), 'unavailable', true],
  [500, 'oops', 'unavailable', true],
  [503, '<html>', 'unavailable', true],
  [408, '', 'unavailable', true],
  [429, '', 'throttled', true],
  [
    403,
    'You have reached the maximum number of concurrent requests per tenant. Please wait',
    'throttled',
    true,
  ],
  [401, '', 'signedOut', false],
  [
    401,
    { error: { code: 'Unauthorized', message: 'User is not allowed to call Get-Mailbox' } },
    'denied',
    false,
  ],
  [403, said('X'), 'denied', false],
  [404, { error: { code: 'NotFound', message: 'x' } }, 'notFound', false],
  [405, '', 'refused', false],
])('%i %j is %s', (status, body, failure, transient) => {
  const reading =
    typeof body === 'string' ? readText(status, {}, body) : readBody(status, {}, body);
  expect(reading).toMatchObject({ is: 'fault', failure, transient });
});

test.each([
  [404, '<html>not found</html>'],
  [404, 'null'],
  [302, ''],
])('%i %j has no known shape', (status, text) => {
  expect(readText(status, {}, text)).toMatchObject({ is: 'shape' });
});

test.each([
  'ADObjectAlreadyExistsException',
  'ProxyAddressExistsException',
  'UserAlreadyExistsInPermissionEntryException',
])('%s is a conflict', (type) => {
  expect(readBody(400, {}, said(type))).toMatchObject({ failure: 'refused', conflict: true });
});

test('an address that the directory knows elsewhere is a conflict', () => {
  const words = 'Another object with the same value for property proxyAddresses already exists.';
  expect(readBody(400, {}, said('UnableToWriteToAadException', words))).toMatchObject({
    failure: 'refused',
    conflict: true,
    transient: false,
  });
});

test('a 409 is a conflict, whatever its type', () => {
  expect(readBody(409, {}, said('NewException'))).toMatchObject({ conflict: true });
});

test('a refusal of NUL bytes says what it means', () => {
  expect(readText(403, {}, '\0'.repeat(4096))).toMatchObject({
    failure: 'denied',
    message: expect.stringMatching(/holds this cmdlet.*NUL bytes/u),
  });
});

test.each([
  [said('ServerBusyException'), true],
  [said('CmdletProxyNotAvailableFailure'), true],
  [said('TransientException'), false],
  [said('BackendCommunicationException'), false],
  [said('UnableToWriteToAadException', 'and ServerBusyException'), false],
])('%j came before any effect: %s', (body, beforeEffect) => {
  expect(readBody(400, {}, body)).toMatchObject({ beforeEffect });
});

test.each<readonly [string, unknown, 'shape' | 'page']>([
  ['no body', undefined, 'shape'],
  ['null', null, 'shape'],
  ['no value', {}, 'shape'],
  ['a value of null', { value: null }, 'shape'],
  ['an empty list', { value: [] }, 'page'],
])('a read that came with %s is a %s', (_, body, is) => {
  expect(asRead(readBody(200, {}, body)).is).toBe(is);
  expect(readBody(200, {}, body).is).toBe('page'); // to a write it means that it was done
});
test('a read that came with 204 has failed', () => {
  expect(asRead(readText(204, {}, '')).is).toBe('shape');
});

test('a 401 without a word says that the sign-in was refused, other refusals what they hold', () => {
  expect(readBody(401, {}, '')).toMatchObject({ message: 'the sign-in was refused' });
  expect(readBody(400, {}, '')).toMatchObject({ message: 'an empty body' });
});
