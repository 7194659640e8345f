/** From a position in a text to line and column, and from a line to its words. */
import type { Place } from './place.ts';

export interface Lines {
  /** Where an offset (UTF-16 units from the start) stands; past the end is the end. */
  place(offset: number): Place;
  /** A line (from 1) as it is in the file, without its line break and what is blank before that. */
  excerpt(line: number): string;
}

const BYTE_ORDER_MARK = '\uFEFF';

/** Editors show no byte order mark, so it counts for no column. */
export const withoutMark = (text: string): string =>
  text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;

/** The lines of a file; `text` is without its byte order mark. */
export function linesOf(file: string, text: string): Lines {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return {
    place(offset) {
      const within = Math.max(0, Math.min(offset, text.length));
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if ((starts[middle] ?? 0) <= within) low = middle;
        else high = middle - 1;
      }
      return { file, line: low + 1, column: within - (starts[low] ?? 0) + 1 };
    },
    excerpt(line) {
      const start = starts[line - 1];
      return start === undefined ? '' : text.slice(start, starts[line]).trimEnd();
    },
  };
}
