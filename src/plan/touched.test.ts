import { expect, test } from 'vitest';
import {
  addAlias,
  create,
  grant,
  hide,
  moveAlias,
  ref,
  revoke,
} from '../../test/support/builders.ts';
import { KINDS } from '../kinds/index.ts';
import { type Recipient, Recipients } from '../tenant/directory/recipients.ts';
import { type Fingerprint, planned } from './plan.ts';
import { reAimed, touchedBy } from './touched.ts';

const recipient = (name: string, more: Partial<Recipient> = {}): Recipient => ({
  ...ref(name),
  kind: 'user',
  type: 'SharedMailbox',
  displayName: `Display name of ${name}`,
  identities: [],
  names: [],
  addresses: [`${name}@contoso.com`],
  synced: false,
  ...more,
});
const recipients = new Recipients([
  recipient('sales'),
  recipient('info'),
  recipient('ann', { type: 'UserMailbox' }),
]);
const names = (touched: readonly Fingerprint[]): readonly string[] =>
  touched.map(({ address }) => address);

test('the mailbox and the holder, sorted by address, with what they are', () => {
  const touched = touchedBy([grant('sales', 'ann')], recipients);
  expect(touched).toEqual([
    { ...ref('ann'), displayName: 'Display name of ann', type: expect.any(String) },
    { ...ref('sales'), displayName: 'Display name of sales', type: expect.any(String) },
  ]);
  for (const { type } of touched) expect(type).toMatch(/mailbox/iu);
});

test('who loses something is touched as well, and each is told once', () => {
  expect(
    names(
      touchedBy([revoke('sales', 'ann'), grant('info', 'ann'), hide('sales', true)], recipients),
    ),
  ).toEqual(['ann@contoso.com', 'info@contoso.com', 'sales@contoso.com']);
});

test('both ends of a move, and no alias by itself', () => {
  const changes = [moveAlias('sales', 'info', 'x@contoso.com'), addAlias('sales', 'y@contoso.com')];
  expect(names(touchedBy(changes, recipients))).toEqual(['info@contoso.com', 'sales@contoso.com']);
});

test('what the directory does not have is told as that', () => {
  const gone = planned({
    action: KINDS.fullAccess.act({
      op: 'remove',
      before: {
        subject: ref('sales'),
        trustee: { id: 'S-1-5-21-1-2-3-4', kind: 'orphan', name: 'Gary' },
      },
    }),
    reason: 'not in the file',
  });
  const touched = touchedBy([create('new@contoso.com'), gone], recipients);
  expect(touched.filter(({ type }) => type === 'not in the directory')).toEqual([
    {
      id: 'S-1-5-21-1-2-3-4',
      address: 'Gary (deleted account S-1-5-21-1-2-3-4)',
      displayName: '',
      type: 'not in the directory',
    },
    {
      id: 'new:new@contoso.com',
      address: 'new@contoso.com',
      displayName: '',
      type: 'not in the directory',
    },
  ]);
});

test('nothing changed, nothing touched', () => {
  expect(touchedBy([], recipients)).toEqual([]);
});

const was = (id: string, address: string): Fingerprint => ({
  id,
  address,
  displayName: id,
  type: 'person',
});
test('an address that now means another object is told with both', () => {
  const [before, after] = [was('id-1', 'ann@contoso.com'), was('id-2', 'ann@contoso.com')];
  const same = was('id-3', 'bob@contoso.com');
  expect(reAimed([before, same], [same, after])).toEqual([{ was: before, is: after }]);
});
test('the same object, an address that is gone, and what had to be created are not', () => {
  const ann = was('id-1', 'ann@contoso.com');
  expect(reAimed([ann], [ann])).toEqual([]);
  expect(reAimed([ann], [was('id-1', 'ann.lee@contoso.com')])).toEqual([]);
  expect(reAimed([ann], [])).toEqual([]);
  expect(
    reAimed([was('new:shop@contoso.com', 'shop@contoso.com')], [was('id-9', 'shop@contoso.com')]),
  ).toEqual([]);
});
