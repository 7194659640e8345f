import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
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
  ["o'neil*@contoso.com", true],
  ['*.svc@contoso.com', true],
  ['backup-*@*.contoso.com', true],
  ['back\u00adup-*@contoso.com', false],
  ['o’neil@contoso.com', false],
  ['bäckup-*@contoso.com', false],
  ['.backup-*@contoso.com', false],
  ['backup-*.@contoso.com', false],
  ['back..up-*@contoso.com', false],
  ['backup-*@contoso..com', false],
  ['backup-*@contoso.com.', false],
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

describe('what is wrong with an address is told by the character', () => {
  test.each([
    ['o’brien@contoso.com', '`’` (U+2019), a typographic quote', 'plain apostrophe'],
    ['o`brien“@contoso.com', '`“` (U+201C), a typographic quote', 'plain apostrophe'],
    ['hel\u00adlo@contoso.com', 'an invisible character (U+00AD) after `hel`', 'type it again'],
    ['sales\u200b@contoso.com', 'an invisible character (U+200B) after `sales`', 'type it again'],
    ['\ufeffsales@contoso.com', 'an invisible character (U+FEFF) at its beginning', 'again'],
    ['sales@contoso\u200d.com', 'an invisible character (U+200D) after `sales@contoso`', 'again'],
    ['sales\u{e0061}@contoso.com', 'an invisible character (U+E0061)', 'type it again'],
    ['sa\ud800les@contoso.com', 'an invisible character (U+D800)', 'type it again'],
    ['büro@contoso.com', '`ü` (U+00FC)', 'without accents'],
    ['straße@contoso.com', '`ß` (U+00DF)', 'without accents'],
    ['сео@contoso.com', '`с` (U+0441)', 'other scripts'],
    ['a@bücher.example', '`ü` (U+00FC)', 'without accents'],
    ['.a@contoso.com', 'a dot is at the beginning or end', 'Delete the extra dot'],
    ['b.@contoso.com', 'a dot is at the beginning or end', 'Delete the extra dot'],
    ['c..d@contoso.com', 'or two dots are in a row', 'Delete the extra dot'],
    ['a\u00a0b@contoso.com', 'it contains a space', 'Delete the space'],
    [`${'a'.repeat(65)}@contoso.com`, 'more than 64 characters', 'as the service shows it'],
  ])('%j: %s', (text, message, mend) => {
    expect(FORMATS.address.pattern.test(text)).toBe(false);
    const told = FORMATS.address.told(text);
    expect(told.message).toContain(message);
    expect(told.mend).toContain(mend);
  });
  test.each([
    ['SIP:ceo@contoso.com', 'service address (SIP)', 'Write the primary address'],
    ['X500:/o=Contoso/cn=ceo', 'service address (X500)', 'Write the primary address'],
    ['eum:1234;phone-context=x', 'service address (EUM)', 'Write the primary address'],
    ['a@1.2.3.4', 'its domain ends in a number', 'name of the domain'],
    [`a@${'x'.repeat(64)}.com`, '63 between two dots', 'as the service shows it'],
  ])('%s names nobody, whoever it should guard or give a right', (text, message, mend) => {
    for (const format of [FORMATS.address, FORMATS.who, FORMATS.trustee]) {
      expect(format.pattern.test(text)).toBe(false);
      expect(format.told(text).message).toContain(message);
      expect(format.told(text).mend).toContain(mend);
      expect(format.told(text).mend).not.toContain('Delete');
    }
  });
  test.each(['a@contoso', 'a@-x.com', 'a@x-.com', 'a*@contoso', '*a@x.-y.com', 'a*@x-.com'])(
    '%s can be no trustee',
    (text) => expect(FORMATS.trustee.pattern.test(text)).toBe(false),
  );
  test.each(['a@contoso.com', 'a*@contoso.com', 'a@*.com', 'a@*', 'a@*-x.com', 'svc*@*contoso*'])(
    '%s can be one',
    (text) => expect(FORMATS.trustee.pattern.test(text)).toBe(true),
  );
  test('for a group and a pattern as well', () => {
    expect(FORMATS.who.told('group:büro@contoso.com').message).toContain('`ü` (U+00FC)');
    expect(FORMATS.trustee.told('o’neil*@contoso.com').message).toContain('typographic quote');
  });
});
