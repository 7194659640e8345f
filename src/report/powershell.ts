/**
 * Text and values for a PowerShell script. The script is pure ASCII, since what else it holds may arrive as something different:
 * Windows PowerShell reads a file without a mark as the old code page, where a byte of an innocent letter is a curly quote.
 */
import { isEdit, type Value } from '../model/call.ts';

/**
 * Anything that may not stand in a literal as it is: controls, whatever is not ASCII (PowerShell's other quotes among it), and a
 * second number sign, since a script may be printed to the log of a build (see `plain`).
 */
const OUTSIDE = /((?:[^\x20-\x7e]|(?<=#)#)+)/;

/**
 * A single-quoted literal, in which only the quote has a meaning and is doubled; other characters by their number, added to it.
 * Source: PowerShell takes U+2018, U+2019, U+201A and U+201B for U+0027; none of them is ever written.
 */
export function literal(text: string): string {
  const parts = text
    .split(OUTSIDE)
    .flatMap((part, index) => (index % 2 === 0 ? [quoted(part)] : numbered(part)));
  // Begins with a text, else numbers would be added up.
  const needed = parts.filter((part, index) => index === 0 || part !== "''");
  return needed.length === 1 ? (needed[0] ?? "''") : `(${needed.join(' + ')})`;
}
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
/** UTF-16 units, as .NET counts. */
const numbered = (text: string): readonly string[] =>
  text.split('').map((unit) => `[char]0x${unit.charCodeAt(0).toString(16).toUpperCase()}`);

/** A comment of one line. It begins with a word of ours, so that it is never `#requires` or the mark of a signature. */
export const comment = (text: string): string =>
  `# ${text.replace(/[^\x20-\x7e]|(?<=#)#/gu, byNumber)}`;
const byNumber = (char: string): string => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;

/** ` -Name value`; empty for a list that is not changed. A colon, so that switches and Boolean parameters are written alike. */
export function parameter(name: string, value: Value): string {
  if (typeof value === 'boolean') return ` -${name}:$${value}`;
  const text = valueText(value);
  return text === undefined ? '' : ` -${name} ${text}`;
}
function valueText(value: Exclude<Value, boolean>): string | undefined {
  if (value === null) return '$null';
  if (typeof value === 'string') return literal(value);
  if (typeof value === 'number') return String(value);
  if (!isEdit(value)) return value.length === 0 ? '@()' : list(value);
  const sides = [
    ...(value.add.length === 0 ? [] : [`Add=${list(value.add)}`]),
    ...(value.remove.length === 0 ? [] : [`Remove=${list(value.remove)}`]),
  ];
  return sides.length === 0 ? undefined : `@{${sides.join('; ')}}`;
}
const list = (texts: readonly string[]): string => texts.map(literal).join(', ');
