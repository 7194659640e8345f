/** What an apply did, as text: what failed first, then what is not confirmed, then a count. */
import { describe } from '../kinds/index.ts';
import { groupBy } from '../model/group-by.ts';
import type { End } from '../model/journal.ts';
import type { Planned } from '../plan/plan.ts';
import { plain, type Screen, wrap } from './terminal.ts';

/** A change and how it ended. */
export interface EndedChange {
  readonly change: Planned;
  readonly end: End;
  readonly why?: string;
}

/** From the worst to the best; each with what it means for the reader. */
export const ENDS: readonly { readonly end: End; readonly title: string; readonly word: string }[] =
  [
    {
      end: 'contradicted',
      title: 'Half done, or reading back shows something else: check these now',
      word: 'contradicted',
    },
    {
      end: 'unknown',
      title: 'Outcome unknown (no answer came): plan again to see',
      word: 'outcome unknown',
    },
    {
      end: 'putBack',
      title: 'Started, could not be finished, and put back: all is as before',
      word: 'put back',
    },
    { end: 'refused', title: 'Refused by the service: nothing happened', word: 'refused' },
    { end: 'held', title: 'Not begun', word: 'not begun' },
    {
      end: 'pending',
      title: 'Accepted, not yet confirmed by reading back',
      word: 'not yet confirmed',
    },
    {
      end: 'already',
      title: 'Already in effect before this run: somebody else did it, and mbx undo leaves it',
      word: 'already in effect',
    },
    { end: 'verified', title: 'Done and read back', word: 'done and read back' },
  ];
/** An end in a word or two. */
export const wordOf = (end: string): string => ENDS.find((one) => one.end === end)?.word ?? end;

export function endLine({ change, end, why }: EndedChange, { paint, width }: Screen): string {
  const sign =
    end === 'verified' || end === 'already'
      ? paint.good('ok')
      : end === 'pending'
        ? paint.narrows('..')
        : paint.error('!!');
  const word = end === 'verified' ? '' : ` (${wordOf(end)}${why === undefined ? '' : `: ${why}`})`;
  return `  ${sign} ${wrap(plain(`${describe(change.action)}${word}`), width - 5, '', '     ')}`;
}

/** What the service says of a write on a mailbox that it carried out all the same. */
export interface Warned {
  /** Of the mailbox. */
  readonly address: string;
  readonly warnings: readonly string[];
}
/** As it stands in the JSON of an apply. */
export const warnedAsJson = ({ address, warnings }: Warned) => ({ mailbox: address, warnings });
export const warningText = ({ address, warnings }: Warned, { paint, width }: Screen): string =>
  warnings
    .map(
      (text) =>
        `  ${paint.narrows('!')}  ${wrap(plain(`Exchange warns about ${address}: ${text}`), width - 5, '', '     ')}`,
    )
    .join('\n');

export function applyText(ended: readonly EndedChange[], screen: Screen): string {
  const by = groupBy(ended, ({ end }) => end);
  const sections = ENDS.filter(({ end }) => end !== 'verified').flatMap(({ end, title }) => {
    const mine = by.get(end) ?? [];
    if (mine.length === 0) return [];
    const reasons = [...groupBy(mine, ({ why = '' }) => why)].map(([why, those]) =>
      [
        ...those.map(({ change }) =>
          wrap(plain(describe(change.action)), screen.width, '  ', '    '),
        ),
        ...(why === '' ? [] : [wrap(plain(why), screen.width, '      ', '      ')]),
      ].join('\n'),
    );
    return [[screen.paint.bold(title), ...reasons].join('\n')];
  });
  const counts = ENDS.toReversed().flatMap(({ end, word }) => {
    const n = by.get(end)?.length ?? 0;
    return n === 0 ? [] : [`${n} ${word}`];
  });
  return `${[...sections, screen.paint.bold(`${counts.join(', ') || 'nothing to do'}`)].join('\n\n')}\n`;
}
