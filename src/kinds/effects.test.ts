/** What each change does to people. The gates, the prompt and the order of work all go by this. */
import { expect, test } from 'vitest';
import {
  addAlias,
  automap,
  behalf,
  create,
  dropAlias,
  grant,
  hide,
  moveAlias,
  person,
  ref,
  revoke,
  sendAs,
  signIn,
} from '../../test/support/builders.ts';
import type { Principal } from '../model/ref.ts';
import { type Action, effectOf, grantsOf, inverseOf, KINDS } from './index.ts';
import type { Effect } from './kind.ts';

const subject = ref('sales');
const ann = person('ann');
const bob = person('bob');
const open = (trustee: Principal, entry?: 'deny') => ({
  subject,
  trustee,
  ...(entry === undefined ? {} : { entry }),
});
const setting = (
  property: 'hidden' | 'copySendAs' | 'copyOnBehalf',
  op: 'add' | 'update' | 'remove',
): Action => {
  const item = { subject, property, to: true };
  return KINDS.mailboxSettings.act(
    op === 'add'
      ? { op, after: item }
      : op === 'remove'
        ? { op, before: item }
        : { op, before: { ...item, to: false }, after: item },
  );
};
const displayName = () =>
  KINDS.mailboxSettings.act({
    op: 'update',
    before: { subject, property: 'displayName', to: 'A' },
    after: { subject, property: 'displayName', to: 'B' },
  });
const { fullAccess, sendAs: sendAsKind, sendOnBehalf, signIn: signInKind, mailbox } = KINDS;

/** Made within the tests, so that a mistake in making one fails its test and not the file. */
const cases: readonly (readonly [string, () => Action, Effect, Effect])[] = [
  ['Full Access', () => grant('sales', 'ann').action, 'widens', 'narrows'],
  ['Full Access taken', () => revoke('sales', 'ann').action, 'narrows', 'widens'],
  [
    'Full Access from one to another',
    () => fullAccess.act({ op: 'update', before: open(ann), after: open(bob) }),
    'both',
    'both',
  ],
  [
    'a Deny taken',
    () => fullAccess.act({ op: 'update', before: open(ann, 'deny'), after: open(ann) }),
    'widens',
    'narrows',
  ],
  [
    'a Deny alone',
    () => fullAccess.act({ op: 'add', after: open(ann, 'deny') }),
    'neutral',
    'neutral',
  ],
  [
    'Full Access that does not reach every folder',
    () =>
      fullAccess.act({ op: 'add', after: { subject, trustee: ann, inheritance: 'Descendents' } }),
    'widens',
    'narrows',
  ],
  [
    'a Deny that does not reach every folder',
    () =>
      fullAccess.act({
        op: 'remove',
        before: { subject, trustee: ann, entry: 'deny', inheritance: 'None' },
      }),
    'neutral',
    'neutral',
  ],
  [
    'Send As of everybody',
    () =>
      sendAsKind.act({
        op: 'add',
        after: { subject, trustee: { id: 'S-1-5-11', kind: 'everyone' } },
      }),
    'widens',
    'narrows',
  ],
  ['auto-mapping', () => automap('sales', 'ann', true).action, 'neutral', 'neutral'],
  ['Send As', () => sendAs('sales', 'ann', 'add').action, 'widens', 'narrows'],
  ['Send As taken', () => sendAs('sales', 'ann', 'remove').action, 'narrows', 'widens'],
  [
    'a Deny of Send As taken',
    () => sendAsKind.act({ op: 'update', before: open(ann, 'deny'), after: open(ann) }),
    'widens',
    'narrows',
  ],
  ['Send on Behalf', () => behalf('sales', 'ann', 'add').action, 'widens', 'narrows'],
  [
    'Send on Behalf from one to another',
    () => sendOnBehalf.act({ op: 'update', before: open(ann), after: open(bob) }),
    'both',
    'both',
  ],
  ['sign-in allowed', () => signIn('sales', 'allowed').action, 'widens', 'narrows'],
  ['sign-in blocked', () => signIn('sales', 'blocked').action, 'narrows', 'widens'],
  [
    'sign-in blocked, where nothing was known',
    () => signInKind.act({ op: 'add', after: { subject, to: 'blocked' } }),
    'neutral',
    'neutral',
  ],
  [
    'sign-in allowed, where nothing was known',
    () => signInKind.act({ op: 'add', after: { subject, to: 'allowed' } }),
    'widens',
    'narrows',
  ],
  [
    'a new address',
    () => addAlias('sales', 'x@contoso.com').action,
    'availability',
    'availability',
  ],
  [
    'an address taken',
    () => dropAlias('sales', 'x@contoso.com').action,
    'availability',
    'availability',
  ],
  [
    'an address that moves',
    () => moveAlias('sales', 'info', 'x@contoso.com').action,
    'widens',
    'widens',
  ],
  ['hiding', () => hide('sales', true).action, 'availability', 'availability'],
  ['showing', () => hide('sales', false).action, 'availability', 'availability'],
  ['hiding what is new', () => setting('hidden', 'add'), 'availability', 'availability'],
  ['copies of what is sent as it', () => setting('copySendAs', 'update'), 'neutral', 'neutral'],
  [
    'copies of what is sent on its behalf',
    () => setting('copyOnBehalf', 'add'),
    'neutral',
    'neutral',
  ],
  ['another name', displayName, 'neutral', 'neutral'],
  ['a new mailbox', () => create('new@contoso.com').action, 'availability', 'availability'],
  [
    'a conversion',
    () =>
      mailbox.act({
        op: 'update',
        before: { subject, type: 'user' },
        after: { subject, type: 'shared' },
      }),
    'availability',
    'availability',
  ],
];
test.each(cases)('%s', (_, make, effect, back) => {
  const action = make();
  expect(effectOf(action)).toBe(effect);
  expect(effectOf(inverseOf(action))).toBe(back);
});

test('the rights that a change is about are told before and after', () => {
  const right = { to: ann, right: 'open' };
  expect(grantsOf(grant('sales', 'ann').action)).toEqual({ before: [], after: [right] });
  expect(grantsOf(revoke('sales', 'ann').action)).toEqual({ before: [right], after: [] });
  expect(grantsOf(automap('sales', 'ann', true).action)).toEqual({
    before: [right],
    after: [right],
  });
  expect(grantsOf(sendAs('sales', 'ann', 'add').action).after).toEqual([
    { to: ann, right: 'sendAs' },
  ]);
  expect(grantsOf(behalf('sales', 'ann', 'add').action).after).toEqual([
    { to: ann, right: 'sendOnBehalf' },
  ]);
  expect(grantsOf(signIn('sales', 'allowed').action)).toEqual({
    before: [],
    after: [{ to: { ...subject, kind: 'user' }, right: 'signIn' }],
  });
  for (const { action } of [
    hide('sales', true),
    addAlias('sales', 'x@contoso.com'),
    create('new@contoso.com'),
  ])
    expect(grantsOf(action)).toEqual({ before: [], after: [] });
});
