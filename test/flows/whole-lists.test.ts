/** Many mailboxes are read as lists of the whole tenant: what becomes of them where such a list fails, stops half way, or does not say whom a row is about. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Mailbox, Tenant } from '../../src/simulator/tenant/model.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';
import { strategyYaml } from '../support/mbx.ts';
import { startTenant, type TestTenant } from '../support/tenant.ts';
import { mailboxIn } from './company.ts';

let tenant: TestTenant;
let mbx: InProcess;
let before: Tenant;
beforeAll(async () => {
  tenant = await startTenant();
  mbx = inProcess(tenant);
  before = await tenant.dump();
});
afterAll(async () => {
  await mbx.close();
  await tenant.close();
});
beforeEach(async () => {
  await tenant.load(before);
  await tenant.control('PUT', 'faults', {});
  await tenant.clearLedger();
});

const primaryOf = ({ emailAddresses }: Mailbox): string =>
  emailAddresses.find((one) => one.startsWith('SMTP:'))?.slice(5) ?? '';
/** Every shared mailbox of the company: too many to be asked one by one. */
const shared = ({ mailboxes }: Tenant): readonly string[] =>
  mailboxes
    .filter(({ type, softDeleted }) => type === 'SharedMailbox' && softDeleted === null)
    .map(primaryOf)
    .sort();
/** Nobody shall hold anything: whatever is read is taken away, and what is not read must stay. */
const nobody = (addresses: readonly string[]): string =>
  strategyYaml(
    `sharedMailboxes:\n${addresses.map((one) => `  ${one}: { delegates: {} }\n`).join('')}`,
  );
/** Mailboxes of changes of this kind, each once. */
const touched = (plan: Awaited<ReturnType<InProcess['plan']>>['plan'], kind: string) =>
  [
    ...new Set(
      plan.changes.flatMap(({ action }) =>
        action.kind === kind && action.op === 'remove' ? [action.before.subject.address] : [],
      ),
    ),
  ].sort();
const gapped = (plan: Awaited<ReturnType<InProcess['plan']>>['plan']) =>
  [...new Set(plan.gaps.flatMap(({ subject }) => subject?.address ?? []))].sort();
const listsOf = async (cmdlet: string): Promise<number> =>
  (await tenant.ledger()).filter(
    (entry) => entry.cmdlet === cmdlet && entry.parameters?.['Identity'] === undefined,
  ).length;
/** Who may send as it, by the tenant itself. */
const held = (local: string): number =>
  mailboxIn(before, local).sendAs.filter(({ deny, sid }) => !deny && sid !== 'S-1-5-10').length;

test('they are read as lists, and what is found is taken away', async () => {
  const { plan } = await mbx.plan(nobody(shared(before)));
  expect(plan.gaps).toEqual([]);
  expect(touched(plan, 'sendAs')).toContain('sales@contoso.com');
  expect(await listsOf('Get-RecipientPermission')).toBe(1);
  expect(await listsOf('Get-Mailbox')).toBeGreaterThanOrEqual(1);
});

describe.each(['Get-RecipientPermission', 'Get-Mailbox'])('a list of %s', (cmdlet) => {
  test.each<[string, object]>([
    ['is refused', { status: 400, body: { error: { code: 'BadRequest', message: 'Not so.' } } }],
    ['has no rows in it', { status: 200, body: { value: 'none' } }],
    ['has a row that is none', { status: 200, body: { value: ['row'] } }],
  ])('that %s is a gap of every mailbox: nothing is taken from anybody', async (_, answer) => {
    await tenant.control('PUT', 'faults', {
      rules: [{ match: { service: 'exchange', cmdlet }, answer }],
    });
    const addresses = shared(before);
    const { plan } = await mbx.plan(nobody(addresses));
    expect(plan.changes).toEqual([]);
    expect(gapped(plan)).toEqual(addresses);
  });

  test('whose role is missing ends the plan, or is a gap of every mailbox', async () => {
    const denied = { error: { code: 'Forbidden', message: 'Access is denied.' } };
    await tenant.control('PUT', 'faults', {
      rules: [{ match: { service: 'exchange', cmdlet }, answer: { status: 403, body: denied } }],
    });
    const addresses = shared(before);
    const ended = await mbx.plan(nobody(addresses)).then(
      ({ plan }) => [plan.changes, gapped(plan)],
      () => undefined,
    );
    expect([undefined, [[], addresses]]).toContainEqual(ended);
  });
});

test('a row that fits two mailboxes is credited to neither, and both are gaps', async () => {
  expect([held('sales') > 0, held('support') > 0]).toEqual([true, true]);
  await tenant.load({
    ...before,
    mailboxes: before.mailboxes.map((one) =>
      one.name === mailboxIn(before, 'support').name
        ? { ...one, name: mailboxIn(before, 'sales').name }
        : one,
    ),
  });
  const addresses = shared(before);
  const { plan } = await mbx.plan(nobody(addresses));
  expect(gapped(plan)).toEqual(['sales@contoso.com', 'support@contoso.com']);
  const read = addresses.filter((one) => !gapped(plan).includes(one));
  for (const address of touched(plan, 'sendAs')) expect(read).toContain(address);
  expect(touched(plan, 'sendAs')).not.toEqual([]);
});

test('a row that fits a mailbox and something that was not asked about is no row of the mailbox', async () => {
  await tenant.load({
    ...before,
    contacts: before.contacts.map((one, index) =>
      index === 0 ? { ...one, name: mailboxIn(before, 'sales').name } : one,
    ),
  });
  const { plan } = await mbx.plan(nobody(shared(before)));
  expect(gapped(plan)).toEqual(['sales@contoso.com']);
});

describe('a row about somebody who is not in the directory', () => {
  /** `cmdlet` answers with this row, and nothing else. */
  const answering = (cmdlet: string, row: object): Promise<unknown> =>
    tenant.control('PUT', 'faults', {
      rules: [
        { match: { service: 'exchange', cmdlet }, answer: { status: 200, body: { value: [row] } } },
      ],
    });
  const sendAs = {
    Identity: 'Nobody Knows This',
    Trustee: 'ann@contoso.com',
    AccessControlType: 'Allow',
    AccessRights: ['SendAs'],
    IsInherited: false,
  };
  const access = {
    Identity: 'Nobody Knows This',
    User: 'ann@contoso.com',
    AccessRights: ['FullAccess'],
    Deny: false,
    IsInherited: false,
    InheritanceType: 'All',
  };
  test.each<[string, string, object, (all: readonly string[]) => readonly string[]]>([
    ['in a list', 'Get-RecipientPermission', sendAs, (all) => all],
    [
      'in the answer for one mailbox',
      'Get-RecipientPermission',
      sendAs,
      () => ['jobs@contoso.com'],
    ],
    ['in the answer for one mailbox', 'Get-MailboxPermission', access, () => ['jobs@contoso.com']],
  ])('%s of %s is credited to no mailbox', async (_, cmdlet, row, named) => {
    await answering(cmdlet, row);
    const { plan } = await mbx.plan(nobody(named(shared(before))));
    const kind = cmdlet === 'Get-MailboxPermission' ? 'fullAccess' : 'sendAs';
    expect(touched(plan, kind)).toEqual([]);
  });

  test('a name of that kind among the auto-mapped ones says nothing of anybody else', async () => {
    const jobs = mailboxIn(before, 'jobs');
    const self = {
      ...access,
      Identity: jobs.name,
      User: 'NT AUTHORITY\\SELF',
      UserSid: 'S-1-5-10',
    };
    const ann = before.users.find(({ userPrincipalName }) => userPrincipalName.startsWith('ann@'));
    if (ann === undefined) throw new Error('there is no ann');
    const granted = { ...access, Identity: jobs.name, UserSid: ann.sid };
    const planned = async (names: readonly string[]) => {
      await tenant.control('PUT', 'faults', {
        rules: [
          {
            match: { service: 'exchange', cmdlet: 'Get-MailboxPermission' },
            answer: {
              status: 200,
              body: { value: [self, { ...granted, DelegateListLink: names }] },
            },
          },
        ],
      });
      const { plan } = await mbx.plan(
        strategyYaml(
          'sharedMailboxes:\n  jobs@contoso.com: { mode: additive, delegates: { ann@contoso.com: { rights: [fullAccess], automap: false } } }\n',
        ),
      );
      expect(plan.gaps).toEqual([]);
      return plan.changes.length;
    };
    expect(await planned(['Nobody Knows This'])).toBe(0);
    expect(await planned([ann.userPrincipalName])).toBe(1);
  });
});
