/** Tenants that have less than most, and are whole all the same: nothing is a gap, and the work goes on. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import { type Altered, Altering, type Answered, type Row, withRows } from '../support/altering.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { inProcess } from '../support/in-process.ts';
import { strategyYaml } from '../support/mbx.ts';
import { startTenant, type TestTenant } from '../support/tenant.ts';

let tenant: TestTenant;
let seed: Tenant;
beforeAll(async () => {
  tenant = await startTenant();
  seed = await tenant.dump();
});
afterAll(() => tenant.close());

const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';
interface Planned {
  readonly plan: Plan;
  readonly slept: readonly number[];
}
async function planned(
  body: string,
  change: (tenant: Tenant) => void = () => undefined,
  alter: (answer: Answered) => Altered = () => undefined,
): Promise<Planned> {
  const document = structuredClone(seed);
  change(document);
  await tenant.load(document);
  const service = new Altering();
  service.alter = alter;
  const mbx = inProcess(tenant, new FakeClock(), service);
  try {
    const { plan } = await mbx.plan(strategyYaml(body, 'exact'));
    return { plan, slept: mbx.clock.slept };
  } finally {
    await mbx.close();
  }
}
const box = ({ mailboxes }: Tenant, local: string): Tenant['mailboxes'][number] => {
  const found = mailboxes.find(({ emailAddresses }) =>
    emailAddresses.includes(`SMTP:${local}@contoso.com`),
  );
  if (found === undefined) throw new Error(`there is no ${local}`);
  return found;
};
const rowsOf =
  (name: string, change: (rows: readonly Row[]) => readonly unknown[]) =>
  (answer: Answered): Altered =>
    answer.name === name ? withRows(answer, change) : undefined;
const LEAVER =
  'leavers: [old.hand@contoso.com]\nsharedMailboxes:\n  jo.left@contoso.com: { delegates: {} }\n';

test('no service principals: a deleted account is still found and taken away', async () => {
  const { plan } = await planned(
    'sharedMailboxes:\n  jo.left@contoso.com: { delegates: {} }\n',
    (document) => {
      document.servicePrincipals = [];
      box(document, 'jo.left').permissions = [
        {
          sid: `${document.sidPrefix}-999999`,
          rights: ['FullAccess'],
          deny: false,
          inherited: false,
          inheritanceType: 'All',
          autoMapping: null,
        },
      ];
    },
  );
  expect(plan.gaps).toEqual([]);
  expect(
    plan.changes.flatMap(({ action }) => (action.op === 'remove' ? [action.kind] : [])),
  ).toEqual(['fullAccess']);
});

test('no groups', async () => {
  const { plan } = await planned(LEAVER, (document) => {
    document.groups = [];
  });
  expect(plan.gaps).toEqual([]);
  expect(plan.changes).toHaveLength(1);
});

test('only eligible global administrators: an account that is none is blocked as ever', async () => {
  const eligible = (document: Tenant): void => {
    for (const user of document.users) {
      if (user.roles.includes(GLOBAL_ADMINISTRATOR)) user.eligibleRoles = [GLOBAL_ADMINISTRATOR];
      user.roles = user.roles.filter((role) => role !== GLOBAL_ADMINISTRATOR);
      if (user.id === box(document, 'support').userId) user.accountEnabled = true;
    }
  };
  const body = 'sharedMailboxes:\n  support@contoso.com: { signIn: blocked }\n';
  const { plan } = await planned(body, eligible);
  expect(plan.changes.map(({ action }) => action.kind)).toEqual(['signIn']);
  expect(plan.gates.filter(({ tripped }) => tripped)).toEqual([]);

  // The same account as the last one who may become one.
  const last = await planned(body, (document) => {
    eligible(document);
    for (const user of document.users)
      user.eligibleRoles =
        user.id === box(document, 'support').userId ? [GLOBAL_ADMINISTRATOR] : [];
  });
  expect(last.plan.gates.filter(({ tripped }) => tripped).map(({ gate }) => gate)).toEqual([
    'lock-out',
  ]);
});

test('a purged leaver in the file, and a group trustee', async () => {
  const { plan } = await planned(
    'leavers: [purged.long.ago@contoso.com]\nsharedMailboxes:\n  jo.left@contoso.com: { mode: additive, delegates: { group:auditors@contoso.com: [fullAccess] } }\n',
  );
  expect(plan.gaps).toEqual([]);
  expect(plan.changes.map(({ action }) => action.kind)).toEqual(['fullAccess']);
});

test('a mailbox created a minute ago, which the directory does not list yet', async () => {
  const fred = seed.users.find(({ userPrincipalName }) => userPrincipalName === 'fred@contoso.com');
  let asked = 0;
  const body =
    'sharedMailboxes:\n  jo.left@contoso.com: { mode: additive, delegates: { fred@contoso.com: [fullAccess] } }\n';
  const late = (answer: Answered): Altered => {
    if (answer.name === 'GET /users')
      return withRows(answer, (rows) => rows.filter(({ id }) => id !== fred?.id));
    if (answer.name !== 'GET /users/{id}') return undefined;
    asked += 1;
    return asked < 3
      ? { status: 404, body: { error: { code: 'Request_ResourceNotFound', message: 'Not yet.' } } }
      : undefined;
  };
  const { plan, slept } = await planned(body, undefined, late);
  expect(asked).toBe(3);
  expect(slept).toEqual(expect.arrayContaining([5_000, 10_000]));
  expect(plan.gaps).toEqual([]);
  expect(plan.changes).toHaveLength(1);

  asked = Number.NEGATIVE_INFINITY; // never
  const never = await planned(body, undefined, late);
  expect(never.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(60_000);
  expect(never.plan.changes).toEqual([]);
  expect(never.plan.refused[0]?.message).toContain('whether fred@contoso.com may sign in');
  expect(never.plan.gaps.map(({ reason }) => reason).join()).toContain('accounts: ');
});

test('whose sign-in is not known keeps what they hold', async () => {
  const { plan } = await planned(
    'sharedMailboxes:\n  jo.left@contoso.com: { delegates: { old.hand@contoso.com: [fullAccess] } }\n',
    undefined,
    (answer) => {
      if (answer.name === 'GET /users') return withRows(answer, () => []);
      return answer.name === 'GET /users/{id}'
        ? { status: 404, body: { error: { code: 'Request_ResourceNotFound', message: 'No.' } } }
        : undefined;
    },
  );
  expect(plan.changes).toEqual([]);
});

test('applications that may not be listed are a note, and no gap', async () => {
  const { plan } = await planned(LEAVER, undefined, (answer) =>
    answer.name === 'Get-ServicePrincipal'
      ? { status: 403, body: { error: { code: 'Forbidden', message: 'No role.' } } }
      : undefined,
  );
  expect(plan.gaps).toEqual([]);
  expect(plan.changes).toHaveLength(1);
  expect(plan.notes.map(({ message }) => message).join()).toContain(
    'this identity may not read applications',
  );
});

test.each<readonly [string, (answer: Answered) => Altered]>([
  [
    'an account without sign-in name',
    rowsOf('GET /users', ([first, ...all]) => [{ ...first, userPrincipalName: null }, ...all]),
  ],
  [
    'accountEnabled as text',
    rowsOf('GET /users', ([first, ...all]) => [{ ...first, accountEnabled: 'true' }, ...all]),
  ],
  [
    'an account that comes twice and differs',
    rowsOf('GET /users', (all) => [...all, { ...all[0], displayName: 'Another' }]),
  ],
  [
    'an application without SID',
    rowsOf('Get-ServicePrincipal', (all) => all.map(({ Sid: _, ...row }) => row)),
  ],
  [
    'a recipient without type',
    rowsOf('Get-Recipient', (all) =>
      all.map((row) => (row['Alias'] === 'press' ? { ...row, RecipientTypeDetails: null } : row)),
    ),
  ],
])('%s: told as E4003, and the others are planned', async (_, alter) => {
  const { plan } = await planned(LEAVER, undefined, alter);
  expect(plan.gaps.map(({ subject }) => subject)).toEqual(plan.gaps.map(() => null));
  expect(plan.gaps.map(({ reason }) => reason).join()).toContain('E4003');
  expect(plan.changes).toHaveLength(1);
});

test('of whom it is to be the mailbox, or the delegate, it is a gap there', async () => {
  const odd = rowsOf('Get-Recipient', (all) =>
    all.map((row) => (row['Alias'] === 'jo.left' ? { ...row, RecipientTypeDetails: null } : row)),
  );
  const { plan } = await planned(LEAVER, undefined, odd);
  expect(plan.changes).toEqual([]);
  expect(plan.gaps.map(({ subject }) => subject?.address)).toContain('jo.left@contoso.com');
});

test('a guest is one if Exchange says so', async () => {
  const { plan } = await planned(
    'sharedMailboxes:\n  jo.left@contoso.com: { mode: additive, delegates: { john.doe@northwind.example: [fullAccess] } }\n',
    undefined,
    rowsOf('GET /users', (all) => all.map((row) => ({ ...row, userType: 'Member' }))),
  );
  expect(plan.gates.filter(({ tripped }) => tripped).map(({ gate }) => gate)).toEqual([
    'broad-trustee',
  ]);
});
