import { describe, expect, test } from 'vitest';
import { insideOf, person, ref } from '../../test/support/builders.ts';
import type { Principal } from '../model/ref.ts';
import type { Recipient } from '../tenant/directory/recipients.ts';
import { type Able, emptiedBehind, groupsInDoubt } from './emptied.ts';
import type { Inside, Insides } from './inside.ts';
import type { Held } from './net.ts';

const sales = ref('sales');
const group = (name: string): Principal => ({ ...ref(name), kind: 'group' });
const app: Principal = { ...ref('archiver'), kind: 'service' };
const guest: Principal = { ...ref('gina'), kind: 'guest' };
const external: Principal = { ...ref('partner'), kind: 'external' };
const everyone: Principal = { id: 'default', kind: 'everyone' };
const inside = (...names: readonly string[]): Inside => ({
  people: names.map((name) => ref(name).id),
  guests: [],
  externals: [],
  insiders: [],
});
const account = (name: string, enabled: boolean | undefined): Recipient => ({
  ...ref(name),
  kind: 'user',
  displayName: name,
  identities: [],
  names: [],
  addresses: [],
  synced: false,
  ...(enabled === undefined ? {} : { enabled }),
});
const ACCOUNTS = new Map(
  [
    account('ann', true),
    account('bob', true),
    account('blocked', false),
    account('unsaid', undefined),
    account('leaver', true),
  ].map((one) => [one.id, one]),
);
const able: Able = { recipients: ACCOUNTS, leavers: new Map([[ref('leaver').id, 'a line']]) };
const held = (before: readonly Principal[], after: readonly Principal[]): readonly Held[] => [
  { subject: sales, before, after },
];
const denied = { why: 'Not allowed.', denied: true };
const GROUPS: Insides = new Map<string, Inside | typeof denied>([
  [ref('none').id, insideOf(0)],
  [ref('ops').id, inside('ann')],
  [ref('mixed').id, inside('blocked', 'bob')],
  [ref('asleep').id, inside('blocked')],
  [ref('gone').id, inside('leaver')],
  [ref('guests').id, insideOf(0, 3)],
  [ref('new').id, inside('unsaid')],
  [ref('secret').id, denied],
]);
const [ann, bob] = [person('ann'), person('bob')];

describe('emptied behind the names', () => {
  test.each<[string, readonly Principal[], readonly Principal[], boolean]>([
    ['a person for a group without members', [ann], [group('none')], true],
    ['all people for one', [ann, bob], [group('none')], true],
    ['a person for a group of others', [ann], [group('mixed')], false],
    ['a person for a group that he is in', [ann], [group('ops')], false],
    ['a person for a group of blocked people', [ann], [group('asleep')], true],
    ['a person for a group of leavers', [ann], [group('gone')], true],
    ['a person for a group of guests', [ann], [group('guests')], true],
    ['a person for an address outside', [ann], [external], true],
    ['an address outside, beside a person who stays', [external, ann], [ann], false],
    [
      'a person for two groups of which one has people',
      [ann],
      [group('none'), group('mixed')],
      false,
    ],
    ['a person for a group of somebody of whom nothing is known', [ann], [group('new')], false],
    [
      'a person goes, a group without members was there before',
      [ann, group('none')],
      [group('none')],
      true,
    ],
    [
      'a group goes, one without members stays',
      [group('ops'), group('none')],
      [group('none')],
      true,
    ],
    ['a group for one without members', [group('ops')], [group('none')], true],
    ['a group goes, and its member stays by name', [group('ops'), ann], [ann], false],
    [
      'a group without members goes, another such stays',
      [group('none'), group('asleep')],
      [group('asleep')],
      false,
    ],
    ['a person goes, a blocked one stays', [ann, person('blocked')], [person('blocked')], true],
    ['a person goes, a leaver stays', [ann, person('leaver')], [person('leaver')], true],
    [
      'a leaver goes, a group without members stays',
      [person('leaver'), group('none')],
      [group('none')],
      true,
    ],
    [
      'a blocked person goes, another stays',
      [person('blocked'), group('asleep')],
      [group('asleep')],
      false,
    ],
    ['a person goes, another stays', [ann, bob], [bob], false],
    ['a person goes, everybody stays', [ann, everyone], [everyone], false],
    ['a person goes, a guest stays', [ann, guest], [guest], true],
    ['a person for an application', [ann], [app], true],
    ['nobody goes', [group('none')], [group('none')], false],
    ['a group without members comes', [], [group('none')], false],
    ['somebody comes beside a group without members', [group('none')], [group('none'), ann], false],
  ])('%s', (_, before, after, emptied) => {
    expect(emptiedBehind(held(before, after), GROUPS, able)).toEqual({
      emptied: emptied ? [sales] : [],
      doubtful: [],
    });
  });

  test.each<
    [string, readonly Principal[], readonly Principal[], 'emptied' | 'doubtful' | 'neither']
  >([
    ['in which it is not known whether somebody is', [ann], [group('secret')], 'doubtful'],
    ['that was not read at all', [ann], [group('unread')], 'doubtful'],
    ['beside one with people', [ann], [group('secret'), group('mixed')], 'neither'],
    ['beside a person', [ann, bob], [group('secret'), bob], 'neither'],
    ['that goes, and nobody is left', [group('secret'), group('none')], [group('none')], 'emptied'],
    ['that stays where nobody goes', [group('secret')], [group('secret')], 'neither'],
    [
      'that stays where only one without members goes',
      [group('none'), group('secret')],
      [group('secret')],
      'neither',
    ],
  ])('a group %s', (_, before, after, is) => {
    const found = emptiedBehind(held(before, after), GROUPS, able);
    expect(found.emptied).toEqual(is === 'emptied' ? [sales] : []);
    expect(found.doubtful.map(({ subject }) => subject)).toEqual(is === 'doubtful' ? [sales] : []);
  });
});

describe('groups whose members must be known', () => {
  test.each<[string, readonly Principal[], readonly Principal[], readonly string[]]>([
    ['a person goes, groups are left', [ann], [group('ops'), group('none')], ['ops', 'none']],
    ['a group goes for another', [group('ops')], [group('none')], ['ops', 'none']],
    [
      'a blocked person and a group are left',
      [ann, person('blocked')],
      [person('blocked'), group('ops')],
      ['ops'],
    ],
    ['a leaver and a group are left', [ann], [person('leaver'), group('ops')], ['ops']],
    ['a person is left', [ann, bob], [bob, group('ops')], []],
    ['nobody goes', [group('ops')], [group('ops'), group('none')], []],
    ['nobody is left', [ann], [], []],
  ])('%s', (_, before, after, names) => {
    expect(groupsInDoubt(held(before, after), able)).toEqual(names.map((name) => ref(name).id));
  });
  test('each once', () => {
    const twice = [...held([ann], [group('ops')]), ...held([bob], [group('ops')])];
    expect(groupsInDoubt(twice, able)).toEqual([ref('ops').id]);
  });
});
