/**
 * The laws of the whole road, over every kind: random small companies and random strategies, planned, applied and undone against
 * the simulated tenant. `MBX_LAWS_RUNS=5000` tries more of them; a failure prints its seed and the smallest case found.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Action,
  callsOf,
  effectOf,
  facetsOf,
  type ItemOf,
  inverseOf,
  KIND_NAMES,
  KINDS,
  type KindName,
  keyOf,
  describe as told,
  valuesOf,
} from '../../src/kinds/index.ts';
import type { Wanted } from '../../src/kinds/wanted.ts';
import { MbxError } from '../../src/model/error.ts';
import { bindings, type Line } from '../../src/model/journal.ts';
import { nameOf, type Ref } from '../../src/model/ref.ts';
import { diff } from '../../src/plan/diff.ts';
import { endsOf, type Plan, type Planned, plannedAgain, subjectOf } from '../../src/plan/plan.ts';
import { undo } from '../../src/plan/undo.ts';
import { canonicalJson } from '../../src/report/json.ts';
import type { Mailbox, Tenant } from '../../src/simulator/tenant/model.ts';
import { actual } from '../../src/state/actual.ts';
import { desired } from '../../src/state/desired.ts';
import { Items } from '../../src/state/items.ts';
import { resolve } from '../../src/state/resolve.ts';
import { eachKind, type State } from '../../src/state/state.ts';
import { dayIn } from '../../src/strategy/day.ts';
import { parseStrategy } from '../../src/strategy/parse.ts';
import type { Directory } from '../../src/tenant/directory.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';
import { nobodyIsLeftWithout, rightsAreOnTheWay, rightsIn, trusteeOf } from '../support/law-11.ts';
import { company, tenantOf, type WhoSignsIn, wishes, yamlOf } from '../support/random-company.ts';
import { startTenant, type TestTenant } from '../support/tenant.ts';

const RUNS = Number(process.env['MBX_LAWS_RUNS'] ?? 100);
/** Milliseconds for all runs, many times what they need: ends a search for a smaller case that would not end, with the seed told. */
const ALLOWED_MS = Math.max(240_000, RUNS * 1_000);

const clock = new FakeClock();
let tenant: TestTenant;
let product: InProcess;
let who: WhoSignsIn;
beforeAll(async () => {
  tenant = await startTenant({ now: clock.now });
  product = inProcess(tenant, clock);
  who = await tenant.dump();
});
afterAll(async () => {
  await product.close();
  await tenant.close();
});

test(
  `laws 1 to 7, and rights at every prefix, on ${RUNS} random roads`,
  async () => {
    const seen = { accepted: 0, refused: 0, changes: 0, undone: 0, kinds: new Set<string>() };
    await fc.assert(
      fc.asyncProperty(company, wishes, async (drawnCompany, drawnWishes) => {
        const yaml = yamlOf(drawnWishes, drawnCompany);
        await tenant.load(tenantOf(drawnCompany, who));
        await tenant.clearLedger();
        const before = await tenant.dump();
        const made = await plannedOf(yaml);
        seen[made === undefined ? 'refused' : 'accepted'] += 1;
        fc.pre(made !== undefined);
        if (made === undefined) return;
        const { plan, directory, wanted } = made;

        const there = await stateOf(mailboxRefs(before), directory);
        slicesHaveEachKeyOnce(there);
        expect(diff(there, copyOf(there)), 'law 2: nothing differs from itself').toEqual([]);
        const aim = desired(wanted, there);
        slicesHaveEachKeyOnce(aim);
        expect(diff(aim, copyOf(aim)), 'law 2: nothing differs from itself').toEqual([]);

        expect(await tenant.dump(), 'planning writes nothing').toEqual(before);
        await tenant.load(turnedRound(before));
        const again = await product.plan(yaml);
        await tenant.load(before);
        expect(
          canonicalJson(again.plan),
          'law 5: same clock, same bytes, in whatever order things are listed',
        ).toBe(canonicalJson(plan));
        expect(plan.gaps, 'all was read').toEqual([]);
        for (const change of [...plan.changes, ...plan.blocked.map((one) => one.change)]) {
          inverseOfInverseIsItself(change);
          survivesJson(change);
          isToldInOneLine(change);
          seen.kinds.add(`${change.action.kind} ${change.action.op}`);
        }
        seen.changes += plan.changes.length;

        const applied = await carriedOut(yaml, plan, directory);
        const after = await tenant.dump();
        const { plan: left, directory: now } = await product.plan(yaml);
        expect(left.changes.map(lineOf), 'law 3: nothing is left to do').toEqual([]);
        expect(left.blocked.map(({ change }) => lineOf(change))).toEqual(
          plan.blocked.map(({ change }) => lineOf(change)),
        );
        isAsTheFileSays(after, wanted, plan);
        rightsAreOnTheWay(before, after, applied.snapshots);
        nobodyIsLeftWithout(before, after, applied.snapshots, plan);

        const back = await undone(applied.lines, yaml, plan, now);
        expect(back.changes.length + back.cannot.length, 'law 4: no change is forgotten').toBe(
          applied.made,
        );
        seen.undone += back.changes.length;
        rightsAreOnTheWay(after, await tenant.dump(), back.snapshots);
        expect(
          comparable(await tenant.dump(), before),
          'law 4: after the undo all is as before',
        ).toEqual(comparable(withoutLost(before, back.cannot), before));
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: ALLOWED_MS, markInterruptAsFailure: true },
    );
    // The draws are worth something only as long as most strategies are valid, and change things of every kind.
    expect(seen.accepted / (seen.accepted + seen.refused)).toBeGreaterThan(0.7);
    expect(seen.changes / seen.accepted).toBeGreaterThan(4);
    expect(seen.undone).toBeGreaterThan(seen.changes * 0.7);
    expect([...seen.kinds].sort()).toEqual(EVERY_CHANGE);
  },
  ALLOWED_MS + 30_000,
);

/** All that a strategy can ask for. */
const EVERY_CHANGE = [
  'alias add',
  'alias remove',
  'alias update',
  'fullAccess add',
  'fullAccess remove',
  'fullAccess update',
  'mailbox add',
  'mailboxSettings add',
  'mailboxSettings update',
  'sendAs add',
  'sendAs remove',
  'sendOnBehalf add',
  'sendOnBehalf remove',
  'signIn add',
  'signIn update',
];

// The road.

/** Undefined where the parser or the resolver refuses it. */
async function plannedOf(yaml: string) {
  const parsed = parseStrategy([{ file: 'mailboxes.yaml', text: yaml }], clock.now());
  if (!parsed.ok) return undefined;
  try {
    const made = await product.plan(yaml);
    const today = dayIn('UTC', clock.now());
    const { wanted } = resolve(parsed.strategy, made.directory, today, () => '');
    return { ...made, wanted };
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (cause instanceof MbxError && cause.code === 'E2001') return undefined;
    throw error;
  }
}

function stateOf(subjects: readonly Ref[], directory: Directory): Promise<State> {
  const { services } = product;
  return actual(
    { subjects, facets: facetsOf(KIND_NAMES), directory, fresh: false, services },
    () => subjects,
  );
}
const mailboxRefs = ({ mailboxes }: Tenant): readonly Ref[] =>
  mailboxes
    .filter(({ softDeleted }) => softDeleted === null)
    .map((one) => ({ id: one.userId ?? '', address: primaryOf(one) }));
const primaryOf = ({ emailAddresses }: Mailbox): string =>
  (emailAddresses.find((address) => address.startsWith('SMTP:')) ?? '').slice(5).toLowerCase();

/** Applies a plan; the tenant is looked at after each call. */
async function carriedOut(yaml: string, plan: Plan, directory: Directory) {
  const snapshots: Tenant[] = [];
  const { ends, lines } = await product.apply(yaml, plan, directory, {
    journal: {
      async write(line) {
        if (line.line === 'outcome') snapshots.push(await tenant.dump());
      },
    },
  });
  const poor = [...ends].filter(([, { end }]) => end !== 'verified');
  expect(poor, 'law 3: every change ends verified').toEqual([]);
  if (!plan.changes.some(({ action }) => action.kind === 'mailbox'))
    expect(new Set(ends.keys())).toEqual(new Set(plan.changes.map(({ id }) => id)));
  return { snapshots, lines, made: ends.size };
}

/** The undo of a run, made as a command makes it: the journal, and a fresh reading of what it touched. */
async function undone(
  lines: readonly Line<Plan>[],
  yaml: string,
  plan: Plan,
  directory: Directory,
) {
  const bound = bindings(lines);
  const touched = new Set(
    plan.changes.flatMap(({ action }) => endsOf(action)).map(({ id }) => bound.get(id) ?? id),
  );
  const subjects = [...touched].flatMap((id) => directory.recipients.ref(id) ?? []);
  const { changes, cannot } = undo(lines, await stateOf(subjects, directory));
  for (const change of changes) {
    survivesJson(change);
    isToldInOneLine(change);
  }
  const { snapshots } = await carriedOut(
    yaml,
    { ...plan, maker: { ...plan.maker, name: 'undo' }, changes, blocked: [] },
    directory,
  );
  return { changes, cannot, snapshots };
}

/** The same tenant, everything listed the other way round. */
const turnedRound = (one: Tenant): Tenant => ({
  ...one,
  users: one.users.toReversed(),
  mailboxes: one.mailboxes.toReversed().map((mailbox) => ({
    ...mailbox,
    permissions: mailbox.permissions.toReversed(),
    sendAs: mailbox.sendAs.toReversed(),
    grantSendOnBehalfTo: mailbox.grantSendOnBehalfTo.toReversed(),
    emailAddresses: mailbox.emailAddresses.toReversed(),
  })),
});

/** Told without the kinds: rights given are there, rights withdrawn are not, and a list of aliases in mode exact is the whole list. */
function isAsTheFileSays(after: Tenant, wanted: readonly Wanted[], { blocked }: Plan): void {
  const open = wanted.filter(({ subject }) =>
    blocked.every(({ change }) => endsOf(change.action).every(({ id }) => id !== subject.id)),
  );
  const rights = rightsIn(after);
  const sids = new Map([...after.users, ...after.groups].map(({ id, sid }) => [id, sid]));
  for (const { subject, aliases, delegates, mode } of open) {
    const mailbox = after.mailboxes.find(
      (one) => one.softDeleted === null && primaryOf(one) === subject.address,
    );
    const held = (right: string, trustee: string): boolean =>
      rights.has(`${mailbox?.userId} ${right} ${sids.get(trustee)}`);
    for (const { right, trustee } of delegates?.grants ?? [])
      expect(held(right, trustee.id), `${right} on ${subject.address}`).toBe(true);
    for (const { right, trustee } of delegates?.withdrawn ?? [])
      if (delegates?.ignored.patterns.length === 0)
        expect(held(right, trustee), `no ${right} on ${subject.address}`).toBe(false);
    if (aliases === undefined) continue;
    const further = (mailbox?.emailAddresses ?? [])
      .filter((address) => address.startsWith('smtp:') && !address.includes('onmicrosoft'))
      .map((address) => address.slice('smtp:'.length));
    const listed = aliases.entries.map(({ value }) => value);
    expect(further, `aliases of ${subject.address}`).toEqual(expect.arrayContaining(listed));
    if (mode === 'exact') expect(further).toHaveLength(listed.length);
  }
}

// Laws 1, 2, 6, 7.

function slicesHaveEachKeyOnce(state: State): void {
  for (const name of KIND_NAMES) {
    const repeated = [...state[name].subjects()].flatMap((subject) =>
      repeatedIn(name, state, subject),
    );
    expect(repeated, `law 1: each key of ${name} once`).toEqual([]);
  }
}
function repeatedIn<N extends KindName>(name: N, state: State, subject: string): readonly string[] {
  const there = state[name].of(subject);
  const keys = there.known ? there.items.map(KINDS[name].key) : [];
  return keys.filter((key, index) => keys.indexOf(key) !== index);
}

/** Equal by values, and not one object shared. */
const copyOf = (state: State): State =>
  eachKind(
    <N extends KindName>(name: N): Items<ItemOf<N>> =>
      Items.from<ItemOf<N>>(structuredClone(state[name].seen())),
  );

function inverseOfInverseIsItself({ action }: Planned): void {
  const back = inverseOf(action);
  const twice = inverseOf(back);
  expect(twice, 'law 1: the inverse of the inverse is the change').toEqual(action);
  const { before, after } = valuesOf(action);
  expect(valuesOf(back), 'law 1: the inverse swaps the values').toEqual({
    before: after,
    after: before,
  });
  expect(keyOf(back)).toBe(keyOf(action));
}

function survivesJson(change: Planned): void {
  const read: Planned = JSON.parse(JSON.stringify(change));
  expect(read, 'law 6: a change is JSON').toStrictEqual(change);
  const { action } = read;
  const { inside: _, ...own } = change; // told beside it
  expect(plannedAgain(read), 'law 6: and is the same change').toStrictEqual(own);
  expect(callsOf(action)).toStrictEqual(callsOf(change.action));
  expect(effectOf(action)).toBe(change.effect);
}

const lineOf = ({ action }: Planned): string => told(action);
/** Who must be named: the mailboxes, and whoever gains or loses something. */
function partiesOf(action: Action): readonly string[] {
  const trustee = trusteeOf(action);
  return [
    ...endsOf(action).map(({ address }) => address),
    ...(trustee === undefined ? [] : [nameOf(trustee)]),
  ];
}
function isToldInOneLine(change: Planned): void {
  const line = lineOf(change);
  expect(line, 'law 7: one line').toMatch(/^\S.*\S$/u);
  for (const party of partiesOf(change.action))
    expect(line, 'law 7: both parties').toContain(party);
  for (const { secret } of who.applications) expect(line, 'law 7: no secret').not.toContain(secret);
}

// Law 4: what is compared of a tenant.

/** Lists sorted, times of change left out; what was created since is not looked at. */
function comparable(now: Tenant, before: Tenant): unknown {
  const known = new Set(before.users.map(({ id }) => id));
  const addresses = (list: readonly string[]): readonly string[] =>
    list.map((one) => (one.startsWith('smtp:') ? one.toLowerCase() : one)).toSorted();
  return {
    ...now,
    users: now.users
      .filter(({ id }) => known.has(id))
      .map((user) => ({ ...user, proxyAddresses: addresses(user.proxyAddresses) })),
    mailboxes: now.mailboxes
      .filter(({ userId }) => userId !== null && known.has(userId))
      .map(({ whenChanged: _, ...mailbox }) => ({
        ...mailbox,
        emailAddresses: addresses(mailbox.emailAddresses),
        grantSendOnBehalfTo: mailbox.grantSendOnBehalfTo.toSorted(),
        permissions: byText(
          mailbox.permissions.map((ace) => ({ ...ace, rights: ace.rights.toSorted() })),
        ),
        sendAs: byText(mailbox.sendAs),
      })),
  };
}
const byText = <T>(list: readonly T[]): readonly T[] =>
  list.toSorted((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));

/** The tenant as it was, less what the undo said that it cannot give back: rights of deleted accounts. Nothing else may be lost. */
function withoutLost(before: Tenant, cannot: readonly { readonly change: Planned }[]): Tenant {
  const lost = new Set<string>();
  for (const { change } of cannot) {
    expect(change.noUndo, `it was told before: ${lineOf(change)}`).toBeDefined();
    const { action } = change;
    const trustee = trusteeOf(action);
    if (action.op === 'remove' && trustee !== undefined) {
      expect(trustee.kind, lineOf(change)).toBe('orphan');
      lost.add(`${subjectOf(action).id} ${action.kind} ${trustee.id}`);
    } else expect(action.kind, lineOf(change)).toBe('mailbox');
  }
  return {
    ...before,
    mailboxes: before.mailboxes.map((mailbox) => {
      const isLost = (kind: string, sid: string, deny: boolean): boolean =>
        !deny && lost.has(`${mailbox.userId} ${kind} ${sid}`);
      return {
        ...mailbox,
        sendAs: mailbox.sendAs.filter(({ sid, deny }) => !isLost('sendAs', sid, deny)),
        permissions: mailbox.permissions
          .map((ace) =>
            isLost('fullAccess', ace.sid, ace.deny)
              ? { ...ace, rights: ace.rights.filter((right) => right !== 'FullAccess') }
              : ace,
          )
          .filter(({ rights }) => rights.length > 0),
      };
    }),
  };
}
