import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { HEAD, NOON } from '../../test/support/told.ts';
import { parseStrategy } from './parse.ts';
import type { Complaint } from './strategy.ts';

const WORDS = [
  ...'version tenant settings mode exact timeZone UTC protected gates creates teams sales members'.split(
    ' ',
  ),
  ...'leavers who reason users sharedMailboxes aliases delegates rights automap until owner'.split(
    ' ',
  ),
  ...'fullAccess sendAs sentItemsCopy hidden signIn folders __proto__ constructor toString'.split(
    ' ',
  ),
  ...'fred@contoso.com Fred@contoso.com team:sales team:x group:g@contoso.com 2026-02-30 <<'.split(
    ' ',
  ),
];
const word = fc.constantFrom(...WORDS);
const scalar = fc.oneof(
  word,
  word,
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.double(),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(word, word, word, fc.string()), tie('value'), { maxKeys: 6 }),
  ),
}));
const section = fc.constantFrom('users', 'sharedMailboxes', 'teams', 'leavers', 'settings');
const tokens = fc
  .array(
    fc.oneof(
      word,
      fc.constantFrom(
        '\n',
        '\n  ',
        ': ',
        '- ',
        '[',
        ']',
        '{',
        '}',
        ', ',
        '"',
        "'",
        '&a ',
        '*a ',
        '<<: ',
        '|',
        '#',
        '\t',
        '!!',
        '%',
        '---\n',
        '? ',
        '\r\n',
        '\uFEFF',
      ),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

/** Whatever the text, the reader answers, and each complaint points to a place that is there. */
function answers(text: string): void {
  const { ok, complaints } = parseStrategy([{ file: 'a.yaml', text }], NOON);
  expect(ok).toBe(complaints.every(({ severity }) => severity !== 'error'));
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  // One expectation for all of them: they are many, and expecting takes longer than reading.
  expect(complaints.filter((one) => !isWell(one, lines[one.at.line - 1]))).toEqual([]);
}
const isWell = ({ at, excerpt, message, mend }: Complaint, line: string | undefined): boolean =>
  line !== undefined &&
  excerpt === line.trimEnd() &&
  at.column >= 1 &&
  at.column <= line.length + 1 &&
  !/undefined|\[object/.test(message) &&
  mend !== '';

describe('the reader never throws', () => {
  test('on any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), answers), {
      numRuns: 500,
    });
  });
  test('on pieces of YAML in any order', () => {
    fc.assert(fc.property(tokens, answers), { numRuns: 1500 });
    fc.assert(
      fc.property(tokens, (text) => answers(`${HEAD}users:\n  ${text}`)),
      { numRuns: 1500 },
    );
  });
  test('on any value', () => {
    fc.assert(
      fc.property(value, (data) => answers(stringify(data))),
      { numRuns: 1000 },
    );
  });
  test('on any value in a section', () => {
    fc.assert(
      fc.property(
        section,
        fc.dictionary(fc.constantFrom('fred@contoso.com', 'sales', 'gates'), value),
        (name, data) =>
          answers(stringify({ version: 1, tenant: 'contoso.onmicrosoft.com', [name]: data })),
      ),
      { numRuns: 1500 },
    );
  });
});

test('a complaint does not depend on line breaks of another system', () => {
  fc.assert(
    fc.property(value, (data) => {
      const text = stringify({ users: data }, { blockQuote: false, lineWidth: 0 });
      const complaints = (source: string) =>
        parseStrategy([{ file: 'a', text: source }], NOON).complaints.map(({ at, message }) => [
          at,
          message,
        ]);
      expect(complaints(text.replaceAll('\n', '\r\n'))).toEqual(complaints(text));
    }),
    { numRuns: 300 },
  );
});

test('reading grows with the file, and no faster', () => {
  const textOf = (count: number): string => {
    const lines = Array.from(
      { length: count },
      (_, n) => `  s${n}@contoso.com:
    aliases: [a${n}@contoso.com]
    delegates: { p${n}@contoso.com: [fullAccess, sendAs], team:t${n % 50}: [sendOnBehalf], x: [no] }
`,
    );
    const teams = Array.from(
      { length: 50 },
      (_, n) => `  t${n}: { members: [m${n}@contoso.com] }\n`,
    );
    return `${HEAD}teams:\n${teams.join('')}sharedMailboxes:\n${lines.join('')}`;
  };
  const costOf = (count: number): number => {
    const text = textOf(count);
    const runs = Array.from({ length: 3 }, () => {
      const start = process.cpuUsage();
      expect(parseStrategy([{ file: 'a', text }], NOON).complaints).toHaveLength(2 * count);
      const { user } = process.cpuUsage(start);
      return user;
    });
    return Math.min(...runs);
  };
  costOf(200);
  // Eight times the mailboxes: a quadratic step would cost 64 times as much.
  expect(costOf(2000) / costOf(250)).toBeLessThan(24);
});
