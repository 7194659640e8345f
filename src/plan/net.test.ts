import { describe, expect, test } from 'vitest';
import {
  addAlias,
  automap,
  behalf,
  create,
  grant,
  hide,
  person,
  ref,
  revoke,
  sendAs,
  signIn,
} from '../../test/support/builders.ts';
import { stateUnread, stateWith } from '../../test/support/states.ts';
import { type Action, KINDS } from '../kinds/index.ts';
import { nameOf, type Principal } from '../model/ref.ts';
import { Items } from '../state/items.ts';
import { netOf, type Pair } from './net.ts';
import { type Planned, planned } from './plan.ts';

const sales = ref('sales');
/** An entry for Full Access that opens no folder. */
const part = (who: Principal) => ({ subject: sales, trustee: who, inheritance: 'None' }) as const;
const items = {
  openInPart: (who: Principal) => KINDS.fullAccess.act({ op: 'add', after: part(who) }),
  open: (who: Principal) =>
    KINDS.fullAccess.act({ op: 'add', after: { subject: sales, trustee: who } }),
  sendAs: (who: Principal) =>
    KINDS.sendAs.act({ op: 'add', after: { subject: sales, trustee: who } }),
  behalf: (who: Principal) =>
    KINDS.sendOnBehalf.act({ op: 'add', after: { subject: sales, trustee: who } }),
};
/** Who gains (+) and who loses (-), by mailbox. */
const told = (pairs: readonly Pair[]): readonly string[] =>
  pairs
    .map(
      ({ subject, holder, gains, loses }) =>
        `${gains ? '+' : ''}${loses ? '-' : ''} ${nameOf(holder)} ${subject.address}`,
    )
    .toSorted();
const pairsOf = (there: readonly Action[], changes: readonly Planned[]): readonly string[] =>
  told(netOf(changes, [sales], stateWith(...there)).pairs);

const ann = person('ann');
const notInPart = planned({
  action: KINDS.fullAccess.act({ op: 'remove', before: part(ann) }),
  reason: 'not in the file',
});
const orphan: Principal = { id: 'S-1-5-21-1-2-3-4', kind: 'orphan' };
const ANN = 'ann@contoso.com sales@contoso.com';

describe('one holder on one mailbox counts once', () => {
  test.each<[string, readonly Action[], readonly Planned[], readonly string[]]>([
    ['a grant', [], [grant('sales', 'ann')], [`+ ${ANN}`]],
    [
      'three grants',
      [],
      [grant('sales', 'ann'), sendAs('sales', 'ann', 'add'), behalf('sales', 'ann', 'add')],
      [`+ ${ANN}`],
    ],
    ['an entry that opens no folder, taken', [items.openInPart(ann)], [notInPart], [`- ${ANN}`]],
    [
      'such an entry taken, and the whole right given',
      [items.openInPart(ann)],
      [notInPart, grant('sales', 'ann')],
      [`+ ${ANN}`],
    ],
    [
      'such an entry taken beside the whole right',
      [items.open(ann), items.openInPart(ann)],
      [notInPart],
      [],
    ],
    ['a revoke', [items.open(ann)], [revoke('sales', 'ann')], [`- ${ANN}`]],
    [
      'two revokes',
      [items.open(ann), items.sendAs(ann)],
      [revoke('sales', 'ann'), sendAs('sales', 'ann', 'remove')],
      [`- ${ANN}`],
    ],
    [
      'one right of two',
      [items.open(ann), items.sendAs(ann)],
      [revoke('sales', 'ann')],
      [`- ${ANN}`],
    ],
    [
      'one right for another',
      [items.open(ann)],
      [revoke('sales', 'ann'), sendAs('sales', 'ann', 'add')],
      [`+- ${ANN}`],
    ],
    [
      'Send As replaced by Send on Behalf is one narrowing',
      [items.sendAs(ann)],
      [sendAs('sales', 'ann', 'remove'), behalf('sales', 'ann', 'add')],
      [`- ${ANN}`],
    ],
    [
      'Send on Behalf replaced by Send As is one widening',
      [items.behalf(ann)],
      [behalf('sales', 'ann', 'remove'), sendAs('sales', 'ann', 'add')],
      [`+ ${ANN}`],
    ],
    [
      'Send on Behalf taken beside Send As is nothing',
      [items.behalf(ann), items.sendAs(ann)],
      [behalf('sales', 'ann', 'remove')],
      [],
    ],
    [
      'Send on Behalf given beside Send As is nothing',
      [items.sendAs(ann)],
      [behalf('sales', 'ann', 'add')],
      [],
    ],
    [
      'Full Access covers no other right',
      [items.open(ann)],
      [behalf('sales', 'ann', 'add')],
      [`+ ${ANN}`],
    ],
    [
      'one entry of two that give the same right is nothing',
      [items.open(ann), items.open(ann)],
      [revoke('sales', 'ann')],
      [],
    ],
    [
      'both of them are one loss',
      [items.open(ann), items.open(ann)],
      [revoke('sales', 'ann'), revoke('sales', 'ann')],
      [`- ${ANN}`],
    ],
    [
      'an entry given before another one goes is nothing, in either order',
      [items.open(ann)],
      [grant('sales', 'ann'), revoke('sales', 'ann')],
      [],
    ],
    ['auto-mapping is no right', [items.open(ann)], [automap('sales', 'ann', true)], []],
    [
      'hiding and addresses are no rights',
      [items.open(ann)],
      [hide('sales', true), addAlias('sales', 'x@contoso.com')],
      [],
    ],
    ['sign-in is no right on a mailbox', [], [signIn('sales', 'allowed')], []],
    [
      'two holders are two',
      [items.open(ann)],
      [revoke('sales', 'ann'), grant('sales', 'bob')],
      [`+ bob@contoso.com sales@contoso.com`, `- ${ANN}`],
    ],
  ])('%s', (_, there, changes, expected) => {
    expect(pairsOf(there, changes)).toEqual(expected);
  });
});

test('to take what was not there is nothing', () => {
  expect(pairsOf([], [revoke('sales', 'ann')])).toEqual([]);
  expect(pairsOf([items.open(person('bob'))], [revoke('sales', 'ann')])).toEqual([]);
});

test('the same person on two mailboxes is two pairs', () => {
  const { pairs } = netOf(
    [grant('sales', 'ann'), grant('info', 'ann')],
    [sales, ref('info')],
    stateWith(),
  );
  expect(told(pairs)).toEqual(['+ ann@contoso.com info@contoso.com', `+ ${ANN}`]);
});

test('grants on a mailbox that is to be created count', () => {
  const made = create('new@contoso.com');
  const onNew = planned({
    action: KINDS.fullAccess.act({
      op: 'add',
      after: { subject: { id: 'new:new@contoso.com', address: 'new@contoso.com' }, trustee: ann },
    }),
    reason: 'declared',
  });
  const net = netOf([made, onNew], [], stateWith());
  expect(told(net.pairs)).toEqual(['+ ann@contoso.com new@contoso.com']);
  expect([...net.standing]).toEqual([]);
});

describe('what stands before', () => {
  const entry = (who: Principal, more: object): Action =>
    KINDS.fullAccess.act({ op: 'add', after: { subject: sales, trustee: who, ...more } });

  test('is counted by holder, over all rights', () => {
    const { standing } = netOf(
      [],
      [sales, ref('info')],
      stateWith(items.open(ann), items.sendAs(ann), items.behalf(person('bob'))),
    );
    expect([...standing]).toEqual([
      ['id-sales', 2],
      ['id-info', 0],
    ]);
  });

  test.each([
    ['a Deny entry', ann, { entry: 'deny' }],
    ['an inherited entry', ann, { entry: 'inherited' }],
    ['the owner itself', ann, { entry: 'self' }],
    ['a system entry', ann, { entry: 'system' }],
    ['somebody unresolved', { id: 'x', kind: 'unresolved', name: 'X' } as const, {}],
  ] as const)('%s does not count', (_, who, more) => {
    const { standing } = netOf([], [sales], stateWith(entry(who, more)));
    expect(standing.get('id-sales')).toBe(0);
  });

  test('a deleted account counts: taking its right away is a revoke', () => {
    const net = netOf([], [sales], stateWith(items.open(orphan)));
    expect(net.standing.get('id-sales')).toBe(1);
  });

  test('sign-in is not counted', () => {
    const { standing } = netOf(
      [],
      [sales],
      stateWith(KINDS.signIn.act({ op: 'add', after: { subject: sales, to: 'allowed' } })),
    );
    expect(standing.get('id-sales')).toBe(0);
  });

  test('a kind that could not be read gives nothing, and is no error', () => {
    const { standing } = netOf([], [sales], stateUnread('fullAccess', items.sendAs(ann)));
    expect(standing.get('id-sales')).toBe(1);
  });

  test('what was read of a mailbox of which a page was lost does not count either', () => {
    const state = {
      ...stateWith(items.sendAs(ann)),
      fullAccess: Items.from(
        [{ subject: sales, trustee: person('bob') }],
        [{ subject: sales.id, reason: 'a page was lost' }],
      ),
    };
    expect(netOf([], [sales], state).standing.get('id-sales')).toBe(1);
  });

  test('the change does not count into it', () => {
    const { standing } = netOf(
      [grant('sales', 'bob'), revoke('sales', 'ann')],
      [sales],
      stateWith(items.open(ann)),
    );
    expect(standing.get('id-sales')).toBe(1);
  });
});

describe('a mailbox is emptied', () => {
  const emptied = (there: readonly Action[], ...changes: readonly Planned[]) =>
    netOf(changes, [sales], stateWith(...there)).emptied;
  const dropOrphan = planned({
    action: KINDS.fullAccess.act({ op: 'remove', before: { subject: sales, trustee: orphan } }),
    reason: 'not in the file',
  });

  test('where its last delegate loses the last right', () => {
    expect(emptied([items.open(ann)], revoke('sales', 'ann'))).toEqual([sales]);
  });
  test('not where one right is left to somebody', () => {
    expect(emptied([items.open(ann), items.behalf(ann)], revoke('sales', 'ann'))).toEqual([]);
    expect(emptied([items.open(ann), items.open(person('bob'))], revoke('sales', 'ann'))).toEqual(
      [],
    );
  });
  test('where all that is left opens no folder', () => {
    const there = [items.open(ann), items.openInPart(ann)];
    expect(emptied(there, revoke('sales', 'ann'))).toEqual([sales]);
    expect(emptied([items.openInPart(ann)], notInPart)).toEqual([]);
  });
  test('not where one of two entries is left', () => {
    expect(emptied([items.open(ann), items.open(ann)], revoke('sales', 'ann'))).toEqual([]);
  });
  test('where the last right goes through several kinds at once', () => {
    expect(
      emptied(
        [items.open(ann), items.sendAs(ann), items.behalf(ann)],
        revoke('sales', 'ann'),
        sendAs('sales', 'ann', 'remove'),
        behalf('sales', 'ann', 'remove'),
      ),
    ).toEqual([sales]);
  });
  test('not where another one comes in', () => {
    expect(emptied([items.open(ann)], revoke('sales', 'ann'), grant('sales', 'bob'))).toEqual([]);
  });
  test('not where it had none', () => {
    expect(emptied([])).toEqual([]);
    expect(emptied([], hide('sales', true))).toEqual([]);
  });
  test('not where only deleted accounts held something: nobody is locked out', () => {
    expect(emptied([items.open(orphan)], dropOrphan)).toEqual([]);
  });
  test('where only deleted accounts or applications are left: they are nobody', () => {
    const app: Principal = { id: 'id-app', kind: 'service', address: 'archiver' };
    for (const left of [orphan, app])
      expect(emptied([items.open(left), items.open(ann)], revoke('sales', 'ann'))).toEqual([sales]);
  });
});
