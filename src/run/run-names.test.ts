import { describe, expect, test } from 'vitest';
import { fitting, shortNames } from './run-names.ts';

const A = '20260101T090000.000Z-aaaaaa';
const B = '20260101T090000.123Z-bbbbbb';
const C = '20260214T100000.000Z-cccccc';
const ALL = [C, A, B];

describe('a run is named', () => {
  test.each<[string, readonly string[]]>([
    [A, [A]],
    ['20260214', [C]],
    ['20260101T090000.1', [B]],
    ['20260101', [A, B]],
    ['2', [A, B, C]],
    ['last', [C]],
    ['', []],
    ['aaaaaa', []],
    ['2027', []],
    [`${A}0`, []],
    ['LAST', []],
    ['*', []],
  ])('%j fits %j', (name, expected) => {
    expect(fitting(name, ALL)).toEqual(expected);
  });
  test('last of nothing is nothing; a journal that stands twice is one run', () => {
    expect(fitting('last', [])).toEqual([]);
    expect(fitting('2026', [A, A])).toEqual([A]);
  });
});

test('the short name of each run fits that run alone', () => {
  const short = shortNames(ALL);
  expect(short.get(C)).toBe('20260214T100000');
  expect(short.get(A)).toBe('20260101T090000.0');
  for (const [run, name] of short) expect(fitting(name, ALL)).toEqual([run]);
});
