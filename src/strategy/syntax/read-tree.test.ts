import { describe, expect, test } from 'vitest';
import { asStated, HEAD, mendOf, type Row, strategyOf, told } from '../../../test/support/told.ts';

const rows: readonly Row[] = [
  { name: 'nothing at all', text: '', tells: ['1:1 error The file is empty'] },
  { name: 'comments only', text: '# later\n', tells: ['1:1 error The file is empty'] },
  { name: 'a mark and blanks', text: '\uFEFF  \n', tells: ['1:1 error The file is empty'] },
  { name: 'a sentence', text: 'hello\n', tells: ['1:1 error A strategy must be a map, not text'] },
  { name: 'a list', text: '- a\n', tells: ['1:1 error A strategy must be a map, not a list'] },
  {
    name: 'a tab',
    text: `${HEAD}users:\n\tx: 1\n`,
    tells: ['5:1 error This line is indented with a tab'],
  },
  {
    name: 'two documents',
    text: `${HEAD}---\nusers: {}\n`,
    tells: ['4:1 error A second YAML document'],
  },
  {
    name: 'a bracket left open',
    text: `${HEAD}leavers: [a@contoso.com\nusers: {}\n`,
    tells: ['5:1 error A bracket or brace was opened above'],
  },
  {
    name: 'a quote left open is shown where it was opened',
    text: `${HEAD}users:\n  a@contoso.com:\n    purpose: "x\n    mode: exact\n`,
    tells: ['6:14 error A quote is opened here'],
  },
  {
    name: 'a key indented unlike its neighbours',
    text: `${HEAD}users:\n  a@contoso.com: {}\n b@contoso.com: {}\n`,
    tells: ['6:1 error This line is indented differently'],
  },
  {
    name: 'no blank after a colon',
    text: 'version:1\ntenant: x\n',
    tells: ['1:1 error This stands where a key is expected'],
  },
  {
    name: 'a word without colon',
    text: `${HEAD}users: {}\nleavers\n`,
    tells: ['5:1 error This stands where a key is expected, but no colon'],
  },
  {
    name: 'two keys on a line',
    text: 'version: 1 tenant: x\n',
    tells: ['1:10 error A second `key:`'],
  },
  { name: 'an @ at the start', text: 'version: @1\n', tells: ['1:10 error A value cannot begin'] },
  {
    name: 'an unfinished merge',
    text: `<<<<<<< HEAD\n${HEAD}=======\n>>>>>>> x\n`,
    tells: [
      '1:1 error This is the mark of an unfinished merge',
      '5:1 error This is the mark',
      '6:1 error This is the mark',
    ],
  },
  { name: 'a tag', text: `${HEAD}users: !foo {}\n`, tells: ['4:8 error Tags'] },
  { name: 'a set', text: `${HEAD}users: !!set {}\n`, tells: ['4:14 error Tags'] },
  {
    name: 'a timestamp',
    text: `${HEAD}users: !!timestamp 2026-01-01\n`,
    tells: ['4:20 error Tags'],
  },
  { name: 'YAML 1.1', text: `%YAML 1.1\n---\n${HEAD}`, tells: ['1:1 error Directives'] },
  {
    name: 'a number as key',
    text: `${HEAD}teams:\n  2024: { members: [] }\n`,
    tells: ['2:9 warning The strategy names no mailbox', '5:3 error YAML takes the key `2024`'],
  },
  {
    name: 'null and true as keys',
    text: `${HEAD}users:\n  ~: {}\n  true: {}\n  ? [a]\n  : {}\n`,
    tells: [
      '2:9 warning',
      '5:3 error YAML takes the key `~`',
      '6:3 error YAML takes the key `true`',
      '7:5 error A key is a word or an address',
    ],
  },
  {
    name: 'a key twice',
    text: `${HEAD}leavers: []\nusers: {}\nleavers: []\n`,
    tells: [
      '2:9 warning',
      '6:1 error The key `leavers` appears twice in the same map, first on line 4',
    ],
  },
  {
    name: 'an alias of nothing',
    text: `${HEAD}leavers: [*@contoso.com]\n`,
    tells: ['2:9 warning', '4:11 error `*@contoso.com` is a YAML alias, and no anchor'],
  },
  {
    name: 'an alias in itself',
    text: `${HEAD}leavers: &a [*a]\n`,
    tells: ['2:9 warning', '4:14 error The alias `*a` stands inside'],
  },
  {
    name: 'a merge of no map',
    text: `${HEAD}users:\n  a@contoso.com: { <<: 1 }\n`,
    tells: ['5:20 error A merge key'],
  },
  {
    name: 'the name of the prototype',
    text: `${HEAD}users:\n  __proto__: { a: 1 }\n`,
    tells: ['2:9 warning', '5:3 error The key `__proto__`'],
  },
];

test.each(rows)('$name', (row) => {
  expect(asStated(row)).toEqual(row.tells);
});

test('what stands before a breach is checked, what stands after it is not guessed at', () => {
  const text = 'version: 2\nusers:\n  a@contoso.com: { foo: 1 }\n b: 1\n  team:x: 3\nfoo: 1\n';
  expect(told(text).map((line) => line.slice(0, 20))).toEqual([
    '1:10 error `version`',
    '3:20 error `foo` is ',
    '4:1 error This line ',
  ]);
});

describe('texts as other programs leave them', () => {
  const body = 'users:\n  a@contoso.com:\n    hidden: maybe\n';
  test('a byte order mark takes no column', () => {
    expect(told(`\uFEFF${HEAD.replace('1', '2')}`)[0]).toMatch(/^1:10 /);
  });
  test('carriage returns take no column and are not in the excerpt', () => {
    expect(told((HEAD + body).replaceAll('\n', '\r\n'))).toEqual(told(HEAD + body));
  });
  test('a document may begin with dashes and end with dots', () => {
    expect(told(`---\n${HEAD}users: { a@contoso.com: {} }\n...\n`)).toEqual([]);
  });
});

describe('anchors', () => {
  test('an alias is its anchor, and is reported there, once', () => {
    const text = `${HEAD}users:\n  a@contoso.com: { delegates: &d { b@contoso.com: [send] } }\n  c@contoso.com: { delegates: *d }\n`;
    expect(told(text)).toEqual([expect.stringMatching(/^5:52 error `send` is not allowed/)]);
  });
  test('a merged key stands for itself, what is written wins, then what is merged first', () => {
    const text = `${HEAD}users:
  a@contoso.com: &a { hidden: true, displayName: A, mode: additive }
  b@contoso.com: &b { displayName: B, purpose: Of b }
  c@contoso.com: { <<: [*a, *b], mode: exact }
`;
    const { mailboxes } = strategyOf(text);
    expect(mailboxes[2]).toMatchObject({
      hidden: { value: true, at: { line: 5, column: 31 } },
      displayName: { value: 'A' },
      purpose: { value: 'Of b' },
      mode: { value: 'exact' },
    });
  });
  test('a later anchor of the same name counts from there on', () => {
    const text = `${HEAD}users:\n  a@contoso.com: { tags: &t [x] }\n  b@contoso.com: { tags: *t }\n  c@contoso.com: { tags: &t [y] }\n  d@contoso.com: { tags: *t }\n`;
    expect(
      strategyOf(text).mailboxes.map(({ tags }) => tags?.entries.map(({ value }) => value)),
    ).toEqual([['x'], ['x'], ['y'], ['y']]);
  });
  test('aliases that stand for billions are refused, quickly', () => {
    const levels = Array.from({ length: 40 }, (_, n) =>
      n === 0
        ? 'x0: &a0 [1]'
        : `x${n}: &a${n} [${Array(9)
            .fill(`*a${n - 1}`)
            .join(', ')}]`,
    );
    expect(told(HEAD + levels.join('\n')).join('\n')).toContain('far more than any strategy holds');
  });
  test('a chain of aliases is no way to any depth', () => {
    const levels = Array.from({ length: 1000 }, (_, n) =>
      n === 0 ? 'x0: &a0 [1]' : `x${n}: &a${n} [*a${n - 1}]`,
    );
    expect(told(HEAD + levels.join('\n')).join('\n')).toContain('far more than any strategy holds');
  });
});

test.each(['- ', '? ', '[', '{a: ', '  '])('a text of 100,000 times "%s" is refused', (part) => {
  expect(told(`${part.repeat(100_000)}x`).length).toBeGreaterThan(0);
});

test('a pattern that YAML takes for an alias is mended by quotes', () => {
  expect(mendOf(`${HEAD}leavers: [*@contoso.com]\n`, 'YAML alias')).toContain('"*@contoso.com"');
});
