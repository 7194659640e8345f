/** One call until it is through, or the time is up. */
import type { Call, Outcome } from '../model/call.ts';
import type { Planned } from '../plan/plan.ts';
import { unmetNeed } from './needs.ts';
import { foundOf, lookUntilRead, type Seen } from './read-back.ts';
import { type RunState, signedOut } from './run-state.ts';
import { creates, type Sent } from './sender.ts';

/** What the call is for, and how much depends on it. */
export interface Purpose {
  /** What the call does, to tell by reading whether it did. */
  readonly does: readonly Planned[];
  readonly step?: number;
  readonly back?: true;
  /** Calls before it were made: it is sent and tried again though the run is stopped, for half is worse than none. */
  readonly begun: boolean;
  /** More calls follow: then what became of this one is found out though the run is stopped. */
  readonly opens: boolean;
  /** An earlier try of this run is in doubt. */
  readonly inDoubt: boolean;
}
export interface Settled {
  readonly outcome: Outcome;
  /** A try of it may have got through, whatever was said to the last one. */
  readonly inDoubt: boolean;
}

export const isThrough = ({ result }: Outcome): boolean =>
  result === 'done' || result === 'already' || result === 'landed';

/**
 * A write that may have happened is settled by reading before it is sent again; one that creates is never sent twice without a look.
 * A refusal of the last try does not tell of the tries before: what may have got through is looked for, and else `unknown`.
 */
export async function settle(state: RunState, call: Call, purpose: Purpose): Promise<Settled> {
  const { does, begun, opens, step, back } = purpose;
  // A copy that is behind shows what is to be put back as never taken: no look settles that, the service's answer does.
  const undoes = back === true;
  const { clock } = state.ports;
  const finishes = begun || opens;
  const since = clock.now();
  let waitedMs = 0; // for what it needs: no part of the time in which the call must get through
  const isOver = (): boolean => clock.now() - since - waitedMs >= mayTakeMs(state, begun);
  const about = {
    of: does.map(({ id }) => id),
    finishes: begun,
    ...(step === undefined ? {} : { step }),
    ...(back === undefined ? {} : { back }),
  };
  const doubted = does.some(({ aim }) => state.doubted.has(aim));
  let { inDoubt } = purpose;
  const settled = (outcome: Outcome): Settled => ({ outcome, inDoubt });
  for (let tries = 0; ; tries += 1) {
    const { stopped } = state;
    if (stopped !== undefined && !begun) return settled(notSent(inDoubt, stopped.text));
    if (!begun) {
      const before = clock.now();
      const unmet = await unmetNeed(state, does);
      if (unmet !== undefined) return settled(notSent(inDoubt, unmet));
      waitedMs += clock.now() - before;
    }
    const { outcome, n } = await state.sender.send(call, {
      ...about,
      doubtful: inDoubt || doubted,
    });
    if (isThrough(outcome)) return settled(outcome);
    inDoubt ||= outcome.result === 'unknown' || (outcome.result === 'unsent' && creates(call));
    if (outcome.result === 'refused') {
      if (outcome.why === 'signedOut') state.halt(signedOut(outcome.message));
      if (!mayPass(outcome, begun || inDoubt)) {
        if (!inDoubt || undoes) return settled(outcome);
        const seen = await lookUntilRead(state, does, finishes, isOver);
        return settled(
          areSo(does, seen) ? await state.sender.landed(n) : afterDoubt(outcome, does),
        );
      }
    }
    if (inDoubt && !undoes) {
      const read = await settledBy(state, call, purpose, isOver, n);
      if (read !== undefined) return settled(read);
    }
    if (isOver()) return settled(givenUp(state, outcome, inDoubt, begun));
    await state.pause(tries, begun);
  }
}

const notSent = (inDoubt: boolean, message: string): Outcome => ({
  result: inDoubt ? 'unknown' : 'unsent',
  message,
});

/** Once the run is stopped: half of the time to finish, half to give back; where each try is a long pause and a look is one too, a third. */
function mayTakeMs({ stopped, ports, limits }: RunState, begun: boolean): number {
  const { writeMs, finishMs } = limits;
  if (stopped === undefined) return begun ? Math.max(writeMs, finishMs / 2) : writeMs;
  return ports.givenUp() === undefined ? finishMs / 2 : finishMs / 3;
}

const areSo = (changes: readonly Planned[], seen: Seen): boolean =>
  changes.length > 0 && changes.every(({ id }) => seen.get(id) === 'in effect');

/** What reading says of a call in doubt; undefined: it did not take effect, as far as can be seen. */
async function settledBy(
  state: RunState,
  call: Call,
  { does, begun, opens }: Purpose,
  isOver: () => boolean,
  n: Sent['n'],
): Promise<Outcome | undefined> {
  const finishes = begun || opens;
  const seen = await lookUntilRead(state, does, finishes, isOver);
  if (areSo(does, seen)) return state.sender.landed(n);
  if (!creates(call)) return undefined;
  const found = await foundOf(state, call.on, finishes);
  return found.is === 'other'
    ? {
        result: 'refused',
        why: 'other',
        code: 'AddressTaken',
        message: `${call.on.address} now belongs to another object, which this run did not create: ${found.what}`,
      }
    : undefined;
}

/** Refused now, but an earlier try may have got through: that must not be called "nothing happened". Several are tried one by one. */
const afterDoubt = (
  outcome: Outcome & { readonly result: 'refused' },
  does: readonly Planned[],
): Outcome => (does.length > 1 ? outcome : { result: 'unknown', message: outcome.message });

function givenUp(state: RunState, outcome: Outcome, inDoubt: boolean, begun: boolean): Outcome {
  if (!('message' in outcome)) return outcome;
  const wall = state.ports.givenUp();
  // When the silence ends is told once, of the whole run.
  const message =
    begun && wall !== undefined && outcome.result === 'unsent'
      ? `${wall.asks}, and refused the call that was sent anyway`
      : outcome.message;
  if (outcome.result !== 'refused' && wall === undefined)
    state.halt({ why: 'unavailable', text: `the service does not take writes (${message})` });
  if (outcome.result !== 'unsent') return outcome;
  return { result: inDoubt ? 'unknown' : 'unsent', message };
}

/** Refusals that pass by themselves: an address still on its way, or held by the very object whose creation is in doubt. */
const mayPass = ({ why }: Outcome & { readonly result: 'refused' }, onItsWay: boolean): boolean =>
  why === 'conflict' && onItsWay;
