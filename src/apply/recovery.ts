/** What a journal says of a run that ended or was cut off. Pure folds over its lines. */
import { begunIn, bindings, type End, type Line } from '../model/journal.ts';
import { isProvisional, type Ref } from '../model/ref.ts';
import { endsOf, type Plan, type Planned } from '../plan/plan.ts';
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

/**
 * Real ids of what the run created, also where the line that binds them was lost: then the mailbox that now has the address is the
 * one, provided that its creation had been begun.
 */
export function boundBy(
  lines: readonly Line<Plan>[],
  holderOf: (address: string) => Ref | undefined,
): ReadonlyMap<string, string> {
  const bound = new Map(bindings(lines));
  for (const line of lines) {
    if (line.line !== 'intent' || !isProvisional(line.call.on.id) || bound.has(line.call.on.id))
      continue;
    const holder = holderOf(line.call.on.address);
    if (holder !== undefined) bound.set(line.call.on.id, holder.id);
  }
  return bound;
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
