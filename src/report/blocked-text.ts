/** What cannot be made from here: each cause once, with what hangs on it counted below it. */
import { isCreation } from '../kinds/traits.ts';
import { subjectOf } from '../model/change.ts';
import { groupBy } from '../model/group-by.ts';
import { NOT_CREATED } from '../plan/blocked.ts';
import type { Blocked } from '../plan/plan.ts';
import { entriesOf, entryLines, type Places } from './plan-lines.ts';
import { count, plain, type Screen, wrap } from './terminal.ts';

const BLOCKED_TITLE = 'Blocked: in the file, but mbx cannot make these changes';

export function blockedText(blocked: readonly Blocked[], places: Places, screen: Screen): string {
  if (blocked.length === 0) return '';
  const { paint, width } = screen;
  const creations = new Map(
    blocked
      .filter(({ change }) => isCreation(change.action))
      .map((one) => [subjectOf(one.change.action).id, one]),
  );
  const causeOf = (one: Blocked): Blocked =>
    (waits(one) ? creations.get(subjectOf(one.change.action).id) : undefined) ?? one;
  const causes = groupBy(blocked, (one) => JSON.stringify([causeOf(one).why, causeOf(one).mend]));
  const texts = [...causes.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const { why, mend } = causeOf(first);
    return [wrap(plain(`${why}. ${mend}`), width, '  ', '    '), ...hanging(all, places, screen)];
  });
  return [paint.bold(wrap(BLOCKED_TITLE, width, '', '')), ...texts].join('\n');
}

/** It would have to wait for its mailbox, which cannot be created. */
const waits = ({ why }: Blocked): boolean => why === NOT_CREATED.why;

/** Mailbox by mailbox: how many changes, and which. */
const hanging = (all: readonly Blocked[], places: Places, screen: Screen): readonly string[] =>
  [...groupBy(all, ({ change }) => subjectOf(change.action).address)].flatMap(([address, mine]) => {
    const waiting = mine.filter(waits).length;
    const why = waiting === 0 ? '' : `, ${waiting} of them because ${NOT_CREATED.why}`;
    return [
      wrap(
        `${count(mine.length, 'change')} on ${plain(address)}${why}:`,
        screen.width,
        '    ',
        '    ',
      ),
      ...entryLines(
        entriesOf(
          mine.map(({ change }) => change),
          places,
        ),
        screen,
        '      ',
      ),
    ];
  });
