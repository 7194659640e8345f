import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostile } from '../../test/support/hostile.ts';
import { cellsOf, spansOf } from '../../test/support/markdown-table.ts';
import { cell, code, row } from './markdown.ts';
import { plain } from './terminal.ts';

test.each([
  ['Sales', '`Sales`'],
  ['', ''],
  ['a `b` c', '``a `b` c``'],
  ['`', '`` ` ``'],
  ['``x', '``` ``x ```'],
  [' x ', '`  x  `'],
  [
    '@octocat #1 https://evil.example <img src=x>',
    '`@octocat #1 https://evil.example <img src=x>`',
  ],
  ['a\nb\u202e', '`a\\u{a}b\\u{202e}`'],
])('%j in a sentence is %s', (text, expected) => {
  expect(code(text)).toBe(expected);
});

test.each([
  ['Sales | EMEA', '`Sales \\| EMEA`'],
  ['||', '`\\|\\|`'],
  ['a\\|b', '`a\\\\u{7c}b`'],
  ['a\\', '`a\\`'],
])('%j in a cell is %s', (text, expected) => {
  expect(cell(text)).toBe(expected);
});

/** How a bar after a backslash is told. */
const withBars = (text: string): string => text.replaceAll('\\u{7c}', '|');

test('whatever a text is, it is one code span of one cell of one line, and reads as it was', () => {
  fc.assert(
    fc.property(hostile, hostile, (a, b) => {
      const line = row([cell(a), 'fixed', cell(b)]);
      expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
      const cells = cellsOf(line);
      expect(cells).toHaveLength(3);
      expect(cells[1]).toBe('fixed');
      for (const [shown, text] of [
        [cells[0] ?? '', a],
        [cells[2] ?? '', b],
      ] as const) {
        const { spans, rest } = spansOf(shown);
        expect(rest).toBe('');
        expect(spans.map(withBars)).toEqual(text === '' ? [] : [withBars(plain(text))]);
      }
    }),
    { numRuns: 2000 },
  );
});

test('a splitter that takes any backslash before a bar for an escape sees the same cells', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const line = row([cell(text), cell('x')]);
      expect(line.split(/(?<!\\)\|/)).toHaveLength(cellsOf(line).length + 2);
    }),
    { numRuns: 2000 },
  );
});

test('in a sentence it is one code span', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const { spans, rest } = spansOf(code(text));
      expect(rest).toBe('');
      expect(spans).toEqual(text === '' ? [] : [plain(text)]);
    }),
    { numRuns: 2000 },
  );
});
