/**
 * JSON whose bytes depend on the values alone: keys sorted, two blanks of indent, a newline at the end. What `plain` shows by its number
 * is written by its number here: the same value for whoever reads it, and nothing for a terminal or a build to obey.
 */
export const canonicalJson = (value: unknown): string =>
  `${JSON.stringify(sorted(value), undefined, 2).replace(HOSTILE, (text) =>
    text === '\n' ? text : text.split('').map(byNumber).join(''),
  )}\n`;
const HOSTILE = /(?<=#)#|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
/** Of a UTF-16 unit, as JSON writes it. */
const byNumber = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, part]) => [key, sorted(part)]),
  );
}
