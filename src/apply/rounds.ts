/** Creations first; then everything is read and planned again, so that all else has real ids. Never more than two rounds. */

import { isCreation } from '../kinds/traits.ts';
import { endsOf, subjectOf } from '../model/change.ts';
import { MbxError } from '../model/error.ts';
import { bindings, type Line } from '../model/journal.ts';
import { isProvisional } from '../model/ref.ts';
import { approve, unseenIn } from '../plan/approval.ts';
import { isBeforeReading, order } from '../plan/order.ts';
import type { Plan, Planned } from '../plan/plan.ts';
import { ServiceError } from '../tenant/service.ts';
import type { Ended, Ends, Limits, Ports, Stop } from './ports.ts';
import { mentions, rebound } from './rebound.ts';
import { Run } from './run.ts';
import { signedOut } from './run-state.ts';
import { schedule } from './schedule.ts';

export interface Applied {
  readonly ends: Ends;
  /** What was to be done after the creations and is not in the fresh plan, or was not approved. */
  readonly stale: readonly Planned[];
  /** Why nothing more was begun. */
  readonly stopped: Stop | undefined;
}

/** `replan` reads and plans afresh; `lines` is the journal so far; `doubted`: aims of which an earlier run left a try in doubt. */
export async function applyInRounds(
  plan: Plan,
  replan: () => Promise<Plan>,
  lines: () => readonly Line<Plan>[],
  ports: Ports,
  limits: Limits,
  doubted: ReadonlySet<string> = new Set(),
): Promise<Applied> {
  const oneRound = (changes: readonly Planned[]): Promise<Applied> =>
    round(changes, ports, limits, doubted);
  if (!plan.changes.some(creates)) return oneRound(plan.changes);
  const early = plan.changes.filter(isBeforeReading);
  const rest = plan.changes.filter((change) => !early.includes(change));
  const waiting = new Set(
    rest.filter(({ action }) => endsOf(action).some(({ id }) => isProvisional(id))),
  );
  const first = await oneRound(early);
  if (first.stopped !== undefined)
    return { ...first, ends: await held(rest, first.ends, ports, first.stopped.text) };
  const bound = bindings(lines());
  const ready = rebound(
    rest.filter((change) => !waiting.has(change) || mentions(change.action, bound)),
    bound,
  );
  const notMade = rest.filter((change) => waiting.has(change) && !mentions(change.action, bound));
  const ends = await held(notMade, first.ends, ports, 'the mailbox was not created');
  const made = new Set(bound.values());
  const begun = new Set(ready.filter(({ action }) => mentions(action, made)).map(({ aim }) => aim));
  const fresh = await replanned(replan, bound, ports, limits);
  if ('why' in fresh)
    return { ends: await held(ready, ends, ports, fresh.text), stale: [], stopped: fresh };
  const uncreated = early.filter((change) => creates(change) && !mentions(change.action, bound));
  const verdict = approve(
    [...ready, ...rebound(early, bound)],
    elsewhere(fresh.changes, [...notMade, ...uncreated]),
    begun,
  );
  if (!verdict.ok) {
    const stale = [...verdict.extra, ...verdict.changed.map((one) => one.fresh)];
    return {
      ends: await held(ready, ends, ports, 'the tenant changed while the mailboxes were created'),
      stale,
      stopped: undefined,
    };
  }
  await ports.journal.write({ line: 'replanned', at: ports.clock.now(), plan: fresh });
  const missing = verdict.alreadyInEffect.filter((change) => ready.includes(change));
  const known = await missingTold(missing, fresh, made, ends, ports);
  const second = await oneRound(notRefused(verdict.todo, early, first.ends));
  return { ends: new Map([...known, ...second.ends]), stale: [], stopped: second.stopped };
}

/**
 * What was approved and the fresh plan lacks is told as not begun. That the plan lacks it proves nothing: its readings may have been
 * poor, or old. On what this run created it was the creation that brought it into effect, and that has an end of its own.
 */
async function missingTold(
  missing: readonly Planned[],
  fresh: Plan,
  made: ReadonlySet<string>,
  ends: Ends,
  ports: Ports,
): Promise<Ends> {
  const unseen = new Set(unseenIn(missing, fresh));
  const gone = missing.filter((change) => !unseen.has(change) && !mentions(change.action, made));
  return held(
    [...unseen],
    await held(gone, ends, ports, SEEN_IN_EFFECT),
    ports,
    'after the new mailboxes were created, its mailbox could not be read again, or the change is blocked now',
  );
}
const SEEN_IN_EFFECT =
  'after the new mailboxes were created, reading showed it in effect already, though this run did not make it: plan again to see';

/** A refusal stays one: it is not sent again in the same run, and told once. */
function notRefused(
  todo: readonly Planned[],
  early: readonly Planned[],
  ends: Ends,
): readonly Planned[] {
  const refused = new Set(
    early.filter(({ id }) => ends.get(id)?.end === 'refused').map(({ aim }) => aim),
  );
  return todo.filter(({ aim }) => !refused.has(aim));
}

/** By address too: where somebody else made one there meanwhile, it has an id, and is not ours to work on. */
function elsewhere(changes: readonly Planned[], failed: readonly Planned[]): readonly Planned[] {
  const places = new Set(
    failed.map(({ action }) => subjectOf(action)).flatMap(({ id, address }) => [id, address]),
  );
  return changes.filter(({ action }) => {
    const { id, address } = subjectOf(action);
    return !places.has(id) && !places.has(address);
  });
}

const creates = ({ action }: Planned): boolean => isCreation(action);

/** Plans afresh until what was just created is listed and can be read: copies lag behind. Or why it cannot go on. */
async function replanned(
  replan: () => Promise<Plan>,
  bound: ReadonlyMap<string, string>,
  { clock, stop }: Ports,
  { verifyMs, pollMs, maxPollMs }: Limits,
): Promise<Plan | Stop> {
  const deadline = clock.now() + verifyMs;
  const made = new Set(bound.values());
  try {
    for (let pause = pollMs; ; pause = Math.min(maxPollMs, pause * 2)) {
      const fresh = await replan();
      const behind =
        fresh.changes.some((change) => creates(change) && bound.has(subjectOf(change.action).id)) ||
        fresh.gaps.some(({ subject }) => subject !== null && made.has(subject.id));
      if (!behind || clock.now() >= deadline) return fresh;
      await clock.sleep(pause, stop);
    }
  } catch (error) {
    // An interruption ends the pause, or the read.
    if (stop.aborted) return { why: 'interrupted', text: 'the run was interrupted' };
    if (isSignedOut(error)) return signedOut(error.message);
    if (error instanceof ServiceError || error instanceof MbxError)
      return {
        why: 'unavailable',
        text: `the mailboxes were created, but planning again failed (${error.message})`,
      };
    throw error;
  }
}

const isSignedOut = (error: unknown): error is Error =>
  (error instanceof ServiceError && error.failure === 'signedOut') ||
  (error instanceof MbxError && error.code === 'E3001');

async function round(
  changes: readonly Planned[],
  ports: Ports,
  limits: Limits,
  doubted: ReadonlySet<string>,
): Promise<Applied> {
  const run = new Run(ports, limits, doubted);
  await schedule(
    order(changes),
    limits.units,
    (unit) => run.unit(unit),
    (unit) => run.hold(unit),
  );
  return { ends: run.ends, stale: [], stopped: run.stopped };
}

async function held(
  changes: readonly Planned[],
  ends: Ends,
  { journal, clock, tell }: Ports,
  why: string,
): Promise<Ends> {
  const ended: Ended = { end: 'held', why };
  const all = new Map<string, Ended>(ends);
  for (const change of changes) {
    all.set(change.id, ended);
    await journal.write({ line: 'end', at: clock.now(), change: change.id, end: 'held', why });
    tell(change, ended);
  }
  return all;
}
