import { describe, expect, test } from 'vitest';
import { create, grant, person, ref, revoke } from '../../test/support/builders.ts';
import { planOf } from '../../test/support/plans.ts';
import { callsOf, KINDS } from '../kinds/index.ts';
import type { Line } from '../model/journal.ts';
import { provisional, type Ref } from '../model/ref.ts';
import { type Plan, type Planned, planned } from '../plan/plan.ts';
import {
  beginOf,
  begunAims,
  changesOf,
  doubtedAims,
  endsIn,
  unboundCreations,
} from './recovery.ts';

const SHOP = provisional('shop@contoso.com');
const made = create(SHOP.address);
const onShop = (subject: Ref, who: string): Planned =>
  planned({
    action: KINDS.fullAccess.act({ op: 'add', after: { subject, trustee: person(who) } }),
    reason: 'declared',
  });
const REAL: Ref = { id: 'id-shop', address: SHOP.address };
const [toAnn, toBob, fromCy] = [
  grant('sales', 'ann'),
  grant('sales', 'bob'),
  revoke('sales', 'cy'),
];

const begin = (...changes: readonly Planned[]): Line<Plan> => ({
  line: 'begin',
  at: 0,
  run: 'r1',
  plan: planOf(changes),
});
const intent = (change: Planned, n = 1): Line<Plan> => {
  const [call] = callsOf(change.action);
  if (call === undefined) throw new Error('it has no call');
  return { line: 'intent', at: 1, n, of: [change.id], call };
};
const bound = (provisionalId: string, id: string): Line<Plan> => ({
  line: 'bound',
  at: 2,
  provisional: provisionalId,
  id,
});
const replanned = (...changes: readonly Planned[]): Line<Plan> => ({
  line: 'replanned',
  at: 3,
  plan: planOf(changes),
});
const ids = (changes: readonly Planned[]): readonly string[] => changes.map(({ id }) => id);

test('the beginning, where there is one', () => {
  expect(beginOf([begin(toAnn), intent(toAnn)])).toMatchObject({ run: 'r1' });
  expect(beginOf([])).toBeUndefined();
  expect(beginOf([intent(toAnn)])).toBeUndefined();
});

describe('what the run set out to do', () => {
  test('is what its plan says', () => {
    expect(ids(changesOf([begin(toAnn, fromCy), intent(toAnn)]))).toEqual(ids([toAnn, fromCy]));
  });
  test('with real ids once they are known', () => {
    const lines = [begin(made, onShop(SHOP, 'ann')), bound(SHOP.id, REAL.id)];
    expect(ids(changesOf(lines))[1]).toBe(onShop(REAL, 'ann').id);
  });
  test('and what was planned again, each once', () => {
    const lines = [
      begin(made, onShop(SHOP, 'ann'), toAnn),
      bound(SHOP.id, REAL.id),
      replanned(onShop(REAL, 'ann'), toAnn),
    ];
    const changes = changesOf(lines);
    expect(changes).toHaveLength(3);
    expect(ids(changes)).toContain(onShop(REAL, 'ann').id);
  });
  test('ids that were found otherwise count as well', () => {
    const lines = [begin(onShop(SHOP, 'ann'))];
    expect(ids(changesOf(lines, new Map([[SHOP.id, REAL.id]])))).toEqual([onShop(REAL, 'ann').id]);
  });
});

test('a change ended as it ended last', () => {
  const end = (change: Planned, how: 'held' | 'verified' | 'pending'): Line<Plan> => ({
    line: 'end',
    at: 4,
    change: change.id,
    end: how,
  });
  const ends = endsIn([
    begin(toAnn),
    end(toAnn, 'held'),
    end(fromCy, 'pending'),
    end(toAnn, 'verified'),
  ]);
  expect([...ends]).toEqual([
    [toAnn.id, 'verified'],
    [fromCy.id, 'pending'],
  ]);
});

describe('a creation', () => {
  test('that is bound to what it made needs no look', () => {
    expect(unboundCreations([begin(made), intent(made), bound(SHOP.id, 'id-1')])).toEqual([]);
  });
  test('that was begun, and whose answer was lost, is looked for as it was sent first', () => {
    const [call] = callsOf(made.action);
    const again = { ...intent(made, 2), at: 9 };
    expect(unboundCreations([begin(made), intent(made), again])).toEqual([{ call, since: 1 }]);
  });
  test('that was not begun made nothing: whoever has the address is another', () => {
    expect(unboundCreations([begin(made, toAnn), intent(toAnn)])).toEqual([]);
  });
});

describe('what is in doubt', () => {
  const outcome = (result: 'unknown' | 'unsent' | 'landed', n = 1): Line<Plan> => ({
    line: 'outcome',
    at: 2,
    n,
    outcome: result === 'landed' ? { result } : { result, message: '' },
  });
  const aims = (...lines: readonly Line<Plan>[]): ReadonlySet<string> =>
    doubtedAims([begin(toAnn, toBob), ...lines], new Map());
  test('is a try that was cut off, or got no answer', () => {
    expect(aims(intent(toAnn))).toEqual(new Set([toAnn.aim]));
    expect(aims(intent(toAnn), outcome('unknown'))).toEqual(new Set([toAnn.aim]));
  });
  test('is not one of which the last word is known', () => {
    expect(aims(intent(toAnn), outcome('unsent'))).toEqual(new Set());
    expect(aims(intent(toAnn), outcome('unknown'), outcome('landed'))).toEqual(new Set());
  });
  test('numbers begin anew with each round, and tell of the call before them', () => {
    expect(aims(intent(toAnn), outcome('unknown'), intent(toBob), outcome('unsent'))).toEqual(
      new Set([toAnn.aim]),
    );
  });
});

describe('where the beginning may have moved under the own hand', () => {
  const nothing = new Map<string, string>();
  test('on what a call was tried for, and on nothing else', () => {
    const aims = begunAims(
      [begin(toAnn, toBob, fromCy), intent(toAnn), intent(fromCy, 2)],
      nothing,
    );
    expect(aims).toEqual(new Set([toAnn.aim, fromCy.aim]));
  });
  test('on everything on the mailbox that the run created', () => {
    const lines = [begin(made, onShop(SHOP, 'ann'), toAnn), intent(made)];
    const aims = begunAims(lines, new Map([[SHOP.id, REAL.id]]));
    expect(aims.has(onShop(REAL, 'ann').aim)).toBe(true);
    expect(aims.has(toAnn.aim)).toBe(false);
  });
  test('also on what was planned again', () => {
    const lines = [begin(toAnn), replanned(toBob), intent(toBob)];
    expect(begunAims(lines, nothing)).toEqual(new Set([toBob.aim]));
  });
  test('not on a mailbox that is merely named like it', () => {
    const lines = [begin(onShop(ref('shop'), 'ann'))];
    expect(begunAims(lines, nothing)).toEqual(new Set());
  });
});
