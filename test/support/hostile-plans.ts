/** Random plans of every kind of change, in which each name may be hostile. */
import fc from 'fast-check';
import type { Action } from '../../src/kinds/index.ts';
import type { Principal, Ref } from '../../src/model/ref.ts';
import type { Gate } from '../../src/plan/gates/gate.ts';
import { type Plan, type Planned, planned } from '../../src/plan/plan.ts';
import type { Place } from '../../src/strategy/strategy.ts';
import { anyChange } from '../contracts/kinds/index.ts';
import { planOf } from './plans.ts';

/** How one and the same draw is worded. */
export type Name = fc.Arbitrary<string>;

const BOXES = 4;
const refOf = (name: Name): fc.Arbitrary<Ref> =>
  fc.record({ id: fc.nat(BOXES - 1).map((n) => `id-${n}`), address: name });
const holderOf = (name: Name): fc.Arbitrary<Principal> =>
  fc.oneof(
    fc.record({
      id: name,
      kind: fc.constantFrom('user', 'group', 'guest', 'service'),
      address: name,
    }),
    fc.record({ id: name, kind: fc.constant('orphan'), name }),
  );

const actionOf = (name: Name): fc.Arbitrary<Action> =>
  anyChange({ subject: refOf(name), trustee: holderOf(name), address: name, word: name });

const placeOf = (name: Name): fc.Arbitrary<Place> =>
  fc.record({ file: name, line: fc.integer({ min: 1, max: 999 }), column: fc.constant(1) });
const changeOf = (name: Name): fc.Arbitrary<Planned> =>
  fc
    .record({
      action: actionOf(name),
      reason: fc.constantFrom('declared', 'not in the file', 'expired', 'leaver'),
      at: fc.option(placeOf(name), { nil: undefined }),
      team: fc.option(name, { nil: undefined }),
    })
    .map(planned);
const gateOf = (name: Name): fc.Arbitrary<Gate> =>
  fc.record(
    {
      gate: fc.constantFrom('max-revokes', 'protected', 'lock-out'),
      actual: fc.nat(99),
      limit: fc.nat(9),
      tripped: fc.boolean(),
      about: fc.array(name, { maxLength: 30 }),
      why: name,
      allow: fc.array(name, { minLength: 1, maxLength: 30 }),
    },
    { requiredKeys: ['gate', 'actual', 'limit', 'tripped', 'about', 'why'] },
  );

export const planWith = (name: Name, most: number): fc.Arbitrary<Plan> =>
  fc
    .record({
      tenant: fc.record({ id: name, domain: name }),
      files: fc.array(name, { minLength: 1, maxLength: 12 }),
      changes: fc.array(changeOf(name), { maxLength: most }),
      gates: fc.array(gateOf(name), { maxLength: 3 }),
      blocked: fc.array(fc.record({ change: changeOf(name), why: name, mend: name }), {
        maxLength: most,
      }),
      gaps: fc.array(
        fc.record({
          subject: fc.option(refOf(name)),
          kind: fc.constant(null),
          reason: name,
        }),
        { maxLength: most },
      ),
      refused: fc.array(fc.record({ at: placeOf(name), message: name }), { maxLength: most }),
      notes: fc.array(fc.record({ at: placeOf(name), message: name }), { maxLength: most }),
    })
    .map(({ changes, files, ...more }) =>
      planOf(changes, { ...more, strategy: { files, hash: '' } }),
    );
