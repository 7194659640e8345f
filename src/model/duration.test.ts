import { expect, test } from 'vitest';
import { durationText } from './duration.ts';

test.each([
  [0, '0 s'],
  [1, '1 s'],
  [59_000, '59 s'],
  [59_001, '1 min'],
  [900_000, '15 min'],
  [3_600_000, '1 h'],
  [9_999_000, '2 h 47 min'],
  [86_400_000, '24 h'],
  [172_800_000, '2 days'],
  [99_999_999_000, '3 years'],
  [9e20, 'more than 1000 years'],
  [Number.POSITIVE_INFINITY, 'more than 1000 years'],
])('%i ms is %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
