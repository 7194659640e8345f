/** What must have been read right before a call is sent (kinds/order.ts): reads it, waits for it, and says why not. Knows no kind. */
import type { KindName } from '../kinds/index.ts';
import type { Need, Read } from '../kinds/order.ts';
import type { NEED_FOUND } from '../model/journal.ts';
import type { Ref } from '../model/ref.ts';
import { needsOf } from '../plan/order.ts';
import type { Planned } from '../plan/plan.ts';
import { actual } from '../state/actual.ts';
import type { State } from '../state/state.ts';
import { noteFailure } from './read-back.ts';
import type { RunState } from './run-state.ts';

interface Asked {
  readonly change: Planned;
  readonly need: Need;
  /** Looks in a row that showed it. */
  held: number;
}
interface Look {
  readonly found: (typeof NEED_FOUND)[number];
  readonly saw: string;
}

/**
 * Reads what the changes need until all of it holds, each as often in a row as its row says, and gives undefined; or, as soon as one
 * has been waited for long enough or the run is stopped, the sentence that says why nothing may be sent. Every look stands in the journal.
 */
export async function unmetNeed(
  state: RunState,
  changes: readonly Planned[],
): Promise<string | undefined> {
  const asked = changes
    .map((change) => state.whole(change))
    .flatMap((change) => needsOf(change).map((need): Asked => ({ change, need, held: 0 })));
  if (asked.length === 0) return undefined;
  const { clock } = state.ports;
  const since = clock.now();
  for (let tries = 0; ; tries += 1) {
    const looks = await lookAtAll(state, asked);
    for (const [one, { found }] of looks) one.held = found === 'holds' ? one.held + 1 : 0;
    const { stopped } = state;
    if (stopped !== undefined) return stopped.text;
    if (asked.every(({ held, need }) => held >= need.times)) return undefined;
    // What has just held is looked at again as often as it takes.
    const waited = clock.now() - since;
    const open = asked.filter(({ held }) => held === 0);
    const late = open.find(({ need }) => waited >= need.waitMs);
    if (late !== undefined) return sentence(late, looks.get(late), waited);
    await state.pause(tries, false, Math.min(...open.map(({ need }) => need.waitMs - waited)));
  }
}

function sentence({ need, change }: Asked, look: Look | undefined, waitedMs: number): string {
  const saw = (look?.saw ?? '').replace(/\.$/u, '');
  const last = look?.found === 'unread' ? `it could not be read: ${saw}` : `found last: ${saw}`;
  return `not sent: ${need.otherwise(change)} (waited ${Math.round(waitedMs / 1000)} s; ${last}). Look at the mailbox, then plan again`;
}

/** One fresh reading for all of them. */
async function lookAtAll(
  state: RunState,
  asked: readonly Asked[],
): Promise<ReadonlyMap<Asked, Look>> {
  const { journal, clock } = state.ports;
  const judged = judging(await freshly(state, asked));
  const looks = new Map(asked.map((one) => [one, judged(one)]));
  for (const [{ change, need }, look] of looks)
    await journal.write({
      line: 'need',
      at: clock.now(),
      of: [change.id],
      need: need.name,
      ...look,
    });
  return looks;
}

/** The State of just what is needed; or why it could not be read. */
async function freshly(state: RunState, asked: readonly Asked[]): Promise<State | string> {
  const of = new Map<KindName, Map<string, Ref>>();
  const subjects = new Map<string, Ref>();
  for (const { need, change } of asked) {
    const known = of.get(need.reads) ?? new Map<string, Ref>();
    of.set(need.reads, known);
    for (const ref of need.of(change)) {
      known.set(ref.id, ref);
      subjects.set(ref.id, ref);
    }
  }
  try {
    const session = state.ports.reader.fresh([...subjects.values()], false);
    return await actual(session, (name) => ({ mailboxes: [...(of.get(name)?.values() ?? [])] }));
  } catch (error) {
    return noteFailure(state, error).message;
  }
}

/** A gap is never an answer, whatever a row makes of the rest. */
const judging =
  (read: State | string) =>
  ({ need, change }: Asked): Look => {
    if (typeof read === 'string') return { found: 'unread', saw: read };
    let gap: string | undefined;
    const known: Read = (name, of) => {
      const there = read[name].of(of.id);
      if (there.known) return there.items;
      gap ??= there.gap;
      return [];
    };
    const { holds, saw } = need.judge(known, change);
    if (gap !== undefined) return { found: 'unread', saw: gap };
    return { found: holds ? 'holds' : 'does not hold', saw };
  };
