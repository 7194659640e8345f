/** What a journal says of a run that ended or was cut off. Pure folds over its lines. */

import type { ExchangeCall } from '../model/call.ts';
import { endsOf } from '../model/change.ts';
import { begunIn, bindings, doubtedIn, type End, type Line } from '../model/journal.ts';
import { isProvisional } from '../model/ref.ts';
import type { Plan, Planned } from '../plan/plan.ts';
import { rebound } from './rebound.ts';

export type Begin = Line<Plan> & { readonly line: 'begin' };
export const beginOf = (lines: readonly Line<Plan>[]): Begin | undefined =>
  lines.find((line) => line.line === 'begin');

/** Every change the run set out to make, with real ids where they are known, each once. */
export function changesOf(
  lines: readonly Line<Plan>[],
  bound = bindings(lines),
): readonly Planned[] {
  const planned = lines.flatMap((line) =>
    line.line === 'begin' || line.line === 'replanned' ? line.plan.changes : [],
  );
  return [...new Map(rebound(planned, bound).map((change) => [change.aim, change])).values()];
}

/** How each change ended last, by its id as it stands in the journal. */
export const endsIn = (lines: readonly Line<Plan>[]): ReadonlyMap<string, End> =>
  new Map(lines.flatMap((line) => (line.line === 'end' ? [[line.change, line.end]] : [])));

/** A creation that was begun. */
export interface Creation {
  readonly call: ExchangeCall;
  /** When it was sent first, milliseconds since 1970. */
  readonly since: number;
}
/** Creations that were begun, where the line that says which object they made was lost or never written. */
export function unboundCreations(lines: readonly Line<Plan>[]): readonly Creation[] {
  const bound = bindings(lines);
  const first = new Map<string, Creation>();
  for (const line of lines) {
    if (line.line !== 'intent' || line.call.service !== 'exchange') continue;
    const { id } = line.call.on;
    if (isProvisional(id) && !bound.has(id) && !first.has(id))
      first.set(id, { call: line.call, since: line.at });
  }
  return [...first.values()];
}

/** Aims of which a try is in doubt: what is "already in effect" at the next one may be this run's own work. */
export function doubtedAims(
  lines: readonly Line<Plan>[],
  bound: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const doubted = doubtedIn(lines);
  const planned = lines.flatMap((line) =>
    line.line === 'begin' || line.line === 'replanned' ? line.plan.changes : [],
  );
  return new Set(
    rebound(
      planned.filter(({ id }) => doubted.has(id)),
      bound,
    ).map(({ aim }) => aim),
  );
}

/** Aims on which the run has begun, and all on what it created: their beginning may have moved under its own hand. */
export function begunAims(
  lines: readonly Line<Plan>[],
  bound: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const begun = begunIn(lines);
  const made = new Set(bound.values());
  const planned = lines.flatMap((line) =>
    line.line === 'begin' || line.line === 'replanned' ? line.plan.changes : [],
  );
  const again = rebound(planned, bound);
  return new Set(
    again.flatMap((change, index) => {
      const before = planned[index];
      const own = before !== undefined && begun.has(before.id);
      return own || endsOf(change.action).some(({ id }) => made.has(id)) ? [change.aim] : [];
    }),
  );
}
