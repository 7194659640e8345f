/** For the tests of this folder: what a reader is told of a strategy, in one line each. */
import { parseStrategy } from '../../src/strategy/parse.ts';
import type { Complaint, Parsed, Source, Strategy } from '../../src/strategy/strategy.ts';

/** Noon UTC on 15 June 2026, in milliseconds. */
export const NOON = 1_781_524_800_000;

/** Three lines that make a valid strategy of any list of mailboxes; what follows begins on line 4. */
export const HEAD = 'version: 1\ntenant: contoso.onmicrosoft.com\nsettings: { mode: exact }\n';

const sourcesOf = (text: string | readonly Source[]): readonly Source[] =>
  typeof text === 'string' ? [{ file: 'mailboxes.yaml', text }] : text;

export const read = (text: string | readonly Source[], now = NOON): Parsed =>
  parseStrategy(sourcesOf(text), now);

/** `LINE:COLUMN SEVERITY MESSAGE`, the file before it where there are several. */
export function told(text: string | readonly Source[], now = NOON): string[] {
  const sources = sourcesOf(text);
  return read(sources, now).complaints.map(({ at, severity, message }) => {
    const place = `${at.line}:${at.column}`;
    return `${sources.length > 1 ? `${at.file}:` : ''}${place} ${severity} ${message}`;
  });
}

export function strategyOf(text: string | readonly Source[]): Strategy {
  const parsed = read(text);
  if (!parsed.ok) throw new Error(parsed.complaints.map(({ message }) => message).join('\n'));
  return parsed.strategy;
}

/** What one complaint says on how to mend it. */
export function mendOf(text: string | readonly Source[], message: string): string {
  const found: Complaint | undefined = read(text).complaints.find((complaint) =>
    complaint.message.includes(message),
  );
  if (found === undefined) throw new Error(`no complaint says: ${message}`);
  return found.mend;
}

/** One row of a table: a text, and for each complaint in order the beginning of what is told. */
export interface Row {
  readonly name: string;
  readonly text: string;
  readonly tells: readonly string[];
}

/** What is told, cut to the length that the row states, so that a row need state only the beginning. */
export const asStated = ({ text, tells }: Row): string[] =>
  told(text).map((line, index) => line.slice(0, tells[index]?.length ?? line.length));
