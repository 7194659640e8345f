import { describe, expect, test } from 'vitest';
import { parseStrategy } from '../strategy/parse.ts';
import type { Directory } from '../tenant/directory/directory.ts';
import { type Recipient, Recipients } from '../tenant/directory/recipients.ts';
import { sidsOf } from '../tenant/directory/sids.ts';
import { lookUp } from './look-up.ts';
import { type Resolved, resolve } from './resolve.ts';

const TODAY = '2030-01-07';

/** A person with a mailbox, unless more is said. */
function account(name: string, more: Partial<Recipient> = {}): Recipient {
  const address = more.address ?? `${name}@contoso.com`;
  return {
    id: `id-${name}`,
    address,
    kind: 'user',
    type: 'UserMailbox',
    displayName: name,
    identities: [`guid-${name}`],
    names: [more.userPrincipalName ?? `${name}@contoso.com`, name],
    userPrincipalName: `${name}@contoso.com`,
    addresses: [address],
    enabled: true,
    synced: false,
    ...more,
  };
}
const shared = (name: string, more: Partial<Recipient> = {}): Recipient =>
  account(name, { type: 'SharedMailbox', enabled: false, ...more });

const directory = (...recipients: readonly Recipient[]): Directory => ({
  organization: {
    id: 'ID-Tenant',
    displayName: 'Contoso',
    domains: new Set(['contoso.onmicrosoft.com', 'contoso.com']),
    initialDomain: 'contoso.onmicrosoft.com',
    synced: false,
  },
  acceptedDomains: new Set(['contoso.onmicrosoft.com', 'contoso.com']),
  recipients: new Recipients(recipients),
  missing: [],
  unknown: [],
  notes: [],
  whole: true,
  sids: async () => sidsOf([], []),
  applicationsBySid: async () => new Map(),
  deleted: async () => ({ has: () => false, missing: [] }),
});

describe('whom an address means', () => {
  const ann = account('ann', { addresses: ['ann@contoso.com', 'annie@contoso.com'] });
  const bob = account('bob', {
    userPrincipalName: 'robert@contoso.com',
    names: ['robert@contoso.com', 'bob'],
  });

  test('the primary address', () => {
    expect(lookUp('ann@contoso.com', directory(ann, bob))).toEqual({
      found: 'one',
      recipient: ann,
    });
  });

  test('the sign-in name, where it is another', () => {
    expect(lookUp('robert@contoso.com', directory(ann, bob))).toEqual({
      found: 'one',
      recipient: bob,
    });
  });

  test('a further address means nobody, and its holder is told', () => {
    expect(lookUp('annie@contoso.com', directory(ann, bob))).toEqual({
      found: 'further',
      holders: [ann],
    });
  });

  test('an alias, a display name or an id is no address', () => {
    for (const name of ['ann', 'id-ann', 'guid-ann'])
      expect(lookUp(name, directory(ann, bob))).toEqual({ found: 'none' });
  });

  test('nobody', () => {
    expect(lookUp('cy@contoso.com', directory(ann, bob))).toEqual({ found: 'none' });
  });

  test("one's address and another's sign-in name: several, never a guess", () => {
    const other = account('other', {
      userPrincipalName: 'ann@contoso.com',
      names: ['ann@contoso.com'],
    });
    const found = lookUp('ann@contoso.com', directory(ann, other));
    expect(found.found).toBe('several');
    expect(found.found === 'several' && found.recipients.map(({ id }) => id).toSorted()).toEqual([
      'id-ann',
      'id-other',
    ]);
  });

  test('two objects with one primary address: several', () => {
    const twin = account('twin', { address: 'ann@contoso.com', addresses: ['ann@contoso.com'] });
    expect(lookUp('ann@contoso.com', directory(ann, twin)).found).toBe('several');
  });

  test("one's address that is another's further address is the first one's", () => {
    const cy = account('cy', { addresses: ['cy@contoso.com', 'ann@contoso.com'] });
    expect(lookUp('ann@contoso.com', directory(ann, cy))).toEqual({ found: 'one', recipient: ann });
  });
});

/** A strategy with this body for the tenant, resolved. */
function resolved(body: string, ...recipients: readonly Recipient[]): Resolved {
  const text = `version: 1\ntenant: contoso.onmicrosoft.com\nsettings: { mode: exact }\n${body}`;
  const parsed = parseStrategy([{ file: 'mailboxes.yaml', text }], Date.parse(TODAY));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.complaints));
  const lines = text.split('\n');
  return resolve(
    parsed.strategy,
    directory(...recipients),
    TODAY,
    ({ line }) => lines[line - 1] ?? '',
  );
}
const errors = ({ complaints }: Resolved): readonly string[] =>
  complaints.map(({ at, message, mend }) => `${at.line}: ${message}. ${mend}`);

describe('a mailbox of the file', () => {
  test('is found by its address, and known by its id from then on', () => {
    const { wanted, complaints } = resolved(
      'sharedMailboxes:\n  Sales@Contoso.com: {}\n',
      shared('sales'),
    );
    expect(complaints).toEqual([]);
    expect(wanted).toMatchObject([
      { subject: { id: 'id-sales', address: 'sales@contoso.com' }, exists: true, mode: 'exact' },
    ]);
  });

  test('that is shared and not there is to be created; a person is an error, with the nearest', () => {
    expect(resolved('sharedMailboxes:\n  new@contoso.com: {}\n').wanted).toMatchObject([
      { subject: { id: 'new:new@contoso.com' }, exists: false },
    ]);
    expect(errors(resolved('users:\n  ana@contoso.com: {}\n', account('ann')))).toEqual([
      expect.stringMatching(/^5: there is no mailbox ana@contoso\.com.*ann@contoso\.com/u),
    ]);
  });

  test('in the wrong section, or named by a further address, is an error that says where it belongs', () => {
    expect(errors(resolved('users:\n  sales@contoso.com: {}\n', shared('sales')))).toEqual([
      '5: sales@contoso.com is a shared mailbox. Move the entry under `sharedMailboxes:`.',
    ]);
    const renamed = shared('selling', {
      addresses: ['selling@contoso.com', 'sales@contoso.com'],
    });
    expect(errors(resolved('sharedMailboxes:\n  sales@contoso.com: {}\n', renamed))).toEqual([
      expect.stringContaining('is now an alias of selling@contoso.com'),
    ]);
  });

  test('of a domain that the tenant does not accept cannot be created', () => {
    expect(errors(resolved('sharedMailboxes:\n  x@fabrikam.example: {}\n'))).toEqual([
      expect.stringContaining('does not accept mail for fabrikam.example'),
    ]);
  });

  test('named twice, by address and by sign-in name, is an error', () => {
    const sales = shared('sales', {
      userPrincipalName: 'box1@contoso.com',
      names: ['box1@contoso.com'],
    });
    const both = resolved(
      'sharedMailboxes:\n  sales@contoso.com: {}\n  box1@contoso.com: {}\n',
      sales,
    );
    expect(errors(both)).toEqual([expect.stringContaining('are the same mailbox')]);
  });
});

describe('who may sign in', () => {
  const body = (signIn: string): string =>
    `sharedMailboxes:\n  sales@contoso.com:\n    delegates:\n      desk@contoso.com: [fullAccess]\n  desk@contoso.com: ${signIn}\n`;
  const delegates = (signIn: string, enabled: boolean) => {
    const { wanted } = resolved(body(signIn), shared('sales'), shared('desk', { enabled }));
    const sales = wanted.find(({ subject }) => subject.id === 'id-sales');
    return {
      given: sales?.delegates?.grants.map(({ trustee }) => trustee.id),
      withdrawn: sales?.delegates?.withdrawn.map(({ trustee, reason }) => [trustee, reason]),
    };
  };
  const GIVEN = { given: ['id-desk'], withdrawn: [] };
  const WITHDRAWN = { given: [], withdrawn: [['id-desk', 'blocked']] };

  test('is as it is there, where the file does not say', () => {
    expect(delegates('{}', true)).toEqual(GIVEN);
    expect(delegates('{}', false)).toEqual(WITHDRAWN);
  });

  test('is as the file says, so that the same file gives the same again once it was applied', () => {
    expect(delegates('{ signIn: allowed }', false)).toEqual(GIVEN);
    expect(delegates('{ signIn: blocked }', true)).toEqual(WITHDRAWN);
  });
});

test('an address may be taken only from a mailbox that the file lets go of it', () => {
  const boxes = [
    shared('sales', { addresses: ['sales@contoso.com', 'x@contoso.com'] }),
    shared('info'),
  ];
  const body = (sales: string): string =>
    `sharedMailboxes:\n  info@contoso.com: { aliases: [x@contoso.com] }\n${sales}`;
  expect(errors(resolved(body('  sales@contoso.com: { aliases: [] }\n'), ...boxes))).toEqual([]);
  expect(errors(resolved(body(''), ...boxes))).toEqual([
    expect.stringContaining('add sales@contoso.com to the file'),
  ]);
  expect(errors(resolved(body('  sales@contoso.com: {}\n'), ...boxes))).toEqual([
    expect.stringContaining('give sales@contoso.com (mailboxes.yaml:6) an `aliases:` list'),
  ]);
  expect(
    errors(resolved(body('  sales@contoso.com: { aliases: [], mode: additive }\n'), ...boxes)),
  ).toEqual([expect.stringContaining('never takes an alias away')]);
});

test('a file for another tenant says nothing of this one', () => {
  const text =
    'version: 1\ntenant: fabrikam.onmicrosoft.com\nsettings: { mode: exact }\nusers: { ann@contoso.com: {} }\n';
  const parsed = parseStrategy([{ file: 'mailboxes.yaml', text }], Date.parse(TODAY));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.complaints));
  const { wanted, complaints } = resolve(
    parsed.strategy,
    directory(account('ann')),
    TODAY,
    () => '',
  );
  expect(wanted).toEqual([]);
  expect(complaints).toMatchObject([
    { severity: 'error', message: expect.stringContaining('signed in to contoso.onmicrosoft.com') },
  ]);
});
