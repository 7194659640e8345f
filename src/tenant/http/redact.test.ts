import { expect, test } from 'vitest';
import { createRedactor } from './redact.ts';

const JWT = 'eyJ0eXAiOiJKV1QifQ.eyJ0aWQiOiIxIn0.c2lnbmF0dXJl';

test.each([
  ['a header', 'Authorization: Bearer abcDEF123.-_~+/=', 'abcDEF123'],
  ['a header of an object', `{"authorization":"Bearer ${JWT}"}`, 'eyJ'],
  ['a scheme other than bearer', 'authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
  ['a token by its look', `refused token ${JWT} of yesterday`, 'eyJ'],
  ['a token cut off', 'eyJ0eXAiOiJKV1QifQ.eyJ0aWQi', 'eyJ'],
  ['a form', 'grant_type=client_credentials&client_secret=p%40ss~word&scope=x', 'p%40ss'],
  ['an assertion', 'client_assertion=abc.def.ghi&x=1', 'abc.def'],
  ['JSON', '{"access_token":"opaque-token","expires_in":3599}', 'opaque'],
  ['JSON with a quote', '{"password":"pa\\"ss word"}', 'ss word'],
  ['JSON in JSON', '{"body":"{\\"refresh_token\\":\\"opaque-token\\"}"}', 'opaque'],
  ['a cookie', 'set-cookie: esctx=PAQAB; path=/', 'PAQAB'],
  ['a key', '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----', 'MIIE'],
  ['a key cut off', '-----BEGIN RSA PRIVATE KEY-----\nMIIEow', 'MIIEow'],
])('%s', (_, text, secret) => {
  const shown = createRedactor().text(text);
  expect(shown).not.toContain(secret);
  expect(shown).toContain('(hidden)');
});

test.each([
  'POST https://outlook.office365.com/adminapi/beta/t/InvokeCommand [Get-Mailbox]',
  'AADSTS7000215: Invalid client secret provided.',
  'the code is 403, code: Authorization_RequestDenied',
  '{"error":{"code":"NotFound","message":"no such object"}}',
])('%s stays', (text) => {
  expect(createRedactor().text(text)).toBe(text);
});

test('an exact secret is hidden in every form it takes', () => {
  const redactor = createRedactor();
  const secret = 'p ss"w/rd+~é';
  redactor.learn(secret);
  redactor.learn(`${secret}-and-more`);
  for (const form of [
    secret,
    `${secret}-and-more`,
    encodeURIComponent(secret),
    new URLSearchParams({ x: secret }).toString(),
    JSON.stringify({ x: secret }),
  ]) {
    const shown = redactor.text(`before ${form} after`);
    expect(shown).not.toMatch(/rd|and-more/u);
    expect(shown).toMatch(/^before .*\(hidden\).* after$/u);
  }
});

test('a secret too short to be one does not garble words', () => {
  const redactor = createRedactor();
  redactor.learn('a');
  expect(redactor.text('a mailbox')).toBe('a mailbox');
});

test('of an answer only what was learnt is taken out, and only what cannot be a name', () => {
  const redactor = createRedactor();
  redactor.learn('sales');
  redactor.learn('a-secret-of-some-length');
  expect(redactor.answer('{"mail":"sales@contoso.com","note":"password=x"}')).toBe(
    '{"mail":"sales@contoso.com","note":"password=x"}',
  );
  expect(redactor.answer('{"error":"no a-secret-of-some-length here"}')).toBe(
    '{"error":"no (hidden) here"}',
  );
});
