/** Addresses outside the organisation: a mail user or contact whose mail goes there is a stranger, whatever its address here is. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import type { Tenant, User } from '../../src/simulator/tenant/model.ts';
import { type Altered, Altering, type Answered, withRows } from '../support/altering.ts';
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
afterEach(() => mbx.close());
afterAll(() => tenant.close());
beforeEach(() => {
  service = new Altering();
  mbx = inProcess(tenant, new FakeClock(), service);
});

/** A mail user whose primary address is in the organisation's own domain. */
const CONSULTANT = 'consultant@contoso.com';
const isConsultant = ({ mail }: User): boolean => mail === CONSULTANT;
const withTarget = (externalAddress: string): Tenant => ({
  ...seed,
  users: seed.users.map((user) => (isConsultant(user) ? { ...user, externalAddress } : user)),
});
const line = (who: string): string =>
  strategyYaml(
    `sharedMailboxes:\n  jobs@contoso.com:\n    mode: additive\n    delegates: { ${who}: [fullAccess] }\n`,
  );
const broad = ({ gates }: Plan) => gates.find(({ gate }) => gate === 'broad-trustee');
const holders = ({ changes }: Plan): readonly unknown[] =>
  changes.map(({ action }) =>
    'after' in action && 'trustee' in action.after ? action.after.trustee.kind : undefined,
  );

describe('a mail user who gets a right', () => {
  test.each([
    ['a domain of a partner', 'clara@partner.example'],
    ['in capitals', 'Clara@PARTNER.example'],
    ['a domain that begins like ours', 'clara@contoso.com.example'],
    ['a domain below ours that is not accepted', 'clara@home.contoso.com'],
  ])('is external where the mail goes to %s', async (_, target) => {
    await tenant.load(withTarget(target));
    const { plan } = await mbx.plan(line(CONSULTANT));
    expect(holders(plan)).toEqual(['external']);
    expect(plan.changes.map(({ effect }) => effect)).toEqual(['widens']);
    expect(broad(plan)).toMatchObject({
      actual: 1,
      tripped: true,
      about: ['consultant@contoso.com on jobs@contoso.com'],
      allow: ['--allow broad-trustee=1'],
    });
  });

  test.each([
    ['of our own', 'clara@contoso.com'],
    ['of our own, in capitals', 'Clara@Contoso.COM'],
    ['that the tenant began with', 'clara@contoso.onmicrosoft.com'],
  ])('is one of our people where it goes to a domain %s', async (_, target) => {
    await tenant.load(withTarget(target));
    const { plan } = await mbx.plan(line(CONSULTANT));
    expect(holders(plan)).toEqual(['user']);
    expect(broad(plan)).toBeUndefined();
  });
});

describe('where Exchange does not say where the mail goes', () => {
  const withoutTarget =
    (target: unknown) =>
    (answer: Answered): Altered =>
      answer.name === 'Get-Recipient'
        ? withRows(answer, (rows) =>
            rows.map((row) =>
              row['PrimarySmtpAddress'] === CONSULTANT
                ? { ...row, ExternalEmailAddress: target }
                : row,
            ),
          )
        : undefined;
  test.each([[undefined], [null], ['']])('(%j) it counts as outside', async (target) => {
    await tenant.load(seed);
    service.alter = withoutTarget(target);
    const { plan } = await mbx.plan(line(CONSULTANT));
    expect(service.altered).toBeGreaterThan(0);
    expect(holders(plan)).toEqual(['external']);
    expect(broad(plan)).toMatchObject({ tripped: true, actual: 1 });
  });
  test('a target that is no text leaves the mailbox alone', async () => {
    await tenant.load(seed);
    service.alter = withoutTarget({ Address: CONSULTANT });
    const { plan } = await mbx.plan(line(CONSULTANT));
    expect(plan.changes).toEqual([]);
    expect(plan.gaps.map(({ subject }) => subject?.address)).toContain('jobs@contoso.com');
  });
});

describe('inside a group that gains a right', () => {
  const withMembers = (change: (ids: readonly string[]) => readonly string[]): Tenant => {
    const loaded = withTarget('clara@partner.example');
    return {
      ...loaded,
      groups: loaded.groups.map((group) =>
        group.mail === 'auditors@contoso.com'
          ? { ...group, members: [...change(group.members)] }
          : group,
      ),
    };
  };
  const idOf = (fits: (user: User) => boolean): string => seed.users.find(fits)?.id ?? '';

  test('such an account is named and counted, beside guests', async () => {
    const guest = idOf(({ userType }) => userType === 'Guest');
    await tenant.load(withMembers((ids) => [...ids, idOf(isConsultant), guest]));
    const { plan } = await mbx.plan(line('group:auditors@contoso.com'));
    expect(plan.changes[0]?.inside).toContainEqual({ what: 'external account', name: CONSULTANT });
    expect(broad(plan)).toMatchObject({
      actual: 2,
      tripped: true,
      about: ['auditors@contoso.com on jobs@contoso.com (1 guest, 1 external account in it)'],
    });
  });
  test('a contact in it is not: nobody signs in as one', async () => {
    const [contact] = seed.contacts;
    await tenant.load(withMembers((ids) => [...ids, contact?.id ?? '']));
    // As an identity sees it that may read contacts.
    service.alter = (answer) =>
      answer.name === 'GET /groups/{id}/transitiveMembers' && !answer.url.includes('$count')
        ? withRows(answer, (rows) =>
            rows.map((row) =>
              row['id'] === contact?.id ? { ...row, displayName: contact?.displayName } : row,
            ),
          )
        : undefined;
    const { plan } = await mbx.plan(line('group:auditors@contoso.com'));
    expect(plan.changes).toHaveLength(1);
    expect(broad(plan)).toBeUndefined();
  });
});

test('a contact is an external holder in the directory, one with an address of our own is not', async () => {
  const [contact, other] = seed.contacts;
  if (contact === undefined || other === undefined) throw new Error('no contacts');
  await tenant.load({
    ...seed,
    contacts: [contact, { ...other, externalAddress: 'desk@contoso.com' }],
  });
  const { directory } = await mbx.plan(line('ann@contoso.com'));
  const kindOf = (id: string) => directory.recipients.principal(id)?.kind;
  expect([kindOf(contact.id), kindOf(other.id)]).toEqual(['external', 'contact']);
});
