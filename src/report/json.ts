/**
 * JSON whose bytes depend on the values alone: keys sorted, two blanks of indent, a newline at the end. No two number signs stand
 * together (see `plain`): the same value for whoever reads it, and no command for whoever runs the build that prints it.
 */
export const canonicalJson = (value: unknown): string =>
  `${JSON.stringify(sorted(value), undefined, 2).replaceAll('##', '#\\u0023')}\n`;

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, part]) => [key, sorted(part)]),
  );
}
