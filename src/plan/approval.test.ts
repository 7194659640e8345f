import { describe, expect, test } from 'vitest';
import { automap, create, grant, hide, person, ref, revoke } from '../../test/support/builders.ts';
import { KINDS } from '../kinds/index.ts';
import { approve, unseenIn } from './approval.ts';
import { type Planned, planned } from './plan.ts';

const nothing: ReadonlySet<string> = new Set();
const ids = (changes: readonly Planned[]): readonly string[] => changes.map(({ id }) => id);
const [toAnn, toBob, fromCy] = [
  grant('sales', 'ann'),
  grant('sales', 'bob'),
  revoke('sales', 'cy'),
];

test('the plan that was approved is carried out', () => {
  expect(approve([toAnn, fromCy], [toAnn, fromCy], nothing)).toEqual({
    ok: true,
    todo: [toAnn, fromCy],
    alreadyInEffect: [],
  });
});

test('what is in effect by now is left out, and reported', () => {
  expect(approve([toAnn, toBob, fromCy], [fromCy], nothing)).toEqual({
    ok: true,
    todo: [fromCy],
    alreadyInEffect: [toAnn, toBob],
  });
  expect(approve([toAnn], [], nothing)).toEqual({ ok: true, todo: [], alreadyInEffect: [toAnn] });
});

test('one change that nobody approved stops everything', () => {
  expect(approve([toAnn], [toAnn, toBob], nothing)).toEqual({
    ok: false,
    extra: [toBob],
    changed: [],
  });
  expect(approve([], [fromCy], nothing).ok).toBe(false);
});

test('to give is not to take: the same right the other way round is another change', () => {
  expect(approve([grant('sales', 'ann')], [revoke('sales', 'ann')], nothing).ok).toBe(false);
});

test('the same person on another mailbox is another change', () => {
  expect(approve([grant('sales', 'ann')], [grant('info', 'ann')], nothing).ok).toBe(false);
});

/** To "Sales", from another name than the approver saw. */
const renamed = (from: string): Planned =>
  planned({
    action: KINDS.mailboxSettings.act({
      op: 'update',
      before: { subject: ref('sales'), property: 'displayName', to: from },
      after: { subject: ref('sales'), property: 'displayName', to: 'Sales' },
    }),
    reason: 'declared',
  });

test('the same aim from another beginning is stale: somebody has been there', () => {
  const [approved, fresh] = [renamed('Selling'), renamed('Chief Executive')];
  expect(fresh.aim).toBe(approved.aim);
  expect(approve([approved], [fresh], nothing)).toEqual({
    ok: false,
    extra: [],
    changed: [{ approved, fresh }],
  });
});

test('unless this very run has begun on it: then its own hand moved it', () => {
  const half = grant('sales', 'ann'); // the old entry is taken, the new one not yet given
  const approved = automap('sales', 'ann', true);
  const fresh = planned({
    action: KINDS.fullAccess.act({
      op: 'add',
      after: { subject: ref('sales'), trustee: person('ann'), automap: true },
    }),
    reason: 'declared',
  });
  expect(approve([approved], [fresh], nothing).ok).toBe(false);
  expect(approve([approved], [fresh], new Set([approved.aim]))).toEqual({
    ok: true,
    todo: [fresh],
    alreadyInEffect: [],
  });
  expect(approve([approved], [half], new Set([approved.aim])).ok).toBe(false);
});

test('having begun on one change approves no other', () => {
  expect(approve([toAnn], [toBob], new Set([toBob.aim])).ok).toBe(false);
});

test('order does not matter, and two changes of one aim are not mistaken for one another', () => {
  const changes = [create('new@contoso.com'), hide('sales', true), toAnn, fromCy];
  const verdict = approve(changes, changes.toReversed(), nothing);
  expect(verdict.ok && ids(verdict.todo)).toEqual(ids(changes.toReversed()));
});

describe('what the fresh plan could not see', () => {
  const gap = (name: string | null) => ({
    subject: name === null ? null : ref(name),
    kind: null,
    reason: 'Access denied.',
  });
  const seen = { changes: [], blocked: [], gaps: [] };

  test('is on a mailbox that could not be read', () => {
    expect(unseenIn([toAnn, grant('info', 'ann')], { ...seen, gaps: [gap('sales')] })).toEqual([
      toAnn,
    ]);
  });
  test('is on a mailbox that the list of recipients lacked, so that only its address is known', () => {
    const lost = { id: 'new:sales@contoso.com', address: 'sales@contoso.com' };
    const gaps = [{ subject: lost, kind: null, reason: 'the list lacks it' }];
    expect(unseenIn([toAnn, grant('info', 'ann')], { ...seen, gaps })).toEqual([toAnn]);
  });
  test('is what must not be made now', () => {
    const blocked = [{ change: toAnn, why: 'it is owned elsewhere', mend: 'Make it there.' }];
    expect(unseenIn([toAnn, toBob], { ...seen, blocked })).toEqual([toAnn]);
  });
  test('is not what the plan has, nor what it saw in effect', () => {
    expect(unseenIn([toAnn], { ...seen, changes: [toAnn], gaps: [gap('sales')] })).toEqual([]);
    expect(unseenIn([toAnn], seen)).toEqual([]);
    expect(unseenIn([toAnn], { ...seen, gaps: [gap('info'), gap(null)] })).toEqual([]);
  });
});
