/** `undo`: a journal and what is there -> changes that put back what is still as the run left it. A maker; pure. */
import { type Action, describe, inverseOf, noUndo, stepsOf } from '../kinds/index.ts';
import { endsOf } from '../model/change.ts';
import { begunIn, bindings, type End, type Line, ownIn } from '../model/journal.ts';
import { isProvisional } from '../model/ref.ts';
import type { State } from '../state/state.ts';
import { whetherInEffect } from './in-effect.ts';
import { type Plan, type Planned, planned } from './plan.ts';

export interface Undo {
  readonly changes: readonly Planned[];
  /** What stays, and why. */
  readonly cannot: readonly { readonly change: Planned; readonly why: string }[];
  /** What is as it was before: it never took effect, or was put back since. */
  readonly already: readonly Planned[];
  /** What was so before the run first tried: somebody else's work, and left alone. */
  readonly others: readonly Planned[];
}
/** What other runs had to do with it: their lines. */
export interface Relatives {
  /** Runs that this one went on with: where a change was half done then, it began there. */
  readonly before: readonly Line<Plan>[];
  /** Runs that went on with this one: what they finished was finished for it. */
  readonly after: readonly Line<Plan>[];
  /** Undos of this run that came before: what one of them left half done is not somebody else's. */
  readonly undos: readonly Line<Plan>[];
}
const ALONE: Relatives = { before: [], after: [], undos: [] };

/** `bound`: what the run created, by provisional id. Last made, first undone. Throws nothing: what cannot be undone is in the answer. */
export function undo(
  lines: readonly Line<Plan>[],
  state: State,
  relatives: Relatives = ALONE,
  bound: ReadonlyMap<string, string> = bindings(lines),
): Undo {
  const ownOf = owning(lines, relatives);
  const origin = origins(relatives.before);
  const changes: Planned[] = [];
  const cannot: { readonly change: Planned; readonly why: string }[] = [];
  const already: Planned[] = [];
  const others: Planned[] = [];
  for (const made of plannedIn(lines).toReversed()) {
    const own = ownOf(made);
    if (own === 'none') continue;
    const change = origin.get(made.aim) ?? made;
    if (own === 'others') {
      others.push(change);
      continue;
    }
    if (endsOf(change.action).some(({ id }) => isProvisional(id) && !bound.has(id))) {
      already.push(change); // it never came to be: whoever has the address now is somebody else
      continue;
    }
    const never = noUndo(change.action);
    if (never === undefined && whetherInEffect(inverseOf(change.action), state) === 'in effect') {
      already.push(change);
      continue;
    }
    const back =
      never ?? wayBack(change, origin.has(made.aim) ? { ...own, steps: 'all' } : own, state);
    if (typeof back === 'string') cannot.push({ change, why: back });
    else
      for (const action of back) changes.push(planned({ action, reason: 'undo', at: change.at }));
  }
  return { changes, cannot, already, others };
}

interface Own {
  /** Which steps of the change are this run's own, from 0. */
  readonly steps: 'all' | ReadonlySet<number>;
  /** It may be left half done. What was once seen in effect as a whole is not: somebody has changed it since. */
  readonly mayBeHalf: boolean;
}

/** These may have taken effect, where no call says more. */
const MAY_STAND: ReadonlySet<End> = new Set(['verified', 'pending', 'contradicted', 'unknown']);

function owning(
  lines: readonly Line<Plan>[],
  { after, undos }: Relatives,
): (change: Planned) => Own | 'none' | 'others' {
  const ends = endsIn(lines);
  const begun = begunIn(lines);
  const own = ownIn(lines);
  const continued = ownIn(after);
  const seen = endsIn(after);
  const finished = aimsOf(after, ({ id }) => continued.has(id));
  const seenInEffect = aimsOf(after, ({ id }) => seen.get(id) === 'verified');
  const undone = ownIn(undos);
  return (change) => {
    const end = ends.get(change.id);
    if (end === 'putBack') return 'none';
    const back = planned({ action: inverseOf(change.action), reason: 'undo' });
    const mayBeHalf = undone.has(back.id) || (end !== 'verified' && !seenInEffect.has(change.aim));
    if (!begun.has(change.id))
      return end !== undefined && MAY_STAND.has(end) ? { steps: 'all', mayBeHalf } : 'none';
    const mine = own.get(change.id);
    if (mine === undefined)
      return end === undefined || end === 'already' || MAY_STAND.has(end) ? 'others' : 'none';
    const steps = [...mine].flatMap((step) => step ?? []);
    const all = steps.length < mine.size || stepsOf(change.action).every((_, n) => mine.has(n));
    const whole = all || finished.has(change.aim) || undone.has(back.id);
    return { steps: whole ? 'all' : new Set(steps), mayBeHalf };
  };
}
const endsIn = (lines: readonly Line<Plan>[]): ReadonlyMap<string, End> =>
  new Map(lines.flatMap((line) => (line.line === 'end' ? [[line.change, line.end]] : [])));
const aimsOf = (
  lines: readonly Line<Plan>[],
  fits: (change: Planned) => boolean,
): ReadonlySet<string> =>
  new Set(plannedIn(lines).flatMap((change) => (fits(change) ? [change.aim] : [])));

/** By aim: changes that an earlier run had half done, for their beginning is the true one. The earliest has it. */
function origins(before: readonly Line<Plan>[]): ReadonlyMap<string, Planned> {
  const own = ownIn(before);
  return new Map(
    plannedIn(before)
      .filter(({ id, action }) => own.has(id) && stepsOf(action).length > 1)
      .toReversed()
      .map((change) => [change.aim, change]),
  );
}

/** The changes that put it back; a text: why it stays. */
function wayBack(
  { action }: Planned,
  { steps: own, mayBeHalf }: Own,
  state: State,
): readonly Action[] | string {
  const now = whetherInEffect(action, state);
  if (now === 'unread') return 'it could not be read';
  if (own === 'all' && now === 'in effect') return [inverseOf(action)];
  const steps = stepsOf(action).map((step, index) => ({
    step,
    isInEffect: whetherInEffect(step, state) === 'in effect',
    own: own === 'all' || own.has(index),
  }));
  const mine = steps.filter((one) => one.own && one.isInEffect);
  const isHalf = mayBeHalf && mine.length > 0 && mine.length < steps.length;
  const last = steps.findLastIndex((one) => one.own && one.isInEffect);
  const finishedByOthers = steps.slice(last + 1).some((one) => one.isInEffect);
  if (!isHalf || finishedByOthers)
    return `somebody has changed it since (${describe(action)} is no longer in effect)`;
  return mine.map(({ step }) => inverseOf(step)).toReversed();
}

/** Every change that the run set out to make, under each of its names, once. */
function plannedIn(lines: readonly Line<Plan>[]): readonly Planned[] {
  const changes = lines.flatMap((line) =>
    line.line === 'begin' || line.line === 'replanned' ? line.plan.changes : [],
  );
  return [...new Map(changes.map((change) => [change.id, change])).values()];
}
