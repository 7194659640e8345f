/** The changes of one stage on one mailbox: sent in as few calls as will do, read back, told. What has begun is finished or given back. */
import { partsOf, stepsOf } from '../kinds/index.ts';
import { groupBy } from '../model/group-by.ts';
import { type Bundle, coalesce } from '../plan/coalesce.ts';
import { needsOf } from '../plan/order.ts';
import type { Planned } from '../plan/plan.ts';
import { giveBack } from './give-back.ts';
import type { Ended } from './ports.ts';
import { readBack, SEEN } from './read-back.ts';
import type { RunState } from './run-state.ts';
import { type Made, makeSteps } from './sequence.ts';
import { stepsOfBundle, stepsOfParts } from './steps.ts';

/** True if every change was read back in effect. */
export async function makeUnit(state: RunState, changes: readonly Planned[]): Promise<boolean> {
  state.takeUp(changes);
  const whole = changes.filter(({ action }) => partsOf(action).length === 1);
  const others = new Set<string>();
  // What needs something is sent with nothing that does not: that would wait, and be held, with it.
  const alike = groupBy(whole, (change) =>
    needsOf(change)
      .map(({ name }) => name)
      .join(),
  );
  for (const bundle of [...alike.values()].flatMap(coalesce))
    await makeBundle(state, bundle, others);
  await tellSeen(state, whole, others);
  for (const change of changes) {
    if (whole.includes(change)) continue;
    // It takes away before it gives: where others were not given theirs, that could leave nobody.
    if (changes.some((one) => !state.isOpen(one) && !state.isInEffect(one)))
      await state.end(change, 'held', { why: WAITS });
    else await makeParts(state, change);
  }
  return changes.every((change) => state.isInEffect(change));
}
export const WAITS =
  'skipped: an earlier change on this mailbox was not made, or is not confirmed yet';

/** `others`: ids of changes that turn out to have been so before the first try are added. */
async function makeBundle(
  state: RunState,
  bundle: Bundle,
  others: Set<string>,
  inDoubt = false,
): Promise<void> {
  const { changes } = bundle;
  const { made, ends } = await asOne(state, changes, () =>
    makeSteps(state, stepsOfBundle(bundle), inDoubt),
  );
  if (made.failed === undefined) {
    if (made.own.length === 0) for (const { id } of changes) others.add(id);
    return;
  }
  const apart = made.failed.result === 'refused' && changes.length > 1;
  for (const change of changes) {
    const ended = ends.get(change.id);
    if (ended !== undefined && (!apart || isSettled(ended))) await told(state, change, ended);
    // One bad value does not take the rest with it.
    else
      for (const alone of coalesce([change])) await makeBundle(state, alone, others, made.inDoubt);
  }
}
/** It is in effect, or must not be touched again. */
const isSettled = ({ end, half }: Ended): boolean => half === true || end === 'verified';

/** One part after the other, each read back before the next: two people at once would leave nobody. */
async function makeParts(state: RunState, change: Planned): Promise<void> {
  const { made, ends } = await asOne(state, [change], () =>
    makeSteps(state, stepsOfParts(change), false, async ({ does }) => {
      // What the service took and does not show yet stops nothing: what it took away would stay away.
      await readBack(state, does, { forMs: state.limits.verifyMs, finishes: true });
    }),
  );
  const ended = ends.get(change.id);
  if (ended !== undefined) await told(state, change, ended);
  else await tellSeen(state, [change], new Set(made.own.length === 0 ? [change.id] : []));
}

/** Until it is finished or put back it is half done: the program must not end without saying so. */
async function asOne(
  state: RunState,
  changes: readonly Planned[],
  make: () => Promise<Made>,
): Promise<{ readonly made: Made; readonly ends: ReadonlyMap<string, Ended> }> {
  const several = changes.some(isOfSeveral);
  const half = (is: boolean): void => {
    if (several) for (const change of changes) state.ports.half(state.whole(change), is);
  };
  half(true);
  try {
    const made = await make();
    return { made, ends: await endsOf(state, changes, made, several) };
  } finally {
    half(false);
  }
}
const isOfSeveral = ({ action }: Planned): boolean => stepsOf(action).length > 1;

/** How each ended where a call failed, after what was done of it was taken back. */
async function endsOf(
  state: RunState,
  changes: readonly Planned[],
  { own, failed }: Made,
  several: boolean,
): Promise<ReadonlyMap<string, Ended>> {
  if (failed === undefined) return new Map();
  const why = {
    ...('message' in failed ? { why: failed.message } : {}),
    ...(failed.result === 'refused' && failed.why === 'denied' ? { denied: true as const } : {}),
  };
  const all = (ended: Ended): ReadonlyMap<string, Ended> =>
    new Map(changes.map(({ id }) => [id, ended]));
  if (several && own.length > 0) {
    const stuck = await giveBack(state, changes, own, failed);
    return new Map([...all({ end: 'putBack', ...why }), ...stuck]);
  }
  if (failed.result === 'refused') return all({ end: 'refused', ...why });
  return all({ end: failed.result === 'unsent' ? 'held' : 'unknown', ...why });
}

/** Reads back what was sent, and tells how each ended. */
async function tellSeen(
  state: RunState,
  changes: readonly Planned[],
  others: ReadonlySet<string>,
): Promise<void> {
  const open = changes.filter((change) => state.isOpen(change));
  const seen = await readBack(state, open, {
    forMs: state.limits.verifyMs,
    finishes: open.some(isOfSeveral),
  });
  for (const change of open) {
    const looked = seen.get(change.id) ?? 'unread';
    if (looked !== 'in effect') await told(state, change, SEEN[looked]);
    else await told(state, change, { end: others.has(change.id) ? 'already' : 'verified' });
  }
}
const told = (state: RunState, change: Planned, { end, ...more }: Ended): Promise<void> =>
  state.end(change, end, more);
