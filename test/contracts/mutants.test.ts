/**
 * The laws see a kind that is wrong. Each mutant is a real kind with one member changed; it stands in the register while random roads are
 * gone, and must break the law that is about it.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ItemOf, KIND_NAMES, KINDS, type KindName } from '../../src/kinds/index.ts';
import type { Kind } from '../../src/kinds/kind.ts';
import type { Call } from '../../src/model/call.ts';
import { inverse } from '../../src/model/change.ts';
import { type Ground, ground, lawsHoldOn } from '../support/laws.ts';
import { company, wishes } from '../support/random-company.ts';

/** Many more than it takes: each mutant is met within a few roads. */
const RUNS = 100;

let on: Ground;
beforeAll(async () => {
  on = await ground();
});
afterAll(() => on.close());

/** The law that is broken first, in its own words; undefined: none is. */
async function brokenOn(runs: number, seed: number): Promise<string | undefined> {
  const { failed, errorInstance } = await fc.check(
    fc.asyncProperty(company, wishes, async (drawn, wanted) => {
      await lawsHoldOn(on, drawn, wanted);
    }),
    { numRuns: runs, seed, endOnFailure: true },
  );
  return failed ? String(errorInstance) : undefined;
}
/** The same roads for all of them. */
const SEED = 1;

interface Mutant {
  /** Puts the changed member into the register, and gives back what takes it out again. */
  readonly enter: () => () => void;
}
function mutant<N extends KindName>(
  name: N,
  change: (right: Kind<ItemOf<N>>) => Partial<Kind<ItemOf<N>>>,
): Mutant {
  return {
    enter() {
      const right = { ...KINDS[name] };
      const wrong = change(right);
      expect(Object.keys(wrong), 'one member').toHaveLength(1);
      Object.assign(KINDS[name], wrong);
      return () => {
        for (const member of Object.keys(wrong)) Reflect.deleteProperty(KINDS[name], member);
        Object.assign(KINDS[name], right);
      };
    },
  };
}
const withParameters = (
  calls: readonly Call[],
  parameters: Readonly<Record<string, string | boolean>>,
): readonly Call[] =>
  calls.map((call) =>
    call.service === 'exchange'
      ? { ...call, parameters: { ...call.parameters, ...parameters } }
      : call,
  );

const breaks = async ({ enter }: Mutant, law: RegExp): Promise<void> => {
  const leave = enter();
  try {
    expect(await brokenOn(RUNS, SEED)).toMatch(law);
  } finally {
    leave();
  }
};

describe.each(KIND_NAMES)('%s', (name) => {
  test('with a random key', () =>
    breaks(
      mutant(name, () => ({ key: () => String(Math.random()) })),
      /law 2: nothing differs from itself/u,
    ));
  test('with calls that do the opposite', () =>
    breaks(
      mutant(name, ({ calls }) => ({ calls: (change) => calls(inverse(change)) })),
      /law 3: of the plan every change ends verified/u,
    ));
});

test.each<readonly [what: string, mutant: Mutant, law: RegExp]>([
  [
    'one key for many items',
    mutant('sendOnBehalf', () => ({ key: () => 'one' })),
    // Law 3 comes first where the company drawn has two delegates in the file and one in the tenant.
    /law (?:1: each key of sendOnBehalf once|3: \S+ is as the file says)/u,
  ],
  [
    'a constant value',
    mutant('signIn', () => ({ value: () => 'any' })),
    /law 3: \S+ is as the file says/u,
  ],
  [
    'a constant value of many items',
    mutant('mailboxSettings', () => ({ value: () => '' })),
    /law 3: \S+ is as the file says/u,
  ],
  [
    'a constant value of entries',
    mutant('fullAccess', () => ({ value: () => '' })),
    /law 3: \S+ is as the file says/u,
  ],
  [
    'a wrong call: auto-mapping is always on',
    mutant('fullAccess', ({ calls }) => ({
      calls: (change) =>
        change.op === 'add' ? withParameters(calls(change), { AutoMapping: true }) : calls(change),
    })),
    /law 3: of the plan every change ends verified/u,
  ],
  [
    'a wrong undo: an entry that reached few folders comes back for all of them',
    mutant('fullAccess', ({ calls }) => ({
      calls: (change) =>
        change.op === 'add'
          ? withParameters(calls(change), { InheritanceType: 'All' })
          : calls(change),
    })),
    /law 4: of the undo every change ends verified/u,
  ],
  [
    'a wrong undo: it says that there is none',
    mutant('sendOnBehalf', () => ({ noUndo: () => 'what is gone is gone' })),
    /law 4: it can be put back/u,
  ],
])('%s', (_, wrong, law) => breaks(wrong, law));

test('and without them the laws hold', async () => {
  expect(await brokenOn(5, SEED)).toBeUndefined();
});
