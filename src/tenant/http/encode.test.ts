import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeSegment, filter, literal, queryString } from './encode.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    'bob_contoso.com#EXT#@fabrikam.onmicrosoft.com',
    "o'neil&sons+co@contoso.com",
    '100%/..?x=1',
    'https://evil.example/',
    '$batch',
    'ünïcödé 🙂',
  ),
);
const name = hostile.filter((text) => !['', '.', '..'].includes(text));

test('a segment stays one segment, whatever is in it', () => {
  fc.assert(
    fc.property(name, name, (first, second) => {
      const url = new URL(
        `https://graph.microsoft.com/v1.0/users/${encodeSegment(first)}/${encodeSegment(second)}`,
      );
      const parts = url.pathname.split('/');
      expect(url.search + url.hash).toBe('');
      expect(url.host).toBe('graph.microsoft.com');
      expect(parts.map(decodeURIComponent)).toEqual(['', 'v1.0', 'users', first, second]);
    }),
  );
});

test('a query comes back as it was put in', () => {
  fc.assert(
    fc.property(fc.dictionary(name, hostile), (query) => {
      const url = new URL(`https://graph.microsoft.com/v1.0/users${queryString(query)}`);
      expect(url.pathname + url.hash).toBe('/v1.0/users');
      // Decoded by percent signs alone: a form decoder would take a plus for a blank.
      const pairs = url.search
        .slice(1)
        .split('&')
        .filter((pair) => pair !== '')
        .map((pair) => pair.split('=').map(decodeURIComponent));
      expect(Object.fromEntries(pairs)).toEqual({ ...query });
    }),
  );
});

test('a literal has no quote that ends it early', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const made = literal(text);
      expect(made.slice(1, -1).replaceAll("''", '')).not.toContain("'");
      expect(made.slice(1, -1).replaceAll("''", "'")).toBe(text);
    }),
  );
});

test.each([
  { made: encodeSegment('bob#EXT#@t'), is: 'bob%23EXT%23%40t' },
  { made: encodeSegment("o'neil (x)"), is: 'o%27neil%20%28x%29' },
  {
    made: filter`p eq ${"o'neil"} and n eq ${3} and b eq ${true}`,
    is: "p eq 'o''neil' and n eq 3 and b eq true",
  },
  { made: queryString({ $select: 'id,mail', $top: '999' }), is: '?$select=id,mail&$top=999' },
  { made: queryString({}), is: '' },
])('$is', ({ made, is }) => {
  expect(made).toBe(is);
});

test.each(['', '.', '..', '\ud800'])('%j is refused', (text) => {
  expect(() => encodeSegment(text)).toThrow(expect.objectContaining({ code: 'E4004' }));
});
