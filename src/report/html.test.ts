import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostile } from '../../test/support/hostile.ts';
import { html } from './html.ts';
import { plain } from './terminal.ts';

test.each([
  ['Sales', 'Sales'],
  ['R&D <b>"x"</b>', 'R&amp;D &lt;b&gt;&quot;x&quot;&lt;/b&gt;'],
  ["O'Neil", 'O&#39;Neil'],
  ['&amp;', '&amp;amp;'],
  ['a\nb\u202e', 'a\\u{a}b\\u{202e}'],
])('%j is %s', (text, expected) => {
  expect(html(text)).toBe(expected);
});

/** As a browser reads the references that are used here. */
const read = (markup: string): string =>
  markup.replaceAll(/&(?:(lt|gt|amp|quot)|#(\d+));/g, (_, name, number) =>
    number === undefined
      ? ({ lt: '<', gt: '>', amp: '&', quot: '"' }[String(name)] ?? '')
      : String.fromCodePoint(Number(number)),
  );

test('whatever a text is, it opens no element, ends no attribute, starts no line, and reads as it was', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const markup = html(text);
      expect(markup).not.toMatch(/[<>"']|[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
      expect(markup.replaceAll(/&(?:lt|gt|amp|quot|#39);/g, '')).not.toContain('&');
      expect(read(markup)).toBe(plain(text));
    }),
    { numRuns: 2000 },
  );
});
