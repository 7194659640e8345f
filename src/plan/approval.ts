/** An approved plan, held against a fresh one: the fresh changes must be the approved ones, less those already in effect. */
import { endsOf } from '../model/change.ts';
import { isProvisional } from '../model/ref.ts';
import type { Plan, Planned } from './plan.ts';

export type Approval =
  | {
      readonly ok: true;
      readonly todo: readonly Planned[];
      readonly alreadyInEffect: readonly Planned[];
    }
  | {
      readonly ok: false;
      /** Changes that nobody approved. */
      readonly extra: readonly Planned[];
      /** The same aim from another beginning. */
      readonly changed: readonly { readonly approved: Planned; readonly fresh: Planned }[];
    };

/** `begun`: aims on which this very run has already begun, so that their beginning may have moved under its own hand. */
export function approve(
  approved: readonly Planned[],
  fresh: readonly Planned[],
  begun: ReadonlySet<string>,
): Approval {
  const ids = new Set(approved.map(({ id }) => id));
  const byAim = new Map(approved.map((change) => [change.aim, change]));
  const extra: Planned[] = [];
  const changed: { readonly approved: Planned; readonly fresh: Planned }[] = [];
  for (const change of fresh) {
    if (ids.has(change.id)) continue;
    const same = byAim.get(change.aim);
    if (same === undefined) extra.push(change);
    else if (!begun.has(change.aim)) changed.push({ approved: same, fresh: change });
  }
  if (extra.length + changed.length > 0) return { ok: false, extra, changed };
  const left = new Set(fresh.map(({ aim }) => aim));
  return { ok: true, todo: fresh, alreadyInEffect: approved.filter(({ aim }) => !left.has(aim)) };
}

/**
 * Approved changes that the fresh plan neither has nor could have seen in effect. A gap may stand by an address alone: where even the
 * list of recipients was not whole, the mailbox could not be told from one that does not exist.
 */
export function unseenIn(
  approved: readonly Planned[],
  { changes, blocked, gaps }: Pick<Plan, 'changes' | 'blocked' | 'gaps'>,
): readonly Planned[] {
  const ids = new Set(changes.map(({ id }) => id));
  const stopped = new Set(blocked.map(({ change }) => change.aim));
  const unread = new Set(
    gaps.flatMap(({ subject }) =>
      subject === null ? [] : [isProvisional(subject.id) ? subject.address : subject.id],
    ),
  );
  return approved.filter(
    ({ id, aim, action }) =>
      !ids.has(id) &&
      (stopped.has(aim) ||
        endsOf(action).some((end) => unread.has(end.id) || unread.has(end.address))),
  );
}
