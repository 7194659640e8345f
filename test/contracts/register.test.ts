/** Law 10: every name in `wire/` is known to the simulator and used by the product; stages of work come after those they wait for. */
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asMbxError } from '../../src/commands/failure.ts';
import { READINGS } from '../../src/facts/index.ts';
import { KIND_NAMES, KINDS } from '../../src/kinds/index.ts';
import { STAGES } from '../../src/kinds/order.ts';
import { endsOf } from '../../src/model/change.ts';
import { order } from '../../src/plan/order.ts';
import { planned } from '../../src/plan/plan.ts';
import { examine } from '../../src/run/doctor/doctor.ts';
import { CMDLET, EXCHANGE_PATH } from '../../src/wire/exchange.ts';
import { GRAPH_PATH, GRAPH_VERSION } from '../../src/wire/graph.ts';
import { SCOPE, TOKEN_PATH } from '../../src/wire/sign-in.ts';
import { person, ref } from '../support/builders.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';
import { type Entry, startTenant, type TestTenant } from '../support/tenant.ts';
import { anyChange } from './kinds/index.ts';

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await startTenant();
  const dump = await tenant.dump();
  for (const group of dump.groups.filter(({ mail }) => mail === 'auditors@contoso.com'))
    Object.assign(group, { isAssignableToRole: true, eligibleRoles: [GLOBAL_ADMINISTRATOR] });
  for (const mailbox of dump.mailboxes)
    if (mailbox.emailAddresses.includes('SMTP:info@contoso.com'))
      mailbox.withoutSelf = ['fullAccess', 'sendAs'];
  await tenant.load({ ...dump, dirSync: false }); // so that a mailbox may be created
});
afterAll(() => tenant.close());

const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';
/** Stands for the id in a path. */
const ID = '00000000-0000-4000-8000-000000000000';
const cmdlets = Object.values(CMDLET);
const graphPaths = Object.entries(GRAPH_PATH).map(([name, path]) => ({
  name,
  path: typeof path === 'string' ? path : path(ID),
}));
const exchangePaths = Object.entries(EXCHANGE_PATH).map(([name, path]) => ({
  name,
  path: (tenantId: string): string => path(tenantId, ID),
}));
const BY_POST: ReadonlySet<string> = new Set(['invoke', 'batch']);

describe('the simulator has a route for', () => {
  let asked: (
    service: 'graph' | 'exchange',
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<string>;
  beforeAll(async () => {
    const { origin, clientId, clientSecret, tenantId } = tenant;
    const tokenFor = async (scope: string): Promise<string> => {
      const answer = await fetch(`${origin}${TOKEN_PATH(tenantId)}`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: clientSecret,
          scope,
        }),
      });
      const { access_token: token }: { access_token: string } = JSON.parse(await answer.text());
      return token;
    };
    const tokens = { graph: await tokenFor(SCOPE.graph), exchange: await tokenFor(SCOPE.exchange) };
    asked = async (service, method, path, body, headers = {}) => {
      const answer = await fetch(`${origin}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${tokens[service]}`,
          'content-type': 'application/json',
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return answer.text();
    };
  });
  /** What the simulator was asked and does not know. */
  const unknown = async (): Promise<unknown> => tenant.control('GET', 'unknown');

  test.each(cmdlets)('%s', async (cmdlet) => {
    const answer = await asked('exchange', 'POST', EXCHANGE_PATH.invoke(tenant.tenantId), {
      CmdletInput: { CmdletName: cmdlet, Parameters: {} },
    });
    expect(answer).not.toMatch(/is not recognized|CommandNotFound/iu);
    expect(await unknown()).toMatchObject({ count: 0 });
  });

  test.each(graphPaths)('$name of Graph', async ({ name, path }) => {
    const at = `/${GRAPH_VERSION}${path}`;
    const answer = BY_POST.has(name)
      ? await asked('graph', 'POST', at, { requests: [{ id: '1', method: 'GET', url: '/users' }] })
      : await asked('graph', 'GET', at);
    expect(answer).not.toContain('Resource not found for the segment');
    expect(await unknown()).toMatchObject({ count: 0 });
  });

  test.each(exchangePaths)('$name of Exchange', async ({ name, path }) => {
    const at = path(tenant.tenantId);
    const answer =
      name === 'moduleFile'
        ? await asked('exchange', 'GET', `${at}?Version=3.9.2`, undefined, { CommandName: '*' })
        : BY_POST.has(name)
          ? await asked('exchange', 'POST', at, { requests: [] })
          : await asked('exchange', 'GET', at);
    expect(answer).not.toContain('No resource was found');
    expect(await unknown()).toMatchObject({ count: 0 });
  });

  test('and these tests would see a name that it does not know', async () => {
    await asked('exchange', 'POST', EXCHANGE_PATH.invoke(tenant.tenantId), {
      CmdletInput: { CmdletName: 'Get-Nothing', Parameters: {} },
    });
    await asked('graph', 'GET', `/${GRAPH_VERSION}/nothing`);
    await asked('exchange', 'GET', `/adminapi/beta/${tenant.tenantId}/Nothing`);
    expect(await unknown()).toMatchObject({ count: 3 });
  });
});

/** What `mbx doctor` asks, with the one permission that no other command needs. */
async function examined({ services, clock }: InProcess): Promise<void> {
  const document = await tenant.dump();
  for (const application of document.applications)
    application.graphRoles.push('ServiceHealth.Read.All');
  await tenant.load(document);
  const checks = await examine({
    commands: ['plan'],
    services,
    clock,
    state: tmpdir(),
    explain: asMbxError,
  });
  expect(checks.find(({ what }) => what === 'service health')?.found).toBe('serviceOperational');
}

describe('the product calls', () => {
  let ledger: readonly Entry[];
  beforeAll(async () => {
    await tenant.clearLedger();
    const product = inProcess(tenant);
    await examined(product);
    const { plan, directory } = await product.plan(EVERYTHING);
    const { ends } = await product.apply(EVERYTHING, plan, directory);
    expect([...ends.values()].filter(({ end }) => end !== 'verified')).toEqual([]);
    await product.plan(EVERYTHING.replaceAll('signIn: allowed', 'signIn: blocked')); // who could still sign in?
    ledger = await tenant.ledger();
    await product.close();
  });

  test.each(cmdlets)('%s', (cmdlet) => {
    expect(ledger.map((entry) => entry.cmdlet)).toContain(cmdlet);
  });
  test.each(graphPaths)('$name of Graph', ({ path }) => {
    const [before = '', after = ''] = `/${GRAPH_VERSION}${path}`.split(ID);
    const called = pathsOf(ledger, 'graph').filter(
      (one) =>
        one.startsWith(before) && one.endsWith(after) && (path.includes(ID) || one === before),
    );
    expect(called).not.toEqual([]);
  });
  test.each(exchangePaths)('$name of Exchange', ({ path }) => {
    const [wanted = ''] = path(tenant.tenantId).split('?');
    const called = pathsOf(ledger, 'exchange').map((one) =>
      one.replace(/\('[^']+'\)/u, `('${ID}')`),
    );
    expect(called).toContain(wanted);
  });
});

const pathsOf = (ledger: readonly Entry[], service: Entry['service']): readonly string[] =>
  ledger
    .filter((entry) => entry.service === service)
    .map(({ url }) => new URL(url, 'http://simulator').pathname);

/** Every kind of change, on a mailbox with an entry of a deleted account, so that SIDs are looked up as well. */
const EVERYTHING = `version: 1
tenant: contoso.onmicrosoft.com
settings: { mode: exact }
sharedMailboxes:
  info@contoso.com:
    displayName: Front desk
    forwarding: { to: archive@fabrikam.example }
    signIn: allowed
    aliases: [enquiries@contoso.com]
    delegates:
      fred@contoso.com: [fullAccess, sendAs, sendOnBehalf]
  sales@contoso.com:
    signIn: allowed
    aliases: []
    delegates:
      group:auditors@contoso.com: [fullAccess]
  new-box@contoso.com:
    delegates:
      fred@contoso.com: [fullAccess]
`;

test('no fact has the name of a kind, and each reading is found under its own name', () => {
  expect(KIND_NAMES.filter((kind) => READINGS[kind] !== KINDS[kind])).toEqual([]);
  expect(Object.keys(READINGS).length).toBeGreaterThan(KIND_NAMES.length);
});

describe('the order of work', () => {
  const anyPlan = fc.uniqueArray(
    fc
      .tuple(
        anyChange({
          subject: fc.constantFrom('sales', 'info', 'desk').map(ref),
          trustee: fc.constantFrom('ann', 'bob', 'cy').map(person),
          address: fc.constantFrom('x', 'y', 'z').map((name) => `${name}@contoso.com`),
          word: fc.constantFrom('X', 'Y'),
        }),
        fc.constantFrom('declared', 'not in the file', 'leaver', 'blocked'),
      )
      .map(([action, reason]) => planned({ action, reason })),
    { maxLength: 24, selector: ({ id }) => id },
  );
  const rank = new Map(STAGES.map(({ name }, index) => [name as string, index]));

  test('every change is in one unit, and every unit is of a later stage than those it waits for, on its own mailboxes', () => {
    fc.assert(
      fc.property(anyPlan, (changes) => {
        const units = order(changes);
        expect(units.flatMap((unit) => unit.changes.map(({ id }) => id)).toSorted()).toEqual(
          changes.map(({ id }) => id).toSorted(),
        );
        const byName = new Map(units.map((unit, index) => [unit.name, { unit, index }]));
        expect(byName.size).toBe(units.length);
        for (const [index, unit] of units.entries()) {
          for (const name of unit.after) {
            const before = byName.get(name);
            expect(before, name).toBeDefined();
            expect(before?.index).toBeLessThan(index);
            expect(rank.get(before?.unit.stage ?? '')).toBeLessThan(rank.get(unit.stage) ?? -1);
            expect(unit.touches.filter((id) => before?.unit.touches.includes(id))).not.toEqual([]);
          }
        }
      }),
    );
  });

  test('on one mailbox nothing of a later stage begins before the earlier ones have ended', () => {
    fc.assert(
      fc.property(anyPlan, (changes) => {
        const units = order(changes.filter(({ action }) => endsOf(action).length === 1));
        for (const unit of units) {
          const earlier = units.filter(
            (one) =>
              (rank.get(one.stage) ?? 0) < (rank.get(unit.stage) ?? 0) &&
              one.touches.some((id) => unit.touches.includes(id)),
          );
          const waitedFor = new Set(unit.after);
          for (const name of waitedFor)
            for (const further of units.find((one) => one.name === name)?.after ?? [])
              waitedFor.add(further);
          expect(earlier.filter(({ name }) => !waitedFor.has(name))).toEqual([]);
        }
      }),
    );
  });
});
