/** A plan that somebody has said yes to, and that was still the plan when he did. */
import type { Plan } from '../plan/plan.ts';
import { canonicalJson } from '../report/json.ts';
import type { Context } from './context.ts';
import { type ConfirmOptions, confirm } from './prompt.ts';

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
}

/**
 * Asks; where the answer took more than a minute, reads again before anything is written: the same changes go on, others are shown
 * and asked about anew. Undefined: nothing is left to do. Throws as `confirm` does, and what `again` and `demand` throw.
 */
export async function agreed<T extends { readonly plan: Plan }>(
  { first, again, show, demand }: Agreeing<T>,
  options: ConfirmOptions,
  context: Context,
): Promise<T | undefined> {
  let made = first;
  for (;;) {
    await demand(made.plan);
    if (made.plan.changes.length === 0) return undefined;
    const asked = context.clock.now();
    await confirm(made.plan, options, context);
    if (context.clock.now() - asked <= FRESH_MS) return made;
    if (options.quiet !== true)
      context.err('The answer took more than a minute: the mailboxes are read again.\n');
    const fresh = await again();
    if (sameToDo(made.plan, fresh.plan)) return fresh;
    context.err(
      'The tenant has changed since you were asked; nothing was written. This is the plan now:\n',
    );
    show(fresh);
    made = fresh;
  }
}

/** All that a person was asked about: the changes as they read, what cannot be done, and the gates. */
const sameToDo = (asked: Plan, fresh: Plan): boolean =>
  canonicalJson(askedAbout(asked)) === canonicalJson(askedAbout(fresh));
const askedAbout = ({ changes, blocked, gaps, refused, gates }: Plan): unknown => ({
  changes,
  blocked,
  gaps,
  refused,
  gates,
});
