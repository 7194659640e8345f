/** What a plan does to each pair of mailbox and holder, net over all kinds: the measure of the gates. */

import {
  type Action,
  grantsOf,
  type ItemOf,
  KIND_NAMES,
  KINDS,
  type KindName,
} from '../kinds/index.ts';
import type { Grant } from '../kinds/kind.ts';
import { COVERED, type HeldRight, isMail, isSignIn } from '../kinds/rights.ts';
import { subjectOf } from '../model/change.ts';
import type { Principal, Ref } from '../model/ref.ts';
import type { State } from '../state/state.ts';
import type { Planned } from './plan.ts';

export interface Pair {
  readonly subject: Ref;
  readonly holder: Principal;
  readonly gains: boolean;
  readonly loses: boolean;
  /** All that it gains is mail that is sent on to it. */
  readonly mailOnly?: true;
}

export interface Net {
  /** Pairs that the plan changes, each once. */
  readonly pairs: readonly Pair[];
  /** Managed pairs that stand before, by mailbox id. */
  readonly standing: ReadonlyMap<string, number>;
  /** Mailboxes that had delegates and will have none. */
  readonly emptied: readonly Ref[];
}

interface Holding {
  readonly holder: Principal;
  /** How many entries give each right: one may go and another stay. */
  readonly entries: Map<HeldRight, number>;
}
type Holdings = Map<string, Holding>;

/** Who holds a right on a mailbox by which it may be opened or sent from, before and after. */
export interface Held {
  readonly subject: Ref;
  readonly before: readonly Principal[];
  readonly after: readonly Principal[];
}

/** `subjects`: the mailboxes in the plan's scope. Sign-in is not a right on a mailbox and has its own gate. */
export const netOf = (changes: readonly Planned[], subjects: readonly Ref[], actual: State): Net =>
  measured(changes, subjects, actual).net;

/** The same, with the holders of each mailbox in scope. */
export function measured(
  changes: readonly Planned[],
  subjects: readonly Ref[],
  actual: State,
): { readonly net: Net; readonly held: readonly Held[] } {
  const before = new Map(subjects.map(({ id }) => [id, holdingsOf(id, actual)]));
  const after = new Map([...before].map(([id, holdings]) => [id, copied(holdings)]));
  for (const { action } of changes) carryOut(action, subjectOf(action), after);
  const refs = new Map(
    [...subjects, ...changes.map(({ action }) => subjectOf(action))].map((ref) => [ref.id, ref]),
  );
  const pairs = [...after].flatMap(([id, holdings]) => {
    const subject = refs.get(id);
    return subject === undefined ? [] : pairsOf(subject, before.get(id) ?? new Map(), holdings);
  });
  const held = subjects.map((subject) => ({
    subject,
    before: delegatesIn(before.get(subject.id)),
    after: delegatesIn(after.get(subject.id)),
  }));
  return {
    net: {
      pairs,
      standing: new Map([...before].map(([id, holdings]) => [id, holdings.size])),
      emptied: held
        .filter((one) => one.before.length > 0 && one.after.length === 0)
        .map(({ subject }) => subject),
    },
    held,
  };
}

/** An application, or an account that is gone, reads no mail for anybody; an entry that does not reach every folder may open none; whom mail is sent on to does not open the mailbox. */
const delegatesIn = (holdings: Holdings | undefined): readonly Principal[] =>
  [...(holdings?.values() ?? [])]
    .filter(
      ({ holder: { kind }, entries }) =>
        kind !== 'orphan' &&
        kind !== 'service' &&
        [...entries.keys()].some((right) => right !== 'openInPart' && !isMail(right)),
    )
    .map(({ holder }) => holder);

function pairsOf(subject: Ref, before: Holdings, after: Holdings): readonly Pair[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id) => {
    const [was, will] = [before.get(id), after.get(id)];
    const holder = will?.holder ?? was?.holder;
    if (holder === undefined) return [];
    const [had, has] = [rightsOf(was), rightsOf(will)];
    const gained = beyond(has, had);
    const gains = gained.length > 0;
    const loses = beyond(had, has).length > 0;
    const mailOnly = gains && gained.every(isMail);
    return gains || loses
      ? [{ subject, holder, gains, loses, ...(mailOnly ? { mailOnly } : {}) }]
      : [];
  });
}
const rightsOf = (holding: Holding | undefined): ReadonlySet<HeldRight> =>
  new Set(holding?.entries.keys());
/** Rights in `a` that `b` neither has nor covers. */
function beyond(a: ReadonlySet<HeldRight>, b: ReadonlySet<HeldRight>): readonly HeldRight[] {
  const covered = new Set([...b, ...[...b].flatMap((right) => COVERED[right] ?? [])]);
  return [...a].filter((right) => !covered.has(right));
}

function holdingsOf(subject: string, actual: State): Holdings {
  const holdings: Holdings = new Map();
  for (const kind of KIND_NAMES)
    for (const grant of standingGrants(kind, subject, actual)) add(holdings, grant);
  return holdings;
}
function standingGrants<N extends KindName>(
  name: N,
  subject: string,
  actual: State,
): readonly Grant[] {
  const there = actual[name].of(subject);
  if (!there.known) return [];
  const { unmanaged, grants } = KINDS[name];
  return there.items.flatMap((item: ItemOf<N>) =>
    unmanaged?.(item) === undefined ? grants(item) : [],
  );
}

function carryOut(action: Action, subject: Ref, after: Map<string, Holdings>): void {
  const holdings = after.get(subject.id) ?? new Map<string, Holding>();
  after.set(subject.id, holdings);
  const grants = grantsOf(action);
  for (const grant of grants.before) take(holdings, grant);
  for (const grant of grants.after) add(holdings, grant);
}
function add(holdings: Holdings, { to, right }: Grant): void {
  if (isSignIn(right)) return;
  const holding = holdings.get(to.id) ?? { holder: to, entries: new Map<HeldRight, number>() };
  holding.entries.set(right, (holding.entries.get(right) ?? 0) + 1);
  holdings.set(to.id, holding);
}
function take(holdings: Holdings, { to, right }: Grant): void {
  const entries = holdings.get(to.id)?.entries;
  const left = (entries?.get(right) ?? 0) - 1;
  if (left > 0) entries?.set(right, left);
  else entries?.delete(right);
}
const copied = (holdings: Holdings): Holdings =>
  new Map(
    [...holdings].map(([id, { holder, entries }]) => [id, { holder, entries: new Map(entries) }]),
  );
