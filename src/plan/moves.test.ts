import { expect, test } from 'vitest';
import { addAlias, grant, ref } from '../../test/support/builders.ts';
import { type Action, KINDS, describe as told } from '../kinds/index.ts';
import { pairMoves } from './moves.ts';

const gains = (box: string, address: string): Action => addAlias(box, address).action;
const loses = (box: string, address: string): Action =>
  KINDS.alias.act({ op: 'remove', before: { subject: ref(box), address } });
const lines = (actions: readonly Action[]): readonly string[] => pairMoves(actions).map(told);

const cases = [
  {
    name: 'lost here and gained there is one move',
    actions: [loses('sales', 'x@contoso.com'), gains('info', 'x@contoso.com')],
    lines: ['move the address x@contoso.com from sales@contoso.com to info@contoso.com'],
  },
  {
    name: 'in whatever order they come',
    actions: [gains('info', 'x@contoso.com'), loses('sales', 'x@contoso.com')],
    lines: ['move the address x@contoso.com from sales@contoso.com to info@contoso.com'],
  },
  {
    name: 'two mailboxes that exchange addresses make two moves',
    actions: [
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
    actions: [loses('sales', 'x@contoso.com'), gains('info', 'y@contoso.com')],
    lines: [
      'take the address x@contoso.com from sales@contoso.com',
      'give info@contoso.com the address y@contoso.com',
    ],
  },
  {
    name: 'other kinds pass through as they are',
    actions: [
      grant('info', 'ann').action,
      loses('sales', 'x@contoso.com'),
      gains('info', 'x@contoso.com'),
    ],
    lines: [
      'let ann@contoso.com open info@contoso.com',
      'move the address x@contoso.com from sales@contoso.com to info@contoso.com',
    ],
  },
];
test.each(cases)('$name', ({ actions, lines: expected }) => {
  expect(lines(actions)).toEqual(expected);
});

test('a move is of the mailbox that gains the address', () => {
  const [move] = pairMoves([loses('sales', 'x@contoso.com'), gains('info', 'x@contoso.com')]);
  expect(move).toEqual({
    kind: 'alias',
    op: 'update',
    before: { subject: ref('sales'), address: 'x@contoso.com' },
    after: { subject: ref('info'), address: 'x@contoso.com' },
  });
});
