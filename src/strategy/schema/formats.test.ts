import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAddress } from '../../model/address.ts';
import { FORMATS } from './formats.ts';

const character = fc.oneof(
  fc.constantFrom(...'ab.@<>()[]\\,;:" \t-*é'),
  fc.string({ maxLength: 1 }),
);
const text = fc.array(character, { maxLength: 12 }).map((parts) => parts.join(''));
const likely = fc
  .tuple(text, text, text)
  .map(([local, domain, top]) => `${local}@${domain}.${top}`);

test('an address is what the rest of the program takes for one', () => {
  fc.assert(
    fc.property(fc.oneof(text, likely, fc.emailAddress()), (address) => {
      expect(FORMATS.address.pattern.test(address)).toBe(isAddress(address));
    }),
    { numRuns: 2000 },
  );
  const long = (length: number): string => `a@${'b'.repeat(length - 4)}.c`;
  for (const length of [320, 321]) {
    expect(FORMATS.address.pattern.test(long(length))).toBe(isAddress(long(length)));
  }
});

test('a date is a day that exists', () => {
  fc.assert(
    fc.property(
      fc.tuple(
        fc.integer({ min: 1000, max: 9999 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 32 }),
      ),
      ([year, month, day]) => {
        const date = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
        const last = [
          31,
          year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28,
          31,
          30,
          31,
          30,
          31,
          31,
          30,
          31,
          30,
          31,
        ];
        const exists = day >= 1 && day <= (last[month - 1] ?? 0);
        expect(FORMATS.date.pattern.test(date)).toBe(exists);
      },
    ),
    { numRuns: 2000 },
  );
});

test.each([
  ['contoso.onmicrosoft.com', true],
  ['CONTOSO.onmicrosoft.com', true],
  ['3f2504e0-4f89-11d3-9a0c-0305e82c3301', true],
  ['3f2504e0-4f89-11d3-9a0c-0305e82c330', false],
  ['contoso', false],
  ['contoso.', false],
  ['-a.com', false],
])('tenant %s: %s', (name, right) => expect(FORMATS.tenant.pattern.test(name)).toBe(right));

test.each([
  ['backup-*@contoso.com', true],
  ['*@vendor.com', true],
  ['S-1-5-21-1-2-3-4711', true],
  ['s-1-5-21-1', true],
  ['S-1-5', false],
  ['backup-*', false],
  ['*@*', false],
  ['*@*.*', false],
])('trustee %s: %s', (name, right) => expect(FORMATS.trustee.pattern.test(name)).toBe(right));

test.each([
  ['team:sales', true],
  ['team:Büro-1', true],
  ['team:', false],
  ['team:a b', false],
  ['group:a@contoso.com', true],
  ['group:a', false],
  ['a@contoso.com', true],
  ['a', false],
  ['user:a@contoso.com', false],
])('who %s: %s', (name, right) => expect(FORMATS.who.pattern.test(name)).toBe(right));
