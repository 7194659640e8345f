/** Is a change in effect? It is when planning it again gives nothing. Reading back, settling, undo and the approval all ask this. */
import { type Action, type ItemOf, KINDS, type KindName } from '../kinds/index.ts';
import type { Kind } from '../kinds/kind.ts';
import { afterOf, beforeOf, type Change } from '../model/change.ts';
import type { Subject } from '../model/ref.ts';
import type { State } from '../state/state.ts';

type Asked<Item extends Subject> = Pick<Kind<Item>, 'key' | 'value' | 'complete'>;

/** `there` is the slice of the mailbox the change is about; `left` the slice of the one it came from, where that is another. */
export function changeIsInEffect<Item extends Subject>(
  { key, value, complete }: Asked<Item>,
  change: Change<Item>,
  there: readonly Item[],
  left: readonly Item[] = [],
): boolean {
  const [before, after] = [beforeOf(change), afterOf(change)];
  if (before !== undefined && after !== undefined && left.some((item) => key(item) === key(before)))
    return false;
  if (after === undefined)
    return before === undefined || there.every((item) => key(item) !== key(before));
  const now = there.find((item) => key(item) === key(after));
  if (now === undefined) return false;
  return value(complete?.(after, now) ?? after) === value(now);
}

const NOTHING_LEFT = { known: true, items: [] } as const;

/** Whether a change is in effect, as the State shows it; `unread` where a gap hides it. */
export function whetherInEffect<N extends KindName>(
  action: Action<N>,
  state: State,
): 'in effect' | 'not in effect' | 'unread' {
  const items = state[action.kind];
  const subject = (afterOf<ItemOf<N>>(action) ?? beforeOf<ItemOf<N>>(action))?.subject.id;
  const from = beforeOf<ItemOf<N>>(action)?.subject.id;
  if (subject === undefined) return 'unread';
  const there = items.of(subject);
  const left = from === undefined || from === subject ? NOTHING_LEFT : items.of(from);
  if (!there.known || !left.known) return 'unread';
  return changeIsInEffect<ItemOf<N>>(KINDS[action.kind], action, there.items, left.items)
    ? 'in effect'
    : 'not in effect';
}
