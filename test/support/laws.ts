/**
 * The laws of the whole road, for one random company and one random strategy: planned, applied and undone against the simulated tenant.
 * Every breach is an error that begins with the law's number.
 */

import { expect } from 'vitest';
import { facetsOf } from '../../src/facts/index.ts';
import {
  type Action,
  callsOf,
  effectOf,
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
import { endsOf } from '../../src/model/change.ts';
import { MbxError } from '../../src/model/error.ts';
import { bindings, type Line } from '../../src/model/journal.ts';
import { isProvisional, nameOf, type Ref } from '../../src/model/ref.ts';
import { diff } from '../../src/plan/diff.ts';
import { type Plan, type Planned, plannedAgain } from '../../src/plan/plan.ts';
import { undo } from '../../src/plan/undo.ts';
import { canonicalJson } from '../../src/report/json.ts';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import { actual } from '../../src/state/actual.ts';
import { claimsOf } from '../../src/state/claims.ts';
import { desired } from '../../src/state/desired.ts';
import { Items } from '../../src/state/items.ts';
import { resolve } from '../../src/state/resolve.ts';
import { eachKind, type State } from '../../src/state/state.ts';
import { dayIn } from '../../src/strategy/day.ts';
import { parseStrategy } from '../../src/strategy/parse.ts';
import type { Directory } from '../../src/tenant/directory/directory.ts';
import { misplacedSecret } from '../../src/tenant/secrets.ts';
import { CASES } from '../contracts/kinds/index.ts';
import { livingIn, mailboxOf, primaryOf } from './dump.ts';
import { FakeClock } from './fake-clock.ts';
import { type InProcess, inProcess } from './in-process.ts';
import { nobodyIsLeftWithout, rightsAreOnTheWay, trusteeOf } from './law-11.ts';
import { type Company, tenantOf, type Wishes, yamlOf } from './random-company.ts';
import type { WhoSignsIn } from './small-company.ts';
import { startTenant, type TestTenant } from './tenant.ts';
import { comparable, turnedRound, withoutLost } from './undone.ts';

/** Where roads are gone: one tenant, and the product before it. */
export interface Ground {
  readonly tenant: TestTenant;
  readonly product: InProcess;
  readonly who: WhoSignsIn;
  close(): Promise<void>;
}
export async function ground(): Promise<Ground> {
  const clock = new FakeClock();
  const tenant = await startTenant({ now: clock.now });
  const product = inProcess(tenant, clock);
  return {
    tenant,
    product,
    who: await tenant.dump(),
    async close() {
      await product.close();
      await tenant.close();
    },
  };
}

/** What one road was like; the numbers say what the draws are worth. */
export interface Gone {
  readonly changes: readonly Planned[];
  readonly blocked: readonly Planned[];
  readonly undone: number;
}

/** Undefined: the parser or the resolver refuses the strategy. Throws where a law is broken. */
export async function lawsHoldOn(
  on: Ground,
  drawnCompany: Company,
  drawnWishes: Wishes,
): Promise<Gone | undefined> {
  const { tenant, product } = on;
  const drawn = tenantOf(drawnCompany, on.who);
  const yaml = yamlOf(drawnWishes, drawn);
  await tenant.load(drawn);
  await tenant.clearLedger();
  const before = await tenant.dump();
  const made = await plannedOf(on, yaml);
  if (made === undefined) return undefined;
  const { plan, directory, wanted } = made;
  await differsNotFromItself(on, directory, wanted, before);
  await isPlannedAlike(on, yaml, plan, before);
  const blocked = plan.blocked.map(({ change }) => change);
  for (const change of [...plan.changes, ...blocked]) {
    inverseOfInverseIsItself(change);
    survivesJson(change);
    isToldInOneLine(change, on.who);
  }

  const applied = await carriedOut(on, yaml, plan, directory, 'law 3: of the plan');
  const after = await tenant.dump();
  const { plan: left, directory: now } = await product.plan(yaml);
  expect(left.changes.map(lineOf), 'law 3: nothing is left to do').toEqual([]);
  expect(
    left.blocked.map(({ change }) => lineOf(change)),
    'law 3: and what is blocked is blocked still',
  ).toEqual(blocked.map(lineOf));
  isAsTheFileSays(after, wanted, plan);
  rightsAreOnTheWay(before, after, applied.snapshots);
  nobodyIsLeftWithout(before, after, applied.snapshots, plan);

  const back = await undone(on, applied.lines, yaml, plan, now);
  expect(back.changes.length + back.cannot.length, 'law 4: no change is forgotten').toBe(
    applied.made,
  );
  const end = await tenant.dump();
  rightsAreOnTheWay(after, end, back.snapshots);
  isAsBefore(before, end, back.cannot);
  return { changes: plan.changes, blocked, undone: back.changes.length };
}

// The road.

async function plannedOf({ product }: Ground, yaml: string) {
  const now = product.clock.now();
  const parsed = parseStrategy([{ file: 'mailboxes.yaml', text: yaml }], now);
  if (!parsed.ok) return undefined;
  try {
    const made = await product.plan(yaml);
    const { wanted } = resolve(parsed.strategy, made.directory, dayIn('UTC', now), () => '');
    return { ...made, wanted };
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (cause instanceof MbxError && cause.code === 'E2001') return undefined;
    throw error;
  }
}

const stateOf = (
  { product: { services } }: Ground,
  subjects: readonly Ref[],
  directory: Directory,
): Promise<State> =>
  actual(
    {
      mailboxes: subjects,
      facets: facetsOf(KIND_NAMES),
      directory,
      fresh: false,
      services,
      pause: services.pause,
    },
    () => ({ mailboxes: subjects }),
  );

/** Applies a plan; the tenant is looked at after each call. */
async function carriedOut(
  { tenant, product }: Ground,
  yaml: string,
  plan: Plan,
  directory: Directory,
  law: string,
) {
  const snapshots: Tenant[] = [];
  const { ends, lines } = await product.apply(yaml, plan, directory, {
    journal: {
      async write(line) {
        if (line.line === 'outcome') snapshots.push(await tenant.dump());
      },
    },
  });
  const poor = [...ends].filter(([, { end }]) => end !== 'verified');
  const byId = new Map(plan.changes.map((change) => [change.id, lineOf(change)]));
  expect(
    poor.map(([id, { end }]) => `${end}: ${byId.get(id) ?? id}`),
    `${law} every change ends verified`,
  ).toEqual([]);
  // What is created has an id of its own then, and so other names.
  if (!plan.changes.some(({ action }) => endsOf(action).some(({ id }) => isProvisional(id))))
    expect(new Set(ends.keys())).toEqual(new Set(plan.changes.map(({ id }) => id)));
  return { snapshots, lines, made: ends.size };
}

/** The undo of a run, made as a command makes it: the journal, and a fresh reading of what it touched. */
async function undone(
  on: Ground,
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
  const { changes, cannot } = undo(lines, await stateOf(on, subjects, directory));
  for (const change of changes) {
    survivesJson(change);
    isToldInOneLine(change, on.who);
  }
  const maker = { ...plan.maker, name: 'undo' as const };
  const back = { ...plan, maker, changes, blocked: [] };
  const { snapshots } = await carriedOut(on, yaml, back, directory, 'law 4: of the undo');
  return { changes, cannot, snapshots };
}

// Laws 1, 2, 5.

async function differsNotFromItself(
  on: Ground,
  directory: Directory,
  wanted: readonly Wanted[],
  tenant: Tenant,
): Promise<void> {
  const there = await stateOf(on, mailboxRefs(tenant), directory);
  for (const state of [there, desired(claimsOf(wanted), there)]) {
    slicesHaveEachKeyOnce(state);
    expect(diff(state, copyOf(state)), 'law 2: nothing differs from itself').toEqual([]);
  }
}
const mailboxRefs = (tenant: Tenant): readonly Ref[] =>
  livingIn(tenant).map((one) => ({ id: one.userId ?? '', address: primaryOf(one) }));

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

async function isPlannedAlike(
  { tenant, product }: Ground,
  yaml: string,
  plan: Plan,
  before: Tenant,
): Promise<void> {
  expect(await tenant.dump(), 'planning writes nothing').toEqual(before);
  await tenant.load(turnedRound(before));
  const again = await product.plan(yaml);
  await tenant.load(before);
  expect(
    canonicalJson(again.plan),
    'law 5: same clock, same bytes, in whatever order things are listed',
  ).toBe(canonicalJson(plan));
  expect(plan.gaps, 'all was read').toEqual([]);
}

// Laws 3 and 4, told without the kinds.

/** What cannot be changed from here is left out, with its whole mailbox. */
function isAsTheFileSays(after: Tenant, wanted: readonly Wanted[], { blocked }: Plan): void {
  const shut = new Set(blocked.flatMap(({ change }) => endsOf(change.action).map(({ id }) => id)));
  for (const one of wanted) {
    const { subject } = one;
    if (shut.has(subject.id)) continue;
    const mailbox = mailboxOf(after, subject);
    const missing =
      mailbox === undefined
        ? ['the mailbox']
        : KIND_NAMES.flatMap((name) => CASES[name].missing(one, mailbox, after));
    expect(missing, `law 3: ${subject.address} is as the file says`).toEqual([]);
  }
}

/** As it was, less what the undo said that it cannot give back. Nothing else may be lost. */
function isAsBefore(
  before: Tenant,
  end: Tenant,
  cannot: readonly { readonly change: Planned }[],
): void {
  for (const { change } of cannot) {
    expect(change.noUndo, `law 4: it was told before: ${lineOf(change)}`).toBeDefined();
    expect(isLoss(change), `law 4: it can be put back: ${lineOf(change)}`).toBe(true);
  }
  const whole = withoutLost(
    before,
    cannot.map(({ change }) => change.action),
  );
  for (const mailbox of whole.mailboxes) {
    const now = end.mailboxes.find(({ guid }) => guid === mailbox.guid);
    for (const name of KIND_NAMES)
      expect(
        now && CASES[name].picture(now, end),
        `law 4: after the undo, ${name} of ${primaryOf(mailbox)} is as before`,
      ).toEqual(CASES[name].picture(mailbox, whole));
  }
  expect(comparable(end, before), 'law 4: after the undo all is as before').toEqual(
    comparable(whole, before),
  );
}
/** Rights of deleted accounts are lost, and what was created stays. */
function isLoss({ action }: Planned): boolean {
  if (action.op === 'remove')
    return CASES[action.kind].without !== undefined && trusteeOf(action)?.kind === 'orphan';
  return endsOf(action).some(({ id }) => isProvisional(id));
}

// Laws 1, 6, 7.

function inverseOfInverseIsItself({ action }: Planned): void {
  const back = inverseOf(action);
  const twice = inverseOf(back);
  expect(twice, 'law 1: the inverse of the inverse is the change').toEqual(action);
  const { before, after } = valuesOf(action);
  expect(valuesOf(back), 'law 1: the inverse swaps the values').toEqual({
    before: after,
    after: before,
  });
  expect(keyOf(back), 'law 1: the inverse is about the same').toBe(keyOf(action));
}

function survivesJson(change: Planned): void {
  const read: Planned = JSON.parse(JSON.stringify(change));
  expect(read, 'law 6: a change is JSON').toStrictEqual(change);
  const { action } = read;
  const { inside: _, ...own } = change; // told beside it
  expect(plannedAgain(read), 'law 6: and is the same change').toStrictEqual(own);
  expect(callsOf(action), 'law 6: with the same calls').toStrictEqual(callsOf(change.action));
  expect(effectOf(action), 'law 6: and the same effect').toBe(change.effect);
  for (const call of callsOf(action))
    expect(misplacedSecret(call), 'law 7: secrets are placeholders, where they may stand').toBe(
      undefined,
    );
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
function isToldInOneLine(change: Planned, who: WhoSignsIn): void {
  const line = lineOf(change);
  expect(line, 'law 7: one line').toMatch(/^\S.*\S$/u);
  for (const party of partiesOf(change.action))
    expect(line, 'law 7: both parties').toContain(party);
  for (const { secret } of who.applications) expect(line, 'law 7: no secret').not.toContain(secret);
}
