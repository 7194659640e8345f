import { expect, test } from 'vitest';
import { addAlias, behalf, grant, hide, moveAlias } from '../../test/support/builders.ts';
import { coalesce } from './coalesce.ts';

test('all Set-Mailbox changes of one mailbox are one call, lists united', () => {
  const bundles = coalesce([
    behalf('sales', 'ann', 'add'),
    behalf('sales', 'bob', 'remove'),
    hide('sales', true),
    addAlias('sales', 'hello@contoso.com'),
  ]);
  expect(bundles).toHaveLength(1);
  expect(bundles[0]?.calls).toEqual([
    {
      service: 'exchange',
      cmdlet: 'Set-Mailbox',
      on: { id: 'id-sales', address: 'sales@contoso.com' },
      parameters: {
        GrantSendOnBehalfTo: { add: ['id-ann'], remove: ['id-bob'] },
        HiddenFromAddressListsEnabled: true,
        EmailAddresses: { add: ['smtp:hello@contoso.com'], remove: [] },
      },
    },
  ]);
  expect(bundles[0]?.changes).toHaveLength(4);
});

test('grants are one call each, and other mailboxes stay apart', () => {
  expect(
    coalesce([
      grant('sales', 'ann'),
      grant('sales', 'bob'),
      hide('sales', true),
      hide('info', true),
    ]),
  ).toHaveLength(4);
});

test('a move is never merged with the single call of a neighbour', () => {
  const bundles = coalesce([hide('info', true), moveAlias('sales', 'info', 'hello@contoso.com')]);
  expect(bundles.map(({ calls }) => calls.length)).toEqual([1, 2]);
});

test('two moves between the same mailboxes are one pair of calls, the removal first', () => {
  const [bundle, ...others] = coalesce([
    moveAlias('sales', 'info', 'a@contoso.com'),
    moveAlias('sales', 'info', 'b@contoso.com'),
  ]);
  expect(others).toEqual([]);
  expect(
    bundle?.calls.map((call) => [
      call.on.address,
      'parameters' in call ? call.parameters['EmailAddresses'] : undefined,
    ]),
  ).toEqual([
    ['sales@contoso.com', { add: [], remove: ['smtp:a@contoso.com', 'smtp:b@contoso.com'] }],
    ['info@contoso.com', { add: ['smtp:a@contoso.com', 'smtp:b@contoso.com'], remove: [] }],
  ]);
});
