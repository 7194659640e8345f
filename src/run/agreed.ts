/** A plan that somebody has said yes to, and that was still the plan when he did. */
import { isDeepStrictEqual } from 'node:util';
import type { Plan } from '../plan/plan.ts';
import type { Confirm, World } from './world.ts';

/** How long an answer may take before the mailboxes are read again, in milliseconds. */
const FRESH_MS = 60_000;

export interface Agreeing<T> {
  /** What was planned. */
  readonly first: T;
  /** Reads and plans again. Throws what planning throws. */
  readonly again: () => Promise<T>;
  /** Shows a plan that is not the one shown before. */
  readonly show: (made: T) => void;
  /** Throws MbxError where the plan must not be carried out: a gate, a permission that is missing. */
  readonly demand: (plan: Plan) => Promise<void>;
  readonly confirm: Confirm;
}

/**
 * Asks; where the answer took more than a minute, reads again before anything is written: the same changes go on, others are shown
 * and asked about anew. Undefined: nothing is left to do. Throws as `confirm` does, and what `again` and `demand` throw.
 */
export async function agreed<T extends { readonly plan: Plan }>(
  { first, again, show, demand, confirm }: Agreeing<T>,
  { clock, tell }: Pick<World, 'clock' | 'tell'>,
): Promise<T | undefined> {
  let made = first;
  for (;;) {
    await demand(made.plan);
    if (made.plan.changes.length === 0) return undefined;
    const asked = clock.now();
    await confirm(made.plan);
    if (clock.now() - asked <= FRESH_MS) return made;
    tell({ is: 'readAgain' });
    const fresh = await again();
    if (isDeepStrictEqual(askedAbout(made.plan), askedAbout(fresh.plan))) return fresh;
    tell({ is: 'changedMeanwhile' });
    show(fresh);
    made = fresh;
  }
}

/** All that a person was asked about: the changes as they read, what cannot be done, and the gates. */
const askedAbout = ({ changes, blocked, gaps, refused, gates }: Plan): unknown => ({
  changes,
  blocked,
  gaps,
  refused,
  gates,
});
