/** What `mbx doctor` found: a table, then what to do about each thing that is not as it should be. */
import { groupBy } from '../model/group-by.ts';
import { AREAS, type Check, type Result, worst } from '../setup/check.ts';
import { tableText } from './table.ts';
import { count, plain, type Screen, wrap } from './terminal.ts';

const WORDS: Readonly<Record<Result, string>> = {
  ok: 'ok',
  failed: 'FAILED',
  without: 'without',
  untested: 'not tested',
};

export async function doctorText(
  checks: readonly Check[],
  commands: readonly string[],
  screen: Screen,
): Promise<string> {
  const rows = AREAS.flatMap((area) => checks.filter((check) => check.area === area));
  const table = await tableText(
    [{ title: 'RESULT' }, { title: 'WHAT', whole: true }, { title: 'FOUND' }],
    rows.map(({ what, result, found }) => [WORDS[result], what, found]),
    screen,
  );
  const todo = groupBy(
    rows.filter(({ mend, commands: toRun }) => mend !== undefined || toRun !== undefined),
    ({ result, mend, commands: toRun }) => JSON.stringify([result, mend, toRun]),
  );
  return [
    table,
    ...[...todo.values()].map((alike) => mendText(alike, screen)),
    verdict(rows, commands),
  ].join('\n');
}

/** Of checks with the same thing to do. */
function mendText(alike: readonly Check[], { width }: Screen): string {
  const [first] = alike;
  if (first === undefined) return '';
  const { result, mend = 'To have it as well:', commands = [] } = first;
  const names = alike.map(({ what }) => what).join(', ');
  return [
    wrap(plain(`${WORDS[result]}: ${names}. ${mend}`), width, '', '  '),
    ...commands.flatMap(({ in: shell, lines }) => [
      `  ${shell}:`,
      ...lines.map((line) => `    ${plain(line)}`), // one line each, however long: it is copied
    ]),
    '',
  ].join('\n');
}

function verdict(checks: readonly Check[], commands: readonly string[]): string {
  const named = commands.join(', ');
  const of = (result: Result): number => checks.filter((check) => check.result === result).length;
  switch (worst(checks)) {
    case 'failed':
      return `${count(of('failed'), 'check')} failed. Until that is mended, ${named} will not work, or not for everything.\n`;
    case 'untested':
      return `Nothing failed, and ${count(of('untested'), 'thing')} could not be tested. Exit code 3.\n`;
    case 'without':
      return `${named}: works; ${count(of('without'), 'thing')} it will do without, as shown.\n`;
    case 'ok':
      return `${named}: everything that is needed is there.\n`;
  }
}
