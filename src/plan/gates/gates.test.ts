import { describe, expect, test } from 'vitest';
import {
  addAlias,
  create,
  dropAlias,
  grant,
  hide,
  insideOf,
  moveAlias,
  person,
  ref,
  revoke,
  sendAs,
  signIn,
} from '../../../test/support/builders.ts';
import { KINDS } from '../../kinds/index.ts';
import { GATE_IDS, type GateId, type GateSetting } from '../../model/gates.ts';
import type { Principal } from '../../model/ref.ts';
import type { Net, Pair } from '../net.ts';
import { shutGates } from '../opened.ts';
import { type Planned, planned } from '../plan.ts';
import type { Gate } from './gate.ts';
import { gatesOf, gatesOpenedBy } from './index.ts';
import type { GateFacts } from './rule.ts';

const AT = { file: 'mailboxes.yaml', line: 1, column: 1 };
const noNet: Net = { pairs: [], standing: new Map(), emptied: [] };
const quiet: GateFacts = {
  net: noNet,
  settings: {},
  protectedIds: new Set(),
  breakGlass: new Set(),
  insides: new Map(),
  doubtful: [],
  addresses: [],
  declared: 1,
  lockOut: { actor: 'id-mbx', administrators: undefined },
};
const times = <T>(n: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: n }, (_, index) => make(index));
const raised = (name: GateSetting, value: number): Pick<GateFacts, 'settings'> => ({
  settings: { [name]: { value, at: AT } },
});
/** The one gate of this name, in a plan of these changes. */
const gateOf = (
  id: GateId,
  facts: Partial<GateFacts>,
  changes: readonly Planned[] = [],
): Gate | undefined => gatesOf(changes, { ...quiet, ...facts }).find(({ gate }) => gate === id);

const pair = (box: string, holder: Principal, does: 'gains' | 'loses'): Pair => ({
  subject: ref(box),
  holder,
  gains: does === 'gains',
  loses: does === 'loses',
});
/** `lost` holders lose what they have on a mailbox where so many stand. */
const losing = (box: string, lost: number): readonly Pair[] =>
  times(lost, (n) => pair(box, person(`p${n}`), 'loses'));
const netWith = (pairs: readonly Pair[], standing: Readonly<Record<string, number>>): Net => ({
  pairs,
  standing: new Map(Object.entries(standing).map(([box, n]) => [ref(box).id, n])),
  emptied: [],
});
const group = (name: string): Principal => ({ ...ref(name), kind: 'group' });
const guest: Principal = { ...ref('guest'), kind: 'guest' };

test('a plan that does nothing has no gates', () => {
  expect(gatesOf([], quiet)).toEqual([]);
});

describe('max-revokes', () => {
  /** Spread thin, so that no mailbox loses more than three. */
  const thin = (revokes: number, standing: number): Net =>
    netWith(
      times(revokes, (n) => pair(`box${Math.floor(n / 3)}`, person(`p${n}`), 'loses')),
      { everything: standing },
    );
  test.each([
    ['the floor', 0, 5],
    ['still the floor', 29, 5],
    ['above the floor', 30, 6],
    ['a fifth, rounded down', 99, 19],
    ['a fifth', 100, 20],
    ['below the ceiling', 249, 49],
    ['the ceiling', 250, 50],
    ['still the ceiling', 1_000_000, 50],
  ])('%s: of %i holders %i pass', (_, standing, limit) => {
    expect(gateOf('max-revokes', { net: thin(limit, standing) })).toMatchObject({
      actual: limit,
      limit,
      tripped: false,
    });
    const over = gateOf('max-revokes', { net: thin(limit + 1, standing) });
    expect(over).toMatchObject({
      actual: limit + 1,
      limit,
      tripped: true,
      allow: [`--allow max-revokes=${limit + 1}`],
      why: `it takes rights from ${limit + 1} holders; ${limit} are allowed without --allow`,
    });
  });

  test('the share is of what stands on all mailboxes together', () => {
    const net = netWith(losing('sales', 3), { sales: 100, info: 100, hr: 100 });
    expect(gateOf('max-revokes', { net })?.limit).toBe(50);
  });

  test('what passes carries no flag, and what nobody loses is no gate', () => {
    expect(gateOf('max-revokes', { net: thin(1, 0) })).not.toHaveProperty('allow');
    expect(
      gateOf('max-revokes', { net: netWith([pair('sales', person('ann'), 'gains')], {}) }),
    ).toBeUndefined();
  });

  test.each([
    ['three of three', 3, 3, false],
    ['four of nine', 4, 9, false],
    ['four of eight, exactly half', 4, 8, false],
    ['four of seven, more than half', 4, 7, true],
    ['five of nine', 5, 9, true],
    ['five of ten, exactly half', 5, 10, false],
  ])('on one mailbox, %s', (_, lost, standing, tripped) => {
    const net = netWith(losing('sales', lost), { sales: standing, others: 200 });
    const gate = gateOf('max-revokes', { net });
    expect(gate).toMatchObject({ actual: lost, limit: 40 + Math.floor(standing / 5), tripped });
    if (tripped)
      expect(gate).toMatchObject({
        why: `it takes their rights from more than half of the holders of one mailbox (${lost} on sales@contoso.com)`,
        allow: [`--allow max-revokes=${lost}`],
        about: ['sales@contoso.com'],
      });
  });

  test('every such mailbox is told, and one flag lets all through', () => {
    const net = netWith([...losing('sales', 4), ...losing('info', 5)], {
      sales: 5,
      info: 6,
      others: 200,
    });
    expect(gateOf('max-revokes', { net })).toMatchObject({
      why: expect.stringContaining('(4 on sales@contoso.com, 5 on info@contoso.com)'),
      about: ['info@contoso.com', 'sales@contoso.com'],
      allow: ['--allow max-revokes=9'],
    });
  });

  test('as many as pass, but all of one mailbox: that is what is told', () => {
    expect(gateOf('max-revokes', { net: netWith(losing('sales', 5), { sales: 5 }) })).toMatchObject(
      {
        limit: 5,
        tripped: true,
        why: expect.stringContaining('more than half of the holders of one mailbox'),
      },
    );
  });

  test('both reasons at once: the count is what is told', () => {
    const net = netWith(losing('sales', 6), { sales: 6 });
    expect(gateOf('max-revokes', { net })).toMatchObject({
      tripped: true,
      why: 'it takes rights from 6 holders; 5 are allowed without --allow',
    });
  });

  test('maxRevokes in the file replaces all of it', () => {
    const net = netWith(losing('sales', 8), { sales: 8 });
    expect(gateOf('max-revokes', { net, ...raised('maxRevokes', 8) })).toMatchObject({
      limit: 8,
      tripped: false,
    });
    expect(gateOf('max-revokes', { net, ...raised('maxRevokes', 7) })?.tripped).toBe(true);
    const few = netWith(losing('sales', 1), { sales: 100 });
    expect(gateOf('max-revokes', { net: few, ...raised('maxRevokes', 0) })).toMatchObject({
      limit: 0,
      tripped: true,
    });
  });
});

describe('max-grants', () => {
  const giving = (n: number, standing: number): Net =>
    netWith(
      times(n, (index) => pair(`box${index}`, person(`p${index}`), 'gains')),
      { everything: standing },
    );
  test.each([
    ['the floor', 0, 10],
    ['still the floor', 54, 10],
    ['above the floor', 55, 11],
    ['below the ceiling', 999, 199],
    ['the ceiling', 1_000, 200],
    ['still the ceiling', 50_000, 200],
  ])('%s: of %i holders %i pass', (_, standing, limit) => {
    expect(gateOf('max-grants', { net: giving(limit, standing) })).toMatchObject({
      limit,
      tripped: false,
    });
    expect(gateOf('max-grants', { net: giving(limit + 1, standing) })).toMatchObject({
      actual: limit + 1,
      limit,
      tripped: true,
      why: `it gives rights to ${limit + 1} holders; ${limit} are allowed without --allow`,
      allow: [`--allow max-grants=${limit + 1}`],
    });
  });
  test('the file raises it, or lowers it', () => {
    expect(gateOf('max-grants', { net: giving(12, 0), ...raised('maxGrants', 12) })?.tripped).toBe(
      false,
    );
    expect(gateOf('max-grants', { net: giving(2, 0), ...raised('maxGrants', 1) })?.tripped).toBe(
      true,
    );
  });
  test('what is lost is not given', () => {
    expect(gateOf('max-grants', { net: netWith(losing('sales', 20), {}) })).toBeUndefined();
  });
  test('it is about the mailboxes, each once and sorted', () => {
    const pairs = ['sales', 'info', 'sales'].map((box, n) => pair(box, person(`p${n}`), 'gains'));
    expect(gateOf('max-grants', { net: netWith(pairs, {}) })?.about).toEqual([
      'info@contoso.com',
      'sales@contoso.com',
    ]);
  });
});

describe('mailbox-emptied', () => {
  const net = { ...noNet, emptied: [ref('sales'), ref('info')] };
  test('one is too many', () => {
    expect(gateOf('mailbox-emptied', { net: { ...net, emptied: [ref('sales')] } })).toMatchObject({
      actual: 1,
      limit: 0,
      tripped: true,
      about: ['sales@contoso.com'],
      allow: ['--allow mailbox-emptied=1'],
    });
    expect(gateOf('mailbox-emptied', { net: noNet })).toBeUndefined();
  });
  test('the file allows so many', () => {
    expect(gateOf('mailbox-emptied', { net, ...raised('mailboxEmptied', 2) })?.tripped).toBe(false);
    expect(gateOf('mailbox-emptied', { net, ...raised('mailboxEmptied', 1) })).toMatchObject({
      actual: 2,
      tripped: true,
      about: ['info@contoso.com', 'sales@contoso.com'],
    });
  });
});

describe('principal-fan-in', () => {
  const gaining = (who: string, n: number): readonly Pair[] =>
    times(n, (index) => pair(`${who}-box${index}`, person(who), 'gains'));
  test('five mailboxes pass, six do not', () => {
    expect(gateOf('principal-fan-in', { net: netWith(gaining('ann', 5), {}) })).toMatchObject({
      actual: 5,
      limit: 5,
      tripped: false,
      about: [],
    });
    expect(gateOf('principal-fan-in', { net: netWith(gaining('ann', 6), {}) })).toMatchObject({
      actual: 6,
      limit: 5,
      tripped: true,
      about: ['ann@contoso.com'],
      why: 'one holder gains rights on 6 mailboxes; 5 are allowed without --allow',
      allow: ['--allow principal-fan-in=6'],
    });
  });
  test('it is the one who gains most, not all together; each above is named', () => {
    const net = netWith([...gaining('ann', 7), ...gaining('bob', 6), ...gaining('cy', 5)], {});
    expect(gateOf('principal-fan-in', { net })).toMatchObject({
      actual: 7,
      about: ['ann@contoso.com', 'bob@contoso.com'],
    });
  });
  test('six people on one mailbox are not one on six', () => {
    const pairs = times(6, (n) => pair('sales', person(`p${n}`), 'gains'));
    expect(gateOf('principal-fan-in', { net: netWith(pairs, {}) })?.actual).toBe(1);
  });
  test('what is lost does not count, and nothing gained is no gate', () => {
    const lost = times(9, (n) => pair(`box${n}`, person('ann'), 'loses'));
    expect(gateOf('principal-fan-in', { net: netWith(lost, {}) })).toBeUndefined();
    expect(
      gateOf('principal-fan-in', { net: netWith([...lost, ...gaining('ann', 1)], {}) })?.actual,
    ).toBe(1);
  });
  test('the file raises it', () => {
    const net = netWith(gaining('ann', 6), {});
    expect(gateOf('principal-fan-in', { net, ...raised('principalFanIn', 6) })).toMatchObject({
      limit: 6,
      tripped: false,
      about: [],
    });
  });
});

describe('broad-trustee', () => {
  const given = (holder: Principal, size?: number | string): Gate | undefined =>
    gateOf('broad-trustee', {
      net: netWith([pair('sales', holder, 'gains')], {}),
      insides: new Map(
        size === undefined
          ? []
          : [[holder.id, typeof size === 'number' ? insideOf(size) : { why: size, denied: true }]],
      ),
    });
  test.each<[string, Principal, number | undefined, boolean]>([
    ['a person', person('ann'), undefined, false],
    ['a group of nobody', group('empty'), 0, false],
    ['a group of 25', group('some'), 25, false],
    ['a group of 26', group('many'), 26, true],
    ['a guest', guest, undefined, true],
    ['an address outside', { ...ref('partner'), kind: 'external' }, undefined, true],
    ['a contact with an address of our own', { ...ref('desk'), kind: 'contact' }, undefined, false],
    ['everybody', { id: 'default', kind: 'everyone' }, undefined, true],
    ['whoever comes without a name', { id: 'anonymous', kind: 'everyone' }, undefined, true],
    ['an application', { ...ref('app'), kind: 'service' }, undefined, false],
  ])('%s', (_, holder, size, tripped) => {
    const gate = given(holder, size);
    if (!tripped) expect(gate).toBeUndefined();
    else
      expect(gate).toMatchObject({
        actual: 1,
        limit: 0,
        tripped: true,
        allow: ['--allow broad-trustee=1'],
      });
  });
  test('it is told who gets what where', () => {
    expect(given(group('many'), 26)).toMatchObject({
      about: ['many@contoso.com on sales@contoso.com'],
      why: 'rights go to a guest, to an address outside the organisation, to an AI agent, to everybody, or to a group of more than 25 people',
    });
  });
  test.each([
    ['a group whose members could not be read', 'no answer', 'many@contoso.com (no answer)'],
    ['a group about which nothing is known', undefined, 'many@contoso.com (not read)'],
  ])('%s: no flag opens it', (_, size, about) => {
    const gate = given(group('many'), size);
    expect(gate?.why).toContain('could not be read');
    expect(gate).toMatchObject({ tripped: true, actual: 1, about: [about] });
    expect(gate).not.toHaveProperty('allow');
  });
  test('nor does the file; and a group is told once, on however many mailboxes', () => {
    const net = netWith(
      ['sales', 'info'].map((box) => pair(box, group('many'), 'gains')),
      {},
    );
    const gate = gateOf('broad-trustee', { net, ...raised('broadTrustee', 99) });
    expect(gate).toMatchObject({ tripped: true, about: ['many@contoso.com (not read)'] });
    expect(gate).not.toHaveProperty('allow');
  });
  test('whoever only loses is not looked at', () => {
    const net = netWith([pair('sales', group('many'), 'loses'), pair('sales', guest, 'loses')], {});
    expect(gateOf('broad-trustee', { net })).toBeUndefined();
  });
  test('the size that counts is that of the group itself', () => {
    const net = netWith([pair('sales', group('few'), 'gains')], {});
    const insides = new Map([
      [group('few').id, insideOf(3)],
      [group('many').id, insideOf(300)],
    ]);
    expect(gateOf('broad-trustee', { net, insides })).toBeUndefined();
  });
  test('the file allows so many', () => {
    const net = netWith(
      ['sales', 'info'].map((box) => pair(box, guest, 'gains')),
      {},
    );
    expect(gateOf('broad-trustee', { net, ...raised('broadTrustee', 2) })?.tripped).toBe(false);
    expect(gateOf('broad-trustee', { net, ...raised('broadTrustee', 1) })?.tripped).toBe(true);
  });
});

describe('guests within a group that gains', () => {
  const gate = (people: number, guests: number, boxes = ['sales'], more: Partial<GateFacts> = {}) =>
    gateOf('broad-trustee', {
      net: netWith(
        boxes.map((box) => pair(box, group('partners'), 'gains')),
        {},
      ),
      insides: new Map([[group('partners').id, insideOf(people, guests)]]),
      ...more,
    });
  test.each([
    [0, 1, 1],
    [3, 1, 1],
    [3, 4, 4],
    [300, 1, 1],
    [300, 2, 2],
  ])('%i people and %i guests count %i', (people, guests, actual) => {
    expect(gate(people, guests)).toMatchObject({
      actual,
      tripped: true,
      about: [
        `partners@contoso.com on sales@contoso.com (${guests} ${guests === 1 ? 'guest' : 'guests'} in it)`,
      ],
      allow: [`--allow broad-trustee=${actual}`],
    });
  });
  test('on each mailbox', () => {
    expect(gate(1, 2, ['sales', 'info'])?.actual).toBe(4);
  });
  test.each([
    [0, 1, 1, '1 external account'],
    [300, 2, 2, '2 external accounts'],
    [1, 1, 1, '1 external account'],
  ])('so do accounts whose mail goes outside: beside %i people, %i', (people, n, actual, told) => {
    const inside = { ...insideOf(people), externals: times(n, (i) => `id-out${i}`) };
    const insides = new Map([[group('partners').id, inside]]);
    expect(gate(0, 0, ['sales'], { insides })).toMatchObject({
      actual,
      about: [`partners@contoso.com on sales@contoso.com (${told} in it)`],
    });
  });
  test('and both together', () => {
    const inside = { ...insideOf(3, 2), externals: ['id-out'] };
    const insides = new Map([[group('partners').id, inside]]);
    expect(gate(0, 0, ['sales'], { insides })).toMatchObject({
      actual: 3,
      about: ['partners@contoso.com on sales@contoso.com (2 guests, 1 external account in it)'],
      allow: ['--allow broad-trustee=3'],
    });
  });
  test('what was approved for two does not cover a third', () => {
    expect(gate(1, 2, ['sales'], raised('broadTrustee', 2))?.tripped).toBe(false);
    expect(gate(1, 3, ['sales'], raised('broadTrustee', 2))?.tripped).toBe(true);
  });
});

describe('a mailbox whose remaining delegates could not be read', () => {
  test('is let through by no number', () => {
    const doubtful = [{ subject: ref('sales'), why: 'ops@contoso.com (Not allowed.)' }];
    const gate = gateOf('mailbox-emptied', { doubtful, ...raised('mailboxEmptied', 99) });
    expect(gate).toMatchObject({
      tripped: true,
      about: ['sales@contoso.com: ops@contoso.com (Not allowed.)'],
    });
    expect(gate).not.toHaveProperty('allow');
  });
});

describe('protected', () => {
  const protectedIds = new Set([ref('ceo').id]);
  const gate = (...changes: readonly Planned[]): Gate | undefined =>
    gateOf('protected', { protectedIds }, changes);
  const handedOver = planned({
    action: KINDS.sendOnBehalf.act({
      op: 'update',
      before: { subject: ref('ceo'), trustee: person('ann') },
      after: { subject: ref('ceo'), trustee: person('bob') },
    }),
    reason: 'declared',
  });
  const displayName = planned({
    action: KINDS.mailboxSettings.act({
      op: 'update',
      before: { subject: ref('ceo'), property: 'displayName', to: 'A' },
      after: { subject: ref('ceo'), property: 'displayName', to: 'B' },
    }),
    reason: 'declared',
  });
  const hideAdd = planned({
    action: KINDS.mailboxSettings.act({
      op: 'add',
      after: { subject: ref('ceo'), property: 'hidden', to: true },
    }),
    reason: 'declared',
  });
  const unhide = planned({
    action: KINDS.mailboxSettings.act({
      op: 'remove',
      before: { subject: ref('ceo'), property: 'hidden', to: true },
    }),
    reason: 'undo',
  });
  const copies = planned({
    action: KINDS.mailboxSettings.act({
      op: 'update',
      before: { subject: ref('ceo'), property: 'copySendAs', to: false },
      after: { subject: ref('ceo'), property: 'copySendAs', to: true },
    }),
    reason: 'declared',
  });
  test.each<[string, Planned, boolean]>([
    ['a grant', grant('ceo', 'ann'), true],
    ['Send As', sendAs('ceo', 'ann', 'add'), true],
    ['a right that goes from one to another', handedOver, true],
    ['hiding', hide('ceo', true), true],
    ['hiding what was not known to be shown', hideAdd, true],
    ['sign-in allowed', signIn('ceo', 'allowed'), true],
    ['an address that comes from elsewhere', moveAlias('info', 'ceo', 'x@contoso.com'), true],
    ['an address that goes elsewhere', moveAlias('ceo', 'info', 'x@contoso.com'), true],
    ['a revoke', revoke('ceo', 'ann'), false],
    ['sign-in blocked', signIn('ceo', 'blocked'), false],
    ['showing it again', hide('ceo', false), false],
    ['hiding left as it is', unhide, false],
    ['a new address', addAlias('ceo', 'x@contoso.com'), false],
    ['another name', displayName, false],
    ['copies of what is sent', copies, false],
    ['a grant on another mailbox', grant('sales', 'ann'), false],
  ])('%s: %s', (_, change, tripped) => {
    if (!tripped) expect(gate(change)).toBeUndefined();
    else
      expect(gate(change)).toMatchObject({
        actual: 1,
        limit: 0,
        tripped: true,
        about: ['ceo@contoso.com'],
        allow: ['--allow protected=ceo@contoso.com'],
      });
  });
  test('each mailbox is named once, and each must be', () => {
    const both = gateOf('protected', { protectedIds: new Set(['id-ceo', 'id-cfo']) }, [
      grant('cfo', 'ann'),
      grant('ceo', 'ann'),
      grant('ceo', 'bob'),
    ]);
    expect(both).toMatchObject({
      actual: 2,
      allow: ['--allow protected=ceo@contoso.com', '--allow protected=cfo@contoso.com'],
    });
  });
});

describe('creates and similar-address', () => {
  const made = (n: number): readonly Planned[] =>
    times(n, (index) => create(`${'abcdefgh'.charAt(index).repeat(6)}@contoso.com`));
  test('three pass, four do not', () => {
    expect(gateOf('creates', {}, made(3))).toMatchObject({ actual: 3, limit: 3, tripped: false });
    expect(gateOf('creates', {}, made(4))).toMatchObject({
      actual: 4,
      limit: 3,
      tripped: true,
      why: 'it creates 4 mailboxes; 3 are allowed without --allow',
      allow: ['--allow creates=4'],
    });
    expect(gateOf('creates', raised('creates', 4), made(4))?.tripped).toBe(false);
    expect(gateOf('creates', raised('creates', 0), made(1))?.tripped).toBe(true);
  });
  test('another type, and what is done on other mailboxes, is no creation', () => {
    const shared = planned({
      action: KINDS.mailbox.act({
        op: 'update',
        before: { subject: ref('fred'), type: 'user' },
        after: { subject: ref('fred'), type: 'shared' },
      }),
      reason: 'declared',
    });
    const others = [shared, grant('sales', 'ann'), hide('sales', true)];
    expect(gateOf('creates', {}, others)).toBeUndefined();
    expect(gateOf('similar-address', { addresses: ['sales@contoso.com'] }, others)).toBeUndefined();
  });
  test('a new address like one that is there is held', () => {
    const addresses = ['info@contoso.com', 'marketing@contoso.com'];
    expect(
      gateOf('similar-address', { addresses }, [create('markteing@contoso.com')]),
    ).toMatchObject({
      actual: 1,
      limit: 0,
      tripped: true,
      about: ['markteing@contoso.com (like marketing@contoso.com)'],
      allow: ['--allow similar-address=1'],
    });
    expect(
      gateOf('similar-address', { addresses }, [create('warehouse@contoso.com')]),
    ).toBeUndefined();
  });
  test('so are two new ones that are like one another, both of them', () => {
    const two = [create('orders@contoso.com'), create('order@contoso.com')];
    expect(gateOf('similar-address', {}, two)).toMatchObject({ actual: 2 });
    expect(gateOf('similar-address', raised('similarAddress', 2), two)?.tripped).toBe(false);
    expect(gateOf('similar-address', raised('similarAddress', 1), two)?.tripped).toBe(true);
  });
});

describe('addresses-removed', () => {
  const gone = (n: number): readonly Planned[] =>
    times(n, (index) => dropAlias('sales', `a${index}@contoso.com`));
  test('five pass, six do not', () => {
    expect(gateOf('addresses-removed', {}, gone(5))?.tripped).toBe(false);
    expect(gateOf('addresses-removed', {}, gone(6))).toMatchObject({
      actual: 6,
      limit: 5,
      tripped: true,
      why: 'mail to 6 addresses would bounce; 5 are allowed without --allow',
      allow: ['--allow addresses-removed=6'],
    });
    expect(gateOf('addresses-removed', raised('addressesRemoved', 6), gone(6))?.tripped).toBe(
      false,
    );
  });
  const move = (n: number, from = 'sales', to = 'info'): readonly Planned[] =>
    times(n, (index) => moveAlias(from, to, `${from}${index}@contoso.com`));
  test('an address that is given, or one of a few that move, does not bounce', () => {
    const kept = [
      ...times(9, (n) => addAlias('sales', `b${n}@contoso.com`)),
      ...move(5, 'sales'),
      ...move(5, 'hr'),
      revoke('sales', 'ann'),
    ];
    expect(gateOf('addresses-removed', {}, kept)).toBeUndefined();
  });
  test('an address that stays where it is leaves nobody, however many do', () => {
    const stays = times(9, (n) => {
      const item = { subject: ref('sales'), address: `s${n}@contoso.com` };
      return planned({
        action: KINDS.alias.act({ op: 'update', before: item, after: item }),
        reason: 'declared',
      });
    });
    expect(gateOf('addresses-removed', {}, stays)).toBeUndefined();
  });
  test('more than five that leave one mailbox count, wherever they go', () => {
    expect(gateOf('addresses-removed', {}, move(6))).toMatchObject({
      actual: 6,
      limit: 5,
      tripped: true,
      why: '6 addresses leave their mailboxes, 6 of them for another mailbox; where more than 5 leave one mailbox, moved ones count too; 5 are allowed without --allow',
      about: times(6, (n) => `sales${n}@contoso.com (to info@contoso.com)`),
      allow: ['--allow addresses-removed=6'],
    });
    const scattered = times(6, (n) => moveAlias('sales', `box${n}`, `s${n}@contoso.com`));
    expect(gateOf('addresses-removed', {}, scattered)).toMatchObject({ actual: 6, tripped: true });
  });
  test('removed and moved ones of one mailbox are counted together', () => {
    expect(gateOf('addresses-removed', {}, [...gone(2), ...move(3)])).toMatchObject({
      actual: 2,
      tripped: false,
    });
    expect(gateOf('addresses-removed', {}, [...gone(2), ...move(4)])).toMatchObject({
      actual: 6,
      tripped: true,
      why: expect.stringContaining('6 addresses leave their mailboxes, 4 of them for another'),
    });
  });
  test('what moves from other mailboxes does not count beside it', () => {
    const both = [...move(6), ...move(5, 'hr'), dropAlias('press', 'p@contoso.com')];
    expect(gateOf('addresses-removed', {}, both)).toMatchObject({ actual: 7, tripped: true });
  });
  test('two mailboxes that exchange six addresses each lose twelve', () => {
    const swapped = [...move(6), ...move(6, 'info', 'sales')];
    expect(gateOf('addresses-removed', {}, swapped)).toMatchObject({ actual: 12, tripped: true });
    expect(gateOf('addresses-removed', raised('addressesRemoved', 12), swapped)?.tripped).toBe(
      false,
    );
  });
});

describe('sign-in', () => {
  const switched = (n: number, to: 'blocked' | 'allowed'): readonly Planned[] =>
    times(n, (index) => signIn(`box${index}`, to));
  const lockOut = { actor: 'id-mbx', administrators: new Set(['id-admin']) };
  test.each(['blocked', 'allowed'] as const)('five %s pass, six do not', (to) => {
    expect(gateOf('sign-in', { lockOut }, switched(5, to))?.tripped).toBe(false);
    expect(gateOf('sign-in', { lockOut }, switched(6, to))).toMatchObject({
      actual: 6,
      limit: 5,
      tripped: true,
      why: 'it changes the sign-in of 6 accounts; 5 are allowed without --allow',
      allow: ['--allow sign-in=6'],
    });
    expect(gateOf('sign-in', { lockOut, ...raised('signIn', 6) }, switched(6, to))?.tripped).toBe(
      false,
    );
  });
  test('nothing else is', () => {
    expect(gateOf('sign-in', {}, [hide('sales', true), grant('sales', 'ann')])).toBeUndefined();
  });
});

describe('never passable', () => {
  const shut = (gate: Gate | undefined): void => {
    expect(gate).toMatchObject({ tripped: true });
    expect(gate).not.toHaveProperty('allow');
  };

  test('an empty strategy', () => {
    shut(gateOf('empty-strategy', { declared: 0 }));
    expect(gateOf('empty-strategy', { declared: 0 })?.about).toEqual([]);
    expect(gateOf('empty-strategy', { declared: 1 })).toBeUndefined();
  });

  describe('a break-glass account', () => {
    const breakGlass = new Set(['id-emergency']);
    test.each<[string, Planned]>([
      ['as the mailbox', grant('emergency', 'ann')],
      ['as the mailbox that loses', revoke('emergency', 'ann')],
      ['as the one who gains', grant('sales', 'emergency')],
      ['as the one who loses', revoke('sales', 'emergency')],
      ['as where an address goes', moveAlias('sales', 'emergency', 'x@contoso.com')],
      ['as where an address comes from', moveAlias('emergency', 'sales', 'x@contoso.com')],
      ['in a setting', hide('emergency', true)],
    ])('%s', (_, change) => {
      const gate = gateOf('break-glass', { breakGlass }, [change, hide('sales', true)]);
      shut(gate);
      expect(gate).toMatchObject({ actual: 1, about: ['emergency@contoso.com'] });
    });
    test('is told once', () => {
      expect(
        gateOf('break-glass', { breakGlass }, [
          grant('sales', 'emergency'),
          grant('info', 'emergency'),
        ]),
      ).toMatchObject({ actual: 1, about: ['emergency@contoso.com'] });
    });
    test('others are not', () => {
      expect(gateOf('break-glass', { breakGlass }, [grant('sales', 'ann')])).toBeUndefined();
    });
  });

  describe('lock-out', () => {
    const gate = (administrators: ReadonlySet<string> | string | undefined, ...boxes: string[]) =>
      gateOf(
        'lock-out',
        { lockOut: { actor: 'id-mbx', administrators } },
        boxes.map((box) => signIn(box, 'blocked')),
      );
    const admins = (...names: string[]): ReadonlySet<string> =>
      new Set(names.map((name) => ref(name).id));

    test('blocking whoever acts, whoever the administrators are', () => {
      const own = gate(admins('ann'), 'sales', 'mbx');
      shut(own);
      expect(own).toMatchObject({ actual: 1, about: ['mbx@contoso.com'] });
      expect(own?.why).toContain('the account that carries it out');
      shut(gate('no answer', 'mbx'));
    });
    test('blocking the last administrator', () => {
      const last = gate(admins('sales'), 'sales');
      shut(last);
      expect(last).toMatchObject({
        actual: 1,
        about: ['sales@contoso.com'],
        why: 'it would block the last global administrator who can sign in',
      });
    });
    test('blocking the last two, and others with them', () => {
      expect(gate(admins('sales', 'info'), 'hr', 'info', 'sales')).toMatchObject({
        actual: 2,
        about: ['info@contoso.com', 'sales@contoso.com'],
      });
    });
    test('not where one is left, nor where none is blocked, nor where there was none', () => {
      expect(gate(admins('sales', 'ann'), 'sales')).toBeUndefined();
      expect(gate(admins('ann'), 'sales')).toBeUndefined();
      expect(gate(admins(), 'sales')).toBeUndefined();
    });
    test('where the administrators could not be read', () => {
      const unread = gate('no answer', 'sales', 'info');
      shut(unread);
      expect(unread).toMatchObject({
        actual: 2,
        about: ['sales@contoso.com', 'info@contoso.com'],
        why: 'it blocks sign-in, and the administrators could not be read (no answer)',
      });
      const unasked = gate(undefined, 'sales');
      shut(unasked);
      expect(unasked?.why).toContain('(not asked)');
    });
    test('only a block locks out', () => {
      const facts = { lockOut: { actor: 'id-sales', administrators: admins('sales') } };
      const back = planned({
        action: KINDS.signIn.act({
          op: 'remove',
          before: { subject: ref('sales'), to: 'blocked' },
        }),
        reason: 'undo',
      });
      const blockedAnew = planned({
        action: KINDS.signIn.act({ op: 'add', after: { subject: ref('sales'), to: 'blocked' } }),
        reason: 'declared',
      });
      expect(gateOf('lock-out', facts, [signIn('sales', 'allowed')])).toBeUndefined();
      expect(gateOf('lock-out', facts, [back])).toBeUndefined();
      const called = planned({
        action: KINDS.mailboxSettings.act({
          op: 'update',
          before: { subject: ref('sales'), property: 'displayName', to: 'Sales' },
          after: { subject: ref('sales'), property: 'displayName', to: 'blocked' },
        }),
        reason: 'declared',
      });
      expect(gateOf('lock-out', facts, [called])).toBeUndefined();
      expect(
        gateOf('lock-out', facts, [revoke('sales', 'ann'), hide('sales', true)]),
      ).toBeUndefined();
      shut(gateOf('lock-out', facts, [blockedAnew]));
    });
  });
});

describe('what is allowed', () => {
  const gate = (id: GateId, more: Partial<Gate> = {}): Gate => ({
    gate: id,
    actual: 6,
    limit: 5,
    tripped: true,
    about: [],
    why: 'because',
    allow: [`--allow ${id}=6`],
    ...more,
  });
  const counts = (entries: Readonly<Partial<Record<GateId, number>>>) => ({
    counts: new Map(
      GATE_IDS.flatMap((id) => (entries[id] === undefined ? [] : [[id, entries[id]]])),
    ),
    addresses: new Map<GateId, ReadonlySet<string>>(),
  });
  const nothing = counts({});

  test.each([
    ['one less', 5, true],
    ['exactly so much', 6, false],
    ['more', 7, false],
  ])('%s', (_, n, isShut) => {
    expect(shutGates([gate('creates')], counts({ creates: n }))).toHaveLength(isShut ? 1 : 0);
  });
  test('a flag for another gate opens nothing', () => {
    expect(shutGates([gate('creates')], counts({ 'max-grants': 99 }))).toHaveLength(1);
    expect(shutGates([gate('creates')], nothing)).toHaveLength(1);
  });
  test('each gate needs its own', () => {
    const both = [gate('creates'), gate('max-grants')];
    expect(shutGates(both, counts({ creates: 6 })).map((one) => one.gate)).toEqual(['max-grants']);
    expect(shutGates(both, counts({ creates: 6, 'max-grants': 6 }))).toEqual([]);
  });
  test('a gate that is not tripped is open', () => {
    expect(shutGates([gate('creates', { tripped: false })], nothing)).toEqual([]);
  });
  test('a gate without a flag stays shut, whatever is said', () => {
    const { allow: _, ...never } = gate('broad-trustee');
    expect(shutGates([never], counts({ 'broad-trustee': 99 }))).toEqual([never]);
  });
  test('protected goes by the addresses, all of them, and by no number', () => {
    const two = gate('protected', {
      actual: 2,
      about: ['ceo@contoso.com', 'cfo@contoso.com'],
      allow: ['--allow protected=ceo@contoso.com', '--allow protected=cfo@contoso.com'],
    });
    const named = (...addresses: string[]) => ({
      counts: new Map([['protected' as const, 99]]),
      addresses: new Map([['protected' as const, new Set(addresses)]]),
    });
    expect(shutGates([two], named())).toHaveLength(1);
    expect(shutGates([two], named('ceo@contoso.com'))).toHaveLength(1);
    expect(shutGates([two], named('ceo@contoso.com', 'cfo@contoso.com', 'x@contoso.com'))).toEqual(
      [],
    );
  });
  test('every gate but those that nothing opens takes a number, or addresses', () => {
    expect(GATE_IDS.filter((id) => !gatesOpenedBy('number').includes(id))).toEqual([
      'protected',
      'empty-strategy',
      'break-glass',
      'lock-out',
    ]);
  });
});

test('gates stand in a fixed order, those that nothing opens first', () => {
  const facts: GateFacts = {
    ...quiet,
    declared: 0,
    protectedIds: new Set(['id-sales']),
    breakGlass: new Set(['id-ann']),
    net: {
      ...netWith([pair('sales', guest, 'gains'), pair('sales', person('ann'), 'loses')], {}),
      emptied: [ref('sales')],
    },
    addresses: ['order@contoso.com'],
    lockOut: { actor: 'id-sales', administrators: new Set() },
  };
  const changes = [
    grant('sales', 'ann'),
    create('orders@contoso.com'),
    dropAlias('sales', 'x@contoso.com'),
    signIn('sales', 'blocked'),
  ];
  for (const { why } of gatesOf(changes, facts)) expect(why).toMatch(/^[a-z].{20,}$/u);
  expect(gatesOf(changes, facts).map(({ gate }) => gate)).toEqual([
    'empty-strategy',
    'break-glass',
    'lock-out',
    'max-revokes',
    'max-grants',
    'mailbox-emptied',
    'principal-fan-in',
    'broad-trustee',
    'protected',
    'creates',
    'similar-address',
    'addresses-removed',
    'sign-in',
  ]);
});
