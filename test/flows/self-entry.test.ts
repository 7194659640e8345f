/** A list of who may open or send that comes without the mailbox's own entry is not whole, unless that entry was taken away. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import { type Altered, Altering, type Answered, type Row, withRows } from '../support/altering.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';
import { strategyYaml } from '../support/mbx.ts';
import { startTenant, type TestTenant } from '../support/tenant.ts';

let tenant: TestTenant;
let seed: Tenant;
let service: Altering;
let mbx: InProcess;
beforeAll(async () => {
  tenant = await startTenant();
  seed = await tenant.dump();
});
beforeEach(async () => {
  await tenant.load(seed);
  service = new Altering();
  mbx = inProcess(tenant, new FakeClock(), service);
});
afterEach(() => mbx.close());
afterAll(() => tenant.close());

/** old.hand may open jo.left and sales, and send as some. */
const ONE = strategyYaml(
  '  protected: []\nleavers: [old.hand@contoso.com]\nsharedMailboxes:\n  jo.left@contoso.com: { delegates: {} }\n',
  'exact',
);
const NAMES =
  'sales info support hr finance invoices marketing press jobs facilities legal archive';
const MANY = strategyYaml(
  `leavers: [old.hand@contoso.com]\nsharedMailboxes:\n${NAMES.split(' ')
    .map((name) => `  ${name}@contoso.com: { delegates: {} }\n`)
    .join('')}`,
  'additive',
);
const altering =
  (cmdlet: string, change: (answer: Answered) => Altered) =>
  (answer: Answered): Altered =>
    answer.name === cmdlet ? change(answer) : undefined;
const rows =
  (change: (rows: readonly Row[]) => readonly unknown[]) =>
  (answer: Answered): Altered =>
    withRows(answer, change);
const isSelf = (row: Row): boolean => row['UserSid'] === SELF || row['TrusteeSidString'] === SELF;
const SELF = 'S-1-5-10';
const take = (
  tenantDoc: Tenant,
  address: string,
  ...from: ('fullAccess' | 'sendAs')[]
): Tenant => ({
  ...tenantDoc,
  mailboxes: tenantDoc.mailboxes.map((one) =>
    one.emailAddresses.includes(`SMTP:${address}`) ? { ...one, withoutSelf: from } : one,
  ),
});

test('the tenant as it is: the leaver loses what they have', async () => {
  const { plan } = await mbx.plan(ONE);
  expect(plan.changes.map(({ action }) => action.kind)).toEqual(['fullAccess']);
  expect(plan.gaps).toEqual([]);
});

const EMPTY: readonly (readonly [string, (answer: Answered) => Altered])[] = [
  ['200 without body', () => ({ body: undefined })],
  ['204', () => ({ status: 204, body: undefined })],
  ['no value', () => ({ body: { '@odata.context': 'x' } })],
  ['a value of null', () => ({ body: { value: null } })],
  ['an empty list', rows(() => [])],
  ['all but SELF', rows((all) => all.filter((row) => !isSelf(row)))],
  ['something that is no row', rows((all) => [...all, 'x'])],
  ['a row without its holder', rows((all) => [...all, { ...all[0], User: null, Trustee: null }])],
  ['a row without rights', rows((all) => [...all, { ...all[0], AccessRights: [] }])],
  [
    'a row that neither gives nor denies',
    rows((all) => [...all, { ...all[0], Deny: null, AccessControlType: 'Perhaps' }]),
  ],
];
test.each(
  ['Get-MailboxPermission', 'Get-RecipientPermission'].flatMap((cmdlet) =>
    EMPTY.map(([what, change]) => [cmdlet, what, change] as const),
  ),
)('%s of one mailbox, %s: a gap, and nothing is done there', async (cmdlet, _, change) => {
  service.alter = altering(cmdlet, change);
  const { plan } = await mbx.plan(ONE);
  expect(service.altered).toBeGreaterThan(0);
  expect(plan.gaps.map(({ subject }) => subject?.address)).toEqual(['jo.left@contoso.com']);
  expect(plan.changes).toEqual([]);
});

test('the gap says how to restore the entry', async () => {
  service.alter = altering(
    'Get-MailboxPermission',
    rows(() => []),
  );
  const { plan } = await mbx.plan(ONE);
  expect(plan.gaps[0]?.reason).toContain('another read shows that entry');
  expect(plan.gaps[0]?.reason).toContain(
    'Add-MailboxPermission -Identity jo.left@contoso.com -User "NT AUTHORITY\\SELF" -AccessRights FullAccess,ReadPermission',
  );
});

test('a mailbox whose own entries were taken away works like any other', async () => {
  await tenant.load(take(seed, 'jo.left@contoso.com', 'fullAccess', 'sendAs'));
  const { plan, directory } = await mbx.plan(ONE);
  expect(plan.gaps).toEqual([]);
  expect(plan.changes).toHaveLength(1);
  const { ends } = await mbx.apply(ONE, plan, directory);
  expect([...ends.values()].map(({ end }) => end)).toEqual(['verified']);
});

test.each<readonly [string, (answer: Answered) => Altered]>([
  [
    'is refused',
    () => ({
      status: 401,
      body: {
        error: {
          code: 'Unauthorized',
          message: 'User is not allowed to call Get-MailboxPermission',
        },
      },
    }),
  ],
  ['shows somebody else, too', rows((all) => [...all, { ...all[0], User: 'ann@contoso.com' }])],
  ['has a row without name', rows((all) => [...all, {}])],
  ['has no list', () => ({ body: {} })],
])('but not where the other read %s', async (_, change) => {
  await tenant.load(take(seed, 'jo.left@contoso.com', 'fullAccess'));
  service.alter = altering("GET Mailbox('{id}')/MailboxPermission", change);
  const { plan } = await mbx.plan(ONE);
  expect(plan.gaps.map(({ subject }) => subject?.address)).toEqual(['jo.left@contoso.com']);
  expect(plan.changes).toEqual([]);
});

const sendAsChanges = async (): Promise<readonly string[]> =>
  (await mbx.plan(MANY)).plan.changes
    .filter(({ action }) => action.kind === 'sendAs')
    .map(({ action }) => (action.op === 'remove' ? action.before.subject.address : 'other'));

test('a list of the whole tenant: one mailbox without SELF is a gap, or asked about', async () => {
  expect(await sendAsChanges()).toEqual(['info@contoso.com', 'sales@contoso.com']);
  const sales = seed.mailboxes.find(({ emailAddresses }) =>
    emailAddresses.includes('SMTP:sales@contoso.com'),
  );
  service.alter = altering(
    'Get-RecipientPermission',
    rows((all) => all.filter((row) => !isSelf(row) || row['Identity'] !== sales?.name)),
  );
  const { plan } = await mbx.plan(MANY);
  expect(plan.gaps.map(({ subject }) => subject?.address)).toEqual(['sales@contoso.com']);
  service.alter = () => undefined;
  await tenant.load(take(seed, 'sales@contoso.com', 'sendAs'));
  expect(await sendAsChanges()).toEqual(['info@contoso.com', 'sales@contoso.com']);
});

test.each<readonly [string, (answer: Answered) => Altered]>([
  ['200 without body', () => ({ body: undefined })],
  ['an empty list', rows(() => [])],
  ['half of it', rows((all) => all.slice(0, all.length / 2))],
  [
    'no SELF for two',
    rows((all) => {
      const gone = new Set(all.filter(isSelf).slice(0, 2));
      return all.filter((row) => !gone.has(row));
    }),
  ],
  [
    'Identity in another form',
    rows((all) =>
      all.map((row) => ({ ...row, Identity: `contoso.com/Users/${String(row['Identity'])}` })),
    ),
  ],
  ['a row without Identity', rows((all) => [...all, { ...all[0], Identity: null }])],
])('a list of the whole tenant, %s: a gap of all', async (_, change) => {
  service.alter = altering('Get-RecipientPermission', change);
  const { plan } = await mbx.plan(MANY);
  expect(plan.gaps).toHaveLength(NAMES.split(' ').length);
  expect(plan.changes).toEqual([]);
});

test("a row of nobody that is known is told, and is nobody else's gap; rows that come twice count once", async () => {
  service.alter = altering(
    'Get-RecipientPermission',
    rows((all) => [...all, ...all, { ...all[0], Identity: 'stranger', Trustee: 'x' }]),
  );
  const { plan } = await mbx.plan(MANY);
  expect(plan.gaps).toEqual([]);
  expect(plan.changes).not.toEqual([]);
  expect(plan.notes.map(({ message }) => message).join()).toContain(
    'Send As rights for "stranger", which matches no recipient',
  );
});

test('a revocation that took no effect is not called done because the lists come back empty', async () => {
  let written = false;
  service.alter = (answer) => {
    if (answer.name === 'Remove-MailboxPermission') written = true;
    return written && answer.name === 'Get-MailboxPermission'
      ? withRows(answer, () => [])
      : undefined;
  };
  await tenant.control('PUT', 'faults', {
    rules: [
      {
        match: { service: 'exchange', cmdlet: 'Remove-MailboxPermission' },
        answer: { status: 200, body: { value: [] } },
      },
    ],
  });
  const { plan, directory } = await mbx.plan(ONE);
  const { ends } = await mbx.apply(ONE, plan, directory);
  expect([...ends.values()].map(({ end }) => end)).toEqual(['pending']);
  await tenant.control('PUT', 'faults', { rules: [] });
});
