/**
 * The index from names to objects: a tenant of 100,000 mailboxes is asked for one of them a hundred thousand times.
 * Entries are only candidates: each is checked against the object as it is now, so a name given up needs no clean-up.
 */
import { groupGuid } from './exchange-guid.ts';
import type { Contact, Group, Mailbox, ServicePrincipal, Tenant, User } from './model.ts';

export type Entry =
  | { readonly kind: 'mailbox'; readonly mailbox: Mailbox }
  | { readonly kind: 'user'; readonly user: User }
  | { readonly kind: 'group'; readonly group: Group }
  | { readonly kind: 'contact'; readonly contact: Contact }
  | { readonly kind: 'servicePrincipal'; readonly servicePrincipal: ServicePrincipal };

interface Index {
  readonly byName: Map<string, Entry[]>;
  readonly entries: Map<object, Entry>;
  /** How many objects of each list are in; a longer list has new ones at its end, a shorter one means starting over. */
  counts: readonly number[];
}
const indexes = new WeakMap<Tenant, Index>();

/** Names compare without case. */
export function nameKey(name: string): string {
  return name.trim().toLowerCase();
}

/** The objects that go by this key now. */
export function entriesFor(tenant: Tenant, key: string): Entry[] {
  const candidates = indexOf(tenant).byName.get(key) ?? [];
  return candidates.filter((entry) => goesBy(entry, key));
}

function goesBy(entry: Entry, key: string): boolean {
  const is = (name: string): boolean => name.length >= key.length && nameKey(name) === key;
  const { names, addresses } = namesIn(entry);
  return (
    names.some((name) => name !== null && name !== '' && is(name)) ||
    addresses.some((address) => is(address) || is(withoutType(address)))
  );
}
const withoutType = (address: string): string => address.slice(address.indexOf(':') + 1);

/** Takes in the new names of an object that was changed. */
export function reindex(tenant: Tenant, object: object): void {
  const index = indexes.get(tenant);
  const entry = index?.entries.get(object);
  if (index && entry) add(index, entry);
}

/** Forgets what was indexed; the next look-up starts over. */
export function forgetNames(tenant: Tenant): void {
  indexes.delete(tenant);
}

function indexOf(tenant: Tenant): Index {
  const known = indexes.get(tenant);
  const lists = listsOf(tenant);
  const counts = lists.map((list) => list.length);
  if (known && counts.every((count, i) => count === known.counts[i])) return known;
  const grown =
    known && counts.every((count, i) => count >= (known.counts[i] ?? 0)) ? known : undefined;
  const index = grown ?? { byName: new Map(), entries: new Map(), counts: [] };
  for (const [i, list] of lists.entries()) {
    for (const entry of list.slice(index.counts[i] ?? 0)) add(index, entry);
  }
  index.counts = counts;
  indexes.set(tenant, index);
  return index;
}

/** Each list of the tenant as entries, made only for the part that is new: `slice` first, then wrap. */
function listsOf(tenant: Tenant): readonly Sliceable[] {
  return [
    wrapped(tenant.mailboxes, (mailbox) => ({ kind: 'mailbox', mailbox })),
    wrapped(tenant.users, (user) => ({ kind: 'user', user })),
    wrapped(tenant.groups, (group) => ({ kind: 'group', group })),
    wrapped(tenant.contacts, (contact) => ({ kind: 'contact', contact })),
    wrapped(tenant.servicePrincipals, (servicePrincipal) => ({
      kind: 'servicePrincipal',
      servicePrincipal,
    })),
  ];
}
interface Sliceable {
  readonly length: number;
  slice(from: number): Entry[];
}
function wrapped<T>(list: readonly T[], wrap: (object: T) => Entry): Sliceable {
  return { length: list.length, slice: (from) => list.slice(from).map(wrap) };
}

function add(index: Index, entry: Entry): void {
  index.entries.set(objectOf(entry), entry);
  for (const name of namesOf(entry)) {
    const there = index.byName.get(name);
    if (!there) index.byName.set(name, [entry]);
    else if (!there.includes(entry)) there.push(entry);
  }
}

function objectOf(entry: Entry): object {
  switch (entry.kind) {
    case 'mailbox':
      return entry.mailbox;
    case 'user':
      return entry.user;
    case 'group':
      return entry.group;
    case 'contact':
      return entry.contact;
    case 'servicePrincipal':
      return entry.servicePrincipal;
  }
}

function namesOf(entry: Entry): Set<string> {
  const { names, addresses } = namesIn(entry);
  const keys = new Set<string>();
  for (const name of [...names, ...addresses, ...addresses.map(withoutType)])
    if (name) keys.add(nameKey(name));
  return keys;
}

interface Names {
  readonly names: readonly (string | null)[];
  /** Each goes with its type and without. */
  readonly addresses: readonly string[];
}
const NONE: readonly string[] = [];

function namesIn(entry: Entry): Names {
  switch (entry.kind) {
    case 'mailbox': {
      const { mailbox } = entry;
      return {
        names: [
          mailbox.userId,
          mailbox.guid,
          mailbox.exchangeGuid,
          mailbox.name,
          mailbox.alias,
          mailbox.userPrincipalName,
          mailbox.legacyExchangeDN,
          mailbox.distinguishedName,
        ],
        addresses: mailbox.emailAddresses,
      };
    }
    case 'user': {
      const { user } = entry;
      const { id, sid, sidHistory = NONE, name, mailNickname, userPrincipalName, mail } = user;
      return {
        names: [id, sid, ...sidHistory, name, mailNickname, userPrincipalName, mail],
        addresses: user.proxyAddresses,
      };
    }
    case 'group': {
      const { id, sid, sidHistory = NONE, name, mailNickname, mail } = entry.group;
      return {
        names: [id, groupGuid(entry.group), sid, ...sidHistory, name, mailNickname, mail],
        addresses: entry.group.proxyAddresses,
      };
    }
    case 'contact': {
      const { id, name, mailNickname, mail, proxyAddresses } = entry.contact;
      return { names: [id, name, mailNickname, mail], addresses: proxyAddresses };
    }
    case 'servicePrincipal': {
      const { id, appId, sid, displayName } = entry.servicePrincipal;
      // Exchange knows service principals by display name too.
      return { names: [id, appId, sid, displayName], addresses: NONE };
    }
  }
}
