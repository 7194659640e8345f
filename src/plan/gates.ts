/** Gates: what stops a half-deleted file, a wrong group, a bad merge. Pure; evaluated at plan and again at apply. */
import { groupBy } from '../model/group-by.ts';
import { nameOf, type Principal, type Ref } from '../model/ref.ts';
import type { GateSettings } from '../strategy/strategy.ts';
import { countedAsRemoved, LEAVING_ONE } from './addresses-leaving.ts';
import { GATE_IDS, type Gate, type GateId } from './gate.ts';
import { BROAD, type CountedGate, GATE_TABLE, REVOKES_ON_ONE, type Share } from './gate-table.ts';
import { type Insides, knownInside, unknownInside } from './inside.ts';
import type { Net } from './net.ts';
import { compare, endsOf, type Planned, subjectOf } from './plan.ts';
import { isSimilar } from './similar.ts';

/** What the gates must know beyond the plan's own changes. */
export interface GateFacts {
  readonly net: Net;
  readonly settings: GateSettings;
  /** Object ids. */
  readonly protectedIds: ReadonlySet<string>;
  readonly breakGlass: ReadonlySet<string>;
  /** Who is in each group that gains something, nested ones too. */
  readonly insides: Insides;
  /** Mailboxes of which it is not known whether somebody is left, and why: members of a group may not be read. */
  readonly doubtful: readonly { readonly subject: Ref; readonly why: string }[];
  /** Primary addresses there are. */
  readonly addresses: Iterable<string>;
  /** Mailboxes in the whole strategy. */
  readonly declared: number;
  /** Needed only where sign-in is blocked. */
  readonly lockOut: LockOut;
}
export interface LockOut {
  /** Object id of who acts. */
  readonly actor: string;
  /** Enabled global administrators; a reason where it could not be read; undefined where nobody's sign-in is blocked. */
  readonly administrators: ReadonlySet<string> | string | undefined;
}

/** All gates that the plan touches, tripped or not; in a fixed order. */
export function gatesOf(changes: readonly Planned[], facts: GateFacts): readonly Gate[] {
  return GATES.map((gate) => gate(changes, facts)).filter((gate) => gate !== undefined);
}

type Evaluate = (changes: readonly Planned[], facts: GateFacts) => Gate | undefined;

const GATES: readonly Evaluate[] = [
  emptyStrategy,
  breakGlassTouched,
  lockOut,
  maxRevokes,
  maxGrants,
  mailboxEmptied,
  principalFanIn,
  broadTrustee,
  protectedMailboxes,
  creates,
  similarAddress,
  addressesRemoved,
  signIn,
];

/** A gate that counts; not there where nothing is counted. */
function counted(
  gate: GateId,
  actual: number,
  limit: number,
  about: readonly string[],
  why: string,
  tripped = actual > limit,
): Gate | undefined {
  if (actual === 0) return undefined;
  return {
    gate,
    actual,
    limit,
    tripped,
    about: [...new Set(about)].sort(compare),
    why,
    ...(tripped ? { allow: [`--allow ${gate}=${actual}`] } : {}),
  };
}
/** A gate that no flag opens. */
const shut = (gate: GateId, actual: number, about: readonly string[], why: string): Gate => ({
  gate,
  actual,
  limit: 0,
  tripped: true,
  about,
  why,
});

/** What passes without a word: as the file says, else as the table says. */
function limitOf(
  gate: CountedGate,
  { settings, net }: Pick<GateFacts, 'settings' | 'net'>,
): number {
  const { setting, limit }: { setting: keyof GateSettings; limit: number | Share } =
    GATE_TABLE[gate];
  return settings[setting]?.value ?? (typeof limit === 'number' ? limit : partOf(limit, net));
}
const standingIn = (net: Net): number => [...net.standing.values()].reduce((sum, n) => sum + n, 0);
const partOf = ({ share, least, most }: Share, net: Net): number =>
  Math.max(least, Math.min(most, Math.floor(standingIn(net) * share)));

function emptyStrategy(_: readonly Planned[], { declared }: GateFacts): Gate | undefined {
  return declared > 0
    ? undefined
    : shut(
        'empty-strategy',
        0,
        [],
        'the strategy names no mailbox at all; a file that was emptied by mistake looks just so',
      );
}

function breakGlassTouched(
  changes: readonly Planned[],
  { breakGlass }: GateFacts,
): Gate | undefined {
  const touched = changes
    .flatMap(({ action }) => [...endsOf(action), ...holdersIn(action)])
    .filter(({ id }) => breakGlass.has(id));
  if (touched.length === 0) return undefined;
  const names = [...new Set(touched.map((one) => ('kind' in one ? nameOf(one) : one.address)))];
  return shut(
    'break-glass',
    names.length,
    names,
    'a break-glass account is never changed and never holds a right',
  );
}
function holdersIn(action: Planned['action']): readonly Principal[] {
  const item = action.op === 'remove' ? action.before : action.after;
  return 'trustee' in item ? [item.trustee] : [];
}

/** Blocking the sign-in of whoever acts, or of the last administrator who can sign in. */
function lockOut(
  changes: readonly Planned[],
  { lockOut: { actor, administrators } }: GateFacts,
): Gate | undefined {
  const blocked = changes.flatMap(({ action }) =>
    action.kind === 'signIn' && action.op !== 'remove' && action.after.to === 'blocked'
      ? [action.after.subject]
      : [],
  );
  if (blocked.length === 0) return undefined;
  const own = blocked.find(({ id }) => id === actor);
  if (own !== undefined)
    return shut(
      'lock-out',
      1,
      [own.address],
      'it would block the very account that carries it out',
    );
  if (typeof administrators === 'string' || administrators === undefined) {
    return shut(
      'lock-out',
      blocked.length,
      blocked.map(({ address }) => address),
      `it blocks sign-in, and who the administrators are could not be read (${administrators ?? 'not asked'})`,
    );
  }
  const ids = new Set(blocked.map(({ id }) => id));
  const cut = blocked.filter(({ id }) => administrators.has(id));
  const left = [...administrators].some((id) => !ids.has(id));
  return cut.length > 0 && !left
    ? shut(
        'lock-out',
        cut.length,
        cut.map(({ address }) => address),
        'it would block the last global administrator who can sign in',
      )
    : undefined;
}

function maxRevokes(_: readonly Planned[], { net, settings }: GateFacts): Gate | undefined {
  const pairs = net.pairs.filter(({ loses }) => loses);
  const declared = settings.maxRevokes?.value;
  const limit = limitOf('max-revokes', { net, settings });
  const bySubject = groupBy(pairs, ({ subject }) => subject.address);
  const half = [...bySubject].filter(([, mine]) => {
    const standing = mine[0] === undefined ? 0 : (net.standing.get(mine[0].subject.id) ?? 0);
    return mine.length > REVOKES_ON_ONE && mine.length > standing / 2;
  });
  const onOne = declared === undefined && half.length > 0;
  const most = half.map(([address, mine]) => `${mine.length} on ${address}`).join(', ');
  const why =
    pairs.length > limit || !onOne
      ? `it takes rights from ${pairs.length} holders; ${limit} pass without a word`
      : `it takes more than half of the holders of one mailbox their rights (${most})`;
  return counted(
    'max-revokes',
    pairs.length,
    limit,
    [...bySubject.keys()],
    why,
    pairs.length > limit || onOne,
  );
}

function maxGrants(_: readonly Planned[], { net, settings }: GateFacts): Gate | undefined {
  const pairs = net.pairs.filter(({ gains }) => gains);
  const limit = limitOf('max-grants', { net, settings });
  return counted(
    'max-grants',
    pairs.length,
    limit,
    pairs.map(({ subject }) => subject.address),
    `it gives rights to ${pairs.length} holders; ${limit} pass without a word`,
  );
}

const READ_MEMBERS =
  'the identity needs GroupMember.Read.All in Microsoft Graph, and Member.Read.Hidden where membership is hidden';

function mailboxEmptied(
  _: readonly Planned[],
  { net, settings, doubtful }: GateFacts,
): Gate | undefined {
  if (doubtful.length > 0)
    return shut(
      'mailbox-emptied',
      doubtful.length,
      doubtful.map(({ subject, why }) => `${subject.address}: ${why}`),
      `people lose their rights, and who is in the groups that stay could not be read; ${READ_MEMBERS}`,
    );
  const limit = limitOf('mailbox-emptied', { net, settings });
  return counted(
    'mailbox-emptied',
    net.emptied.length,
    limit,
    addresses(net.emptied),
    'it leaves mailboxes without any delegate; a group counts only where somebody in it can sign in',
  );
}

/** The unit is mailboxes of the one who gains most. */
function principalFanIn(_: readonly Planned[], { net, settings }: GateFacts): Gate | undefined {
  const gained = groupBy(
    net.pairs.filter(({ gains }) => gains),
    ({ holder }) => holder.id,
  );
  const most = Math.max(
    0,
    ...[...gained.values()].map((pairs) => new Set(pairs.map(({ subject }) => subject.id)).size),
  );
  const limit = limitOf('principal-fan-in', { net, settings });
  const who = [...gained.values()]
    .filter((pairs) => pairs.length > limit)
    .flatMap(([pair]) => (pair === undefined ? [] : [nameOf(pair.holder)]));
  return counted(
    'principal-fan-in',
    most,
    limit,
    who,
    `one holder gains rights on ${most} mailboxes; ${limit} pass without a word`,
  );
}

function broadTrustee(
  _: readonly Planned[],
  { net, settings, insides }: GateFacts,
): Gate | undefined {
  const gaining = net.pairs.filter(({ gains }) => gains);
  const unread = gaining.flatMap(({ holder }) => {
    const unknown = holder.kind === 'group' ? unknownInside(holder.id, insides) : undefined;
    return unknown === undefined ? [] : [`${nameOf(holder)} (${unknown.why})`];
  });
  if (unread.length > 0)
    return shut(
      'broad-trustee',
      unread.length,
      [...new Set(unread)],
      `a group gains rights, and how many people are in it could not be read; ${READ_MEMBERS}`,
    );
  const broad = gaining.map(({ holder, subject }) => ({
    ...broadness(holder, insides),
    on: `${nameOf(holder)} on ${subject.address}`,
  }));
  const limit = limitOf('broad-trustee', { net, settings });
  return counted(
    'broad-trustee',
    broad.reduce((sum, { counts }) => sum + counts, 0),
    limit,
    broad.filter(({ counts }) => counts > 0).map(({ on, guests }) => `${on}${guests}`),
    `rights go to a guest, to everybody, or to a group of more than ${BROAD} people`,
  );
}
/** How often a holder counts: each guest in a group, else a large group once. */
function broadness(
  holder: Principal,
  insides: Insides,
): { readonly counts: number; readonly guests: string } {
  if (holder.kind === 'guest' || holder.kind === 'everyone') return { counts: 1, guests: '' };
  const inside = holder.kind === 'group' ? knownInside(holder.id, insides) : undefined;
  if (inside === undefined) return { counts: 0, guests: '' };
  const guests = inside.guests.length;
  if (guests > 0) return { counts: guests, guests: ` (${count(guests, 'guest')} in it)` };
  return { counts: inside.people.length > BROAD ? 1 : 0, guests: '' };
}
const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

/** Passed by naming each mailbox. */
function protectedMailboxes(
  changes: readonly Planned[],
  { protectedIds }: GateFacts,
): Gate | undefined {
  const about = addresses(
    changes
      .filter(opensOrHides)
      .flatMap(({ action }) => endsOf(action)) // mail to an address that moves away is read elsewhere from then on
      .filter(({ id }) => protectedIds.has(id)),
  );
  if (about.length === 0) return undefined;
  return {
    gate: 'protected',
    actual: about.length,
    limit: 0,
    tripped: true,
    about,
    why: 'it widens access to protected mailboxes, or hides them',
    allow: about.map((address) => `--allow protected=${address}`),
  };
}
const opensOrHides = ({ effect, action }: Planned): boolean =>
  effect === 'widens' ||
  effect === 'both' ||
  (action.kind === 'mailboxSettings' &&
    action.op !== 'remove' &&
    action.after.property === 'hidden' &&
    action.after.to === true);

const created = (changes: readonly Planned[]): readonly Ref[] =>
  changes.flatMap(({ action }) =>
    action.kind === 'mailbox' && action.op === 'add' ? [action.after.subject] : [],
  );

function creates(changes: readonly Planned[], { net, settings }: GateFacts): Gate | undefined {
  const made = created(changes);
  const limit = limitOf('creates', { net, settings });
  return counted(
    'creates',
    made.length,
    limit,
    addresses(made),
    `it creates ${made.length} mailboxes; ${limit} pass without a word`,
  );
}

function similarAddress(
  changes: readonly Planned[],
  { addresses: there, net, settings }: GateFacts,
): Gate | undefined {
  const made = addresses(created(changes));
  if (made.length === 0) return undefined;
  const known = [...there, ...made];
  const alike = made.flatMap((address) => {
    const twin = known.find((other) => isSimilar(address, other));
    return twin === undefined ? [] : [`${address} (like ${twin})`];
  });
  return counted(
    'similar-address',
    alike.length,
    limitOf('similar-address', { net, settings }),
    alike,
    'it creates mailboxes whose address is almost that of another: a typo?',
  );
}

function addressesRemoved(
  changes: readonly Planned[],
  { net, settings }: GateFacts,
): Gate | undefined {
  const gone = countedAsRemoved(changes);
  const moved = gone.filter(({ to }) => to !== undefined);
  const limit = limitOf('addresses-removed', { net, settings });
  const pass = `${limit} pass without a word`;
  const why =
    moved.length === 0
      ? `mail to ${gone.length} addresses would bounce; ${pass}`
      : `${gone.length} addresses are taken away, ${moved.length} of them given to another mailbox; where more than ${LEAVING_ONE} leave one mailbox, moved ones count too; ${pass}`;
  const about = gone.map(({ address, to }) =>
    to === undefined ? address : `${address} (to ${to.address})`,
  );
  return counted('addresses-removed', gone.length, limit, about, why);
}

function signIn(changes: readonly Planned[], { net, settings }: GateFacts): Gate | undefined {
  const changed = changes.flatMap(({ action }) =>
    action.kind === 'signIn' ? [subjectOf(action)] : [],
  );
  const limit = limitOf('sign-in', { net, settings });
  return counted(
    'sign-in',
    changed.length,
    limit,
    addresses(changed),
    `it changes the sign-in of ${changed.length} accounts; ${limit} pass without a word`,
  );
}

const addresses = (refs: readonly Ref[]): readonly string[] =>
  [...new Set(refs.map(({ address }) => address))].sort(compare);

/** What `--allow` said: a number for a gate, or addresses for `protected`. */
export interface Allowed {
  readonly counts: ReadonlyMap<GateId, number>;
  readonly addresses: ReadonlySet<string>;
}

/** The gates that stay shut in spite of what was allowed. */
export function shutGates(
  gates: readonly Gate[],
  { counts, addresses: named }: Allowed,
): readonly Gate[] {
  return gates.filter(({ gate, tripped, actual, about, allow }) => {
    if (!tripped) return false;
    if (allow === undefined) return true;
    return gate === 'protected'
      ? about.length === 0 || !about.every((address) => named.has(address))
      : (counts.get(gate) ?? -1) < actual;
  });
}

/** Gates that take a number, for reading `--allow`. */
export const COUNTED_GATES: readonly GateId[] = GATE_IDS.filter(
  (gate) => GATE_TABLE[gate].opens === 'number',
);
