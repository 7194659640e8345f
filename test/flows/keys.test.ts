/**
 * What the page of docs says of a key, what an editor says by the JSON Schema, and what `mbx validate` says are the same, for every key of
 * mailboxes and settings. Each is read as a stranger reads it: the page as text, the schema as the JSON that `mbx schema` prints, and
 * `validate` through the command line.
 */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { EXIT } from '../../src/model/exit.ts';
import { systemClock } from '../../src/system-clock.ts';
import { type CommandLine, commandLine } from '../support/command-line.ts';
import { acceptedBy } from '../support/json-schema.ts';
import { spansOf, tablesOf } from '../support/markdown-table.ts';

const PAGE = readFileSync(new URL('../../docs/strategy.md', import.meta.url), 'utf8');

/** The text below a heading, to the next one. */
function below(heading: string): string {
  const [, text] = PAGE.split(`\n${heading}\n`);
  if (text === undefined) throw new Error(`the page has no heading ${heading}`);
  return text.split(/\n#+ /)[0] ?? '';
}
const firstTable = (heading: string) => tablesOf(below(heading))[0]?.rows ?? [];
const nameIn = (cell: string): string => spansOf(cell).spans[0] ?? '';

const MAILBOXES = ['users', 'sharedMailboxes'] as const;
type Section = (typeof MAILBOXES)[number] | 'settings';

/** What the page says of one key in one section. */
interface Told {
  readonly section: Section;
  readonly key: string;
  /** The cell that says what may stand there; the table of settings has none. */
  readonly value?: string;
}
const TOLD: readonly Told[] = [
  ...firstTable('## `users` and `sharedMailboxes`').flatMap(([key = '', value = '', says = '']) => {
    const only = MAILBOXES.filter((section) => says.startsWith(`\`${section}\` only`));
    const sections = only.length === 0 ? MAILBOXES : only;
    return sections.map((section) => ({ section, key: nameIn(key), value }));
  }),
  ...firstTable('### `settings`').map(([key = '']) => ({
    section: 'settings' as const,
    key: nameIn(key),
  })),
];
const LATER = spansOf(below('## Not in this version').split('- rights')[0] ?? '').spans;

const map = z.record(z.string(), z.unknown());
type Map = z.output<typeof map>;
const mapOf = (value: unknown): Map => map.safeParse(value).data ?? {};

/** Every example of the page, as data. */
const EXAMPLES = [...PAGE.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) =>
  mapOf(parse(text)),
);
/** Every team that the examples name, of one person who stands nowhere else. */
const TEAMS = Object.fromEntries(
  EXAMPLES.flatMap(({ teams }) => Object.keys(mapOf(teams))).map((name) => [
    name,
    { members: ['fay@contoso.com'] },
  ]),
);

/** The values that the examples give to a key; those of mailboxes do for both sections. */
const examplesOf = ({ section, key }: Told): readonly unknown[] =>
  EXAMPLES.flatMap((example) =>
    section === 'settings'
      ? [mapOf(example['settings'])]
      : MAILBOXES.flatMap((one) => Object.values(mapOf(example[one])).map(mapOf)),
  ).flatMap((said) => (Object.hasOwn(said, key) ? [said[key]] : []));

/** A strategy that says this of the key, and little else. */
function strategyWith({ section, key }: Pick<Told, 'section' | 'key'>, value: unknown): Map {
  const said = { [key]: value };
  return {
    version: 1,
    tenant: 'contoso.onmicrosoft.com',
    settings: { mode: 'exact', ...(section === 'settings' ? said : {}) },
    teams: TEAMS,
    users: { 'kim@contoso.com': section === 'users' ? said : {} },
    sharedMailboxes: { 'desk@contoso.com': section === 'sharedMailboxes' ? said : {} },
  };
}

const DAY = '2020-02-29';
/** Values of every sort: some right for one key and wrong for the next. */
const ANYTHING: readonly unknown[] = [
  ...[null, true, false, 0, 1, -1, 1.5, '', ' ', 'x', 'X y', ' x', 'two\nlines', 'x'.repeat(300)],
  ...['exact', 'additive', 'Exact', 'blocked', 'allowed', 'cloudCreate', 'true', 'UTC'],
  ...[
    DAY,
    '2021-02-29',
    '29.2.2020',
    'ann@contoso.com',
    'Ann@Contoso.com',
    'ann@',
    'anncontoso.com',
  ],
  ...[
    [],
    {},
    ['x'],
    ['ann@contoso.com'],
    ['smtp:ann@contoso.com'],
    ['*@contoso.com'],
    [''],
    [1],
    [null],
  ],
  ...[{ x: 1 }, { sendAs: true }, { sendAs: 'yes' }, { 'ann@contoso.com': ['sendAs'] }],
  ...[{ 'ann@contoso.com': [] }, { 'ann@contoso.com': ['sendAs', 'sendAs'] }, { ann: ['sendAs'] }],
  ...[
    { 'ann@contoso.com': { automap: true } },
    { 'team:': ['sendAs'] },
    { creates: 1 },
    { creates: '1' },
  ],
];
const INSTEAD: readonly unknown[] = [null, true, 7, -1, 'x y', [], {}];

/** An example, and near it all that is wrong in one place. */
function near(good: unknown): readonly unknown[] {
  if (Array.isArray(good))
    return [
      ...INSTEAD,
      ...good.flatMap((one, at) => near(one).map((other) => good.with(at, other))),
    ];
  if (typeof good !== 'object' || good === null) return INSTEAD;
  const entries = Object.entries(good);
  return [
    ...INSTEAD,
    { ...good, colour: 'red' },
    ...entries.map(([name]) => Object.fromEntries(entries.filter(([one]) => one !== name))),
    ...entries.flatMap(([name, one]) => near(one).map((other) => ({ ...good, [name]: other }))),
  ];
}

/** What only `validate` knows, as no schema can: the values that it refuses besides, and how it says so. */
const BEYOND: Readonly<Record<string, string>> = {
  timeZone: 'There is no time zone',
  protected: 'is a pattern',
  breakGlass: 'is a pattern',
};

let here: CommandLine;
let accepts: (value: unknown) => boolean;
let schema: Map;
beforeAll(async () => {
  here = await commandLine('', {}, systemClock);
  const { out } = await here.run(['schema']);
  schema = mapOf(JSON.parse(out));
  accepts = acceptedBy(out);
});
afterAll(() => here.remove());

/** Undefined: it is accepted. Else what is told. */
async function refusal(strategy: Map): Promise<string | undefined> {
  await writeFile(join(here.folder, 'mailboxes.yaml'), JSON.stringify(strategy));
  const { exit, out } = await here.run(['validate']);
  expect([EXIT.ok, EXIT.strategy]).toContain(exit);
  return exit === EXIT.ok ? undefined : out;
}

describe.each(TOLD)('$key in $section', (told) => {
  test('has an example on the page, and each is accepted by schema and validate', async () => {
    const examples = examplesOf(told);
    expect(examples).not.toEqual([]);
    for (const example of examples) {
      const strategy = strategyWith(told, example);
      expect(accepts(strategy), JSON.stringify(example)).toBe(true);
      expect(await refusal(strategy), JSON.stringify(example)).toBeUndefined();
    }
  });

  test('is accepted and refused by both alike', async () => {
    const values = new Map(
      [...ANYTHING, ...examplesOf(told).flatMap(near)].map((one) => [JSON.stringify(one), one]),
    );
    const refused: string[] = [];
    for (const [text, value] of values) {
      const strategy = strategyWith(told, value);
      const why = await refusal(strategy);
      if (!accepts(strategy)) {
        expect(why, `only the schema refuses ${text}`).toBeDefined();
        refused.push(text);
      } else if (why !== undefined)
        expect(why, `only validate refuses ${text}`).toContain(
          BEYOND[told.key] ?? 'nothing that a schema does not know',
        );
    }
    expect(refused).not.toEqual([]);
  });

  test('takes what the page says, and nothing else', () => {
    const { value: cell } = told;
    if (cell === undefined) return;
    const { spans, rest } = spansOf(cell);
    const isTold = (value: unknown): boolean => {
      if (Array.isArray(value)) return /\blist\b/.test(rest);
      if (typeof value === 'object') return /\bmap\b/.test(rest);
      if (spans.length > 0) return spans.includes(String(value));
      return typeof value === 'string' && /^(text|date|address)$/.test(rest);
    };
    const words = spans.map((word): unknown => parse(word));
    for (const word of words) expect(accepts(strategyWith(told, word)), String(word)).toBe(true);
    const untold = [...ANYTHING, ...examplesOf(told)].filter(
      (value) => accepts(strategyWith(told, value)) && !isTold(value),
    );
    expect(untold).toEqual([]);
    if (rest === 'text') expect(accepts(strategyWith(told, 'X y'))).toBe(true);
    if (rest === 'address') expect(accepts(strategyWith(told, 'x'))).toBe(false);
    if (rest === 'date') expect(accepts(strategyWith(told, '29.2.2020'))).toBe(false);
  });
});

describe('no other key is known', () => {
  test.each(['users', 'sharedMailboxes', 'settings'] as const)('in %s', async (section) => {
    const properties = mapOf(mapOf(schema['properties'])[section]);
    const known = mapOf(
      (section === 'settings' ? properties : mapOf(properties['additionalProperties']))[
        'properties'
      ],
    );
    const here = TOLD.filter((one) => one.section === section).map(({ key }) => key);
    expect(Object.keys(known).toSorted()).toEqual(here.toSorted());
    for (const key of new Set([...TOLD.map((one) => one.key), ...LATER])) {
      if (here.includes(key)) continue;
      const value = examplesOf({ section: 'users', key })[0] ?? true;
      const strategy = strategyWith({ section, key }, value);
      expect(accepts(strategy), key).toBe(false);
      expect(await refusal(strategy), key).toContain(`\`${key}\``);
    }
  });
  test('and words of later versions are none of them', () => {
    expect(LATER).toContain('folders');
    const known = TOLD.filter(({ section }) => section !== 'settings').map(({ key }) => key);
    expect(LATER.filter((word) => known.includes(word))).toEqual([]);
  });
});
