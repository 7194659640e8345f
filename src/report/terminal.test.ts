import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plain, wrap } from './terminal.ts';

test('control, bidi and zero-width characters are shown, not obeyed', () => {
  expect(plain('a\u001b[31mb\u202ec\u200bd\r\n')).toBe(
    'a\\u{1b}[31mb\\u{202e}c\\u{200b}d\\u{d}\\u{a}',
  );
  expect(plain('Zoë Müller 👋')).toBe('Zoë Müller 👋');
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
