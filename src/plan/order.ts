/** Units of work from the tables of order (kinds/order.ts). Pure: apply executes them and knows no kind. */
import {
  LINKS,
  type Link,
  NEEDS,
  type Need,
  STAGES,
  type Stage,
  type StageRow,
} from '../kinds/order.ts';
import { endsOf, subjectOf } from '../model/change.ts';
import { groupBy } from '../model/group-by.ts';
import type { Planned } from './plan.ts';

const ROWS: readonly (StageRow & { readonly name: Stage })[] = STAGES;
const ASKED = ROWS.toSorted((a, b) => a.asked - b.asked);

const rowOf = (change: Planned): StageRow & { readonly name: Stage } => {
  const row = ASKED.find(({ takes }) => takes(change));
  if (row === undefined) throw new Error(`no stage takes the change ${change.id}`);
  return row;
};
export const stageOf = (change: Planned): Stage => rowOf(change).name;
/** Place in the order of work, from 0. */
export const rankOf = (stage: Stage): number => ROWS.findIndex(({ name }) => name === stage);
/** Why the stage is where it is, for people. */
export const whyOf = (stage: Stage): string => ROWS.find(({ name }) => name === stage)?.why ?? '';

/** What must have been read right before it is sent. */
export const needsOf = (change: Planned): readonly Need[] =>
  NEEDS.filter(({ before }) => before(change));

/** Is it done, where mailboxes are created, before all is read and planned again? */
export const isBeforeReading = (change: Planned): boolean => rowOf(change).beforeReading === true;

/** As they are carried out on one mailbox. */
export const inStages = (changes: readonly Planned[]): readonly Planned[] =>
  changes.toSorted((a, b) => rankOf(stageOf(a)) - rankOf(stageOf(b)));

/** What is scheduled: the changes of one stage on one mailbox. */
export interface Unit {
  readonly name: string;
  readonly stage: Stage;
  /** Object ids of the mailboxes it writes to; no two units write to one at a time. */
  readonly touches: readonly string[];
  readonly changes: readonly Planned[];
  /** Units that must have ended before. */
  readonly after: readonly string[];
  /** Units that must have succeeded before; else it is held. */
  readonly needs: readonly string[];
}
type Waits = Pick<Unit, 'after' | 'needs'>;

const unitName = (subject: string, stage: Stage): string => `${subject} ${stage}`;

/** In order of stages, so that what a unit waits for always stands before it. */
export function order(changes: readonly Planned[]): readonly Unit[] {
  const groups = groupBy(changes, (change) =>
    unitName(subjectOf(change.action).id, stageOf(change)),
  );
  const linked = LINKS.map((link) => waitsBy(link, groups));
  const units = [...groups].flatMap(([name, mine]): readonly Unit[] => {
    const [first] = mine;
    if (first === undefined) return [];
    const stage = stageOf(first);
    const waits = [
      earlierOn(subjectOf(first.action).id, stage, groups),
      ...linked.map((waitsOf) => waitsOf(name, stage, mine)),
    ];
    return [
      {
        name,
        stage,
        touches: [...new Set(mine.flatMap(({ action }) => endsOf(action).map(({ id }) => id)))],
        changes: mine,
        after: [...new Set(waits.flatMap(({ after }) => after))],
        needs: [...new Set(waits.flatMap(({ needs }) => needs))],
      },
    ];
  });
  return units.toSorted((a, b) => rankOf(a.stage) - rankOf(b.stage));
}

/** The unit before it on the same mailbox; and the last one that it must not outlive. */
function earlierOn(subject: string, stage: Stage, groups: ReadonlyMap<string, unknown>): Waits {
  const rank = rankOf(stage);
  const earlier = ROWS.slice(0, rank)
    .filter(({ name }) => groups.has(unitName(subject, name)))
    .toReversed();
  const [last] = earlier;
  const needed =
    ROWS[rank]?.afterFailure === 'held'
      ? earlier.find(({ holdsNothing }) => holdsNothing !== true)
      : undefined;
  return {
    after: last === undefined ? [] : [unitName(subject, last.name)],
    needs: needed === undefined ? [] : [unitName(subject, needed.name)],
  };
}

/** Of each unit, the units elsewhere that settle what it must find settled. */
function waitsBy(
  { settledIn, settles, awaitedFrom, finds, afterFailure }: Link,
  groups: ReadonlyMap<string, readonly Planned[]>,
): (name: string, stage: Stage, changes: readonly Planned[]) => Waits {
  const settledBy = new Map<string, string[]>();
  for (const [name, changes] of groups)
    for (const change of changes)
      if (stageOf(change) === settledIn)
        for (const what of settles(change))
          settledBy.set(what, [...(settledBy.get(what) ?? []), name]);
  return (name, stage, changes) => {
    if (settledBy.size === 0 || rankOf(stage) < rankOf(awaitedFrom))
      return { after: [], needs: [] };
    const after = changes
      .flatMap(finds)
      .flatMap((what) => settledBy.get(what) ?? [])
      .filter((other) => other !== name);
    return { after, needs: afterFailure === 'held' ? after : [] };
  };
}
