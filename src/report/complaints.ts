/** What is wrong with a strategy, as text: where, the line itself, why, how to mend it. */
import type { Complaint } from '../strategy/strategy.ts';
import { count, plain, type Screen, wrap } from './terminal.ts';

const TAB = '    ';

export function complaintsText(complaints: readonly Complaint[], { paint, width }: Screen): string {
  const blocks = complaints.map(({ severity, at, excerpt, message, mend }) => {
    const place = `${plain(at.file)}:${at.line}:${at.column}`;
    const word = severity === 'error' ? paint.error('error') : paint.widens('warning');
    const gutter = `${String(at.line).padStart(5)} | `;
    const part = around(excerpt, at.column);
    const { shown, column } = cut(
      plain(part.text.replaceAll('\t', TAB)),
      columnIn(part.text, part.column),
      width - gutter.length,
    );
    return [
      `${paint.bold(place)} ${word}`,
      wrap(plain(message), width, '  ', '  '),
      paint.dim(`${gutter}${shown}`),
      paint.dim(`${' '.repeat(gutter.length + column)}^`),
      wrap(plain(mend), width, '  ', '  '),
    ].join('\n');
  });
  const errors = complaints.filter(({ severity }) => severity === 'error').length;
  const warnings = complaints.length - errors;
  const parts = [
    errors > 0 ? count(errors, 'error') : '',
    warnings > 0 ? count(warnings, 'warning') : '',
  ];
  return `${blocks.join('\n\n')}\n\n${parts.filter((part) => part !== '').join(', ')}\n`;
}

/** Characters on either side of a place that are ever shown of its line. */
const SIDE = 400;
/** A whole list may stand on one line, with something wrong in each entry: the line must not come again with each. */
function around(line: string, column: number): { readonly text: string; readonly column: number } {
  const from = Math.max(0, column - 1 - SIDE);
  return { text: line.slice(from, column - 1 + SIDE), column: column - from };
}
/** The same complaint with no more of a long line than is of use. */
export const shortened = (complaint: Complaint): Complaint => ({
  ...complaint,
  excerpt:
    complaint.excerpt.length <= 2 * SIDE
      ? complaint.excerpt
      : around(complaint.excerpt, complaint.at.column).text,
});

/** Column (from 0) in the text as it is shown. */
const columnIn = (excerpt: string, column: number): number =>
  plain(excerpt.slice(0, column - 1).replaceAll('\t', TAB)).length;

/** A long line is shown around the place that matters. */
function cut(
  text: string,
  column: number,
  room: number,
): { readonly shown: string; readonly column: number } {
  if (text.length <= room) return { shown: text, column: Math.min(column, text.length) };
  const from = Math.max(0, Math.min(column - Math.floor(room / 2), text.length - room));
  return { shown: text.slice(from, from + room), column: Math.min(column - from, room - 1) };
}
