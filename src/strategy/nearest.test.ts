import { expect, test } from 'vitest';
import { guesser, nearest, nearestAddress } from './nearest.ts';

test.each([
  ['max-revoke', 'max-revokes'],
  ['maxRevokes', 'max-revokes'],
  ['craetes', 'creates'],
  ['protected', undefined],
])('of the gates, %s is nearest to %s', (word, expected) => {
  expect(nearest(word, ['max-revokes', 'max-grants', 'creates'])).toBe(expected);
});

const KNOWN = ['hr@contoso.com', 'sales@contoso.com', 'legal@fabrikam.example'];
test.each([
  ['slaes@contoso.com', 'sales@contoso.com'],
  ['sales@contso.com', 'sales@contoso.com'],
  ['sale', 'sales@contoso.com'],
  ['legal', 'legal@fabrikam.example'],
  ['legal@contoso.com', undefined], // no letters in common with what makes the other domain
  ['press@contoso.com', undefined], // the same domain alone does not make it near
  ['', undefined],
])('of the addresses, %s is nearest to %s', (word, expected) => {
  expect(nearestAddress(word, KNOWN)).toBe(expected);
});

test('many words are guessed at until that would take long', () => {
  const guessed = guesser(new Set(['sales', 'press']), 4);
  expect(['sale', 'prss', 'sale', 'sles', 'prss'].map(guessed)).toEqual([
    'sales',
    'press',
    'sales',
    undefined,
    'press',
  ]);
});
