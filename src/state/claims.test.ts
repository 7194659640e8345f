/** Nothing in the file is silently ignored: each key is taken up by a kind, or says that it is for people alone. */
import { describe, expect, test } from 'vitest';
import type { Wanted } from '../kinds/wanted.ts';
import { MAILBOX_KEYS } from '../strategy/keys/index.ts';
import type { MailboxKey } from '../strategy/keys/key.ts';
import { claimsOf } from './claims.ts';

/** All that the kinds look at of a mailbox of the file. */
const seen = new Set<string | symbol>();
const nothing: Wanted = {
  subject: { id: 'id-desk', address: 'desk@contoso.com' },
  section: 'sharedMailboxes',
  at: { file: 'f', line: 1, column: 1 },
  mode: 'exact',
  exists: true,
  whom: new Map(),
  leavers: new Map(),
};
const watched = new Proxy(nothing, {
  get(target, name, receiver) {
    seen.add(name);
    return Reflect.get(target, name, receiver);
  },
});
const [claimed] = claimsOf([watched]);

test('of a mailbox without keys nothing is claimed', () => expect(claimed?.claims).toEqual({}));

/** Said with another key, by whose resolver it is taken up. */
const WITH_ANOTHER: Readonly<Record<string, string>> = { sendOnBehalf: 'delegates' };

describe.each(Object.entries<MailboxKey<unknown>>(MAILBOX_KEYS))('%s', (name, { forPeople }) => {
  test(forPeople === true ? 'is for people alone' : 'is taken up by a kind', () =>
    expect(seen.has(WITH_ANOTHER[name] ?? name)).toBe(forPeople !== true),
  );
});
