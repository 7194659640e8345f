/** Creations first, then all else as it is planned again: what may go on then, and what may not. */
import { describe, expect, test } from 'vitest';
import { create, grant, hide, person, ref, revoke } from '../../test/support/builders.ts';
import { OneRun } from '../../test/support/one-run.ts';
import { BUSY, refusedAs } from '../../test/support/scripted-tenant.ts';
import { KINDS } from '../kinds/index.ts';
import { MbxError } from '../model/error.ts';
import type { Ref } from '../model/ref.ts';
import { type Planned, planned } from '../plan/plan.ts';

const NEW: Ref = { id: 'new:shop@contoso.com', address: 'shop@contoso.com' };
const OTHER: Ref = { id: 'new:desk@contoso.com', address: 'desk@contoso.com' };
const openTo = (subject: Ref, who: string): Planned =>
  planned({
    action: KINDS.fullAccess.act({ op: 'add', after: { subject, trustee: person(who) } }),
    reason: 'declared',
  });
const called = (from: string, to: string): Planned =>
  planned({
    action: KINDS.mailboxSettings.act({
      op: 'update',
      before: { subject: ref('sales'), property: 'displayName', to: from },
      after: { subject: ref('sales'), property: 'displayName', to },
    }),
    reason: 'declared',
  });
const made = create(NEW.address);
const [bob] = [ref('bob').id];
const company = (): OneRun => new OneRun({ sales: { access: [bob], displayName: 'Sales' } });
const endOf = (run: Awaited<ReturnType<OneRun['rounds']>>, { id }: Planned) => run.ends.get(id);

test('what waited for a creation is made on what was created', async () => {
  const run = company();
  const onReal = openTo(ref('shop'), 'ann');
  const applied = await run.rounds([made, openTo(NEW, 'ann')], () => [onReal]);
  expect(endOf(applied, onReal)).toEqual({ end: 'verified' });
  expect(run.tenant.box('shop').access).toEqual([ref('ann').id]);
  expect([applied.stale, applied.stopped]).toEqual([[], undefined]);
});

test('the tenant was edited during a creation: another beginning is not written over, and all the rest is held', async () => {
  const run = company();
  const wanted = called('Sales', 'Sales Team');
  const fresh = called('Sales Department', 'Sales Team');
  run.tenant.box('sales').displayName = 'Sales Department';
  const applied = await run.rounds([made, wanted, hide('sales', true)], () => [
    fresh,
    hide('sales', true),
  ]);
  expect(applied.stale).toEqual([fresh]);
  expect(endOf(applied, wanted)).toMatchObject({ end: 'held' });
  expect(run.tenant.box('sales')).toMatchObject({ displayName: 'Sales Department', hidden: false });
});

test('a change that nobody approved is held, though it is on what was created', async () => {
  const run = company();
  const extra = openTo(ref('shop'), 'cy');
  const applied = await run.rounds([made, openTo(NEW, 'ann')], () => [
    openTo(ref('shop'), 'ann'),
    extra,
  ]);
  expect(applied.stale).toEqual([extra]);
  expect(run.tenant.box('shop').access).toEqual([]);
});

describe('one of two creations fails', () => {
  const both = [made, create(OTHER.address), openTo(NEW, 'ann'), openTo(OTHER, 'ann')];
  const refusing = (run: OneRun): void => {
    run.tenant.byCall = ({ on }) => (on.id === OTHER.id ? refusedAs('other') : undefined);
  };
  test('what does not hang on it goes on, and it is not tried again', async () => {
    const run = company();
    refusing(run);
    const onReal = openTo(ref('shop'), 'ann');
    const toSales = grant('sales', 'ann');
    let planned = 0;
    const applied = await run.rounds([...both, toSales], () => {
      planned += 1;
      return [create(OTHER.address), openTo(OTHER, 'ann'), onReal, toSales];
    });
    expect(planned).toBe(1); // it is not waited for
    expect(applied.stale).toEqual([]);
    expect([endOf(applied, onReal), endOf(applied, toSales)]).toEqual([
      { end: 'verified' },
      { end: 'verified' },
    ]);
    expect(endOf(applied, openTo(OTHER, 'ann'))).toMatchObject({
      end: 'held',
      why: 'the mailbox was not created',
    });
    expect(run.sent.filter((one) => one === 'New-Mailbox desk')).toHaveLength(1);
  });
  test('since somebody else has made one there: that is left alone, and holds nothing', async () => {
    const run = company();
    refusing(run);
    const onReal = openTo(ref('shop'), 'ann');
    const onOthers = openTo({ id: 'id-of-another', address: OTHER.address }, 'ann');
    const applied = await run.rounds(both, () => [onReal, onOthers]);
    expect(applied.stale).toEqual([]);
    expect(endOf(applied, onReal)).toEqual({ end: 'verified' });
    expect(run.tenant.sent.map(({ on }) => on.id)).not.toContain('id-of-another');
  });
});

test('what was created and is not listed yet is waited for, and planned again', async () => {
  const run = company();
  const onReal = openTo(ref('shop'), 'ann');
  let planned = 0;
  const applied = await run.rounds([made, openTo(NEW, 'ann')], () => {
    planned += 1;
    return planned < 3 ? [made, openTo(NEW, 'ann')] : [onReal];
  });
  expect(planned).toBe(3);
  expect(run.clock.slept.slice(0, 2)).toEqual([1_000, 2_000]);
  expect(endOf(applied, onReal)).toEqual({ end: 'verified' });
});

test('a gap on another mailbox is not waited for; one on what was created is', async () => {
  for (const [subject, waited] of [
    [ref('info'), false],
    [ref('shop'), true],
  ] as const) {
    const run = company();
    let planned = 0;
    const gap = { subject, kind: null, reason: 'unreadable' };
    const fresh = (): readonly Planned[] => {
      planned += 1;
      return [];
    };
    await run.rounds([made], fresh, { gaps: [gap] });
    expect(planned > 1, subject.address).toBe(waited);
  }
});

describe('no second round', () => {
  test('where planning again fails: that is told, and no interruption', async () => {
    const run = company();
    const toSales = grant('sales', 'ann');
    const applied = await run.rounds([made, toSales], () => {
      throw new MbxError('E4001', 'Microsoft Graph is not available', 'Try again later.');
    });
    expect(applied.stopped).toEqual({
      why: 'unavailable',
      text: 'the mailboxes were created, but planning again failed (Microsoft Graph is not available)',
    });
    expect(endOf(applied, toSales)).toMatchObject({ end: 'held' });
  });

  test('where the sign-in is lost while it plans again: that is told as what it is', async () => {
    const run = company();
    const toSales = grant('sales', 'ann');
    const applied = await run.rounds([made, toSales], () => {
      throw new MbxError('E3001', 'the sign-in was refused', 'Check the secret.');
    });
    expect(applied.stopped).toEqual({
      why: 'signedOut',
      text: 'no longer signed in (the sign-in was refused)',
    });
    expect(endOf(applied, toSales)).toMatchObject({ end: 'held' });
  });

  test('where the service takes no writes in the first: nothing is planned again, and all is told as held', async () => {
    const run = company();
    run.tenant.always = BUSY;
    const rest = [openTo(NEW, 'ann'), grant('sales', 'ann')];
    const applied = await run.rounds([made, ...rest], () => {
      throw new Error('planned again');
    });
    expect(applied.stopped?.why).toBe('unavailable');
    for (const change of rest) expect(endOf(applied, change)).toMatchObject({ end: 'held' });
    expect(new Set(run.sent)).toEqual(new Set(['New-Mailbox shop']));
  });
  test('where the sign-in is lost in the first', async () => {
    const run = company();
    run.tenant.always = refusedAs('signedOut');
    const toSales = grant('sales', 'ann');
    const applied = await run.rounds([made, toSales], () => []);
    expect(applied.stopped?.why).toBe('signedOut');
    expect(endOf(applied, toSales)).toMatchObject({ end: 'held' });
    expect(run.sent).toEqual(['New-Mailbox shop']);
  });
  test('where it is stopped while it plans again', async () => {
    const run = company();
    const toSales = grant('sales', 'ann');
    const applied = await run.rounds([made, toSales], () => {
      run.stop.abort();
      throw new Error('interrupted');
    });
    expect(applied.stopped?.why).toBe('interrupted');
    expect(endOf(applied, toSales)).toMatchObject({ end: 'held' });
  });
});

test('urgent narrowing is of the first round, also where the creation fails', async () => {
  const run = company();
  const leaver = revoke('sales', 'bob', 'leaver');
  run.tenant.byCall = ({ on }) => (on.id === NEW.id ? refusedAs('other') : undefined);
  const applied = await run.rounds([made, leaver], () => [create(NEW.address)]);
  expect(endOf(applied, leaver)).toEqual({ end: 'verified' });
  expect(run.tenant.box('sales').access).toEqual([]);
});
