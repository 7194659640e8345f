import fc from 'fast-check';
import { expect, test } from 'vitest';
import { globMatches, isAddress, matching } from './address.ts';

test.each([
  ['sales@contoso.com', true],
  ["o'brien@contoso.com", true],
  ["o'neil@contoso.com", true],
  ['x#y@contoso.com', true],
  ['q+r@contoso.com', true],
  ['maria_fabrikam.example#EXT#@contoso.onmicrosoft.com', true],
  ['a@xn--bcher-kva.example', true],
  ['müller@contoso.com', false],
  ['a@bücher.example', false],
  ['o’neil@contoso.com', false],
  ['hel\u00adlo@contoso.com', false],
  ['sales\u200b@contoso.com', false],
  ['sales@contoso\u200b.com', false],
  ['\ufeffsales@contoso.com', false],
  ['\u212aate@contoso.com', false], // the sign for kelvin, which is a k in lower case
  ['sales@contoso.com\n', false],
  ['.sales@contoso.com', false],
  ['sales.@contoso.com', false],
  ['sa..les@contoso.com', false],
  ['sa.les@contoso.com', true],
  ['sales@contoso..com', false],
  ['sales@.contoso.com', false],
  ['sales@contoso.com.', false],
  ['sales@-contoso.com', false],
  ['sales', false],
  ['sales@contoso', false],
  ['sa les@contoso.com', false],
  ['a@b@contoso.com', false],
  [`${'x'.repeat(65)}@contoso.com`, false],
  [`a@${'x'.repeat(63)}.com`, true],
  [`a@${'x'.repeat(64)}.com`, false],
  [`a@contoso.${'x'.repeat(64)}`, false],
  [`a@${'x.'.repeat(126)}com`, true],
  [`a@${'x.'.repeat(127)}com`, false],
  ['a@1.2.3.4', false],
  ['a@contoso.123', false],
  ['a@contoso.1-2', false],
  ['a@4711.contoso.com', true],
  ['a@contoso.xn--p1ai', true],
])('%s is an address: %s', (text, is) => {
  expect(isAddress(text)).toBe(is);
});

test.each([
  ['*', 'anything', true],
  ['backup-*@contoso.com', 'backup-1@contoso.com', true],
  ['backup-*@contoso.com', 'my-backup-1@contoso.com', false],
  ['*finance*@contoso.com', 'ap-finance-1@contoso.com', true],
  ['a*a', 'a', false],
  ['a*b*c', 'axxbyyc', true],
  ['a*b*c', 'acb', false],
  ['sales@contoso.com', 'sales@contoso.com', true],
  ['sales.*@contoso.com', 'salesx@contoso.com', false],
])('%s fits %s: %s', (pattern, text, fits) => {
  expect(globMatches(pattern, text)).toBe(fits);
});

test('of many patterns those that fit are found, as one after the other would', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 5 });
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), fc.array(word), (patterns, words) => {
      const fitting = matching(patterns);
      for (const text of words.map((one) => one.replaceAll('*', 'c')))
        expect(fitting(text)).toEqual([
          ...new Set(patterns.filter((pattern) => globMatches(pattern, text))),
        ]);
    }),
  );
});
