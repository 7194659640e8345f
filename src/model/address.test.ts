import { expect, test } from 'vitest';
import { globMatches, isAddress } from './address.ts';

test.each([
  ['sales@contoso.com', true],
  ["o'brien@contoso.com", true],
  ['müller@contoso.com', true],
  ['sales', false],
  ['sales@contoso', false],
  ['sa les@contoso.com', false],
  ['a@b@contoso.com', false],
  [`${'x'.repeat(65)}@contoso.com`, false],
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
