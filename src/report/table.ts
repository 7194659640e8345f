/** Lists and matrices: a table with lines on a terminal, plain columns in a pipe, where other programs cut them. */
import { plain, type Screen } from './terminal.ts';

/** A column of a table, from the left. */
export interface Column {
  readonly title: string;
  /** `right` for numbers; else left. */
  readonly align?: 'left' | 'right';
  /** Its cells are not broken while any other can be: they are copied. */
  readonly whole?: boolean;
}

/** Blanks between two columns in a pipe: one blank may stand inside a cell. */
const BETWEEN = '  ';
/** What cli-table3 puts around each cell: a line and a blank on either side. */
const AROUND = 3;
/** Columns that a cell is never squeezed below. */
const NARROWEST = 8;

/**
 * The table as text, with a newline at the end; '' where there are no rows. Cells are made safe here. On a terminal it stays within the
 * screen's width: the widest cells break. In a pipe each row is one line, however long.
 */
export async function tableText(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  screen: Screen,
): Promise<string> {
  if (rows.length === 0) return '';
  const cells = rows.map((row) => columns.map((_, index) => plain(row[index] ?? '')));
  return screen.terminal === true ? lined(columns, cells, screen) : columnsText(columns, cells);
}

function columnsText(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = widthsOf(columns, rows);
  const line = (cells: readonly string[]): string =>
    `${cells
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return columns[index]?.align === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join(BETWEEN)
      .trimEnd()}\n`;
  return [columns.map(({ title }) => title), ...rows].map(line).join('');
}

async function lined(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { paint, width }: Screen,
): Promise<string> {
  const { default: Table } = await import('cli-table3');
  const widths = squeezed(columns, widthsOf(columns, rows), width - columns.length * AROUND - 1);
  const table = new Table({
    head: columns.map(({ title }) => paint.bold(title)),
    colAligns: columns.map(({ align = 'left' }) => align),
    colWidths: widths.map((inner) => inner + 2),
    wordWrap: true,
    wrapOnWordBoundary: true,
    style: { head: [], border: [] }, // no colours of its own
  });
  table.push(...rows.map((row) => row.map((cell, index) => broken(cell, widths[index]))));
  return `${table.toString()}\n`;
}

/** A word that is longer than its column goes on in the next line: cli-table3 would cut it, and half an id names nobody. */
const broken = (cell: string, width = 0): string =>
  cell
    .split(' ')
    .map((word) =>
      word.length <= width || width <= 0
        ? word
        : (word.match(new RegExp(`.{1,${width}}`, 'gsu')) ?? [word]).join('\n'),
    )
    .join(' ');

const widthsOf = (
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): readonly number[] =>
  columns.map(({ title }, index) =>
    rows.reduce((most, row) => Math.max(most, row[index]?.length ?? 0), title.length),
  );

/** The widest gives way first, a blank at a time, until all fit or none can give more; those that stay whole give way last. */
function squeezed(
  columns: readonly Column[],
  widths: readonly number[],
  room: number,
): readonly number[] {
  const left = [...widths];
  let over = left.reduce((sum, one) => sum + one, 0) - room;
  for (const whole of [false, true])
    while (over > 0) {
      const mine = left.filter((_, index) => (columns[index]?.whole === true) === whole);
      const most = Math.max(0, ...mine);
      if (most <= NARROWEST) break;
      const widest = left.findIndex(
        (one, index) => one === most && (columns[index]?.whole === true) === whole,
      );
      left[widest] = most - 1;
      over -= 1;
    }
  return left;
}
