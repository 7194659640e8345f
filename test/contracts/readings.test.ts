/**
 * Every reading of a plan, both services, spoilt in every way: nothing is concluded from an answer that is not whole. The readings
 * are those that a plan is seen to make, so a new one is tried by itself. What each must contain: docs/readings.md.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asMbxError } from '../../src/commands/failure.ts';
import { isOfSignIn } from '../../src/kinds/traits.ts';
import { exitOf } from '../../src/model/error.ts';
import { EXIT } from '../../src/model/exit.ts';
import type { Plan, Planned } from '../../src/plan/plan.ts';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import { CMDLET } from '../../src/wire/exchange.ts';
import { type Altered, Altering, type Answered, type Row, withRows } from '../support/altering.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { inProcess } from '../support/in-process.ts';
import { startTenant, type TestTenant } from '../support/tenant.ts';

const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';
/** Gives, takes, moves, creates, blocks a global administrator, meets somebody deleted and a mailbox without SELF. */
const FEW = `version: 1
tenant: contoso.onmicrosoft.com
settings: { mode: exact }
leavers: [old.hand@contoso.com]
sharedMailboxes:
  sales@contoso.com:
    signIn: blocked
    delegates:
      ann@contoso.com: [fullAccess, sendAs]
      tom.baker@contoso.com: [fullAccess, sendOnBehalf]
      group:auditors@contoso.com: [fullAccess]
  info@contoso.com:
    aliases: [front-desk@contoso.com]
    forwarding: { to: archive@fabrikam.example }
    signIn: blocked
    delegates:
      fred@contoso.com: [fullAccess, sendAs, sendOnBehalf]
      group:service-desk@contoso.com: [fullAccess]
  brand-new@contoso.com:
    delegates: { ann@contoso.com: [fullAccess] }
`;
const MANY = `version: 1
tenant: contoso.onmicrosoft.com
settings: { mode: additive }
leavers: [old.hand@contoso.com]
sharedMailboxes:
${'sales info support hr finance invoices marketing press jobs facilities legal archive'
  .split(' ')
  .map((name) => `  ${name}@contoso.com: { delegates: {} }\n`)
  .join('')}`;

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await startTenant();
  await tenant.load(prepared(await tenant.dump()));
});
afterAll(() => tenant.close());

function prepared(dump: Tenant): Tenant {
  const info = dump.mailboxes.find(({ emailAddresses }) =>
    emailAddresses.includes('SMTP:info@contoso.com'),
  );
  const sales = dump.mailboxes.find(({ emailAddresses }) =>
    emailAddresses.includes('SMTP:sales@contoso.com'),
  );
  const auditors = dump.groups.find(({ mail }) => mail === 'auditors@contoso.com');
  const account = dump.users.find(({ id }) => id === sales?.userId);
  if (info === undefined || auditors === undefined || account === undefined)
    throw new Error('the seed has changed');
  info.withoutSelf = ['fullAccess', 'sendAs'];
  // A SID of nobody, with a name beside it and without.
  info.permissions.push({
    ...(info.permissions[0] ?? fallback),
    sid: `${dump.sidPrefix}-999999`,
    deny: false,
    inherited: false,
  });
  for (const user of dump.users)
    if ([account.id, info.userId].includes(user.id)) user.accountEnabled = true;
  // Remote domains and outbound policies are read by no recipient role.
  for (const one of dump.roleGroups ?? []) one.roles.push('View-Only Configuration');
  auditors.isAssignableToRole = true;
  auditors.eligibleRoles = [GLOBAL_ADMINISTRATOR];
  auditors.members.push(account.id);
  for (const user of dump.users)
    user.roles = user.roles.filter((role) => role !== GLOBAL_ADMINISTRATOR);
  for (const id of auditors.members)
    for (const user of dump.users.filter((one) => one.id === id && one !== account))
      user.accountEnabled = false;
  return { ...dump, dirSync: false };
}
const fallback = {
  sid: '',
  rights: ['FullAccess'],
  deny: false,
  inherited: false,
  inheritanceType: 'All' as const,
  autoMapping: null,
};

type Ended = { readonly plan: Plan } | { readonly exit: number; readonly error: string };
async function planned(
  yaml: string,
  alter: Altering['alter'],
  alterBatch: Altering['alterBatch'] = () => undefined,
): Promise<Ended> {
  const service = new Altering();
  service.alter = alter;
  service.alterBatch = alterBatch;
  const mbx = inProcess(tenant, new FakeClock(), service);
  try {
    return { plan: (await mbx.plan(yaml)).plan };
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    const told = asMbxError(cause);
    return { exit: exitOf(told), error: told.message };
  } finally {
    await mbx.close();
  }
}

const rows =
  (change: (all: readonly Row[]) => readonly unknown[]) =>
  (answer: Answered): Altered =>
    withRows(answer, change);
/** A list, or one object. */
const WAYS: Readonly<Record<string, (answer: Answered) => Altered>> = {
  'without body': () => ({ body: undefined }),
  'as 204': () => ({ status: 204, body: undefined }),
  empty: (answer) => withRows(answer, () => []) ?? { body: [] },
  twice: rows((all) => [...all, ...all]),
  'with one malformed row': (answer) =>
    withRows(answer, ([first, ...all]) =>
      first === undefined
        ? all
        : [Object.fromEntries(Object.keys(first).map((key) => [key, 7])), ...all],
    ) ?? { body: {} },
  'with one row of nothing': (answer) =>
    withRows(answer, (all) => [...all.slice(1), {}]) ?? { body: {} },
  halved: rows((all) => all.slice(0, Math.floor(all.length / 2))),
  'halved, the other half': rows((all) => all.slice(Math.ceil(all.length / 2))),
};

/** The answers of one request with several parts: each part is lost by itself, or with others. */
const BATCH_WAYS: Readonly<Record<string, (parts: readonly Row[]) => unknown>> = {
  'without parts': () => [],
  'with a text in their place': () => 'none',
  halved: (parts) => parts.slice(0, Math.floor(parts.length / 2)),
  'halved, the other half': (parts) => parts.slice(Math.ceil(parts.length / 2)),
  twice: (parts) => [...parts, ...parts],
  'with one part of nothing': (parts) => [{}, ...parts.slice(1)],
  'with bodies lost': (parts) => parts.map(({ body: _, ...part }) => part),
  'with parts as 204': (parts) => parts.map(({ id }) => ({ id, status: 204 })),
  'with parts not found, by the words of a front door': (parts) =>
    parts.map(({ id }) => ({ id, status: 404, headers: {}, body: '<html>' })),
};

const isRead = ({ name }: Answered): boolean => /^(?:Get-|GET )/u.test(name);
const aims = (changes: readonly Planned[]): readonly string[] =>
  changes.map(({ aim }) => aim).sort();
const shut = ({ gates }: Plan): readonly string[] =>
  gates.filter(({ allow, tripped }) => tripped && allow === undefined).map(({ gate }) => gate);

describe.each([
  ['mailbox by mailbox', FEW],
  ['as lists', MANY],
])('%s', (_, yaml) => {
  const readings = new Set<string>();
  const batched = new Set<Answered['service']>();
  let whole: Plan;
  beforeAll(async () => {
    const ended = await planned(
      yaml,
      (answer) => {
        if (isRead(answer)) readings.add(answer.name);
        return undefined;
      },
      (service) => void batched.add(service),
    );
    if (!('plan' in ended)) throw new Error(ended.error);
    whole = ended.plan;
    expect(whole.gaps).toEqual([]);
    expect(whole.changes).not.toEqual([]);
  });

  /** What a spoilt reading may lead to; nothing else, and nothing that harms. */
  function expectNoHarm(ended: Ended, what: string, way: string): void {
    if (!('plan' in ended)) {
      // Nothing was planned; the file is never blamed for an answer that did not come.
      const allowed: number[] = [EXIT.partly, EXIT.access];
      // Half of the domains or of the accounts: what the file names seems not to be there, and nothing is planned.
      if (way.startsWith('halved')) allowed.push(EXIT.strategy);
      expect(allowed, `${what}: ${ended.error}`).toContain(ended.exit);
      return;
    }
    const { plan } = ended;
    const known = new Set(whole.changes.map(({ aim }) => aim));
    const further = plan.changes.filter(({ aim }) => !known.has(aim));
    // What the file gives may be given again where it is not seen; nothing else, and nothing is taken.
    const harmful = further.filter(
      ({ effect, reason }) => effect !== 'widens' || reason !== 'declared',
    );
    expect(harmful, what).toEqual([]);
    if (plan.gaps.length > 0) return;
    if (!way.startsWith('halved')) expect(further, what).toEqual([]);
    const blocks = plan.changes.some(({ action }) => isOfSignIn(action));
    if (blocks) expect(shut(plan), what).toEqual(shut(whole));
    if (way === 'twice') expect(aims(plan.changes), what).toEqual(aims(whole.changes));
  }

  test.each(Object.entries(WAYS))(
    'every reading %s',
    async (way, change) => {
      // As lists, the directory is read in the same way as above.
      const tried = [...readings].filter((one) => yaml === FEW || one.startsWith('Get-'));
      for (const reading of tried) {
        const ended = await planned(yaml, (answer) =>
          answer.name === reading ? change(answer) : undefined,
        );
        expectNoHarm(ended, `${reading} ${way}`, way);
      }
    },
    120_000,
  );

  test.each(Object.entries(BATCH_WAYS))('every batch %s', async (way, change) => {
    for (const service of batched) {
      const as = (of: string, parts: readonly Row[]): unknown =>
        of === service ? change(parts) : undefined;
      expectNoHarm(await planned(yaml, () => undefined, as), `${service} ${way}`, 'whole');
      // Once only: what is asked for again comes, and the plan is the same.
      let first = true;
      const once = (of: string, parts: readonly Row[]): unknown => {
        if (of !== service || !first) return undefined;
        first = false;
        return change(parts);
      };
      const ended = await planned(yaml, () => undefined, once);
      if (!('plan' in ended)) throw new Error(`${service} ${way}: ${ended.error}`);
      if (way.includes('not found')) expectNoHarm(ended, `${service} ${way}`, 'whole');
      else expect(aims(ended.plan.changes), `${service} ${way}`).toEqual(aims(whole.changes));
    }
  });

  test('is in the list for contributors', async () => {
    const told = await readFile('docs/readings.md', 'utf8');
    expect([...readings].filter((reading) => !told.includes(`\`${reading}\``))).toEqual([]);
  });

  if (yaml === FEW)
    test('parts of both services are tried', () => {
      expect([...batched].sort()).toEqual(['exchange', 'graph']);
    });

  if (yaml === FEW)
    test('all cmdlets that read are tried', () => {
      const cmdlets = Object.values(CMDLET).filter((name) => name.startsWith('Get-'));
      expect(cmdlets.filter((name) => !readings.has(name))).toEqual([]);
    });
});
