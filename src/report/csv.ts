/** Text for CSV (RFC 4180) that people open in a spreadsheet. */
import { plain } from './terminal.ts';

/** What a spreadsheet takes for the beginning of a formula; the wide forms are read as the narrow ones in some languages. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/;

/** Always in quotes, so that no separator of any country splits it; one that would be a formula begins with an apostrophe. */
function csvCell(text: string): string {
  const shown = plain(text);
  const safe = FORMULA.test(text) ? `'${shown}` : shown;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** One line, with its end. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;
