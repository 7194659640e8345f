import { expect, test } from 'vitest';
import { type Recipient, Recipients } from '../tenant/directory/recipients.ts';
import { nearOf } from './near.ts';

const recipient = (address: string, more: Partial<Recipient> = {}): Recipient => ({
  id: `id-${address}`,
  address,
  kind: 'user',
  displayName: address,
  identities: [],
  names: [],
  addresses: [address],
  synced: false,
  ...more,
});
const near = nearOf({
  acceptedDomains: new Set(['contoso.com', 'contoso.co.uk']),
  recipients: new Recipients([
    recipient('old.hand@contoso.com', { userPrincipalName: 'ohand77@contoso.com' }),
    recipient('fred@contoso.com', { addresses: ['fred@contoso.com', 'f.smith@contoso.com'] }),
    recipient('ann@contoso.com'),
    recipient('room1@contoso.com'),
  ]),
});

test.each([
  ['old.hnd@contoso.com', 'old.hand@contoso.com'],
  ['oldhand@contoso.com', 'old.hand@contoso.com'],
  ['odl.hadn@contoso.com', 'old.hand@contoso.com'],
  ['old.hand@contso.cm', 'old.hand@contoso.com'],
  ['old.hand@contoso.co.uk', 'old.hand@contoso.com'],
  ['ohandd77@contoso.com', 'ohand77@contoso.com'],
  ['freed@contoso.com', 'fred@contoso.com'],
  ['f.smth@contoso.com', 'f.smith@contoso.com'],
  ['ann@contso.com', 'ann@contoso.com'],
  ['old.sand.g@contoso.com', undefined], // three letters
  ['frieda@contoso.com', undefined], // two letters of a short name
  ['anm@contoso.com', undefined], // initials have too many neighbours
  ['room2@contoso.com', undefined], // another number is another thing
  ['fred2@contoso.com', undefined],
  ['old.hand@fabrikam.example', undefined], // a domain of somebody else
  ['press@contoso.com', undefined],
])('%s is near %s', (address, expected) => {
  expect(near(address)).toBe(expected);
});
