import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostile } from '../../test/support/hostile.ts';
import { csvLine } from './csv.ts';
import { plain } from './terminal.ts';

/** RFC 4180: records of fields; in quotes, two quotes are one and nothing else has a meaning. */
function parse(text: string): readonly (readonly string[])[] {
  const records: string[][] = [['']];
  let inside = false;
  for (let at = 0; at < text.length; at += 1) {
    const record = records.at(-1) ?? [];
    const char = text[at] ?? '';
    const add = (more: string) => {
      record[record.length - 1] += more;
    };
    if (inside && char === '"' && text[at + 1] === '"') {
      add('"');
      at += 1;
    } else if (char === '"') inside = !inside;
    else if (inside) add(char);
    else if (char === ',') record.push('');
    else if (char === '\n') records.push(['']);
    else if (char !== '\r') add(char);
  }
  expect(inside).toBe(false);
  expect(records.pop()).toEqual(['']); // every line has its end
  return records;
}

test.each([
  ['Sales', '"Sales"'],
  ['Sales, "EMEA"; North', '"Sales, ""EMEA""; North"'],
  ['=HYPERLINK("http://evil.example")', '"\'=HYPERLINK(""http://evil.example"")"'],
  ['+44 20 7946 0000', '"\'+44 20 7946 0000"'],
  ['-1', '"\'-1"'],
  ['@SUM(A1)', '"\'@SUM(A1)"'],
  ['\t=1', '"\'\\u{9}=1"'],
  ['\r=1', '"\'\\u{d}=1"'],
  ['＝1', '"\'＝1"'],
  ['a=b', '"a=b"'],
  ['S-1-5-21-1', '"S-1-5-21-1"'],
  ['two\nlines', '"two\\u{a}lines"'],
  ['', '""'],
])('%j is %s', (text, expected) => {
  expect(csvLine([text])).toBe(`${expected}\r\n`);
});

test('whatever the texts are, there are as many lines and columns, and none is a formula', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(hostile, hostile), { minLength: 1, maxLength: 4 }), (lines) => {
      const records = parse(lines.map(csvLine).join(''));
      expect(records.map((record) => record.length)).toEqual(lines.map(() => 2));
      for (const [index, text] of lines.flat().entries()) {
        const field = records.flat()[index] ?? '';
        expect(field).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
        expect([plain(text), `'${plain(text)}`]).toContain(field);
      }
    }),
    { numRuns: 2000 },
  );
});
