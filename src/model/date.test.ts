import { expect, test } from 'vitest';
import { daysBetween, isoTime } from './date.ts';

test.each([
  ['2026-11-21', '2026-11-21', 0],
  ['2026-02-28', '2026-03-01', 1],
  ['2028-02-28', '2028-03-01', 2],
  ['2026-12-31', '2027-01-01', 1],
  ['2027-01-01', '2026-01-01', -365],
  ['1999-12-31', '2030-01-07', 10965],
])('from %s to %s are %i days', (from, to, days) => {
  expect(daysBetween(from, to)).toBe(days);
});

test('a time as files have it', () => {
  expect(isoTime(Date.parse('2026-03-01T00:05:09.999Z'))).toBe('2026-03-01T00:05:09Z');
});
