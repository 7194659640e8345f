import { describe, expect, test } from 'vitest';
import { NotText, textOf } from './text-of.ts';

const TEXT = 'naïve: "\u{1f600}"\r\n';
const little = (text: string): Buffer => Buffer.from(text, 'utf16le');

describe('the same text', () => {
  test.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16 LE', little(`\ufeff${TEXT}`)],
    ['UTF-16 BE', little(`\ufeff${TEXT}`).swap16()],
  ])('in %s', (_, bytes) => expect(textOf(bytes)).toBe(TEXT));
  test('nothing, and a mark alone, are the empty text', () => {
    for (const bytes of [Buffer.alloc(0), little('\ufeff'), little('\ufeff').swap16()])
      expect(textOf(bytes)).toBe('');
  });
});

test.each<readonly [what: string, bytes: Buffer, why: string]>([
  ['Latin 1', Buffer.from('naïve', 'latin1'), 'is not text in UTF-8, or'],
  ['half a character of UTF-16', little('\ufeffab').subarray(0, 5), 'is not text in UTF-8, or'],
  ['half a pair of UTF-16', little('\ufeff\ud83d'), 'is not text in UTF-8, or'],
  ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 'UTF-32'],
  ['UTF-16 LE without a mark', little('version: 1\n'), 'UTF-16 without a byte order mark'],
  ['UTF-16 BE without a mark', little('version: 1\n').swap16(), 'without a byte order mark'],
  ['bytes of no text', Buffer.from('a: b\n\0\0\0'), 'has NUL bytes'],
  [
    'UTF-8, then UTF-16',
    Buffer.concat([Buffer.from('version: 1\n'), little('users: {}\r\n')]),
    'in two encodings',
  ],
  ...[0, 1].map(
    (odd) =>
      [
        `UTF-16, then UTF-8 (${odd})`,
        Buffer.concat([
          little('\ufeffversion: 1\r\n'),
          Buffer.from(`${' '.repeat(odd)}# seen\n- ann\n`),
        ]),
        'in two encodings',
      ] as const,
  ),
])('%s is no text', (_, bytes, why) => {
  expect(() => textOf(bytes)).toThrow(NotText);
  expect(() => textOf(bytes)).toThrow(why);
});

test('a text in Chinese, Maltese or Gurmukhi is not taken for two encodings', () => {
  const text = '上海销售部门共享邮箱，请勿删除……\nĊentru: "ਪੰਜਾਬੀ"\n'.repeat(50);
  expect(textOf(little(`\ufeff${text}`))).toBe(text);
});
