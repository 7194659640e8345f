import { expect, test } from 'vitest';
import { ref } from '../../test/support/builders.ts';
import { type ItemOf, KINDS, describe as told } from '../kinds/index.ts';
import type { Change } from '../model/change.ts';
import { pairMoves } from './moves.ts';

type Alias = ItemOf<'alias'>;
const gains = (box: string, address: string): Change<Alias> => ({
  op: 'add',
  after: { subject: ref(box), address },
});
const loses = (box: string, address: string): Change<Alias> => ({
  op: 'remove',
  before: { subject: ref(box), address },
});
const paired = (changes: readonly Change<Alias>[]): readonly Change<Alias>[] =>
  pairMoves(changes, ({ address }) => address);
const lines = (changes: readonly Change<Alias>[]): readonly string[] =>
  paired(changes).map((change) => told(KINDS.alias.act(change)));

const cases = [
  {
    name: 'lost here and gained there is one move',
    changes: [loses('sales', 'x@contoso.com'), gains('info', 'x@contoso.com')],
    lines: ['move the address x@contoso.com from sales@contoso.com to info@contoso.com'],
  },
  {
    name: 'in whatever order they come',
    changes: [gains('info', 'x@contoso.com'), loses('sales', 'x@contoso.com')],
    lines: ['move the address x@contoso.com from sales@contoso.com to info@contoso.com'],
  },
  {
    name: 'two mailboxes that exchange addresses make two moves',
    changes: [
      loses('sales', 'x@contoso.com'),
      gains('sales', 'y@contoso.com'),
      loses('info', 'y@contoso.com'),
      gains('info', 'x@contoso.com'),
    ],
    lines: [
      'move the address y@contoso.com from info@contoso.com to sales@contoso.com',
      'move the address x@contoso.com from sales@contoso.com to info@contoso.com',
    ],
  },
  {
    name: 'one address lost and another gained are two changes',
    changes: [loses('sales', 'x@contoso.com'), gains('info', 'y@contoso.com')],
    lines: [
      'take the address x@contoso.com from sales@contoso.com',
      'give info@contoso.com the address y@contoso.com',
    ],
  },
];
test.each(cases)('$name', ({ changes, lines: expected }) => {
  expect(lines(changes)).toEqual(expected);
});

test('a move is of the mailbox that gains the address', () => {
  expect(paired([loses('sales', 'x@contoso.com'), gains('info', 'x@contoso.com')])).toEqual([
    {
      op: 'update',
      before: { subject: ref('sales'), address: 'x@contoso.com' },
      after: { subject: ref('info'), address: 'x@contoso.com' },
    },
  ]);
});
