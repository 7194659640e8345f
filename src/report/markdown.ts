/**
 * Text for Markdown as GitHub reads it. Whatever comes from a tenant or a file stands in a code span: there it is no mention, link,
 * image, HTML or emphasis, and the characters that could end a span, a cell or a line are told otherwise.
 */
import { plain } from './terminal.ts';

/** Inside a sentence or a list. Empty for no text, since there is no empty code span. */
export function code(text: string): string {
  const shown = plain(text);
  if (shown === '') return '';
  const fence = '`'.repeat(longestRun(shown) + 1);
  // One blank on both sides is taken away by the reader; it keeps a backtick, or blanks of the text's own, apart. Blanks alone stay.
  const pad = /^[ `]|[ `]$/.test(shown) && /[^ ]/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}
const longestRun = (text: string): number =>
  Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));

/**
 * Inside a cell of a table. Cells are split before spans are read, so a bar is escaped even in a span; after a backslash of the
 * text's own that would be read as an escaped backslash and a bar, and the bar is told by its number.
 */
export const cell = (text: string): string =>
  code(text.replaceAll(/(\\?)\|/g, (_, slash: string) => (slash === '' ? '\\|' : '\\\\u{7c}')));

/** One line of a table; the cells are Markdown already. */
export const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
