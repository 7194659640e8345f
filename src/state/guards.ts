/** Names that guard (`protected`, `breakGlass`, `leavers`, `ignoreTrustees`) -> whom they mean, by object id. Found by any address. */
import { KIND_NAMES, KINDS, type KindName } from '../kinds/index.ts';
import { type Ignored, isIgnored } from '../kinds/wanted.ts';
import { matching } from '../model/address.ts';
import { type Principal, provisional } from '../model/ref.ts';
import type { DeclaredMailbox, Place, Placed, Strategy } from '../strategy/strategy.ts';
import type { Directory } from '../tenant/directory/directory.ts';
import type { Recipient } from '../tenant/directory/recipients.ts';
import { whatItIs } from '../tenant/directory/what-it-is.ts';
import type { Findings, Note } from './complaints.ts';
import { lookUp, lookUpAny, notFound } from './look-up.ts';
import { nearOf } from './near.ts';
import type { State } from './state.ts';

/** Whom the settings and `leavers:` mean. */
export interface Guards {
  readonly breakGlass: ReadonlySet<string>;
  /** Each with the line under `leavers:`. */
  readonly leavers: ReadonlyMap<string, Place>;
  /** Mailboxes whose widening needs an approval of its own. */
  readonly protected: ReadonlySet<string>;
  readonly ignored: Ignored;
  /** Entries of `ignoreTrustees` that fit nobody in the directory; an entry of a mailbox's list may still bear them. */
  readonly unmatched: readonly Placed<string>[];
}
/** Ids of the objects that have a SID, or had it; undefined: not all could be read. */
export type SidHolders = (sid: string) => readonly string[] | undefined;

export const NO_GUARDS: Guards = {
  breakGlass: new Set(),
  leavers: new Map(),
  protected: new Set(),
  ignored: { ids: new Set(), patterns: [] },
  unmatched: [],
};

/** Adds to the findings each guard that protects nobody, or whose account is ambiguous. Throws nothing. */
export function guardsOf(
  strategy: Strategy,
  directory: Directory,
  sidHolders: SidHolders,
  found: Findings,
): Guards {
  const search: Search = {
    directory,
    found,
    near: nearOf(directory),
    promised: new Map(
      strategy.mailboxes.flatMap(({ address, aliases }) =>
        (aliases?.entries ?? []).map(({ value }) => [value, address] as const),
      ),
    ),
  };
  const breakGlass = breakGlassIn(strategy, search);
  return {
    breakGlass,
    leavers: leaversIn(strategy, breakGlass, search),
    protected: protectedIn(strategy, search),
    ...ignoredIn(strategy, sidHolders, search),
  };
}

interface Search {
  readonly directory: Directory;
  readonly found: Findings;
  /** The nearest address that somebody has, where it is very near. */
  readonly near: (address: string) => string | undefined;
  /** Address of the mailbox to which the file gives an alias. */
  readonly promised: ReadonlyMap<string, string>;
}
type Meant =
  | { readonly meant: 'one'; readonly id: string; readonly recipient?: Recipient }
  | { readonly meant: 'nobody' }
  /** It was told. */
  | { readonly meant: 'unclear' };

/** Whom an address means now and once the file is applied: an alias that goes to another mailbox would take the guard with it. */
function whoIs({ value, at }: Placed<string>, list: string, search: Search): Meant {
  const { directory, found, promised } = search;
  const name = lookUpAny(value, directory);
  if (name.found === 'several') {
    const all = name.recipients.map((one) => `${one.address} (${whatItIs(one)})`).join(', ');
    found.error(
      at,
      `${value} under \`${list}\` matches ${name.recipients.length} objects: ${all}`,
      'Write an address that only the account you mean has; mbx does not guess.',
    );
    return { meant: 'unclear' };
  }
  const now = name.found === 'one' ? name.recipient : undefined;
  if (now?.sipAddresses?.includes(value) === true && !isOfMail(value, now))
    found.note(at, `${value} under \`${list}\` is only a SIP address, of ${now.address}`);
  const owner = promised.get(value);
  if (owner !== undefined) {
    const then = lookUp(owner, directory);
    const id = then.found === 'one' ? then.recipient.id : provisional(owner).id;
    if (now !== undefined && now.id !== id) {
      found.error(
        at,
        `${value} under \`${list}\` is an address of ${now.address} today, and of ${owner} once this file is applied`,
        'Write the primary address of the one that you mean.',
      );
      return { meant: 'unclear' };
    }
    return { meant: 'one', id, ...(now === undefined ? {} : { recipient: now }) };
  }
  return now === undefined ? { meant: 'nobody' } : { meant: 'one', id: now.id, recipient: now };
}

const isOfMail = (value: string, { address, addresses, userPrincipalName }: Recipient): boolean =>
  [address, userPrincipalName, ...addresses].includes(value);

/** Whoever is not found where not everything could be read may be there all the same. */
const absent = ({ unknown: [unknown] }: Directory): string =>
  unknown === undefined
    ? 'does not exist in this tenant'
    : `was not found, but not every row of the ${unknown.source} could be read (${unknown.reason})`;

function breakGlassIn({ settings }: Strategy, search: Search): ReadonlySet<string> {
  const { found, directory } = search;
  const ids = new Set<string>();
  for (const entry of settings.breakGlass) {
    const { value, at } = entry;
    const who = whoIs(entry, 'breakGlass', search);
    if (who.meant === 'one' && who.recipient?.kind === 'group')
      found.error(
        at,
        `the break-glass account ${value} is a ${whatItIs(who.recipient)}, and this would not protect its members`,
        'Name the accounts themselves.',
      );
    else if (who.meant === 'one') ids.add(who.id);
    else if (who.meant === 'nobody')
      found.error(
        at,
        `the break-glass account ${value} ${absent(directory)}, so nothing would protect it`,
        notFound(value, directory),
      );
  }
  return ids;
}

const NO_MAILBOX: ReadonlySet<string> = new Set(['group', 'contact', 'service']);

/** A mailbox that this very file creates is protected from its creation on. */
function protectedIn({ settings, mailboxes }: Strategy, search: Search): ReadonlySet<string> {
  const { found, directory } = search;
  const declared = new Set(mailboxes.map(({ address }) => address));
  const ids = new Set<string>();
  for (const entry of settings.protected) {
    const { value, at } = entry;
    const who = whoIs(entry, 'protected', search);
    if (who.meant === 'one' && NO_MAILBOX.has(who.recipient?.kind ?? ''))
      found.error(
        at,
        `the protected mailbox ${value} is a ${who.recipient === undefined ? '' : whatItIs(who.recipient)}, so no mailbox would be protected`,
        'Write the address of a mailbox.',
      );
    else if (who.meant === 'one') ids.add(who.id);
    else if (who.meant === 'nobody' && declared.has(value)) ids.add(provisional(value).id);
    else if (who.meant === 'nobody')
      found.error(
        at,
        `the protected mailbox ${value} ${absent(directory)}, and this file does not create it: nothing would be protected`,
        notFound(value, directory),
      );
  }
  return ids;
}

function leaversIn(
  { leavers }: Strategy,
  breakGlass: ReadonlySet<string>,
  search: Search,
): ReadonlyMap<string, Place> {
  const { found, directory } = search;
  const gone = new Map<string, Place>();
  for (const entry of leavers) {
    const { value, at } = entry;
    const who = whoIs(entry, 'leavers', search);
    if (who.meant === 'unclear') continue;
    if (who.meant === 'nobody') {
      if (!isNear(entry, 'leavers', search))
        found.note(
          at,
          directory.unknown.length > 0
            ? `Warning: the leaver ${value} ${absent(directory)}, so this line removes nothing now`
            : `Warning: the leaver ${value} has no account in this tenant any more, so this line takes nothing away`,
        );
      continue;
    }
    const address = who.recipient?.address ?? value;
    if (breakGlass.has(who.id)) {
      found.error(
        at,
        `the leaver ${value} is the break-glass account ${address}, which mbx never changes`,
        'Delete it from `leavers`; or, after a review, from settings.breakGlass.',
      );
      continue;
    }
    if (
      who.recipient?.addresses.includes(value) === true &&
      address !== value &&
      who.recipient.userPrincipalName !== value
    )
      found.note(at, `the leaver ${value} means ${address}, which has it as a further address`);
    if (!gone.has(who.id)) gone.set(who.id, at);
  }
  return gone;
}

/** Tells of an address very like this one that somebody has. */
function isNear({ value, at }: Placed<string>, list: string, { near, found }: Search): boolean {
  const other = near(value);
  if (other === undefined) return false;
  found.error(
    at,
    `${value} does not exist in this tenant, but ${other} does: this entry of \`${list}\` would do nothing`,
    `Did you mean ${other}? If the account is gone for good, delete the entry.`,
  );
  return true;
}

const SID = /^s-1-/;

/** An address without `*` is found like the others; a pattern means whoever has an address that fits. */
function ignoredIn(
  { settings }: Strategy,
  sidHolders: SidHolders,
  search: Search,
): Pick<Guards, 'ignored' | 'unmatched'> {
  const { directory } = search;
  const ids = new Set<string>();
  const unmatched: Placed<string>[] = [];
  const patterns = settings.ignoreTrustees.filter(({ value }) => value.includes('*'));
  const fits = matching(patterns.map(({ value }) => value));
  const used = new Set<string>();
  for (const { id, address, addresses, userPrincipalName = '' } of directory.recipients.all())
    for (const one of [address, userPrincipalName, ...addresses])
      for (const pattern of fits(one)) {
        used.add(pattern);
        ids.add(id);
      }
  unmatched.push(...patterns.filter(({ value }) => !used.has(value)));
  for (const entry of settings.ignoreTrustees) {
    if (entry.value.includes('*')) continue;
    if (SID.test(entry.value)) {
      const holders = sidHolders(entry.value);
      for (const id of holders ?? []) ids.add(id);
      if (holders?.length === 0) unmatched.push(entry);
      continue;
    }
    const who = whoIs(entry, 'ignoreTrustees', search);
    if (who.meant === 'one') ids.add(who.id);
    else if (who.meant === 'nobody' && !isNear(entry, 'ignoreTrustees', search))
      unmatched.push(entry);
  }
  const values = settings.ignoreTrustees.map(({ value }) => value);
  return { ignored: { ids, patterns: values }, unmatched };
}

/** Notes on entries of `ignoreTrustees` that neither the directory nor a list that was read bears. */
export function unmatchedNotes({ unmatched }: Guards, state: State): readonly Note[] {
  if (unmatched.length === 0) return [];
  const holders = KIND_NAMES.flatMap((kind) => holdersIn(kind, state));
  return unmatched
    .filter(({ value }) => {
      const ignored: Ignored = { ids: new Set(), patterns: [value] };
      return !holders.some((holder) => isIgnored(ignored, holder));
    })
    .map(({ value, at }) => ({
      at,
      message: `Warning: \`ignoreTrustees\` names ${SID.test(value) ? value.toUpperCase() : value}, which was found neither in the directory nor on the mailboxes read here: the entry has no effect`,
    }));
}
const holdersIn = <N extends KindName>(kind: N, state: State): readonly Principal[] =>
  state[kind].seen().flatMap((item) => KINDS[kind].grants(item).map(({ to }) => to));

/** Throws nothing: whether the file is for this tenant is told to the findings. */
export function isForTenant(
  { tenant }: Strategy,
  { organization }: Directory,
  found: Findings,
): boolean {
  const { value, at } = tenant;
  const { id, domains, initialDomain } = organization;
  if (value === id.toLowerCase() || domains.has(value)) return true;
  found.error(
    at,
    `this file is for the tenant ${value}, but you are signed in to ${initialDomain}`,
    `Sign in to ${value}, or name one of this tenant's domains here: ${[...domains].sort().join(', ')}`,
  );
  return false;
}

/** Who cannot sign in, or shall not by the file; a group has no sign-in and is never among them. */
export function blockedIn(
  { recipients }: Directory,
  signIns: readonly { readonly id: string; readonly signIn: 'blocked' | 'allowed' | undefined }[],
): ReadonlySet<string> {
  const blocked = new Set(
    [...recipients.all()].filter(({ enabled }) => enabled === false).map(({ id }) => id),
  );
  // The file's own word goes before what is there: else the same file would give something else the next time.
  for (const { id, signIn } of signIns) {
    if (signIn === 'blocked') blocked.add(id);
    else if (signIn === 'allowed') blocked.delete(id);
  }
  return blocked;
}

/** Object ids of those who shall not sign in by the file's own word. */
export const blockedByFile = (
  mailboxes: readonly DeclaredMailbox[],
  directory: Directory,
): ReadonlySet<string> =>
  new Set(
    mailboxes.flatMap(({ address, signIn }) => {
      const name = lookUp(address, directory);
      return signIn?.value === 'blocked' && name.found === 'one' ? [name.recipient.id] : [];
    }),
  );
