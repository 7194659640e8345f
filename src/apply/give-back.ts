/** What was begun and cannot be finished is taken back; how that ended is told as it is. */
import { callsOf, describe, inverseOf } from '../kinds/index.ts';
import type { Outcome } from '../model/call.ts';
import type { Planned } from '../plan/plan.ts';
import type { Ended } from './ports.ts';
import { readBack } from './read-back.ts';
import type { RunState } from './run-state.ts';
import type { Own } from './sequence.ts';
import { isThrough, settle } from './settle.ts';
import type { Looked } from './verify.ts';

/**
 * The last one first. Each is sent though the run is stopped. `failed` is the outcome of the call that could not be made. Gives how those ended that are not as before; the others are.
 */
export async function giveBack(
  state: RunState,
  changes: readonly Planned[],
  made: readonly Own[],
  failed: Outcome,
): Promise<ReadonlyMap<string, Ended>> {
  const refusals: Outcome[] = [];
  const stays = new Set<string>();
  for (const { step, certain } of made.toReversed()) {
    for (const done of step.does) {
      const back = { ...done, action: inverseOf(done.action) };
      for (const call of callsOf(back.action)) {
        const { outcome } = await settle(state, call, {
          does: [back],
          step: step.index,
          back: true,
          begun: true,
          opens: true,
          inDoubt: false,
          undoes: certain,
        });
        if (isThrough(outcome)) continue;
        refusals.push(outcome);
        if (certain) stays.add(done.id);
      }
    }
  }
  const asBefore = changes.map((change) => ({ ...change, action: inverseOf(change.action) }));
  const { verifyMs, finishMs } = state.limits;
  const seen = await readBack(state, asBefore, {
    forMs: refusals.length > 0 ? 0 : Math.min(verifyMs, finishMs),
    finishes: true,
    waitsOn: true,
  });
  const ends = changes.flatMap((change): readonly (readonly [string, Ended])[] => {
    const looked = seen.get(change.id) ?? 'unread';
    // What certainly was done and not taken back is there: a look that shows it as before has met a copy that is behind.
    if (looked === 'so' && !stays.has(change.id)) return [];
    // Turned round: "as before" of the way back is that the change itself is so, however that came about.
    if (looked === 'as before') return [[change.id, { end: 'verified' }]];
    return [
      [
        change.id,
        {
          end: looked === 'otherwise' ? 'contradicted' : 'unmade',
          why: halfTold(change, made, failed, refusals, looked),
          half: true,
          ...([failed, ...refusals].some(isDenied) ? { denied: true as const } : {}),
        },
      ],
    ];
  });
  return new Map(ends);
}

function halfTold(
  change: Planned,
  made: readonly Own[],
  failed: Outcome,
  refusals: readonly Outcome[],
  looked: Looked,
): string {
  const done = made.flatMap(({ step }) => step.does).filter(({ id }) => id === change.id);
  const parts = done.map(({ action }) => `"${describe(action)}"`).join(' and ');
  const [refusal] = refusals;
  const back =
    refusal === undefined
      ? looked === 'unread'
        ? 'it was put back, and that could not be read back'
        : 'it was put back, and reading back does not show that yet'
      : `it could not be put back${reasonOf(refusal)}${looked === 'so' ? BEHIND : ''}`;
  return `half done: ${parts} was done, the rest was not${reasonOf(failed)}, and ${back}`;
}
const BEHIND = '; reading back shows it as it was, perhaps from a copy that is behind';
const reasonOf = (outcome: Outcome): string =>
  'message' in outcome ? ` (${outcome.message})` : '';
const isDenied = (outcome: Outcome): boolean =>
  outcome.result === 'refused' && outcome.why === 'denied';
