import { describe, expect, test } from 'vitest';
import { grant, hide, ref } from '../../test/support/builders.ts';
import { KINDS } from '../kinds/index.ts';
import type { Principal } from '../model/ref.ts';
import type { Recipient } from '../tenant/directory/recipients.ts';
import { insidesOf, joinedSince, withInsiders } from './inside.ts';
import { type Insider, type Planned, planned } from './plan.ts';

const AT = { file: 'mailboxes.yaml', line: 1, column: 1 };
const recipient = (
  name: string,
  kind: Recipient['kind'] = 'user',
  more: Partial<Recipient> = {},
): Recipient => ({
  ...ref(name),
  kind,
  displayName: name,
  identities: [],
  names: [],
  addresses: [],
  synced: false,
  ...more,
});
const recipients = new Map(
  [
    recipient('ann'),
    recipient('zoe'),
    recipient('leaver'),
    recipient('emergency'),
    recipient('gina', 'guest', { outside: true }),
    recipient('partner', 'user', { externalAddress: 'p@partner.example', outside: true }),
    recipient('premises', 'user', { externalAddress: 'premises@contoso.com' }),
    recipient('supplier', 'contact', { externalAddress: 's@supplier.example', outside: true }),
  ].map((one) => [one.id, one]),
);
const people = {
  leavers: new Map([[ref('leaver').id, AT]]),
  breakGlass: new Set([ref('emergency').id]),
  protected: new Set<string>(),
};
const member = (name: string, kind: 'person' | 'guest' | 'group' | 'other' = 'person') => ({
  id: ref(name).id,
  kind,
});
const insides = insidesOf(
  new Map([
    [
      ref('all').id,
      [
        member('zoe', 'guest'),
        member('leaver'),
        member('ann'),
        member('emergency'),
        member('gina'),
        member('nested', 'group'),
        member('device', 'other'),
        member('stranger', 'guest'),
      ],
    ],
    [ref('own').id, [member('ann')]],
    [ref('mixed').id, [member('premises'), member('partner'), member('supplier', 'other')]],
    [ref('nobody').id, []],
  ]),
  recipients,
  people,
);
const TOLD: readonly Insider[] = [
  { what: 'leaver', name: 'leaver@contoso.com' },
  { what: 'break-glass account', name: 'emergency@contoso.com' },
  { what: 'guest', name: 'gina@contoso.com' },
  { what: 'guest', name: ref('stranger').id },
  { what: 'guest', name: 'zoe@contoso.com' },
];
const group = (name: string): Principal => ({ ...ref(name), kind: 'group' });
const given = (name: string, kind: 'fullAccess' | 'sendAs' | 'sendOnBehalf'): Planned => {
  const after = { subject: ref('sales'), trustee: group(name) };
  return planned({ action: KINDS[kind].act({ op: 'add', after }), reason: 'declared' });
};

describe('what is in a group', () => {
  test('a guest is one if either service says so; groups and devices are nobody', () => {
    expect(insides.get(ref('all').id)).toMatchObject({
      people: ['leaver', 'ann', 'emergency'].map((name) => ref(name).id),
      guests: ['zoe', 'gina', 'stranger'].map((name) => ref(name).id),
      insiders: TOLD,
    });
  });
  test('whose mail goes outside is no own person; a contact signs in nowhere, and a guest is a guest', () => {
    expect(insides.get(ref('mixed').id)).toEqual({
      people: [ref('premises').id],
      guests: [],
      externals: [ref('partner').id],
      contacts: [ref('supplier').id],
      insiders: [{ what: 'external account', name: 'partner@contoso.com' }],
    });
    expect(insides.get(ref('all').id)).toMatchObject({ externals: [] });
  });
  test('what could not be read stays so', () => {
    const why = { why: 'Not allowed.', denied: true };
    expect(insidesOf(new Map([['id-x', why]]), recipients, people).get('id-x')).toBe(why);
  });
});

describe('told at the change', () => {
  test.each(['fullAccess', 'sendAs', 'sendOnBehalf'] as const)('where a group gains %s', (kind) => {
    expect(withInsiders(given('all', kind), insides).inside).toEqual(TOLD);
  });
  test.each<[string, Planned]>([
    ['of a group of own people', given('own', 'sendAs')],
    ['of a group of nobody', given('nobody', 'sendAs')],
    ['of a group that was not read', given('unread', 'sendAs')],
    ['of a person', grant('sales', 'leaver')],
    ['that gives no right', hide('sales', true)],
    [
      'that takes the right away',
      planned({
        action: KINDS.sendAs.act({
          op: 'remove',
          before: { subject: ref('sales'), trustee: group('all') },
        }),
        reason: 'not in the file',
      }),
    ],
    [
      'after which the group has what it had',
      planned({
        action: KINDS.sendAs.act({
          op: 'update',
          before: { subject: ref('sales'), trustee: group('all') },
          after: { subject: ref('sales'), trustee: group('all') },
        }),
        reason: 'declared',
      }),
    ],
  ])('nobody, at a change %s', (_, change) => {
    expect(withInsiders(change, insides)).toBe(change);
  });
  test('and it is the same change with or without', () => {
    const change = given('all', 'sendAs');
    expect(withInsiders(change, insides)).toEqual({ ...change, inside: TOLD });
  });
});

describe('since it was approved', () => {
  const [change, other] = [given('all', 'sendAs'), given('own', 'sendAs')];
  const guest = (name: string): Insider => ({ what: 'guest', name });
  const approved = [{ ...change, inside: [guest('a'), guest('b')] }, other];
  test.each<[string, readonly Planned[], string | undefined]>([
    ['nobody has come', approved, undefined],
    ['somebody has gone', [{ ...change, inside: [guest('b')] }, other], undefined],
    ['all have gone', [change, other], undefined],
    ['somebody has come', [{ ...change, inside: [guest('a'), guest('c')] }], 'c'],
    ['somebody has come into the other group', [{ ...other, inside: [guest('a')] }], 'a'],
    ['a guest has become a leaver', [{ ...change, inside: [{ what: 'leaver', name: 'a' }] }], 'a'],
  ])('%s', (_, fresh, who) => {
    expect(joinedSince(approved, fresh)?.who.name).toBe(who);
  });
});
