import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addAlias, automap, grant, hide, revoke } from '../../test/support/builders.ts';
import { hostile } from '../../test/support/hostile.ts';
import { planWith } from '../../test/support/hostile-plans.ts';
import { spansOf, type Table, tablesOf } from '../../test/support/markdown-table.ts';
import { planOf } from '../../test/support/plans.ts';
import { KINDS, describe as told } from '../kinds/index.ts';
import type { Plan } from '../plan/plan.ts';
import { planned } from '../plan/plan.ts';
import { planMarkdown } from './plan-markdown.ts';
import { plain } from './terminal.ts';

const MOST = 60_000;
const withBars = (text: string): string => text.replaceAll('\\u{7c}', '|');
const withColumn = (markdown: string, column: string): Table | undefined =>
  tablesOf(markdown).find(({ columns }) => columns.includes(column));
/** How many rows each statement of a cut says are missing. */
const cuts = (markdown: string): readonly number[] =>
  [...markdown.matchAll(/^\*\*Cut: (\d+) of \d+ /gm)].map(([, n]) => Number(n));
const rowsIn = ({ gates, changes, blocked, gaps, refused, notes }: Plan): number =>
  gates.filter(({ tripped }) => tripped).length +
  [changes, blocked, gaps, refused, notes].reduce((sum, { length }) => sum + length, 0);
const rowsShown = (markdown: string): number =>
  tablesOf(markdown).reduce((sum, { rows }) => sum + rows.length, 0);

describe('what a person sees', () => {
  const text = planMarkdown(
    planOf(
      [
        hide('info', true),
        revoke('sales', 'bob', 'leaver'),
        grant('sales', 'ann'),
        addAlias('sales', 'hello@contoso.com'),
        automap('sales', 'cy', true),
      ],
      {
        gates: [
          { gate: 'creates', actual: 1, limit: 3, tripped: false, about: [], why: 'x' },
          {
            gate: 'max-revokes',
            actual: 9,
            limit: 5,
            tripped: true,
            about: ['sales@contoso.com'],
            why: 'it takes rights from 9 holders',
            allow: ['--allow max-revokes=9'],
          },
          { gate: 'lock-out', actual: 1, limit: 0, tripped: true, about: [], why: 'it locks out' },
        ],
        gaps: [{ subject: null, kind: null, reason: 'groups could not be read' }],
      },
    ),
  );

  test('gates first, with the flag; open ones are not told', () => {
    expect(tablesOf(text)[0]?.rows).toEqual([
      [
        '`max-revokes`',
        '`it takes rights from 9 holders`',
        '`sales@contoso.com`',
        '`--allow max-revokes=9`',
      ],
      ['`lock-out`', '`it locks out`', '', 'no flag opens it'],
    ]);
  });

  test('of many names the first ten, and how many more there are', () => {
    const about = Array.from({ length: 500 }, (_, n) => `box${n}@contoso.com`);
    const many = planMarkdown(
      planOf([], {
        gates: [{ gate: 'creates', actual: 500, limit: 3, tripped: true, about, why: 'x' }],
      }),
    );
    const shown = tablesOf(many)[0]?.rows[0]?.[2] ?? '';
    expect(spansOf(shown).spans).toEqual(about.slice(0, 10));
    expect(shown).toMatch(/ and 490 more$/);
  });

  test('then changes: what widens, what narrows, the rest', () => {
    const rows = withColumn(text, 'Effect')?.rows.map(([, what, effect]) => `${effect} ${what}`);
    expect(rows).toEqual([
      '**widens** `let ann@contoso.com open sales@contoso.com`',
      'narrows `stop bob@contoso.com opening sales@contoso.com`',
      'changes mail delivery or visibility `turn hiding from address lists on for info@contoso.com`',
      'changes mail delivery or visibility `give sales@contoso.com the address hello@contoso.com`',
      'neutral `turn auto-mapping of sales@contoso.com on for cy@contoso.com (access is taken and given again)`',
    ]);
    expect(text).toContain('| `leaver` |');
  });

  test('what was not read', () => {
    expect(withColumn(text, 'Where')?.rows).toEqual([
      ['the directory', '`groups could not be read`'],
    ]);
    expect(text).not.toContain('Cut');
  });

  test('a change says its line, its team and what cannot be put back', () => {
    const change = planned({
      action: KINDS.fullAccess.act({
        op: 'remove',
        before: {
          subject: { id: '1', address: 'sales@contoso.com' },
          trustee: { id: 'S-1-5-21-1', kind: 'orphan' },
        },
      }),
      reason: 'not in the file',
      at: { file: 'mailboxes.yaml', line: 7, column: 3 },
      team: 'sales',
    });
    expect(withColumn(planMarkdown(planOf([change])), 'Effect')?.rows[0]?.[3]).toBe(
      '`not in the file, mailboxes.yaml:7, team sales; cannot be undone: the account is deleted, so the right cannot be given back`',
    );
  });

  test('nothing to do has no table', () => {
    expect(planMarkdown(planOf([]))).toBe(
      '### Plan for `contoso.onmicrosoft.com` from `mailboxes.yaml`\n\n**No changes: the tenant is as the strategy says.**\n',
    );
  });
});

describe('what is cut', () => {
  const many = Array.from({ length: 2000 }, (_, n) => grant(`box${n}`, `person${n}`));
  const gaps = Array.from({ length: 2000 }, (_, n) => ({
    subject: { id: `${n}`, address: `gap${n}@contoso.com` },
    kind: null,
    reason: 'it was throttled',
  }));
  const withGaps = planMarkdown(planOf([...many.slice(1), revoke('sales', 'bob')], { gaps }));

  test('is counted, whole rows only, and the room is used', () => {
    const text = planMarkdown(planOf(many));
    expect(text.length).toBeLessThanOrEqual(MOST);
    expect(text.length).toBeGreaterThan(MOST - 500);
    const shown = withColumn(text, 'Effect')?.rows.length ?? 0;
    expect(text).toContain(
      `**Cut: ${2000 - shown} of 2000 changes are not shown here.** \`mbx plan\` shows all.`,
    );
    expect(rowsShown(text)).toBe(shown);
  });

  test('keeps within the length however the rows happen to fill it', () => {
    for (let extra = 0; extra < 130; extra += 1) {
      const team = 'x'.repeat(extra);
      const text = planMarkdown(
        planOf(many.map((change, n) => (n === 0 ? { ...change, team } : change))),
      );
      expect(text.length).toBeLessThanOrEqual(MOST);
      expect(text.length).toBeGreaterThan(MOST - 200);
    }
  });

  test('leaves room for the last sentence', () => {
    const kept = Array.from({ length: 12 }, () => ({
      subject: { id: '1', address: 'sales@contoso.com' },
      kind: 'sendAs' as const,
      what: 'ann@contoso.com',
      why: 'additive' as const,
    }));
    for (let extra = 0; extra < 130; extra += 10) {
      const [first, ...rest] = many;
      const padded = first === undefined ? [] : [{ ...first, team: 'x'.repeat(extra) }];
      const text = planMarkdown(planOf([...padded, ...rest], { kept }));
      expect(text.length).toBeLessThanOrEqual(MOST);
      expect(text).toMatch(/\n12 entries are in the tenant and not in the file, and stay: .*\n$/);
    }
  });

  test('can be all of a section: then it has no table', () => {
    const reason = '\u{e0001}'.repeat(300);
    const text = planMarkdown(
      planOf(many, { gaps: [{ subject: { id: '1', address: reason }, kind: null, reason }] }),
    );
    expect(text).toContain('**Cut: 1 of 1 gap is not shown here.**');
    expect(withColumn(text, 'Where')).toBeUndefined();
  });

  test('is not all that comes later: gaps are shown behind any number of changes', () => {
    expect(withGaps.length).toBeLessThanOrEqual(MOST);
    expect(withColumn(withGaps, 'Where')?.rows.length).toBeGreaterThan(20);
    expect(cuts(withGaps)).toHaveLength(2);
  });

  test('is the least risky: of what widens, all that fits comes before anything that narrows', () => {
    const text = planMarkdown(planOf([revoke('sales', 'bob'), ...many]));
    expect(withColumn(text, 'Effect')?.rows.map(([, , effect]) => effect)).not.toContain('narrows');
  });

  test('of a long name is counted, too, and does not push out other rows', () => {
    const long = planned({
      action: KINDS.mailboxSettings.act({
        op: 'add',
        after: {
          subject: { id: '1', address: 'sales@contoso.com' },
          property: 'displayName',
          to: '\u{10ffff}'.repeat(70_000),
        },
      }),
      reason: 'declared',
    });
    const text = planMarkdown(planOf([long, hide('info', true)]));
    expect(rowsShown(text)).toBe(2);
    expect(text).toMatch(/… \(\d+ characters more\)`/);
  });
});

test('whatever the names are: within the length, as many cells as columns, every row shown or counted', () => {
  fc.assert(
    fc.property(planWith(hostile, 12), (plan) => {
      const text = planMarkdown(plan);
      expect(text.length).toBeLessThanOrEqual(MOST);
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
      const missing = cuts(text).reduce((sum, n) => sum + n, 0);
      expect(rowsShown(text) + missing).toBe(rowsIn(plan));
      for (const { rows } of tablesOf(text))
        for (const shown of rows.flat()) expect(spansOf(shown).rest).toMatch(/^[A-Za-z0-9*, ]*$/);
    }),
    { numRuns: 150 },
  );
});

test('whatever the names are, each change is told as it is', () => {
  fc.assert(
    fc.property(planWith(hostile, 4), (plan) => {
      const text = planMarkdown(plan);
      const shown = withColumn(text, 'Effect')?.rows.map(([, what = '']) => spansOf(what).spans);
      const expected = plan.changes.map(({ action }) => [withBars(plain(told(action)))]);
      expect(shown?.map((spans) => spans.map(withBars)).toSorted() ?? []).toEqual(
        expected.toSorted(),
      );
    }),
    { numRuns: 150 },
  );
});

test('long hostile names keep within the length', () => {
  const long = fc.constantFrom('`'.repeat(5000), '|'.repeat(5000), '\u202e'.repeat(900));
  fc.assert(
    fc.property(planWith(long, 40), (plan) => {
      const text = planMarkdown(plan);
      expect(text.length).toBeLessThanOrEqual(MOST);
      const missing = cuts(text).reduce((sum, n) => sum + n, 0);
      expect(rowsShown(text) + missing).toBe(rowsIn(plan));
    }),
    { numRuns: 60 },
  );
});
