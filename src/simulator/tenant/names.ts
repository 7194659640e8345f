/**
 * The index from names to objects: a tenant of 100,000 mailboxes is asked for one of them a hundred thousand times.
 * Entries are only candidates: each is checked against the object as it is now, so a name given up needs no clean-up.
 */
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
  return candidates.filter((entry) => namesOf(entry).has(key));
}

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
  const names = new Set<string>();
  const take = (name: string | null) => {
    if (name) names.add(nameKey(name));
  };
  const takeAddresses = (addresses: readonly string[]) => {
    for (const address of addresses) {
      take(address);
      take(address.slice(address.indexOf(':') + 1));
    }
  };
  switch (entry.kind) {
    case 'mailbox': {
      const { mailbox } = entry;
      for (const name of [
        mailbox.userId,
        mailbox.guid,
        mailbox.exchangeGuid,
        mailbox.name,
        mailbox.alias,
        mailbox.userPrincipalName,
        mailbox.legacyExchangeDN,
        mailbox.distinguishedName,
      ]) {
        take(name);
      }
      takeAddresses(mailbox.emailAddresses);
      return names;
    }
    case 'user': {
      const { user } = entry;
      for (const name of [
        user.id,
        user.sid,
        ...(user.sidHistory ?? []),
        user.name,
        user.mailNickname,
        user.userPrincipalName,
      ]) {
        take(name);
      }
      take(user.mail);
      takeAddresses(user.proxyAddresses);
      return names;
    }
    case 'group': {
      const { group } = entry;
      for (const name of [
        group.id,
        group.sid,
        ...(group.sidHistory ?? []),
        group.name,
        group.mailNickname,
        group.mail,
      ])
        take(name);
      takeAddresses(group.proxyAddresses);
      return names;
    }
    case 'contact': {
      const { contact } = entry;
      for (const name of [contact.id, contact.name, contact.mailNickname, contact.mail]) take(name);
      takeAddresses(contact.proxyAddresses);
      return names;
    }
    case 'servicePrincipal': {
      const { id, appId, sid, displayName } = entry.servicePrincipal;
      // Exchange knows service principals by display name too.
      for (const name of [id, appId, sid, displayName]) take(name);
      return names;
    }
  }
}
