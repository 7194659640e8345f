import { expect, test } from 'vitest';
import { addAlias, grant } from '../../test/support/builders.ts';
import { stateUnread, stateWith } from '../../test/support/states.ts';
import { describe as told } from '../kinds/index.ts';
import { diff, diffSlice } from './diff.ts';

const subject = { id: 'box', address: 'box@contoso.com' };
const item = (text: string) => {
  const [key = '', value = ''] = text.split(' ');
  return { subject, key, value };
};
const words = {
  key: ({ key }: { key: string }) => key,
  value: ({ value }: { value: string }) => value,
};

const cases = [
  { name: 'wanted, absent', desired: ['ada'], actual: [], ops: ['add ada'] },
  { name: 'one key, two values', desired: ['ada 1'], actual: ['ada 2'], ops: ['update ada'] },
  { name: 'there, not wanted', desired: [], actual: ['bo'], ops: ['remove bo'] },
  { name: 'the same in another order', desired: ['ada', 'bo'], actual: ['bo', 'ada'], ops: [] },
  {
    name: 'all three',
    desired: ['ada 1', 'cy'],
    actual: ['bo', 'ada 2'],
    ops: ['update ada', 'add cy', 'remove bo'],
  },
];
test.each(cases)('$name', ({ desired, actual, ops }) => {
  const changes = diffSlice(words, desired.map(item), actual.map(item));
  expect(
    changes.map(
      (change) => `${change.op} ${('after' in change ? change.after : change.before).key}`,
    ),
  ).toEqual(ops);
});

test('an adopted slice is not looked into', () => {
  const slice = [item('ada')];
  const blind = {
    key: () => {
      throw new Error('looked');
    },
    value: () => '',
  };
  expect(diffSlice(blind, slice, slice)).toEqual([]);
});

test('what an address belongs to is one at a time: taken here and given there is one change', () => {
  const had = stateWith(addAlias('sales', 'x@contoso.com').action, grant('sales', 'ann').action);
  const wanted = stateWith(addAlias('info', 'x@contoso.com').action, grant('info', 'ann').action);
  expect(diff(wanted, had).map(told)).toEqual([
    'move the address x@contoso.com from sales@contoso.com to info@contoso.com',
    'let ann@contoso.com open info@contoso.com',
    'stop ann@contoso.com opening sales@contoso.com',
  ]);
});

test('where a kind could not be read, nothing of it differs', () => {
  const wanted = stateWith(addAlias('info', 'x@contoso.com').action, grant('info', 'ann').action);
  expect(diff(wanted, stateUnread('alias')).map(told)).toEqual([
    'let ann@contoso.com open info@contoso.com',
  ]);
});
