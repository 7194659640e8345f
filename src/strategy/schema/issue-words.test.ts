/** What is said of a size, for keys that say nothing themselves. */
import { expect, test } from 'vitest';
import * as z from 'zod';
import { wrongSize } from './issue-words.ts';

test.each([
  [z.array(z.string()).min(1), [], '`x` must have at least 1 entry.'],
  [z.array(z.string()).max(2), ['a', 'b', 'c'], '`x` must have at most 2 entries.'],
  [z.string().min(1), '', '`x` is empty.'],
  [z.string().max(3), 'abcd', '`x` must have at most 3 characters.'],
  [z.string().min(3), 'ab', '`x` must have at least 3 characters.'],
  [z.int().min(0), -1, '`x` must be a whole number, 0 or more.'],
  [z.int().min(2), 1, '`x` must be at least 2.'],
  [z.int().max(180), 181, '`x` must be at most 180.'],
])('%#: %j', (schema, value, message) => {
  const issues = z.safeParse(schema, value).error?.issues ?? [];
  const told = issues.flatMap((issue) =>
    issue.code === 'too_small' || issue.code === 'too_big' ? [wrongSize('`x`', issue)] : [],
  );
  expect(told.map((one) => one.message)).toEqual([message]);
});

test('a key that says it itself is heard', () => {
  const own = { message: 'gives nothing.', mend: 'Give.' };
  const empty = { code: 'too_small', origin: 'array', minimum: 1 } as const;
  expect(wrongSize('`x`', empty, { withoutEntries: own })).toEqual({
    message: '`x` gives nothing.',
    mend: 'Give.',
  });
});
