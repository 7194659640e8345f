/** A plan says all that it knows of each change, on the lines of its mailbox, within any width. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostile } from '../../test/support/hostile.ts';
import { planWith } from '../../test/support/hostile-plans.ts';
import { planOf } from '../../test/support/plans.ts';
import { type Action, grantsOf, describe as told } from '../kinds/index.ts';
import type { Grant } from '../kinds/kind.ts';
import { subjectOf } from '../model/change.ts';
import { nameOf, type Principal, type Ref } from '../model/ref.ts';
import type { Gate } from '../plan/gates/gate.ts';
import { type Planned, planned } from '../plan/plan.ts';
import { planText } from './plan-text.ts';
import { NO_PAINT } from './terminal.ts';

const RUNS = Number(process.env['MBX_PLAN_TEXTS'] ?? 60);
const screen = (width: number) => ({ paint: NO_PAINT, width });
const flat = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim();
/** Names without anything in common, so that none is found by chance in another. */
const NAMES = 'abcdefghijklmnopqrstuvwxyz'.split('').map((letter) => `${letter.repeat(6)}@x.org`);
const tame = fc.constantFrom(...NAMES);

interface Block {
  readonly address: string;
  readonly entries: readonly string[];
}
/** Mailboxes of a plan as they are printed, each with its lines, second lines joined to the first. */
function blocksOf(text: string): readonly Block[] {
  const [, rest = ''] = text.split(/^Plan for .*\n(?: {2}\S.*\n)*/u);
  const [changes = ''] = rest.split('\n\n');
  return changes.split(/\n(?=\S)/u).map((block) => {
    const [address = '', ...lines] = block.split(/\n(?= {2}[+~-] )/u);
    return { address: address.trim(), entries: lines.map(flat) };
  });
}

const RIGHTS: Readonly<Record<Grant['right'], string>> = {
  open: 'Full Access',
  openInPart: 'Full Access',
  sendAs: 'Send As',
  sendOnBehalf: 'Send on Behalf',
  mail: 'Forwarding',
  signIn: 'Sign-in',
};
const REASONS = {
  'not in the file': 'not in the file',
  expired: 'expired',
  blocked: 'cannot sign in',
  leaver: 'leaver',
  undo: 'undo',
  declared: '',
} as const;

/** What somebody who decides must be able to read of a change, from the change itself and from the sentence that is told of it elsewhere. */
function factsOf(change: Planned, files: readonly string[]): readonly string[] {
  const { action, at, team, until, because, noUndo, reason, inside = [] } = change;
  const subject = subjectOf(action).address;
  const { before, after } = grantsOf(action);
  const holders = [...before, ...after].flatMap(({ to, right }) => [
    RIGHTS[right],
    ...(right === 'signIn' ? [] : [nameOf(to)]),
  ]);
  const sentence = told(action);
  const named = NAMES.filter((name) => name !== subject && sentence.includes(name));
  const values = [
    ...(/ turn .* (on|off) for /u.exec(` ${sentence}`)?.slice(1) ?? []),
    ...(sentence.match(/with(out)? auto-mapping|InheritanceType \w+/gu) ?? []),
    ...(/^(block|allow) .*sign/u.exec(sentence)?.slice(1) ?? []),
    ...(sentence.startsWith('create') ? ['New'] : []),
  ];
  return [
    ...holders,
    ...named,
    ...values,
    REASONS[reason],
    ...(team === undefined ? [] : [`team ${team}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
    ...(because === undefined ? [] : [because]),
    ...(noUndo === undefined ? [] : [`cannot be undone: ${noUndo}`]),
    ...inside.map(({ name }) => name),
    ...(at === undefined
      ? []
      : [files.length === 1 && at.file === files[0] ? `:${at.line}` : `${at.file}:${at.line}`]),
  ].map(flat);
}

/** By its sign, and by the word where the sign alone would say something else. */
function effectShown(entry: string, isRight: boolean): Planned['effect'] {
  const word = (text: string): boolean => new RegExp(`(^| )${text}($|;| )`, 'u').test(entry);
  if (word('widens and narrows')) return 'both';
  if (word('widens')) return 'widens';
  if (word('narrows')) return 'narrows';
  if (word('alters')) return 'availability';
  if (word('neutral') || !isRight || entry.startsWith('~')) return 'neutral';
  return entry.startsWith('+') ? 'widens' : 'narrows';
}
const isRight = ({ kind }: Action): boolean =>
  kind === 'fullAccess' || kind === 'sendAs' || kind === 'sendOnBehalf';

describe('each change', () => {
  test.each([40, 60, 80, 120])(
    'stands below its mailbox with all its facts at %i columns',
    (width) => {
      fc.assert(
        fc.property(planWith(tame, 12), (drawn) => {
          const once = [...new Map(drawn.changes.map((change) => [change.id, change])).values()];
          const changes = once.map((change, index) =>
            index % 3 === 0
              ? { ...change, until: '2030-12-24', because: 'Covers for Fred' }
              : index % 3 === 1
                ? { ...change, inside: [{ what: 'guest' as const, name: 'zoe@y.net' }] }
                : change,
          );
          const plan = { ...drawn, changes };
          const blocks = blocksOf(planText(plan, screen(width)));
          for (const change of changes) {
            const { address } = subjectOf(change.action);
            const facts = factsOf(change, plan.strategy.files);
            const mine = blocks.filter((block) => block.address === address);
            const entry = mine
              .flatMap(({ entries }) => entries)
              .find(
                (one) =>
                  facts.every((fact) => one.includes(fact)) &&
                  effectShown(one, isRight(change.action)) === change.effect,
              );
            expect(
              entry,
              `${told(change.action)}: ${facts.join(' | ')}\n${JSON.stringify(mine)}`,
            ).toBeDefined();
          }
        }),
        { numRuns: RUNS },
      );
    },
  );

  test.each([40, 60, 80, 120])('no line is longer than %i columns, but flags to copy', (width) => {
    fc.assert(
      fc.property(planWith(tame, 12), (plan) => {
        for (const line of planText(plan, screen(width)).split('\n'))
          if (!line.startsWith('To allow')) expect(line.length).toBeLessThanOrEqual(width);
      }),
      { numRuns: RUNS },
    );
  });

  test('no string of a tenant or a file moves the cursor, hides or commands', () => {
    fc.assert(
      fc.property(planWith(hostile, 8), (plan) => {
        const text = planText(plan, screen(80));
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|##/u);
      }),
      { numRuns: RUNS },
    );
  });
});

const box: Ref = { id: 'id-sales', address: 'sales@x.org' };
const person = (name: string): Principal => ({
  id: `id-${name}`,
  kind: 'user',
  address: `${name}@x.org`,
});
const at = (line: number) => ({ file: 'mailboxes.yaml', line, column: 1 });
const right = (
  kind: 'fullAccess' | 'sendAs' | 'sendOnBehalf',
  name: string,
  op: 'add' | 'remove' = 'add',
  more: Partial<Planned> = {},
): Planned => {
  const item = { subject: box, trustee: person(name) };
  const action =
    op === 'add' ? ({ kind, op, after: item } as const) : ({ kind, op, before: item } as const);
  return planned({
    action,
    reason: op === 'add' ? 'declared' : 'not in the file',
    at: at(7),
    ...more,
  });
};
const linesOf = (...changes: readonly Planned[]): readonly string[] =>
  planText(planOf(changes), screen(80))
    .split('\n')
    .slice(2, -3)
    .map((line) => line.trimEnd());

describe('one line for a person and direction', () => {
  test('rights that are given alike stand together, in one order', () => {
    expect(
      linesOf(right('sendOnBehalf', 'ann'), right('fullAccess', 'ann'), right('sendAs', 'ann')),
    ).toEqual(['  + Full Access, Send As, Send on Behalf  ann@x.org  :7']);
  });
  test('what is given and what is taken are two lines, next to each other', () => {
    const lines = linesOf(
      right('fullAccess', 'ann', 'remove'),
      right('sendAs', 'bob'),
      right('sendOnBehalf', 'ann'),
    );
    expect(lines.map((line) => flat(line))).toEqual([
      '+ Send As bob@x.org :7',
      '+ Send on Behalf ann@x.org :7',
      '- Full Access ann@x.org not in the file :7',
    ]);
  });
  test.each<[string, Partial<Planned>]>([
    ['team', { team: 'sales' }],
    ['end', { until: '2030-01-31' }],
    ['reason', { because: 'Project X' }],
    ['line of the file', { at: at(9) }],
  ])('rights of another %s have a line of their own', (_, more) => {
    expect(linesOf(right('fullAccess', 'ann'), right('sendAs', 'ann', 'add', more))).toHaveLength(
      2,
    );
  });
});

describe('what is blocked', () => {
  const cause = { why: 'sales@x.org belongs to Order Desk (contact)', mend: 'Rename it.' };
  const waits = { why: 'the mailbox itself cannot be created', mend: 'See the blocked creation.' };
  const fresh: Ref = { id: 'new:sales@x.org', address: 'sales@x.org' };
  const creation = planned({
    action: {
      kind: 'mailbox',
      op: 'add',
      after: { subject: fresh, type: 'shared', displayName: 'Sales Desk' },
    },
    reason: 'declared',
    at: at(3),
  });
  const grant = (name: string): Planned =>
    planned({
      action: { kind: 'sendAs', op: 'add', after: { subject: fresh, trustee: person(name) } },
      reason: 'declared',
      at: at(5),
    });
  test('a cause is told once, and what hangs on it is counted and named below it', () => {
    const text = planText(
      planOf([], {
        blocked: [
          { change: creation, ...cause },
          { change: grant('ann'), ...waits },
          { change: grant('bob'), ...waits },
        ],
      }),
      screen(80),
    );
    expect(text.split(cause.why)).toHaveLength(2);
    expect(flat(text).split('the mailbox itself cannot be created')).toHaveLength(2);
    expect(flat(text)).toContain('3 changes on sales@x.org, 2 of them because');
    for (const fact of ['display name "Sales Desk"', 'ann@x.org', 'bob@x.org', ':3', ':5'])
      expect(flat(text)).toContain(fact);
  });
  test('one cause on two mailboxes is told once, each mailbox with its own count', () => {
    const synced = { why: 'the tenant is synchronised', mend: 'Create it there.' };
    const other: Ref = { id: 'new:info@x.org', address: 'info@x.org' };
    const second = planned({
      action: { kind: 'mailbox', op: 'add', after: { subject: other, type: 'shared' } },
      reason: 'declared',
    });
    const text = planText(
      planOf([], {
        blocked: [
          { change: creation, ...synced },
          { change: second, ...synced },
        ],
      }),
      screen(80),
    );
    expect(text.split(synced.why)).toHaveLength(2);
    expect(text).toContain('1 change on sales@x.org:');
    expect(text).toContain('1 change on info@x.org:');
  });
});

describe('gates', () => {
  const gate = (more: Partial<Gate>): Gate => ({
    gate: 'max-revokes',
    actual: 9,
    limit: 5,
    tripped: true,
    about: [],
    why: 'too many',
    allow: ['--allow max-revokes=9'],
    ...more,
  });
  const protects = gate({
    gate: 'protected',
    about: ['ceo@x.org', `${'x'.repeat(80)}@x.org`],
    allow: ['--allow protected=ceo@x.org', `--allow protected=${'x'.repeat(80)}@x.org`],
  });
  test('all flags stand on one line, however long', () => {
    const text = planText(planOf([], { gates: [gate({}), protects] }), screen(80));
    expect(text.split('\n')).toContain(
      `To allow exactly this: --allow max-revokes=9 --allow protected=ceo@x.org --allow protected=${'x'.repeat(80)}@x.org`,
    );
  });
  test('one that the flags open is shown as open, and one that nothing opens says so', () => {
    const { allow: _, ...never } = gate({ gate: 'lock-out', why: 'it locks you out' });
    const text = planText(
      planOf([], { gates: [gate({}), never], opens: ['max-revokes=9'] }),
      screen(80),
    );
    expect(flat(text)).toContain('Gates that this plan opens');
    expect(text).toContain('--allow max-revokes=9: too many');
    expect(text).toContain('lock-out: it locks you out. No flag opens it.');
    expect(text).not.toContain('To allow exactly this');
  });
});
