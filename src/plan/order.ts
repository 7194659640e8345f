/** The order of work, as data. Pure: apply executes it and knows no kind. */
import { type Action, grantsOf } from '../kinds/index.ts';
import { isCreation } from '../kinds/traits.ts';
import type { Reason } from '../kinds/wanted.ts';
import { groupBy } from '../model/group-by.ts';
import { endsOf, type Planned, subjectOf } from './plan.ts';

const isOfDeleted = (action: Action): boolean => {
  const { before } = grantsOf(action);
  return before.length > 0 && before.every(({ to }) => to.kind === 'orphan');
};
const URGENT: ReadonlySet<Reason> = new Set(['leaver', 'expired', 'blocked']);

/** Stages of one mailbox, in the order of work. The first in the order of asking that takes a change has it. */
export const STAGES = [
  {
    name: 'urgent',
    asked: 1,
    why: 'what somebody holds who must not hold it is closed first',
    takes: ({ effect, reason }: Planned) => effect === 'narrows' && URGENT.has(reason),
  },
  {
    name: 'clear',
    asked: 2,
    why: 'an entry of a deleted account serves nobody and takes a place that a grant may need',
    takes: ({ action }: Planned) => action.op === 'remove' && isOfDeleted(action),
  },
  {
    name: 'create',
    asked: 3,
    why: 'nothing can be set on a mailbox that is not there',
    takes: ({ action }: Planned) => isCreation(action),
  },
  {
    name: 'move',
    asked: 4,
    why: 'an address that moves is settled before either mailbox is changed further',
    takes: ({ action }: Planned) => endsOf(action).length > 1,
  },
  { name: 'give', asked: 6, why: 'grants and settings', takes: () => true },
  {
    name: 'withdraw',
    asked: 5,
    why: 'ordinary revokes wait until the grants were read back, so that nobody is left without',
    takes: ({ effect, action }: Planned) => effect === 'narrows' || action.op === 'remove',
  },
] as const satisfies readonly {
  readonly name: string;
  readonly asked: number;
  readonly why: string;
  readonly takes: (change: Planned) => boolean;
}[];
export type Stage = (typeof STAGES)[number]['name'];

const ASKED = STAGES.toSorted((a, b) => a.asked - b.asked);
export const stageOf = (change: Planned): Stage =>
  ASKED.find(({ takes }) => takes(change))?.name ?? 'give';
/** Place in the order of work, from 0. */
export const rankOf = (stage: Stage): number => STAGES.findIndex(({ name }) => name === stage);

/** As they are carried out on one mailbox. */
export const inOrder = (changes: readonly Planned[]): readonly Planned[] =>
  changes.toSorted((a, b) => rankOf(stageOf(a)) - rankOf(stageOf(b)));

/** Stages that must not run where an earlier one on the same mailbox failed. Urgent narrowing waits for nothing. */
const HELD: ReadonlySet<Stage> = new Set(['move', 'give', 'withdraw']);
/** Stages whose failure holds nothing up: who is gone is in nobody's way. */
const HOLDS_NOTHING: ReadonlySet<Stage> = new Set(['clear']);

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

/** In order of stages, so that what a unit waits for always stands before it. */
export function order(changes: readonly Planned[]): readonly Unit[] {
  const nameOf = (subject: string, stage: Stage): string => `${subject} ${stage}`;
  const groups = groupBy(changes, (change) => nameOf(subjectOf(change.action).id, stageOf(change)));
  const units = [...groups].flatMap(([name, mine]): readonly Unit[] => {
    const [first] = mine;
    if (first === undefined) return [];
    const [subject, stage] = [subjectOf(first.action).id, stageOf(first)];
    const earlier = STAGES.slice(0, rankOf(stage))
      .map((one) => one.name)
      .filter((one) => groups.has(nameOf(subject, one)))
      .toReversed();
    const [last] = earlier;
    const needed = HELD.has(stage) ? earlier.find((one) => !HOLDS_NOTHING.has(one)) : undefined;
    return [
      {
        name,
        stage,
        touches: [...new Set(mine.flatMap(({ action }) => endsOf(action).map(({ id }) => id)))],
        changes: mine,
        after: last === undefined ? [] : [nameOf(subject, last)],
        needs: needed === undefined ? [] : [nameOf(subject, needed)],
      },
    ];
  });
  return units.toSorted((a, b) => rankOf(a.stage) - rankOf(b.stage));
}
