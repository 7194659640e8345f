import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostile } from '../../test/support/hostile.ts';
import { canonicalJson } from './json.ts';
import { plain, wrap } from './terminal.ts';

test('control, bidi and zero-width characters are shown, not obeyed', () => {
  expect(plain('a\u001b[31mb\u202ec\u200bd\r\n')).toBe(
    'a\\u{1b}[31mb\\u{202e}c\\u{200b}d\\u{d}\\u{a}',
  );
  expect(plain('Zoë Müller 👋')).toBe('Zoë Müller 👋');
});

test.each([
  ['##vso[task.setvariable variable=x]1', '#\\u{23}vso[task.setvariable variable=x]1'],
  ['a ##[error]b', 'a #\\u{23}[error]b'],
  ['::stop-commands::x', '\\u{3a}:stop-commands::x'],
  ['a ::error::b', 'a \\u{3a}:error::b'],
  ['fe80::1 and #1', 'fe80::1 and #1'],
])('in the log of a build, %j gives no command: %s', (text, expected) => {
  expect(plain(text)).toBe(expected);
});

/** Of a line, as those who run builds read it. */
const COMMAND = /##[a-z]*\[|^\s*::/;
test('whatever a name is, no line of a log becomes a command, wherever it is broken', () => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 4, max: 30 }), (text, width) => {
      for (const line of wrap(`Mailbox ${plain(text)}`, width, '  ', '    ').split('\n'))
        expect(line).not.toMatch(COMMAND);
      expect(plain(text)).not.toMatch(COMMAND);
      const json = canonicalJson({ [text]: [text] });
      expect(json).not.toContain('##');
      expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
      expect(JSON.parse(canonicalJson([text]))).toEqual([text]);
    }),
    { numRuns: 2000 },
  );
});

test('whatever a name is, it stays on one line and cannot move the cursor', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(plain(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test('wrapped lines keep within the width, and nothing is lost', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }),
      fc.integer({ min: 20, max: 100 }),
      (words, width) => {
        const text = wrap(words.join(' '), width, '  ', '    ');
        for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
        expect(text.split(/\s+/).filter((word) => word !== '')).toEqual(words);
      },
    ),
  );
});
