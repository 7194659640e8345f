import { expect, test } from 'vitest';
import { clientBench } from '../../test/support/client-bench.ts';
import type { Call, GraphCall } from '../model/call.ts';
import { guardGraph, guardWrite } from './guards.ts';
import { createRedactor } from './http/redact.ts';
import { misplacedSecret, withSecrets } from './secrets.ts';

const on = { id: 'id-1', address: 'a@contoso.com' };
const PLACEHOLDER = { secret: 'newPassword' } as const;
const patch = (body: GraphCall['body'], path = '/users/id-1'): GraphCall => ({
  service: 'graph',
  method: 'PATCH',
  path,
  on,
  ...(body === undefined ? {} : { body }),
});
const password = (value: unknown) => patch({ passwordProfile: { password: value } });
const setMailbox = (parameters: object): Call =>
  JSON.parse(JSON.stringify({ service: 'exchange', cmdlet: 'Set-Mailbox', on, parameters }));

test.each<readonly [what: string, call: Call]>([
  ['a password of an account', password(PLACEHOLDER)],
  [
    'and what belongs to it',
    patch({
      accountEnabled: false,
      passwordProfile: { forceChangePasswordNextSignIn: true, password: PLACEHOLDER },
    }),
  ],
  ['a call without a secret', patch({ accountEnabled: false })],
  ['a call without a body', patch(undefined)],
  ['a call to Exchange', setMailbox({ DisplayName: 'x' })],
])('%s may be sent', (_, call) => {
  expect(misplacedSecret(call)).toBeUndefined();
});

test.each<readonly [what: string, call: Call]>([
  ['in the place of another value', patch({ displayName: PLACEHOLDER })],
  ['one level too high', patch({ password: PLACEHOLDER })],
  ['one level too low', password({ password: PLACEHOLDER })],
  ['in a list', patch({ otherMails: [PLACEHOLDER] })],
  ['of another object', patch({ passwordProfile: { password: PLACEHOLDER } }, '/groups/g')],
  [
    'of something of the account',
    patch({ passwordProfile: { password: PLACEHOLDER } }, '/users/id-1/manager'),
  ],
  ['sent in another way', { ...password(PLACEHOLDER), method: 'POST' }],
  ['of an unknown name', password({ secret: 'other' })],
  ['with something beside it', password({ ...PLACEHOLDER, length: 4 })],
  ['in the clear', password('Summer2030!')],
  ['in the clear elsewhere', patch({ newPassword: 'Summer2030!' })],
  ['in a call to Exchange', setMailbox({ DisplayName: PLACEHOLDER })],
  ['in a list of Exchange', setMailbox({ EmailAddresses: { add: [PLACEHOLDER], remove: [] } })],
  ['in the clear in a call to Exchange', setMailbox({ Password: 'Summer2030!' })],
])('a secret %s is stopped before it is sent', (_, call) => {
  const guard = (): void => (call.service === 'graph' ? guardGraph(call) : guardWrite(call));
  expect(guard).toThrow(expect.objectContaining({ failure: 'guarded' }));
  expect(guard).not.toThrow('Summer2030!');
});

test('what is made is long, of four sorts, another one each time, and known to the redactor', () => {
  const redactor = createRedactor();
  const { body } = password(PLACEHOLDER);
  const made = [withSecrets(body, redactor), withSecrets(body, redactor)].map((filled) => {
    const { passwordProfile }: { passwordProfile: { password: string } } = JSON.parse(
      JSON.stringify(filled),
    );
    return passwordProfile.password;
  });
  const [one = '', two = ''] = made;
  expect(one).not.toBe(two);
  for (const secret of made) {
    expect(secret.length).toBeGreaterThanOrEqual(60);
    expect(secret.length).toBeLessThanOrEqual(256);
    for (const sort of [/[a-z]/u, /[A-Z]/u, /\d/u, /[^a-zA-Z\d]/u]) expect(secret).toMatch(sort);
    expect(redactor.text(`it is ${secret}.`)).toBe('it is (hidden).');
  }
  expect(body).toEqual({ passwordProfile: { password: PLACEHOLDER } });
});

test('the placeholder is filled in as the call leaves, and an error that repeats it does not show it', async () => {
  const { graph, connection } = clientBench(({ body }) => ({
    status: 400,
    body: {
      error: { code: 'Request_BadRequest', message: `${/:"([^"]+)/u.exec(body)?.[1]} is bad` },
    },
  }));
  const call = password(PLACEHOLDER);
  const outcome = await graph.write(call);
  const [asked] = connection.asked;
  const sent: { passwordProfile: { password: string } } = JSON.parse(asked?.body ?? '');
  expect(sent.passwordProfile.password.length).toBeGreaterThanOrEqual(60);
  expect(outcome).toMatchObject({
    result: 'refused',
    message: expect.stringContaining('(hidden)'),
  });
  expect(JSON.stringify([outcome, call])).not.toContain(sent.passwordProfile.password.slice(5, 25));
});
