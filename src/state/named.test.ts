/** Whom the addresses in keys mean, by how far the key lets them reach. */
import { expect, test } from 'vitest';
import type { NamedAddress, Place } from '../strategy/strategy.ts';
import type { Directory } from '../tenant/directory/directory.ts';
import { type Recipient, Recipients } from '../tenant/directory/recipients.ts';
import { findings } from './complaints.ts';
import { whomOf } from './named.ts';

const account = (name: string, more: Partial<Recipient> = {}): Recipient => ({
  id: `id-${name}`,
  address: `${name}@contoso.com`,
  kind: 'user',
  type: 'UserMailbox',
  displayName: name,
  identities: [],
  names: [],
  addresses: [`${name}@contoso.com`],
  enabled: true,
  synced: false,
  ...more,
});
const ann = account('ann', { addresses: ['ann@contoso.com', 'annie@contoso.com'] });
const desk = account('desk');
const gone = account('gone', { enabled: false });
const dim = account('dim', { doubt: 'its row was cut short' });
const twins = [1, 2].map((n) =>
  account(`twin${n}`, { address: 'twin@contoso.com', addresses: ['twin@contoso.com'] }),
);

const directory = (unknown: Directory['unknown'] = []): Directory => ({
  organization: {
    id: 'tenant',
    displayName: 'Contoso',
    domains: new Set(['contoso.com']),
    initialDomain: 'contoso.onmicrosoft.com',
    synced: false,
  },
  acceptedDomains: new Set(['contoso.com']),
  recipients: new Recipients([ann, gone, dim, desk, ...twins]),
  missing: [],
  unknown,
  notes: [],
  whole: unknown.length === 0,
  sids: () => Promise.reject(new Error('not asked for')),
  applicationsBySid: async () => new Map(),
  deleted: async () => ({ has: () => false, missing: [] }),
});
const DESK = { id: 'id-desk', address: 'desk@contoso.com' };

const NOBODY = { leavers: new Map<string, Place>(), breakGlass: new Set<string>() };

/** Whom it means, and what is told of it, in a word. */
function meant(
  value: string,
  reach: NamedAddress['reach'],
  from = directory(),
  people: Parameters<typeof whomOf>[3] = NOBODY,
): string {
  const found = findings(() => '');
  const at = { file: 'f', line: 5, column: 1 };
  const whom = whomOf(
    { named: [{ value, at, key: 'owner', reach }] },
    DESK,
    from,
    people,
    found,
  ).get(value);
  const told = [
    ...found.complaints.map(({ message, mend }) => `error: ${message}. ${mend}`),
    ...found.notes.map(({ message }) => `note: ${message}`),
    ...found.doubts.map(({ subject, reason }) => `doubt on ${subject.address}: ${reason}`),
  ];
  const who = whom && (whom.is === 'here' ? whom.recipient.id : `outside ${whom.address}`);
  return [...(who === undefined ? [] : [who]), ...told].join('; ');
}

test.each([
  ['ann@contoso.com', 'tenant', 'id-ann'],
  ['ann@contoso.com', 'anywhere', 'id-ann'],
  ['ann@contoso.com', 'noted', 'id-ann'],
  ['gone@contoso.com', 'tenant', 'id-gone'],
  ['gone@contoso.com', 'noted', 'id-gone; note: the owner gone@contoso.com can no longer sign in'],
  ['annie@contoso.com', 'tenant', /^error: annie@contoso.com is an alias of ann@contoso.com/],
  ['annie@contoso.com', 'anywhere', /^error: annie@contoso.com is an alias of/],
  ['annie@contoso.com', 'noted', 'note: the owner annie@contoso.com has no account in this tenant'],
  ['twin@contoso.com', 'tenant', /^error: twin@contoso.com matches 2 objects/],
  ['twin@contoso.com', 'anywhere', /^error: twin@contoso.com matches 2 objects/],
  ['dim@contoso.com', 'tenant', 'doubt on desk@contoso.com: its row was cut short'],
  ['dim@contoso.com', 'anywhere', 'doubt on desk@contoso.com: its row was cut short'],
  [
    'anm@contoso.com',
    'tenant',
    'error: no account anm@contoso.com exists in this tenant. Did you mean ann@contoso.com?',
  ],
  [
    'anm@contoso.com',
    'anywhere',
    'error: no account anm@contoso.com exists in this tenant. Did you mean ann@contoso.com?',
  ],
  ['x@fabrikam.example', 'tenant', /^error: no account x@fabrikam.example exists in this tenant/],
  ['x@fabrikam.example', 'anywhere', 'outside x@fabrikam.example'],
  [
    'x@fabrikam.example',
    'noted',
    'note: the owner x@fabrikam.example has no account in this tenant',
  ],
] as const)('%s, in a key that reaches %s', (address, reach, told) => {
  if (typeof told === 'string') expect(meant(address, reach)).toBe(told);
  else expect(meant(address, reach)).toMatch(told);
});

test('whoever is not found while rows were unreadable is in doubt, and never taken for somebody outside', () => {
  const unread = directory([{ source: 'recipients', id: 'x', reason: 'the page was cut' }]);
  for (const reach of ['tenant', 'anywhere'] as const)
    for (const address of ['anm@contoso.com', 'x@fabrikam.example'])
      expect(meant(address, reach, unread)).toMatch(
        /^doubt on desk@contoso.com: .*the page was cut$/,
      );
});

test.each(['tenant', 'anywhere'] as const)(
  'a key that reaches %s gives nothing to a leaver, an emergency account or the mailbox itself',
  (reach) => {
    const at: Place = { file: 'f', line: 1, column: 1 };
    const left = { leavers: new Map([['id-ann', at]]), breakGlass: new Set<string>() };
    const guarded = { leavers: new Map<string, Place>(), breakGlass: new Set(['id-ann']) };
    expect(meant('ann@contoso.com', reach, directory(), left)).toMatch(
      /^error: ann@contoso.com is under `leavers:`/,
    );
    expect(meant('ann@contoso.com', reach, directory(), guarded)).toMatch(
      /^error: ann@contoso.com is a break-glass account/,
    );
    expect(meant('desk@contoso.com', reach)).toMatch(/^error: desk@contoso.com is the mailbox/);
  },
);
test('who is only noted may be a leaver', () => {
  const at: Place = { file: 'f', line: 1, column: 1 };
  const left = { leavers: new Map([['id-ann', at]]), breakGlass: new Set<string>() };
  expect(meant('ann@contoso.com', 'noted', directory(), left)).toBe('id-ann');
});
