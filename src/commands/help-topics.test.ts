/** `mbx help gates`, read as a person reads it, against what the gates do; and docs/plan.md against both. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  create,
  dropAlias,
  forwardOutside,
  hide,
  insideOf,
  moveAlias,
  person,
  ref,
  signIn,
} from '../../test/support/builders.ts';
import { planOf } from '../../test/support/plans.ts';
import { GATE_IDS, GATE_SETTING_NAMES, type GateId, settingOf } from '../model/gates.ts';
import type { Principal } from '../model/ref.ts';
import type { Gate } from '../plan/gates/gate.ts';
import { GATES, gatesOf } from '../plan/gates/index.ts';
import type { GateFacts } from '../plan/gates/rule.ts';
import type { Pair } from '../plan/net.ts';
import type { Planned } from '../plan/plan.ts';
import { NO_PAINT } from '../report/terminal.ts';
import { demandOpen, readAllowed } from '../run/allow.ts';
import { topicText } from './help-topics.ts';

const TEXT = await topicText('gates', { paint: NO_PAINT, width: 80 });
/** What stands under a gate's name, on one line. */
function saidOf(gate: GateId): string {
  const [, after] = TEXT.split(`\n  ${gate}\n`);
  const [block] = (after ?? '').split('\n\n');
  return (block ?? '').replaceAll(/\s+/g, ' ').trim();
}
/** A whole number that stands in the text; none: that is an error of the text. */
function numberIn(text: string, pattern: RegExp): number {
  const [, digits] = pattern.exec(text) ?? [];
  if (digits === undefined) throw new Error(`no ${pattern} in: ${text}`);
  return Number(digits);
}

const quiet: GateFacts = {
  net: { pairs: [], standing: new Map(), emptied: [] },
  settings: {},
  protectedIds: new Set(),
  breakGlass: new Set(),
  insides: new Map(),
  doubtful: [],
  addresses: [],
  declared: 1,
  lockOut: { actor: 'id-mbx', administrators: new Set(['id-boss']) },
};
type Case = readonly [changes: readonly Planned[], facts: Partial<GateFacts>];
const times = <T>(n: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: n }, (_, index) => make(index));
const pair = (box: string, holder: Principal, does: 'gains' | 'loses'): Pair => ({
  subject: ref(box),
  holder,
  gains: does === 'gains',
  loses: does === 'loses',
});
const netOf = (
  pairs: readonly Pair[],
  standing = 0,
  emptied: readonly string[] = [],
): Partial<GateFacts> => ({
  net: { pairs, standing: new Map([['id-all', standing]]), emptied: emptied.map(ref) },
});
const crowd = (size: number): Case => [
  [],
  {
    ...netOf([pair('sales', { ...ref('crowd'), kind: 'group' }, 'gains')]),
    insides: new Map([['id-crowd', insideOf(size)]]),
  },
];

/** A plan in which a gate counts n; for shares, with so many holders that stand. */
const CASES: Readonly<Record<GateId, (n: number, standing?: number) => Case>> = {
  'max-revokes': (n, standing) => [
    [],
    netOf(
      times(n, (i) => pair(`box${i}`, person('ann'), 'loses')),
      standing,
    ),
  ],
  'max-grants': (n, standing) => [
    [],
    netOf(
      times(n, (i) => pair(`box${i % 5}`, person(`p${i}`), 'gains')),
      standing,
    ),
  ],
  'mailbox-emptied': (n) => [
    [],
    netOf(
      [],
      0,
      times(n, (i) => `box${i}`),
    ),
  ],
  'principal-fan-in': (n) => [[], netOf(times(n, (i) => pair(`box${i}`, person('ann'), 'gains')))],
  'broad-trustee': (n) => [
    [],
    netOf(times(n, (i) => pair(`box${i}`, { ...ref('gina'), kind: 'guest' }, 'gains'))),
  ],
  protected: (n) => [
    times(n, (i) => hide(`box${i}`, true)),
    { protectedIds: new Set(times(n, (i) => `id-box${i}`)) },
  ],
  creates: (n) => [times(n, (i) => create(`${'abcdefgh'[i]}@contoso.com`)), {}],
  'similar-address': (n) => [
    times(n, (i) => create(`${'abcdefgh'[i]}nvoices@contoso.com`)).slice(0, n),
    { addresses: ['invoices@contoso.com'] },
  ],
  'addresses-removed': (n) => [times(n, (i) => dropAlias('sales', `a${i}@contoso.com`)), {}],
  'sign-in': (n) => [times(n, (i) => signIn(`box${i}`, 'blocked')), {}],
  'external-forward': (n) => [times(n, (i) => forwardOutside(`box${i}`)), {}],
  'empty-strategy': (n) => [[], { declared: 1 - n }],
  'break-glass': (n) => [
    times(n, (i) => hide(`box${i}`, true)),
    { breakGlass: new Set(times(n, (i) => `id-box${i}`)) },
  ],
  'lock-out': (n) => [times(n, () => signIn('boss', 'blocked')), {}],
};
const gateOf = (
  id: GateId,
  [changes, facts]: Case,
  more: Partial<GateFacts> = {},
): Gate | undefined =>
  gatesOf(changes, { ...quiet, ...facts, ...more }).find(({ gate }) => gate === id);
const isShut = (id: GateId, one: Case, more: Partial<GateFacts> = {}): boolean =>
  gateOf(id, one, more)?.tripped ?? false;
const passes = (gate: Gate | undefined, flags: readonly string[]): boolean => {
  try {
    demandOpen(planOf([], { gates: gate === undefined ? [] : [gate] }), readAllowed(flags));
    return true;
  } catch {
    return false;
  }
};

test('every gate is told, once', () => {
  for (const gate of GATE_IDS) expect(TEXT.split(`\n  ${gate}\n`)).toHaveLength(2);
  for (const line of TEXT.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

const opened = (how: RegExp): readonly GateId[] => GATE_IDS.filter((id) => how.test(saidOf(id)));

describe('a gate that is said to let some pass', () => {
  const plain = opened(/Allowed without --allow: \d+\./);
  const shares = opened(/Allowed without --allow: \d+ %/);

  test.each(plain)('%s lets exactly that many pass', (id) => {
    const limit = numberIn(saidOf(id), /Allowed without --allow: (\d+)\./);
    const make = CASES[id];
    expect(gateOf(id, make(limit + 1))?.actual).toBe(limit + 1);
    expect([isShut(id, make(limit)), isShut(id, make(limit + 1))]).toEqual([false, true]);
  });

  test.each(shares)('%s lets exactly that share pass, from the least to the most', (id) => {
    const text = saidOf(id);
    const percent = numberIn(text, /Allowed without --allow: (\d+) %/);
    const [least, most] = [numberIn(text, /at least (\d+)/), numberIn(text, /at most (\d+)/)];
    for (const [standing, limit] of [
      [0, least],
      [(least * 100) / percent + 5, least + 1],
      [(most * 100) / percent, most],
      [100_000, most],
    ] as const) {
      expect(isShut(id, CASES[id](limit, standing))).toBe(false);
      expect(isShut(id, CASES[id](limit + 1, standing))).toBe(true);
    }
  });

  test.each([...plain, ...shares])(
    '%s is opened by the number and by the setting it names',
    (id) => {
      const text = saidOf(id);
      const shut = CASES[id](70);
      const small = id === 'creates' || id === 'similar-address' ? CASES[id](4) : shut;
      const gate = gateOf(id, small);
      const actual = gate?.actual ?? 0;
      expect(gate?.tripped).toBe(true);
      const [flag] = /--allow [a-z-]+=N/.exec(text) ?? [''];
      const value = flag.slice('--allow '.length);
      expect(gate?.allow).toEqual([flag.replace('N', String(actual))]);
      expect(passes(gate, [value.replace('N', String(actual))])).toBe(true);
      expect(passes(gate, [value.replace('N', String(actual - 1))])).toBe(false);

      const [, name] = /with (\w+): N under settings\.gates/.exec(text) ?? [];
      const setting = GATE_SETTING_NAMES.find((one) => one === name);
      if (setting === undefined) throw new Error(`no setting in: ${text}`);
      const raised = (value: number): Partial<GateFacts> => ({
        settings: { [setting]: { value, at: { file: 'a', line: 1, column: 1 } } },
      });
      expect(isShut(id, small, raised(actual))).toBe(false);
      expect(isShut(id, small, raised(actual - 1))).toBe(true);
    },
  );
});

test.each(opened(/Opened by --allow [a-z]+=ADDRESS/))('%s is opened by every address', (id) => {
  const gate = gateOf(id, CASES[id](2));
  const [, name] = /--allow ([a-z]+)=ADDRESS/.exec(saidOf(id)) ?? [];
  const flags = gate?.about.map((address) => `${name}=${address}`) ?? [];
  expect(flags).toHaveLength(2);
  expect([passes(gate, flags), passes(gate, flags.slice(1))]).toEqual([true, false]);
});

test.each(opened(/No flag opens it\.$/))('%s is opened by nothing', (id) => {
  const gate = gateOf(id, CASES[id](1));
  expect([gate?.tripped, gate?.allow]).toEqual([true, undefined]);
  expect(passes(gate, [])).toBe(false);
  expect(() => readAllowed([`${id}=99`])).toThrow('no flag opens the gate');
});

test('each gate is opened in one of these ways', () => {
  const told = [/Allowed without --allow: /, /Opened by/, /No flag opens it\.$/].flatMap(opened);
  expect(told.toSorted()).toEqual([...GATE_IDS].toSorted());
});

test('broad is a group of more people than is said', () => {
  const size = numberIn(saidOf('broad-trustee'), /group of more than (\d+) people/);
  expect(isShut('broad-trustee', crowd(size))).toBe(false);
  expect(isShut('broad-trustee', crowd(size + 1))).toBe(true);
});

test('one mailbox may lose as many as is said, where these are more than half', () => {
  const most = numberIn(saidOf('max-revokes'), /one mailbox loses more than (\d+)/);
  const losing = (n: number): Case => [
    [],
    {
      net: {
        pairs: times(n, (i) => pair('sales', person(`p${i}`), 'loses')),
        standing: new Map([['id-sales', n + 1]]),
        emptied: [],
      },
    },
  ];
  expect(isShut('max-revokes', losing(most))).toBe(false);
  expect(isShut('max-revokes', losing(most + 1))).toBe(true);
});

test('an address that moves is none that is removed, up to the number that is told', () => {
  const most = numberIn(saidOf('addresses-removed'), /more than (\d+) leave one mailbox/);
  const moving = (n: number): Case => [
    times(n, (i) => moveAlias('sales', 'info', `a${i}@contoso.com`)),
    {},
  ];
  expect(isShut('addresses-removed', moving(most))).toBe(false);
  expect(isShut('addresses-removed', moving(most + 1))).toBe(true);
});

test('docs/plan.md has the same table', () => {
  const docs = readFileSync(new URL('../../docs/plan.md', import.meta.url), 'utf8');
  const rows = (docs.split('\n## Gates\n')[1] ?? '')
    .split('\n')
    .filter((line) => /^\| `[a-z-]+` \|/.test(line));
  expect(rows).toEqual(GATE_IDS.map(docsRow));
});
function docsRow(gate: GateId): string {
  const row = GATES[gate];
  const cells = ((): readonly string[] => {
    switch (row.opens) {
      case 'number': {
        const { limit } = row;
        const setting = settingOf(gate);
        const shown =
          typeof limit === 'number'
            ? String(limit)
            : `${limit.share * 100} %, at least ${limit.least}, at most ${limit.most}`;
        const inFile = setting === undefined ? '' : `, \`${setting}: N\``;
        return [shown, `\`--allow ${gate}=N\`${inFile}`];
      }
      case 'addresses':
        return ['0', `\`--allow ${gate}=ADDRESS\`, once for each mailbox`];
      case 'nothing':
        return ['', 'nothing'];
    }
  })();
  return `| \`${gate}\` | ${row.counts} | ${cells.join(' | ')} |`;
}
