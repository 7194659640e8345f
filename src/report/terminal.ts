/** Text for a terminal: whatever comes from a tenant or a file is hostile until it went through `plain`. */

/**
 * Control and format characters (bidirectional overrides, zero-width ones), line and paragraph separators, lone surrogates; and what
 * makes a line of a build's log a command to the one who runs the build: `##vso[`, `##[`, `##teamcity[` anywhere, `::` where a line
 * begins. Source: the logging commands of Azure Pipelines, GitHub Actions (which trims the line first) and TeamCity.
 */
const HOSTILE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|(?<=#)#|(?<=^|\s):(?=:)/gu;

/** The same text with every character that could move the cursor, hide or reorder text, or give a command, shown as \u{hex}. */
export const plain = (text: string): string =>
  text.replace(HOSTILE, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);

/** How words are set off; every colour has a word beside it. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly widens: (text: string) => string;
  readonly narrows: (text: string) => string;
  readonly error: (text: string) => string;
  readonly good: (text: string) => string;
}
const as = (text: string): string => text;
export const NO_PAINT: Paint = { bold: as, dim: as, widens: as, narrows: as, error: as, good: as };

export interface Screen {
  readonly paint: Paint;
  /** Columns to stay within. */
  readonly width: number;
  /** Somebody looks at it: no pipe, no file, no log. */
  readonly terminal?: boolean;
}

/** A flag stays on one line with its value, so that it can be copied; a bracket is no value. */
const BREAKS = /(?<!--[a-z-]+) | (?=\()/;

/** Breaks at blanks so that no line is longer than `width`, where no single word is; later lines begin with `indent`. */
export function wrap(text: string, width: number, first: string, indent: string): string {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(BREAKS)) {
    const joined = empty ? line + word : `${line} ${word}`;
    if (!empty && joined.length > width) {
      lines.push(line);
      line = indent + word;
    } else line = joined;
    empty = false;
  }
  return [...lines, line].join('\n');
}

/** "1 change", "2 changes". */
export const count = (n: number, one: string, many = `${one}s`): string =>
  `${n} ${n === 1 ? one : many}`;
export const mailboxCount = (n: number): string => count(n, 'mailbox', 'mailboxes');
