import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostile } from '../../test/support/hostile.ts';
import { annotation } from './annotation.ts';
import { plain } from './terminal.ts';

test.each([
  [{ level: 'error', message: 'Sales' }, '::error::Sales\n'],
  [
    { level: 'warning', message: '100%: a, b', title: 'a, b: c', file: 'mailboxes.yaml', line: 7 },
    '::warning title=a%2C b%3A c,file=mailboxes.yaml,line=7::100%25: a, b\n',
  ],
  [{ level: 'notice', message: 'a\n::error::b' }, '::notice::a\\u{a}\\u{3a}:error::b\n'],
] as const)('%j is %j', (given, expected) => {
  expect(annotation(given)).toBe(expected);
});

/** As the runner reads a line: the first two colons end the properties. */
function read(line: string) {
  const [, level, properties, message] = /^::(\w+)(?: (.*?))?::(.*)\n$/u.exec(line) ?? [];
  const unescaped = (text = ''): string =>
    text.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
  return {
    level,
    message: message?.replaceAll('%25', '%'),
    properties: Object.fromEntries(
      (properties ?? '').split(',').map((one) => {
        const at = one.indexOf('=');
        return [one.slice(0, at), unescaped(one.slice(at + 1))];
      }),
    ),
  };
}

test('whatever the texts are, it is one command with these properties and this message', () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, (message, title, file) => {
      expect(read(annotation({ level: 'error', message, title, file, line: 3 }))).toEqual({
        level: 'error',
        message: plain(message),
        properties: { title: plain(title), file: plain(file), line: '3' },
      });
    }),
    { numRuns: 2000 },
  );
});
