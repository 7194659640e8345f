/** Random plans of every kind of change, in which each name may be hostile. */
import fc from 'fast-check';
import { type Action, KINDS } from '../../src/kinds/index.ts';
import { type Principal, provisional, type Ref } from '../../src/model/ref.ts';
import type { Gate } from '../../src/plan/gates/gate.ts';
import { type Plan, type Planned, planned } from '../../src/plan/plan.ts';
import type { Place } from '../../src/strategy/strategy.ts';
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

function actionOf(name: Name): fc.Arbitrary<Action> {
  const item = fc.record({ subject: refOf(name), trustee: holderOf(name) });
  const sides = fc.boolean();
  return fc.oneof(
    fc.tuple(item, sides).map(([one, add]) => KINDS.fullAccess.act(side(one, add))),
    fc.tuple(item, sides).map(([one, to]) =>
      KINDS.fullAccess.act({
        op: 'update',
        before: { ...one, automap: !to },
        after: { ...one, automap: to },
      }),
    ),
    fc.tuple(item, sides).map(([one, add]) => KINDS.sendAs.act(side(one, add))),
    fc.tuple(item, sides).map(([one, add]) => KINDS.sendOnBehalf.act(side(one, add))),
    fc
      .tuple(fc.record({ subject: refOf(name), address: name }), sides)
      .map(([one, add]) => KINDS.alias.act(side(one, add))),
    fc.tuple(refOf(name), refOf(name), name).map(([from, to, address]) =>
      KINDS.alias.act({
        op: 'update',
        before: { subject: from, address },
        after: { subject: to, address },
      }),
    ),
    fc.tuple(refOf(name), name, name).map(([subject, before, after]) =>
      KINDS.mailboxSettings.act({
        op: 'update',
        before: { subject, property: 'displayName', to: before },
        after: { subject, property: 'displayName', to: after },
      }),
    ),
    fc.tuple(refOf(name), sides).map(([subject, to]) =>
      KINDS.signIn.act({
        op: 'update',
        before: { subject, to: to ? 'allowed' : 'blocked' },
        after: { subject, to: to ? 'blocked' : 'allowed' },
      }),
    ),
    fc.tuple(name, name).map(([address, displayName]) =>
      KINDS.mailbox.act({
        op: 'add',
        after: { subject: provisional(address), type: 'shared', displayName },
      }),
    ),
    name.map((address) =>
      KINDS.signIn.act({ op: 'add', after: { subject: provisional(address), to: 'allowed' } }),
    ),
  );
}
const side = <Item>(
  item: Item,
  add: boolean,
):
  | { readonly op: 'add'; readonly after: Item }
  | { readonly op: 'remove'; readonly before: Item } =>
  add ? { op: 'add', after: item } : { op: 'remove', before: item };

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
