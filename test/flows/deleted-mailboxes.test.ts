/** The list of deleted mailboxes says which addresses are not free. What it does not say makes the mailboxes that get an address a gap, and no others. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Altered, Altering, type Answered, withRows } from '../support/altering.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { inProcess } from '../support/in-process.ts';
import { strategyYaml } from '../support/mbx.ts';
import { startTenant, type TestTenant } from '../support/tenant.ts';

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant.close());

/** One mailbox gets an address, another only a name. */
const STRATEGY = strategyYaml(
  'sharedMailboxes:\n  press@contoso.com: { aliases: [newsroom@contoso.com] }\n  legal@contoso.com: { displayName: Law }\n',
  'additive',
);
async function planned(alter: (answer: Answered) => Altered) {
  const service = new Altering();
  service.alter = (answer) =>
    answer.parameters['SoftDeletedMailbox'] === true ? alter(answer) : undefined;
  const mbx = inProcess(tenant, new FakeClock(), service);
  try {
    const { plan } = await mbx.plan(STRATEGY);
    return { plan, altered: service.altered };
  } finally {
    await mbx.close();
  }
}

test('read as it is: both changes are planned', async () => {
  const { plan } = await planned(() => undefined);
  expect(plan.changes.map(({ action }) => action.op)).toEqual(['update', 'add']);
  expect(plan.gaps).toEqual([]);
});

test.each<[string, (answer: Answered) => Altered]>([
  ['one row has nothing in it', (answer) => withRows(answer, (rows) => [{}, ...rows.slice(1)])],
  [
    'a row has a number for an address',
    (answer) => withRows(answer, (rows) => [...rows, { PrimarySmtpAddress: 7 }]),
  ],
  ['a row is no row', (answer) => withRows(answer, (rows) => [...rows, 'odd'])],
  ['there is no list', () => ({ body: {} })],
  ['there is no body', () => ({ body: undefined })],
])('%s: only the mailbox that gets an address waits', async (_, alter) => {
  const { plan, altered } = await planned(alter);
  expect(altered).toBeGreaterThan(0);
  expect(plan.changes.map(({ action }) => [action.kind, action.op])).toEqual([
    ['mailboxSettings', 'update'],
  ]);
  expect(plan.gaps).toEqual([
    expect.objectContaining({
      subject: expect.objectContaining({ address: 'press@contoso.com' }),
      reason: expect.stringMatching(
        /^whether a deleted mailbox holds newsroom@contoso\.com could not be read: .*\(E4003\)$/u,
      ),
    }),
  ]);
});
