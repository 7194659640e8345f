/**
 * The laws of the whole road, over every kind: random small companies and random strategies, drawn from the cases of all kinds, planned,
 * applied and undone against the simulated tenant. `MBX_LAWS_RUNS=5000` tries more of them; a failure prints its seed and the smallest
 * case found.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stepsOf } from '../../src/kinds/index.ts';
import type { Planned } from '../../src/plan/plan.ts';
import { type Ground, ground, lawsHoldOn } from '../support/laws.ts';
import { company, wishes } from '../support/random-company.ts';
import { EVERY_CHANGE } from './kinds/index.ts';

const RUNS = Number(process.env['MBX_LAWS_RUNS'] ?? 75);
/** Milliseconds for all runs, many times what they need: ends a search for a smaller case that would not end, with the seed told. */
const ALLOWED_MS = Math.max(240_000, RUNS * 1_000);

let on: Ground;
beforeAll(async () => {
  on = await ground();
});
afterAll(() => on.close());

test(
  `laws 1 to 7, and rights at every prefix, on ${RUNS} random roads`,
  async () => {
    const seen = { accepted: 0, refused: 0, changes: 0, undone: 0, ofTwoCalls: 0 };
    const kinds = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(company, wishes, async (drawn, wanted) => {
        const gone = await lawsHoldOn(on, drawn, wanted);
        seen[gone === undefined ? 'refused' : 'accepted'] += 1;
        fc.pre(gone !== undefined);
        if (gone === undefined) return;
        for (const change of [...gone.changes, ...gone.blocked]) {
          const name = `${change.action.kind} ${change.action.op}`;
          kinds.set(name, (kinds.get(name) ?? 0) + 1);
        }
        seen.changes += gone.changes.length;
        seen.undone += gone.undone;
        if (gone.changes.some(isOfTwoCalls)) seen.ofTwoCalls += 1;
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: ALLOWED_MS, markInterruptAsFailure: true },
    );
    if (process.env['MBX_LAWS_RUNS'] !== undefined)
      process.stderr.write(`${JSON.stringify({ ...seen, ...Object.fromEntries(kinds) })}\n`);
    // The draws are worth something only as long as most strategies are valid, and change things of every kind.
    expect(seen.accepted / (seen.accepted + seen.refused)).toBeGreaterThan(0.7);
    expect(seen.changes / seen.accepted).toBeGreaterThan(4);
    expect(seen.undone).toBeGreaterThan(seen.changes * 0.7);
    expect(seen.ofTwoCalls).toBeGreaterThan(seen.accepted / 10);
    expect([...kinds.keys()].sort()).toEqual(EVERY_CHANGE);
  },
  ALLOWED_MS + 30_000,
);

const isOfTwoCalls = ({ action }: Planned): boolean => stepsOf(action).length > 1;
