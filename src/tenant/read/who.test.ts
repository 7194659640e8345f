/** Who is meant, by what is known: the SID first, then a name that only one fitting object has, then nobody. */
import { describe, expect, test } from 'vitest';
import { type Recipient, Recipients } from '../directory/recipients.ts';
import { type SidRow, sidsOf } from '../directory/sids.ts';
import { wellKnownName } from './well-known.ts';
import { canHold, type Known, type Named, type Right, type Who, whoIs } from './who.ts';

const P = 'S-1-5-21-1-2-3';
const recipient = (id: string, more: Partial<Recipient> = {}): Recipient => ({
  id,
  address: `${id}@contoso.com`,
  kind: 'user',
  type: 'UserMailbox',
  displayName: `The ${id}`,
  identities: [id],
  names: [`${id}@contoso.com`],
  addresses: [`${id}@contoso.com`],
  synced: false,
  ...more,
});
const recipients = new Recipients([
  recipient('ann'),
  recipient('bob', { displayName: 'Bob' }),
  recipient('new', { names: ['gone@contoso.com'] }),
  recipient('unlisted', { type: 'MailUser' }),
  recipient('account', { names: ['account@contoso.com'] }),
  recipient('desk', { kind: 'group', groupKind: 'mail-enabled security group' }),
  recipient('list', { kind: 'group', groupKind: 'distribution list', names: ['deleted-list'] }),
  recipient('app', { kind: 'service', displayName: 'Archiver', names: [] }),
  recipient('ext', { kind: 'contact', names: ['twin'] }),
  recipient('inner', { names: ['twin'] }),
  recipient('one', { names: ['double'] }),
  recipient('two', { names: ['double'] }),
]);
const row = (id: string, end: number, ...former: readonly string[]): SidRow => ({
  id,
  sid: `${P}-${end}`,
  former,
});
const sids = sidsOf(
  [
    row('ann', 1, `${P}-101`, `${P}-7`),
    row('bob', 2, `${P}-7`),
    row('new', 3),
    row('desk', 4),
    row('app', 5),
    row('role group', 6),
  ],
  [],
);
const known: Known = {
  recipients,
  sids,
  deleted: {
    has: (name) => ['gone@contoso.com', 'unlisted@contoso.com', 'deleted-list'].includes(name),
  },
  applications: new Map([
    [`${P}-90`, { is: 'none' }],
    [`${P}-91`, { is: 'one', id: 'app' }],
    [`${P}-92`, { is: 'one', id: 'another app' }],
    ['S-1-5-32-545', { is: 'none' }],
    [`${P}-93`, { is: 'unknown', why: 'no answer' }],
  ]),
  whole: true,
};
const one = (id: string): Who => ({ is: 'one', id });
const unresolved: Who = { is: 'unresolved' };
const unclear: unknown = { is: 'unclear', why: expect.any(String) };
const everyone = (id: 'S-1-1-0' | 'S-1-5-7' | 'S-1-5-11'): Who => ({ is: 'everyone', id });

describe('with a SID', () => {
  test.each<readonly [name: string, sid: string, who: unknown]>([
    ['ann@contoso.com', `${P}-1`, one('ann')],
    ['bob@contoso.com', `${P}-1`, one('ann')],
    ['Archiver', `${P}-4`, one('desk')],
    ['', `${P.toLowerCase()}-2`, one('bob')],
    [`${P}-2`, '', one('bob')],
    ['bob@contoso.com', `${P}-101`, { is: 'one', id: 'ann', former: `${P}-101` }],
    ['ann@contoso.com', `${P}-7`, unclear],
    ['NT AUTHORITY\\SELF', `${P}-1`, one('ann')],
    ['Everyone', `${P}-4`, one('desk')],
    ['ann@contoso.com', 'S-1-5-10', { is: 'self' }],
    ['ann@contoso.com', 'S-1-5-18', { is: 'system' }],
    ['ann@contoso.com', 'S-1-1-0', everyone('S-1-1-0')],
    ['ann@contoso.com', 'S-1-5-7', everyone('S-1-5-7')],
    ['ann@contoso.com', 's-1-5-11', everyone('S-1-5-11')],
    // An object that no list of recipients has.
    ['EURPR07A013\\Organization Management', `${P}-6`, { is: 'system' }],
    ['Somebody', `${P}-6`, unresolved],
  ])('"%s" with %s', (name, sid, who) => {
    expect(whoIs({ name, sid }, 'fullAccess', known)).toEqual(who);
  });
});

describe('with a SID that nobody has', () => {
  const gone = `${P}-90`;
  test.each<readonly [name: string, sid: string, who: unknown]>([
    ['gone@contoso.com', gone, { is: 'orphan', sid: gone, name: 'gone@contoso.com' }],
    ['ann@contoso.com', gone, unresolved],
    ['Archiver', gone, unresolved],
    ['never@contoso.com', gone, unresolved],
    // His own SID is not listed, so it may be this one.
    ['unlisted@contoso.com', gone, unclear],
    // A list can hold nothing, so that it has no SID says nothing.
    ['deleted-list', gone, { is: 'orphan', sid: gone, name: 'deleted-list' }],
    ['EURPR07A013\\Organization Management', gone, { is: 'system' }],
    ['CONTOSO\\svc', gone, unresolved],
    ['NT AUTHORITY\\SELF', gone, unresolved],
    ['Everyone', gone, unresolved],
    [gone, gone, { is: 'orphan', sid: gone }],
    ['', gone, { is: 'orphan', sid: gone }],
    ['', `${P}-91`, one('app')],
    ['', `${P}-92`, unclear],
    ['', `${P}-93`, unclear],
    ['', `${P}-94`, unresolved],
    ['', 'S-1-5-32-545', unresolved],
    ['gone@contoso.com', 'S-1-5-32-545', unresolved],
  ])('"%s" with %s', (name, sid, who) => {
    expect(whoIs({ name, sid }, 'sendAs', known)).toEqual(who);
  });

  test('nobody is gone while something is unread', () => {
    const partly = { ...known, whole: false };
    for (const name of ['gone@contoso.com', gone, ''])
      expect(whoIs({ name, sid: gone }, 'fullAccess', partly)).toEqual(unresolved);
  });
  test('a living namesake is a gap while the SIDs are unread', () => {
    const unread = { ...known, sids: sidsOf([], [{ source: 'users of Exchange', reason: '403' }]) };
    const ask = (name: string) =>
      whoIs({ name, sid: gone }, 'fullAccess', { ...unread, whole: false });
    const who = ask('ann@contoso.com');
    expect(who).toMatchObject({ is: 'unclear', why: expect.stringContaining('users of Exchange') });
    expect(ask('never@contoso.com')).toEqual(unresolved);
  });
});

describe('without a SID', () => {
  test.each<readonly [name: string, right: Right, who: unknown]>([
    ['ann@contoso.com', 'sendOnBehalf', one('ann')],
    ['Bob', 'sendOnBehalf', one('bob')],
    ['double', 'sendOnBehalf', unclear],
    ['twin', 'sendOnBehalf', one('inner')],
    ['list', 'sendOnBehalf', one('list')],
    ['list', 'sendAs', unresolved],
    ['Archiver', 'sendOnBehalf', unresolved],
    ['Archiver', 'sendAs', one('app')],
    ['Everyone', 'sendAs', everyone('S-1-1-0')],
    ['Everyone', 'sendOnBehalf', unresolved],
    ['NT AUTHORITY\\Authenticated Users', 'fullAccess', everyone('S-1-5-11')],
    ['NT AUTHORITY\\SELF', 'fullAccess', { is: 'self' }],
    ['nobody', 'fullAccess', unresolved],
  ])('"%s" for %s', (name, right, who) => {
    expect(whoIs({ name, sid: '' }, right, known)).toEqual(who);
  });
  test('a name that is also one of the service is nobody in particular', () => {
    const named: Named = { name: 'Everyone', sid: '' };
    const group = recipient('everyone', {
      kind: 'group',
      groupKind: 'mail-enabled security group',
    });
    expect(whoIs(named, 'fullAccess', { ...known, recipients: new Recipients([group]) })).toEqual(
      unclear,
    );
  });
});

test.each<readonly [name: string, known: boolean]>([
  ['EURPR07A013\\View-Only Organization Management', true],
  ['Discovery Management', true],
  ['NT AUTHORITY\\NETWORK SERVICE', true],
  ['Organization Management', false],
  ['\\Organization Management', false],
  ['A\\B\\Organization Management', false],
  ['CONTOSO\\svc', false],
  ['NT AUTHORITY\\somebody', false],
])('%s is a name of the service: %s', (name, is) => {
  expect(wellKnownName(name)?.is === 'system').toBe(is);
});

test.each<readonly [kind: Partial<Recipient>, fullAccess: boolean, sendOnBehalf: boolean]>([
  [{}, true, true],
  [{ kind: 'guest', type: 'GuestMailUser' }, true, true],
  [{ kind: 'contact', type: 'MailContact' }, false, false],
  [{ kind: 'service' }, true, false],
  [{ kind: 'group', groupKind: 'mail-enabled security group' }, true, true],
  [{ kind: 'group', groupKind: 'security group' }, true, false],
  [{ kind: 'group', groupKind: 'distribution list' }, false, true],
  [{ kind: 'group', groupKind: 'Microsoft 365 group' }, false, true],
])('%j can hold Full Access: %s, Send on Behalf: %s', (more, open, behalf) => {
  const who = recipient('somebody', more);
  expect([
    canHold('fullAccess', who),
    canHold('sendAs', who),
    canHold('sendOnBehalf', who),
  ]).toEqual([open, open, behalf]);
});
