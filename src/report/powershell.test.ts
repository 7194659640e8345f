import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostile } from '../../test/support/hostile.ts';
import { statements } from '../../test/support/powershell.ts';
import { comment, literal, parameter } from './powershell.ts';

test.each([
  ['Sales', "'Sales'"],
  ['', "''"],
  ["O'Neil", "'O''Neil'"],
  ["'", "''''"],
  ['$(Remove-Mailbox x); `n "x"', `'$(Remove-Mailbox x); \`n "x"'`],
  ['a\r\nb', "('a' + [char]0xD + [char]0xA + 'b')"],
  ['\n', "('' + [char]0xA)"],
  ["’; x #'", "('' + [char]0x2019 + '; x #''')"],
  ['Zoë', "('Zo' + [char]0xEB)"],
  ['👋', "('' + [char]0xD83D + [char]0xDC4B)"],
  ['##vso[x]', "('#' + [char]0x23 + 'vso[x]')"],
])('%j is the literal %s', (text, expected) => {
  expect(literal(text)).toBe(expected);
});

test.each([
  ['Shared', true, ' -Shared:$true'],
  ['Hidden', false, ' -Hidden:$false'],
  ['Owner', null, ' -Owner $null'],
  ['Size', 3, ' -Size 3'],
  ['Name', '-Force', " -Name '-Force'"],
  ['Rights', ['a', "b'"], " -Rights 'a', 'b'''"],
  ['Rights', [], ' -Rights @()'],
  ['List', { add: ['a', 'é'], remove: ['b'] }, " -List @{Add='a', ('' + [char]0xE9); Remove='b'}"],
  ['List', { add: [], remove: ['b'] }, " -List @{Remove='b'}"],
  ['List', { add: [], remove: [] }, ''],
] as const)('%s with %j is %s', (name, value, expected) => {
  expect(parameter(name, value)).toBe(expected);
});

test('whatever a text is, it stays in its literal, in ASCII, and is the same text', () => {
  fc.assert(
    fc.property(hostile, hostile, (a, b) => {
      const line = `Set-Mailbox${parameter('DisplayName', a)}${parameter('Aliases', { add: [a, b], remove: [b] })}${parameter('Confirm', false)}`;
      expect(line).toMatch(/^[\x20-\x7e]+$/);
      expect(line).not.toContain('##');
      expect(statements(line)).toEqual([
        {
          command: 'Set-Mailbox',
          arguments: { DisplayName: a, Aliases: { Add: [a, b], Remove: [b] }, Confirm: false },
        },
      ]);
    }),
    { numRuns: 2000 },
  );
});

test('whatever a text is, a comment is one line of ASCII and ends where it should', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const line = comment(`Mailbox ${text}`);
      expect(line).toMatch(/^# Mailbox [\x20-\x7e]*$/);
      expect(line).not.toContain('##');
      expect(statements(`${line}\nGet-Mailbox`)).toEqual([
        { comment: line.slice(1) },
        { command: 'Get-Mailbox', arguments: {} },
      ]);
    }),
    { numRuns: 2000 },
  );
});
