/** The law of approvals, for any two plans: what goes through was approved, and what was not approved stops everything. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describe } from '../../src/kinds/index.ts';
import { approve } from '../../src/plan/approval.ts';
import { parsePlan } from '../../src/plan/document.ts';
import { type Planned, planned } from '../../src/plan/plan.ts';
import { canonicalJson } from '../../src/report/json.ts';
import { parseStrategy } from '../../src/strategy/parse.ts';
import { person, ref } from '../support/builders.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';
import { company, tenantOf, wishes, yamlOf } from '../support/random-company.ts';
import type { WhoSignsIn } from '../support/small-company.ts';
import { startTenant, type TestTenant } from '../support/tenant.ts';
import { anyChange } from './kinds/index.ts';

/** Few names, so that two plans often agree, differ in one thing, or aim at the same from another beginning. */
const change: fc.Arbitrary<Planned> = anyChange({
  subject: fc.constantFrom('sales', 'info').map(ref),
  trustee: fc.constantFrom('ann', 'bob').map(person),
  address: fc.constantFrom('x@contoso.com', 'y@contoso.com'),
  word: fc.constantFrom('X', 'Y'),
}).map((action) => planned({ action, reason: 'declared' }));
const plan = fc.uniqueArray(change, { maxLength: 8, selector: ({ id }) => id });
const idsOf = (changes: readonly Planned[]): ReadonlySet<string> =>
  new Set(changes.map(({ id }) => id));
const aimsOf = (changes: readonly Planned[]): ReadonlySet<string> =>
  new Set(changes.map(({ aim }) => aim));

test('only approved changes go through, each as it is now; anything else stops all', () => {
  const seen = { through: 0, stopped: 0, moved: 0 };
  fc.assert(
    fc.property(
      plan,
      plan,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (approved, other, share) => {
        // Two plans of their own, or one that is what is left of the other: both must be met often.
        const kept = approved.slice(0, Math.floor(approved.length * share));
        for (const fresh of [other, kept, [...kept, ...other.slice(0, 1)]]) {
          const verdict = approve(approved, fresh, new Set());
          const ids = idsOf(approved);
          const strange = fresh.filter(({ id }) => !ids.has(id));
          expect(verdict.ok).toBe(strange.length === 0);
          if (verdict.ok) {
            seen.through += 1;
            expect(verdict.todo).toEqual(fresh);
            const left = aimsOf(fresh);
            expect(verdict.alreadyInEffect).toEqual(approved.filter(({ aim }) => !left.has(aim)));
          } else {
            seen.stopped += 1;
            seen.moved += verdict.changed.length;
            const told = [...verdict.extra, ...verdict.changed.map((one) => one.fresh)];
            expect(idsOf(told)).toEqual(idsOf(strange));
            const aims = aimsOf(approved);
            for (const { aim } of verdict.extra) expect(aims.has(aim)).toBe(false);
            for (const one of verdict.changed) {
              expect(one.approved.aim).toBe(one.fresh.aim);
              expect(ids.has(one.approved.id)).toBe(true);
            }
          }
        }
      },
    ),
    { numRuns: 2_000 },
  );
  // The draws are worth something only as long as all three are met.
  expect(seen.through).toBeGreaterThan(500);
  expect(seen.stopped).toBeGreaterThan(500);
  expect(seen.moved).toBeGreaterThan(50);
});

test('having begun on something lets through that aim alone, and only where it was approved', () => {
  fc.assert(
    fc.property(plan, plan, plan, (approved, fresh, begun) => {
      const verdict = approve(approved, fresh, aimsOf(begun));
      const [ids, aims, own] = [idsOf(approved), aimsOf(approved), aimsOf(begun)];
      const passes = ({ id, aim }: Planned): boolean =>
        ids.has(id) || (aims.has(aim) && own.has(aim));
      expect(verdict.ok).toBe(fresh.every(passes));
      if (verdict.ok) for (const { aim } of verdict.todo) expect(aims.has(aim)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

const RUNS = 40;
const clock = new FakeClock();
let tenant: TestTenant;
let product: InProcess;
let signedIn: WhoSignsIn;
beforeAll(async () => {
  tenant = await startTenant({ now: clock.now });
  product = inProcess(tenant, clock);
  signedIn = await tenant.dump();
});
afterAll(async () => {
  await product.close();
  await tenant.close();
});

test('on random tenants: between two strategies, and between two states of one tenant', async () => {
  const seen = { plans: 0, through: 0, stopped: 0 };
  const planOf = async (yaml: string) => {
    const parsed = parseStrategy([{ file: 'mailboxes.yaml', text: yaml }], clock.now());
    if (!parsed.ok) return undefined;
    return product.plan(yaml).then(
      (made) => made.plan,
      () => undefined, // a strategy that does not fit this tenant
    );
  };
  await fc.assert(
    fc.asyncProperty(company, company, wishes, wishes, async (there, later, one, other) => {
      const [now, then] = [tenantOf(there, signedIn), tenantOf(later, signedIn)];
      await tenant.load(now);
      const approved = await planOf(yamlOf(one, now));
      if (approved === undefined) return;
      seen.plans += 1;
      // As a file: the same bytes come back, whatever is in it.
      const bytes = canonicalJson(approved);
      const parsed = parsePlan(bytes);
      expect(parsed.ok ? canonicalJson(parsed.plan) : parsed.why).toBe(bytes);

      const same = await planOf(yamlOf(one, now));
      const anotherStrategy = await planOf(yamlOf(other, now));
      await tenant.load(then);
      const anotherState = await planOf(yamlOf(one, now));
      expect(same && approve(approved.changes, same.changes, new Set()).ok).toBe(true);
      const lines = new Set(approved.changes.map(({ action }) => describe(action)));
      for (const fresh of [anotherStrategy, anotherState]) {
        if (fresh === undefined) continue;
        const verdict = approve(approved.changes, fresh.changes, new Set());
        seen[verdict.ok ? 'through' : 'stopped'] += 1;
        if (!verdict.ok) continue;
        // In the words that people approved: ids are the same in all these tenants, and so are the addresses.
        for (const { action } of verdict.todo) expect(lines).toContain(describe(action));
      }
    }),
    { numRuns: RUNS },
  );
  expect(seen.plans).toBeGreaterThan(RUNS / 4);
  expect(seen.through + seen.stopped).toBeGreaterThan(RUNS / 2);
  expect(seen.stopped).toBeGreaterThan(0);
}, 120_000);
