/** `undo`: a journal and what is there -> changes that put back what is still as the run left it. A maker; pure. */
import { describe, inverseOf, noUndo } from '../kinds/index.ts';
import { begunIn, type End, type Line } from '../model/journal.ts';
import type { State } from '../state/state.ts';
import { type Plan, type Planned, planned } from './plan.ts';
import { standing } from './so.ts';

export interface Undo {
  readonly changes: readonly Planned[];
  /** What stays, and why. */
  readonly cannot: readonly { readonly change: Planned; readonly why: string }[];
  /** What is as it was before: it never took effect, or was put back since. */
  readonly already: readonly Planned[];
}
/** These may have taken effect. */
const MADE: ReadonlySet<End> = new Set(['verified', 'pending', 'contradicted', 'unmade']);

/** Last made, first undone. Throws nothing: what cannot be undone is in the answer. */
export function undo(lines: readonly Line<Plan>[], state: State): Undo {
  const made = madeIn(lines);
  const all = plannedIn(lines);
  const changes: Planned[] = [];
  const cannot: { readonly change: Planned; readonly why: string }[] = [];
  const already: Planned[] = [];
  for (const change of all.toReversed()) {
    if (!made.has(change.id)) continue;
    const back = inverseOf(change.action);
    const never = noUndo(change.action);
    if (never === undefined && standing(back, state) === 'so') {
      already.push(change);
      continue;
    }
    const why = never ?? reasonToLeave(standing(change.action, state), change);
    if (why === undefined) changes.push(planned({ action: back, reason: 'undo', at: change.at }));
    else cannot.push({ change, why });
  }
  return { changes, cannot, already };
}

/** Ids of the changes that may have taken effect: also those begun when the run was cut off. */
function madeIn(lines: readonly Line<Plan>[]): ReadonlySet<string> {
  const ends = new Map(
    lines.flatMap((line) => (line.line === 'end' ? [[line.change, line.end]] : [])),
  );
  return new Set(
    [...begunIn(lines), ...ends.keys()].filter((id) => MADE.has(ends.get(id) ?? 'unmade')),
  );
}

/** Every change that the run set out to make, under each of its names, once. */
function plannedIn(lines: readonly Line<Plan>[]): readonly Planned[] {
  const changes = lines.flatMap((line) =>
    line.line === 'begin' || line.line === 'replanned' ? line.plan.changes : [],
  );
  return [...new Map(changes.map((change) => [change.id, change])).values()];
}

function reasonToLeave(
  stands: ReturnType<typeof standing>,
  { action }: Planned,
): string | undefined {
  switch (stands) {
    case 'so':
      return undefined;
    case 'not so':
      return `somebody has changed it since (${describe(action)} is not so any more)`;
    case 'unread':
      return 'it could not be read';
  }
}
