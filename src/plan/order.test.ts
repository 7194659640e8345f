import { expect, test } from 'vitest';
import {
  addAlias,
  automap,
  create,
  grant,
  hide,
  moveAlias,
  revoke,
  revokeOf,
  signIn,
} from '../../test/support/builders.ts';
import { KIND_NAMES } from '../kinds/index.ts';
import { LINKS, NEEDS, STAGES } from '../kinds/order.ts';
import { inStages, needsOf, order, rankOf, stageOf } from './order.ts';

const cases = [
  { name: 'a leaver', change: revoke('sales', 'ann', 'leaver'), stage: 'urgent' },
  { name: 'an expired right', change: revoke('sales', 'ann', 'expired'), stage: 'urgent' },
  { name: 'a blocked person', change: revoke('sales', 'ann', 'blocked'), stage: 'urgent' },
  { name: 'an ordinary revoke', change: revoke('sales', 'ann'), stage: 'withdraw' },
  { name: 'a grant', change: grant('sales', 'ann'), stage: 'give' },
  { name: 'auto-mapping', change: automap('sales', 'ann', true), stage: 'give' },
  { name: 'a setting', change: hide('sales', true), stage: 'give' },
  { name: 'a new alias', change: addAlias('sales', 'x@contoso.com'), stage: 'give' },
  { name: 'a moving alias', change: moveAlias('sales', 'info', 'x@contoso.com'), stage: 'move' },
  { name: 'a creation', change: create('new@contoso.com'), stage: 'create' },
];
test.each(cases)('$name is in stage $stage', ({ change, stage }) => {
  expect(stageOf(change)).toBe(stage);
});

test('on one mailbox revokes wait for the grants and are held with them; urgent ones wait for nothing', () => {
  const units = order([
    revoke('sales', 'bob'),
    grant('sales', 'ann'),
    revoke('sales', 'cy', 'leaver'),
    grant('info', 'ann'),
  ]);
  expect(units.map(({ name, after, needs }) => [name, after, needs])).toEqual([
    ['id-sales urgent', [], []],
    ['id-sales give', ['id-sales urgent'], ['id-sales urgent']],
    ['id-info give', [], []],
    ['id-sales withdraw', ['id-sales give'], ['id-sales give']],
  ]);
});

test('a move touches both mailboxes', () => {
  expect(order([moveAlias('sales', 'info', 'x@contoso.com')])[0]?.touches).toEqual([
    'id-sales',
    'id-info',
  ]);
});

test('whatever comes after something that failed is held, but for what is urgent or creates', () => {
  const units = order([
    revoke('sales', 'cy', 'leaver'),
    create('sales@contoso.com'),
    moveAlias('info', 'sales', 'x@contoso.com'),
    grant('sales', 'ann'),
  ]);
  expect(units.map(({ stage, needs }) => [stage, needs.length > 0])).toEqual([
    ['urgent', false],
    ['create', false],
    ['move', true],
    ['give', true],
  ]);
});

test('entries of deleted accounts go before grants, and hold nothing up where they stay', () => {
  const gone = { id: 'S-1-5-21-1-2-3-4', kind: 'orphan' } as const;
  const clear = revokeOf('sales', gone);
  expect(stageOf(clear)).toBe('clear');
  const units = order([
    grant('sales', 'ann'),
    clear,
    revoke('sales', 'cy', 'leaver'),
    revoke('sales', 'bob'),
  ]);
  expect(units.map(({ name, after, needs }) => [name, after, needs])).toEqual([
    ['id-sales urgent', [], []],
    ['id-sales clear', ['id-sales urgent'], []],
    ['id-sales give', ['id-sales clear'], ['id-sales urgent']],
    ['id-sales withdraw', ['id-sales give'], ['id-sales give']],
  ]);
});

test('every stage has a reason, and whatever a unit waits for stands before it', () => {
  for (const { why } of STAGES) expect(why.length).toBeGreaterThan(10);
  const units = order([
    grant('sales', 'ann'),
    revoke('sales', 'bob'),
    revoke('sales', 'cy', 'leaver'),
    moveAlias('info', 'sales', 'x@contoso.com'),
  ]);
  for (const [index, { after }] of units.entries()) {
    for (const name of after)
      expect(units.findIndex((unit) => unit.name === name)).toBeLessThan(index);
  }
});

test('for reading, the changes of a mailbox stand as they are carried out', () => {
  const [urgent, made, moved, given, taken] = [
    revoke('new', 'cy', 'leaver'),
    create('new@contoso.com'),
    moveAlias('sales', 'new', 'x@contoso.com'),
    grant('new', 'ann'),
    revoke('new', 'bob'),
  ];
  expect(inStages([taken, given, moved, made, urgent])).toEqual([
    urgent,
    made,
    moved,
    given,
    taken,
  ]);
});

test('the mailbox that gives an address away is changed no further until that is settled, whether well or not', () => {
  const units = order([
    moveAlias('sales', 'info', 'x@contoso.com'),
    grant('sales', 'ann'),
    revoke('sales', 'bob'),
    revoke('sales', 'cy', 'leaver'),
    grant('desk', 'ann'),
  ]);
  expect(units.map(({ name, after, needs }) => [name, after, needs])).toEqual([
    ['id-sales urgent', [], []],
    ['id-info move', [], []],
    ['id-sales give', ['id-sales urgent', 'id-info move'], ['id-sales urgent']],
    ['id-desk give', [], []],
    ['id-sales withdraw', ['id-sales give', 'id-info move'], ['id-sales give']],
  ]);
});

test('every link points to a later stage, so that no two units wait for each other', () => {
  expect(
    LINKS.filter(({ settledIn, awaitedFrom }) => rankOf(settledIn) >= rankOf(awaitedFrom)),
  ).toEqual([]);
  expect(LINKS.map(({ why }) => why.length > 0)).not.toContain(false);
});

test('every need has a name of its own and a reason, reads what the register has, and comes to an end', () => {
  expect(new Set(NEEDS.map(({ name }) => name)).size).toBe(NEEDS.length);
  for (const { why, reads, times, waitMs } of NEEDS) {
    expect(why.length).toBeGreaterThan(10);
    expect(KIND_NAMES).toContain(reads);
    expect(times).toBeGreaterThan(0);
    expect(waitMs).toBeLessThan(Number.POSITIVE_INFINITY);
  }
});

test.each([
  ['a sign-in that is blocked', signIn('sales', 'blocked'), ['shared'], ['id-sales']],
  ['a sign-in that is allowed', signIn('sales', 'allowed'), [], []],
  [
    'an address that moves',
    moveAlias('info', 'sales', 'x@contoso.com'),
    ['receiver'],
    ['id-sales'],
  ],
  ['an address that is new', addAlias('sales', 'x@contoso.com'), [], []],
  ['a grant', grant('sales', 'ann'), [], []],
  ['a creation', create('new@contoso.com'), [], []],
])('what %s needs', (_, change, names, ids) => {
  const needs = needsOf(change);
  expect(needs.map(({ name }) => name)).toEqual(names);
  expect(needs.flatMap(({ of }) => of(change)).map(({ id }) => id)).toEqual(ids);
  for (const { otherwise } of needs) expect(otherwise(change)).toContain('sales@contoso.com');
});
