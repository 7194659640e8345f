/** One run of the past as text, from its journal alone. */
import { groupBy } from '../model/group-by.ts';
import { gatesIn } from '../plan/opened.ts';
import type { RecordedChange, RunRecord } from '../run/run-record.ts';
import { ENDS } from './apply-text.ts';
import { changesText, placesOf } from './plan-lines.ts';
import { count, plain, type Screen, wrap } from './terminal.ts';

/** `outcome`: how it ended and what became of it, in a few words. */
export function runText(record: RunRecord, outcome: string, screen: Screen): string {
  const { paint, width } = screen;
  const head = headOf(record, outcome).map(([name, text]) =>
    wrap(plain(text), width, `  ${name.padEnd(NAME_WIDTH)}`, ' '.repeat(NAME_WIDTH + 2)),
  );
  const title = paint.bold(plain(`Run ${record.run} on ${record.tenant.domain}`));
  const sections = [
    [title, ...head].join('\n'),
    ...[...ENDS, NO_END].map(({ end, title: words }) => {
      const mine = record.changes.filter((change) => change.end === end);
      return mine.length === 0
        ? ''
        : [paint.bold(wrap(words, width, '', '')), endedText(mine, record, screen)].join('\n');
    }),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}
const NAME_WIDTH = 'Strategy'.length + 2;
const NO_END = {
  end: undefined,
  title: 'Planned, and no end is known: the run was cut off before',
} as const;

function headOf(record: RunRecord, outcome: string): readonly (readonly [string, string])[] {
  const { actor, maker, began, ended, exit, reason, strategy, folder, resumes, calls } = record;
  const chosen = [
    ...maker.only.map((one) => `--only ${one}`),
    ...maker.exclude.map((one) => `--exclude ${one}`),
  ].join(' ');
  const made =
    maker.name === 'undo' && maker.run !== undefined ? `undo of run ${maker.run}` : maker.name;
  const { shut, opened } = gatesIn({ gates: record.gates, opens: record.allow });
  return [
    ['Actor', `${actor.name} (${actor.id})`],
    ['Maker', [made, chosen].filter((text) => text !== '').join(' ')],
    ...(resumes === undefined ? [] : [['Resumes', `run ${resumes}`] as const]),
    ['Began', began],
    ['Ended', ended === undefined ? 'never: it was cut off' : `${ended}, exit ${exit}`],
    ['Outcome', outcome],
    ['Calls', count(calls, 'call that writes', 'calls that write')],
    ['Strategy', `${strategy.files.join(', ')}${folder === undefined ? '' : ` in ${folder}`}`],
    ...(reason === undefined ? [] : [['Reason', reason] as const]),
    ...(opened.length + shut.length === 0 ? [['Gates', 'none was opened'] as const] : []),
    ...opened.map(({ text, what }) => ['Gate', `--allow ${text}: ${what}`] as const),
    ...shut.map(({ gate, why }) => ['Gate', `${gate} was shut: ${why}`] as const),
  ];
}

/** By why they ended so, where the journal says it. */
const endedText = (
  changes: readonly RecordedChange[],
  { strategy }: RunRecord,
  screen: Screen,
): string =>
  [...groupBy(changes, ({ why = '' }) => why)]
    .map(([why, mine]) => {
      const planned = mine.map(({ change }) => change);
      const lines = changesText(
        planned,
        placesOf({ strategy, changes: planned, blocked: [] }),
        screen,
      );
      return why === '' ? lines : `${lines}\n${wrap(plain(why), screen.width, '      ', '      ')}`;
    })
    .join('\n');
