import { describe, expect, test } from 'vitest';
import { textOf } from './text-of.ts';

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

test.each([
  ['Latin 1', Buffer.from('naïve', 'latin1')],
  ['half a character of UTF-16', little('\ufeffab').subarray(0, 5)],
  ['half a pair of UTF-16', little('\ufeff\ud83d')],
  ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0])],
])('%s is no text', (_, bytes) => expect(() => textOf(bytes)).toThrow(TypeError));
