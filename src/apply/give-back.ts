/** Puts back what was begun and cannot be finished, and says how that ended. */
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
 * The last one first. Each is sent though the run is stopped. `failed` is the outcome of the call that could not be made. Gives how
 * those ended that are not as before; the others are.
 */
export async function giveBack(
  state: RunState,
  changes: readonly Planned[],
  made: readonly Own[],
  failed: Outcome,
): Promise<ReadonlyMap<string, Ended>> {
  const { refusals, stays, sent } = await sendBack(state, made);
  const asBefore = changes.map((change) => ({ ...change, action: inverseOf(change.action) }));
  const backs = backsOf(sent);
  const wasPutBack = (id: string, isInEffect: (change: Planned) => boolean): boolean =>
    refusals.length === 0 &&
    backs.filter(({ of }) => of === id).every(({ back }) => isInEffect(back));
  const { verifyMs, finishMs } = state.limits;
  const seen = await readBack(state, [...asBefore, ...backs.map(({ back }) => back)], {
    forMs: refusals.length > 0 ? 0 : Math.min(verifyMs, finishMs),
    finishes: true,
    waitsOn: true,
    isEnough: (isInEffect) =>
      asBefore.every((one) => isInEffect(one) || wasPutBack(one.id, isInEffect)),
  });
  const ends = changes.flatMap((change): readonly (readonly [string, Ended])[] => {
    const looked = seen.get(change.id) ?? 'unread';
    // What was done, or perhaps was, and was not taken back: a look that shows it as before may have met a copy that is behind.
    if (looked === 'in effect' && !stays.has(change.id)) return [];
    // The other mailbox may be gone: what was taken, and is there again, is as before all the same.
    if (looked === 'unread' && wasPutBack(change.id, ({ id }) => seen.get(id) === 'in effect'))
      return [];
    // Turned round: "as before" of the way back means that the change itself is in effect, for whatever reason.
    if (looked === 'as before') return [[change.id, { end: 'verified' }]];
    return [
      [
        change.id,
        {
          end: 'contradicted',
          why: halfTold(change, made, failed, refusals, looked),
          half: true,
          ...([failed, ...refusals].some(isDenied) ? { denied: true as const } : {}),
        },
      ],
    ];
  });
  return new Map(ends);
}

interface SentBack {
  /** What was said to what could not be taken back. */
  readonly refusals: readonly Outcome[];
  /** Ids of changes of which a part was done, for certain or perhaps, and was not taken back. */
  readonly stays: ReadonlySet<string>;
  /** What was there to take back. */
  readonly sent: readonly Own[];
}
async function sendBack(state: RunState, made: readonly Own[]): Promise<SentBack> {
  const refusals: Outcome[] = [];
  const stays = new Set<string>();
  const gone = new Set<Own>();
  for (const own of made.toReversed()) {
    const { step, certain } = own;
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
        });
        if (isThrough(outcome)) continue;
        // Perhaps it was done, on what is not there any more.
        if (!certain && outcome.result === 'refused' && outcome.why === 'notFound') {
          gone.add(own);
          continue;
        }
        refusals.push(outcome);
        // Where no try got through for so long, copies have caught up with what was perhaps done: the look after it may say so.
        if (certain || outcome.result === 'refused') stays.add(done.id);
      }
    }
  }
  return { refusals, stays, sent: made.filter((own) => !gone.has(own)) };
}

/** What was done of each change, turned round and named by itself, so that it can be looked at where the whole cannot. */
const backsOf = (
  made: readonly Own[],
): readonly { readonly of: string; readonly back: Planned }[] =>
  made.flatMap(({ step }) =>
    step.does.map((done) => ({
      of: done.id,
      back: { ...done, id: `${done.id}/${step.index}`, action: inverseOf(done.action) },
    })),
  );

function halfTold(
  change: Planned,
  made: readonly Own[],
  failed: Outcome,
  refusals: readonly Outcome[],
  looked: Looked,
): string {
  const partsThat = (are: 'certain' | 'in doubt'): string =>
    made
      .filter(({ certain }) => certain === (are === 'certain'))
      .flatMap(({ step }) => step.does.filter(({ id }) => id === change.id))
      .map(({ action }) => `"${describe(action)}"`)
      .join(' and ');
  const [done, perhaps] = [partsThat('certain'), partsThat('in doubt')];
  const begun = done === '' ? 'perhaps half done: ' : `half done: ${done} was done, `;
  // What is in doubt is the very call that could not be made for certain.
  const rest = perhaps === '' ? 'the rest was not' : `${perhaps} was perhaps done`;
  const [refusal] = refusals;
  const back =
    refusal === undefined
      ? looked === 'unread'
        ? 'it was put back, but this could not be checked by reading'
        : 'it was put back, but reading back does not show this yet'
      : `it could not be put back${sameAs(failed, refusal)}${looked === 'in effect' ? BEHIND : ''}`;
  return `${begun}${rest}${reasonOf(failed)}, and ${back}`;
}
const BEHIND = '; reading back shows it as it was, perhaps from a copy that is behind';
const reasonOf = (outcome: Outcome): string =>
  'message' in outcome ? ` (${outcome.message})` : '';
const sameAs = (failed: Outcome, refusal: Outcome): string =>
  reasonOf(refusal) !== '' && reasonOf(refusal) === reasonOf(failed)
    ? ' either, for the same reason'
    : reasonOf(refusal);
const isDenied = (outcome: Outcome): boolean =>
  outcome.result === 'refused' && outcome.why === 'denied';
