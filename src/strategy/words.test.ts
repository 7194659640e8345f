import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOON } from '../../test/support/told.ts';
import { dayIn, isTimeZone } from './day.ts';
import { linesOf, withoutMark } from './lines.ts';
import { nearest } from './nearest.ts';

describe('the nearest word', () => {
  test.each([
    ['alias', ['aliases', 'owner'], 'aliases'],
    ['aliase', ['aliases', 'owner'], 'aliases'],
    ['dispalyName', ['displayName', 'delegates'], 'displayName'],
    ['max-revokes', ['maxGrants', 'maxRevokes'], 'maxRevokes'],
    ['SENDAS', ['sendAs', 'sendOnBehalf'], 'sendAs'],
    ['sale', ['sales', 'sally'], 'sales'],
    ['sale', ['sala', 'salb'], 'sala'],
    ['xyz', ['abc'], undefined],
    ['', ['ab'], undefined],
  ])('to %s of %j is %s', (word, known, found) => expect(nearest(word, known)).toBe(found));
  test('to a known word is that word', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{3,8}$/), { minLength: 1 }), (known) => {
        for (const word of known) expect(nearest(word, known)).toBe(word);
      }),
    );
  });
});

describe('days', () => {
  test.each([
    ['UTC', '2026-06-15'],
    ['Pacific/Kiritimati', '2026-06-16'],
    ['Pacific/Pago_Pago', '2026-06-15'],
  ])('in %s', (zone, day) => expect(dayIn(zone, NOON)).toBe(day));
  test('begin and end with the time zone', () => {
    const midnight = NOON + 11 * 3_600_000; // 23:00 UTC, midnight of summer time in London
    expect([dayIn('Europe/London', midnight - 1), dayIn('Europe/London', midnight)]).toEqual([
      '2026-06-15',
      '2026-06-16',
    ]);
  });
  test.each([
    ['Europe/London', true],
    ['UTC', true],
    ['Europe/Nowhere', false],
    ['+01:00', false],
    ['', false],
  ])('zone %s: %s', (zone, known) => expect(isTimeZone(zone)).toBe(known));
});

describe('lines', () => {
  test('are found by offset, and give back their words', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[ab \r]{0,5}$/), { minLength: 1 }), (rows) => {
        const text = rows.join('\n');
        const lines = linesOf('f', text);
        for (let offset = 0; offset <= text.length; offset += 1) {
          const before = text.slice(0, offset).split('\n');
          expect(lines.place(offset)).toEqual({
            file: 'f',
            line: before.length,
            column: (before.at(-1)?.length ?? 0) + 1,
          });
        }
        rows.forEach((row, index) => {
          expect(lines.excerpt(index + 1)).toBe(row.trimEnd());
        });
      }),
    );
  });
  test('past the end are empty', () => {
    const lines = linesOf('f', 'a\n');
    expect([lines.excerpt(2), lines.excerpt(3), lines.place(99).line]).toEqual(['', '', 2]);
  });
  test('do not count a byte order mark', () => expect(withoutMark('\uFEFFa')).toBe('a'));
});
