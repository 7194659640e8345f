/** Reads back, as often as it takes: until a lost write is settled, or until a change is seen in effect. */
import { endsOf } from '../model/change.ts';
import type { Ref } from '../model/ref.ts';
import type { Planned } from '../plan/plan.ts';
import { ServiceError } from '../tenant/service.ts';
import type { Ended, Found } from './ports.ts';
import { rebound } from './rebound.ts';
import { type RunState, signedOut } from './run-state.ts';
import { type Looked, look } from './verify.ts';

export type Seen = ReadonlyMap<string, Looked>;

/** One look at all of them, by id; what cannot be read is `unread`. `finishes`: also when the run is stopped. */
export async function lookAt(
  state: RunState,
  changes: readonly Planned[],
  finishes: boolean,
): Promise<Seen> {
  if (changes.length === 0) return new Map();
  const { sender, ports } = state;
  try {
    for (const { action } of changes)
      for (const end of endsOf(action)) await sender.real(end, finishes);
    const real = rebound(changes, sender.bound);
    const looked = await look(real, (subjects) => ports.reader.fresh(subjects, finishes));
    return new Map(
      changes.map(({ id }, index) => [id, looked.get(real[index]?.id ?? id) ?? 'unread']),
    );
  } catch (error) {
    noteFailure(state, error);
    return new Map(changes.map(({ id }) => [id, 'unread']));
  }
}

/** What became of a creation whose outcome is unknown; `none` where it cannot be read. */
export async function foundOf(state: RunState, subject: Ref, finishes: boolean): Promise<Found> {
  try {
    return await state.sender.found(subject, finishes);
  } catch (error) {
    noteFailure(state, error);
    return { is: 'none' };
  }
}
/** A failed read is none; only a lost sign-in is for the whole run. Throws what is no failure of a service. */
export function noteFailure(state: RunState, error: unknown): ServiceError {
  if (!(error instanceof ServiceError)) throw error;
  if (error.failure === 'signedOut') state.halt(signedOut(error.message));
  return error;
}

/** Looks until all could be read, or the time is up. */
export async function lookUntilRead(
  state: RunState,
  changes: readonly Planned[],
  finishes: boolean,
  isOver: () => boolean,
): Promise<Seen> {
  for (let tries = 0; ; tries += 1) {
    const looked = await lookAt(state, changes, finishes);
    const read = changes.every(({ id }) => looked.get(id) !== 'unread');
    if (read || isOver() || (state.stopped !== undefined && !finishes)) return looked;
    await state.pause(tries, finishes);
  }
}

export interface Patience {
  /** Milliseconds. */
  readonly forMs: number;
  /** It belongs to what has begun: it is looked at though the run is stopped. */
  readonly finishes: boolean;
  /** And not once alone, but as long as otherwise. */
  readonly waitsOn?: boolean;
  /** Enough is seen; where absent, once all are seen in effect. */
  readonly isEnough?: (isInEffect: (change: Planned) => boolean) => boolean;
}
/** Looks until all are seen in effect, as often as each needs, or the time is up. */
export async function readBack(
  state: RunState,
  changes: readonly Planned[],
  {
    forMs,
    finishes,
    waitsOn = false,
    isEnough = (isInEffect) => changes.every(isInEffect),
  }: Patience,
): Promise<Seen> {
  if (changes.length === 0) return new Map();
  const { clock } = state.ports;
  const deadline = clock.now() + forMs;
  const agreed = new Map<string, number>();
  for (let tries = 0; ; tries += 1) {
    const looked = await lookAt(state, changes, finishes);
    for (const { id } of changes)
      agreed.set(id, looked.get(id) === 'in effect' ? (agreed.get(id) ?? 0) + 1 : 0);
    if (isEnough((change) => (agreed.get(change.id) ?? 0) >= looksNeeded(change)))
      return unlessAgreed(changes, looked, agreed);
    if (clock.now() >= deadline || (state.stopped !== undefined && !waitsOn))
      return unlessAgreed(changes, looked, agreed);
    await state.pause(tries, finishes);
  }
}

/** A right that is gone must be seen to be gone twice: one look may have met a copy that is behind. */
const looksNeeded = ({ effect }: Planned): number =>
  effect === 'narrows' || effect === 'both' ? 2 : 1;
const unlessAgreed = (
  changes: readonly Planned[],
  looked: Seen,
  agreed: ReadonlyMap<string, number>,
): Seen =>
  new Map(
    changes.map((change) => {
      const seen = looked.get(change.id) ?? 'unread';
      return [
        change.id,
        seen === 'in effect' && (agreed.get(change.id) ?? 0) < looksNeeded(change)
          ? 'unread'
          : seen,
      ];
    }),
  );

/** How a change ends that was sent and is not seen in effect. */
export const SEEN = {
  'as before': {
    end: 'pending',
    why: 'the service accepted it, but reading back still shows the old value',
  },
  otherwise: {
    end: 'contradicted',
    why: 'reading back shows neither the old value nor the new one',
  },
  unread: { end: 'pending', why: 'it could not be read back' },
} as const satisfies Record<Exclude<Looked, 'in effect'>, Ended>;
