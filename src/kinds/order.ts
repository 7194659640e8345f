/** The order of work, as tables: each row with its reason. plan/order.ts makes units of them; apply knows no kind. */
import { endsOf, subjectOf } from '../model/change.ts';
import type { Ref } from '../model/ref.ts';
import { type Action, grantsOf, type ItemOf, type KindName } from './index.ts';
import type { Effect } from './kind.ts';
import { isMail, isOutside } from './rights.ts';
import { blocksSignIn, isCreation } from './traits.ts';
import type { Reason } from './wanted.ts';

/** What the order must know of a change. */
export interface Ordered {
  readonly action: Action;
  readonly effect: Effect;
  readonly reason: Reason;
}

export interface StageRow {
  readonly name: string;
  /** The first in this order that takes a change has it; the place in the table is that of the work. */
  readonly asked: number;
  readonly why: string;
  readonly takes: (change: Ordered) => boolean;
  /** Where an earlier stage on the same mailbox failed: `held` is not begun; `free` waits for nothing but its end. */
  readonly afterFailure: 'held' | 'free';
  /** Its failure holds nothing up. */
  readonly holdsNothing?: true;
  /** Where mailboxes are created: it is done with them, before all is read and planned again. */
  readonly beforeReading?: true;
}

const isOfDeleted = (action: Action): boolean => {
  const { before } = grantsOf(action);
  return before.length > 0 && before.every(({ to }) => to.kind === 'orphan');
};
const URGENT: ReadonlySet<Reason> = new Set(['leaver', 'expired', 'blocked']);
/** Does it end that mail goes on to somebody outside? */
function closesOutside(action: Action): boolean {
  const { before, after } = grantsOf(action);
  const still = new Set(after.flatMap(({ to, right }) => (isMail(right) ? [to.id] : [])));
  return before.some(({ to, right }) => isMail(right) && isOutside(to) && !still.has(to.id));
}

/** Stages of one mailbox, in the order of work. */
export const STAGES = [
  {
    name: 'urgent',
    asked: 1,
    why: 'rights of people who must not hold them are removed first, and forwarding to somebody outside',
    takes: ({ effect, reason, action }) =>
      (effect === 'narrows' && URGENT.has(reason)) || closesOutside(action),
    afterFailure: 'free',
    beforeReading: true,
  },
  {
    name: 'clear',
    asked: 2,
    why: 'an entry of a deleted account is of no use and takes a place that a grant may need',
    takes: ({ action }) => action.op === 'remove' && isOfDeleted(action),
    afterFailure: 'free',
    holdsNothing: true, // who is gone is in nobody's way
  },
  {
    name: 'create',
    asked: 3,
    why: 'a mailbox must exist before anything is set on it',
    takes: ({ action }) => isCreation(action),
    afterFailure: 'free',
    beforeReading: true,
  },
  {
    name: 'move',
    asked: 4,
    why: 'an address that moves is settled before either mailbox is changed further',
    takes: ({ action }) => endsOf(action).length > 1,
    afterFailure: 'held',
  },
  { name: 'give', asked: 6, why: 'grants and settings', takes: () => true, afterFailure: 'held' },
  {
    name: 'withdraw',
    asked: 5,
    why: 'other rights are removed only after the grants were read back, so that nobody is left without access',
    takes: ({ effect, action }) => effect === 'narrows' || action.op === 'remove',
    afterFailure: 'held',
  },
] as const satisfies readonly StageRow[];
export type Stage = (typeof STAGES)[number]['name'];

/** Across mailboxes: what a change of one stage gives on is awaited by changes of a later stage that need it. */
export interface Link {
  readonly why: string;
  readonly settledIn: Stage;
  /** What it settles: ids or addresses. */
  readonly settles: (change: Ordered) => readonly string[];
  /** These and all later ones wait. */
  readonly awaitedFrom: Stage;
  /** What it must find settled. */
  readonly finds: (change: Ordered) => readonly string[];
  /** Where the first failed: the later one is `held`, or goes on once it has ended. */
  readonly afterFailure: 'held' | 'free';
}

export const LINKS: readonly Link[] = [
  {
    why: 'an address belongs to one object at a time: the mailbox that gives one away is changed no further until it is settled',
    settledIn: 'move',
    settles: ({ action }) => endsOf(action).map(({ id }) => id),
    awaitedFrom: 'give',
    finds: ({ action }) => endsOf(action).map(({ id }) => id),
    afterFailure: 'free',
  },
];

/** What was read of one mailbox just now. The row does not see what could not be read: then the need is not met. */
export type Read = <N extends KindName>(name: N, of: Ref) => readonly ItemOf<N>[];
/** What a row makes of it. */
export interface Judged {
  readonly holds: boolean;
  /** What was read, as a word or two for people. */
  readonly saw: string;
}

/** A fact that must have been read right before a change is sent, and hold; else the change is held. apply/needs.ts reads it. */
export interface Need {
  /** Stands in the journal. */
  readonly name: string;
  readonly why: string;
  /** The changes that are sent only then. */
  readonly before: (change: Ordered) => boolean;
  readonly reads: KindName;
  /** The mailboxes of which it is read. */
  readonly of: (change: Ordered) => readonly Ref[];
  readonly judge: (read: Read, change: Ordered) => Judged;
  /** Looks in a row that must show it: one may have met a copy that is behind. */
  readonly times: number;
  /** Milliseconds for which it is waited for. */
  readonly waitMs: number;
  /** What is told where it does not come: a sentence without its full stop. */
  readonly otherwise: (change: Ordered) => string;
}

const typeTold = (type: string | undefined): string =>
  type === undefined
    ? 'no mailbox'
    : type === 'user'
      ? "a person's mailbox"
      : `a mailbox of type ${type}`;

export const NEEDS: readonly Need[] = [
  {
    name: 'shared',
    why: "a person must not be locked out: the mailbox may have become a person's since it was planned",
    before: ({ action }) => blocksSignIn(action),
    reads: 'mailbox',
    of: ({ action }) => [subjectOf(action)],
    judge: (read, { action }) => {
      const types = read('mailbox', subjectOf(action)).map(({ type }) => type);
      return {
        holds: types.length > 0 && types.every((type) => type === 'shared'),
        saw: typeTold(types[0]),
      };
    },
    times: 1,
    waitMs: 60_000,
    otherwise: ({ action }) =>
      `sign-in is blocked only after Exchange has confirmed that ${subjectOf(action).address} is a shared mailbox, so that no person is locked out`,
  },
  {
    name: 'receiver',
    why: 'an address that was taken and cannot be given belongs to nobody: mail to it bounces',
    before: ({ action }) => endsOf(action).length > 1,
    reads: 'mailbox',
    of: ({ action }) => [subjectOf(action)],
    judge: (read, { action }) => {
      const [found] = read('mailbox', subjectOf(action));
      return { holds: found !== undefined, saw: typeTold(found?.type) };
    },
    times: 1,
    waitMs: 60_000,
    otherwise: ({ action }) =>
      `the address is removed only after ${subjectOf(action).address}, which is to get it, was read`,
  },
];
