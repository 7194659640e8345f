import { afterEach, beforeEach, expect, test } from 'vitest';
import { startClient, type TestClient } from '../../../test/support/simulator/client.ts';
import { ID, smallTenant } from '../../../test/support/simulator/small-tenant.ts';

let client: TestClient;
const started = (roles: readonly string[]) => {
  const tenant = smallTenant();
  const [app] = tenant.applications;
  if (app) app.graphRoles = [...app.graphRoles, ...roles];
  return startClient({ tenant });
};
beforeEach(async () => {
  client = await started(['MailboxSettings.ReadWrite']);
});
afterEach(() => client.close());

const at = (id: string) => `/users/${id}/mailboxSettings`;
const reply = (automaticRepliesSetting: object, id: string = ID.fred) =>
  client.graph('PATCH', at(id), { body: { automaticRepliesSetting } });
const code = async (asked: ReturnType<TestClient['graph']>) => {
  const answer = await asked;
  return [answer.status, answer.at('error.code')];
};

test('all of them, some of them, and what the mailbox is for', async () => {
  const all = await client.graph('GET', at(ID.fred));
  expect([all.at('userPurpose'), all.at('automaticRepliesSetting.status')]).toEqual([
    'user',
    'disabled',
  ]);
  const some = await client.graph('GET', `${at('sales@contoso.com')}?$select=userPurpose,TimeZone`);
  expect(Object.keys(JSON.parse(some.text))).toEqual(['@odata.context', 'userPurpose', 'timeZone']);
  const purpose = await client.graph('GET', `${at(ID.sales)}/userPurpose`);
  expect(purpose.at('value')).toBe('shared');
});

test('an auto-reply: a part is sent, the whole comes back, texts as pages, enumerations in any case', async () => {
  const answer = await reply({ status: 'ALWAYSENABLED', internalReplyMessage: 'Gone.' });
  expect(answer.status).toBe(200);
  const { automaticRepliesSetting, ...others } = JSON.parse(answer.text);
  expect(Object.keys(others)).toEqual(['@odata.context']);
  expect(automaticRepliesSetting).toMatchObject({
    status: 'alwaysEnabled',
    externalAudience: 'all',
    internalReplyMessage: '<html>\n<body>\nGone.\n</body>\n</html>\n',
    externalReplyMessage: '',
  });
  await reply({ externalReplyMessage: 'Left.' });
  const read = await client.graph('GET', at(ID.fred));
  expect(read.at('automaticRepliesSetting.status')).toBe('alwaysEnabled');
  expect(read.at('automaticRepliesSetting.externalReplyMessage')).toContain('Left.');
});

test('a schedule comes back in UTC, and has to end after it starts', async () => {
  const time = (dateTime: string, timeZone = 'UTC') => ({ dateTime, timeZone });
  const [one, two] = [time('2030-02-01T08:00:00'), time('2030-02-02T08:00:00')];
  const good = await reply({
    status: 'scheduled',
    scheduledStartDateTime: one,
    scheduledEndDateTime: two,
  });
  expect(good.at('automaticRepliesSetting.scheduledEndDateTime')).toEqual(
    time('2030-02-02T08:00:00.0000000'),
  );
  expect(await code(reply({ scheduledStartDateTime: two, scheduledEndDateTime: one }))).toEqual([
    400,
    'ErrorInvalidTimeSettings',
  ]);
  const before = (await client.control('GET', 'unknown')).at('count');
  expect(
    await code(reply({ scheduledEndDateTime: time('2030-02-02T08:00:00', 'Nowhere') })),
  ).toEqual([400, 'InvalidTimeZone']);
  expect((await client.control('GET', 'unknown')).at('count')).toBe(before);
});

test.each([
  [{ shoeSize: 44 }],
  [{ userPurpose: 'shared' }],
  [{ automaticRepliesSetting: { status: 'sometimes' } }],
  [{ automaticRepliesSetting: { subject: 'x' } }],
  [{ timeZone: 'UTC' }],
])('%j is refused', async (body) => {
  expect(await code(client.graph('PATCH', at(ID.fred), { body }))).toEqual([
    400,
    'RequestBodyRead',
  ]);
  expect((await client.graph('GET', at(ID.fred))).at('automaticRepliesSetting.status')).toBe(
    'disabled',
  );
});

test('who has no mailbox has no settings: never one, deleted, or taken with its licence', async () => {
  for (const id of [ID.boss, ID.guest]) {
    expect(await code(client.graph('GET', at(id)))).toEqual([404, 'MailboxNotEnabledForRESTAPI']);
  }
  await client.invoke('Remove-Mailbox', { Identity: 'ann@contoso.com' });
  expect((await client.graph('GET', at(ID.ann))).status).toBe(404);
});

test('reading and writing have a permission each', async () => {
  await client.close();
  client = await started(['MailboxSettings.Read']);
  expect((await client.graph('GET', at(ID.fred))).status).toBe(200);
  expect((await reply({ status: 'disabled' })).status).toBe(403);
  await client.close();
  client = await started([]);
  expect((await client.graph('GET', at(ID.fred))).status).toBe(403);
});
