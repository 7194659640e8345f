/** Grants that find no place: Exchange takes only so many entries on one mailbox. Pure. */

import { type Action, type ItemOf, KINDS, type KindName } from '../kinds/index.ts';
import type { Obstacle } from '../kinds/obstacle.ts';
import { endsOf, subjectOf } from '../model/change.ts';
import { groupBy } from '../model/group-by.ts';
import type { State } from '../state/state.ts';
import { rankOf, stageOf } from './order.ts';
import type { Planned } from './plan.ts';

/** By change id. What an earlier stage takes away makes room; what a later one takes away does not yet. */
export function withoutRoom(
  changes: readonly Planned[],
  actual: State,
): ReadonlyMap<string, Obstacle> {
  const found = new Map<string, Obstacle>();
  const adding = groupBy(
    changes.filter(({ action }) => arrives(action)),
    ({ action }) => `${action.kind} ${subjectOf(action).id}`,
  );
  for (const mine of adding.values()) {
    const [first] = mine;
    if (first === undefined) continue;
    const { kind } = first.action;
    const subject = subjectOf(first.action);
    const room = roomOn(kind, subject.id, actual);
    if (room === undefined) continue;
    const leaving = takenFrom(changes, kind, subject.id);
    for (const [index, change] of mine.entries()) {
      const before = rankOf(stageOf(change));
      const gone = leaving.filter((one) => rankOf(stageOf(one)) < before).length;
      if (room.there - gone + index + 1 <= room.most) continue;
      const later = leaving.length - gone;
      found.set(change.id, {
        why: `${subject.address} has ${room.there} ${room.called}, and Exchange allows ${room.most} at most`,
        mend:
          later > 0
            ? 'This plan removes entries only after its grants: apply it, then plan again.'
            : 'Remove entries first, those of deleted accounts before others (mode exact removes them).',
      });
    }
  }
  return found;
}

function roomOn<N extends KindName>(
  kind: N,
  subject: string,
  actual: State,
): { readonly there: number; readonly most: number; readonly called: string } | undefined {
  const { most } = KINDS[kind];
  const known = actual[kind].of(subject);
  if (most === undefined || !known.known) return undefined;
  const there = known.items.filter((item: ItemOf<N>) => most.counts(item)).length;
  return { there, most: most.items, called: most.called };
}

/** Does the change bring a further item to its mailbox? */
const arrives = (action: Action): boolean => action.op === 'add' || endsOf(action).length > 1;
/** Changes that take an item of the kind from the mailbox. */
const takenFrom = (
  changes: readonly Planned[],
  kind: KindName,
  subject: string,
): readonly Planned[] =>
  changes.filter(({ action }) => {
    if (action.kind !== kind || action.op === 'add') return false;
    if (action.before.subject.id !== subject) return false;
    return action.op === 'remove' || action.after.subject.id !== subject;
  });
