/** What the strategy says of one mailbox, every name resolved to an id (state/resolve.ts). An absent key is not managed. */
import { globMatches } from '../model/address.ts';
import type { Principal, Ref } from '../model/ref.ts';
import type { Mode, Place, Placed, Right, SaidOfMailbox } from '../strategy/strategy.ts';
import type { Recipient } from '../tenant/directory/recipients.ts';

export interface Wanted extends Omit<SaidOfMailbox, 'mode' | 'aliases' | 'delegates'> {
  readonly subject: Ref;
  readonly section: 'users' | 'sharedMailboxes';
  readonly at: Place;
  readonly mode: Mode;
  /** False: it is to be created; the subject's id is provisional. */
  readonly exists: boolean;
  /** Exchange's `Name` and `Alias` for it, free in the tenant; only where it is to be created. */
  readonly names?: { readonly name: string; readonly alias: string };
  /** Whom the addresses mean that its keys name, by address; without those that were complained of, or left in doubt. */
  readonly whom: ReadonlyMap<string, Whom>;
  /** People under `leavers:` by object id, each with the line there. */
  readonly leavers: ReadonlyMap<string, Place>;
  readonly aliases?: WantedAliases;
  readonly delegates?: WantedDelegates;
}

/** Whom an address of the file means. */
export type Whom =
  | { readonly is: 'here'; readonly recipient: Recipient }
  /** Nobody in the tenant has it, and the tenant does not accept mail for its domain. */
  | { readonly is: 'outside'; readonly address: string };

export interface WantedAliases {
  readonly at: Place;
  readonly entries: readonly Placed<string>[];
  /** Domains whose addresses the file may manage: accepted ones but *.onmicrosoft.com. */
  readonly domains: readonly string[];
  /** The sign-in name of the mailbox: an address equal to it is never touched. */
  readonly userPrincipalName: string;
}

export interface WantedDelegates {
  readonly at: Place;
  /** One entry per trustee and right. */
  readonly grants: readonly WantedGrant[];
  /** Rights that lines of the file name and nobody shall have any more, in every mode. */
  readonly withdrawn: readonly Withdrawn[];
  /** People under `leavers:` by object id, each with the line there. */
  readonly leavers: ReadonlyMap<string, Place>;
  /** Object ids of people who cannot sign in. */
  readonly blocked: ReadonlySet<string>;
  /** Object ids of people in these lines of whom it is not known whether they may sign in: what they hold stays. */
  readonly undecided?: ReadonlySet<string>;
  /** Object ids of accounts that no change may concern. */
  readonly breakGlass: ReadonlySet<string>;
  readonly ignored: Ignored;
  /** Members of teams who are not counted, each as `ID RIGHT`: what they hold stays, as by a line of their own. */
  readonly spared: ReadonlySet<string>;
  /** Under `users:`, Send on Behalf that is not in the file stays, unless `sendOnBehalf: exact`. */
  readonly sendOnBehalfExact: boolean;
}
/** `ignoreTrustees`, resolved. */
export interface Ignored {
  /** Object ids of all who have an address or a SID that it names. */
  readonly ids: ReadonlySet<string>;
  /** As they stand in the file, lower case: they also fit a SID or a name that nobody in the directory has. */
  readonly patterns: readonly string[];
}
/** What a line says beside the right itself. People read it in the plan and approve it. */
export interface Terms {
  /** The team it came through. */
  readonly team?: string;
  /** Last day of the right, `YYYY-MM-DD` in the strategy's time zone. */
  readonly until?: string;
  /** The line's own `reason:`. */
  readonly because?: string;
}
/** The same, where a key may also be there with nothing in it. */
export type Loose<T> = { readonly [K in keyof T]?: T[K] | undefined };
/** The terms alone, without keys that are not there. */
export const termsOf = ({ team, until, because }: Loose<Terms>): Terms => ({
  ...(team === undefined ? {} : { team }),
  ...(until === undefined ? {} : { until }),
  ...(because === undefined ? {} : { because }),
});
export interface WantedGrant extends Terms {
  readonly trustee: Principal;
  readonly right: Right;
  readonly automap?: boolean;
  readonly at: Place;
}
export interface Withdrawn extends Terms {
  readonly trustee: string;
  readonly right: Right;
  readonly reason: 'expired' | 'blocked';
  readonly at: Place;
}

/** Why a change is made. */
export const REASONS = [
  'declared',
  'not in the file',
  'expired',
  'blocked',
  'leaver',
  'undo',
] as const;
export type Reason = (typeof REASONS)[number];
/** Why something that is in the tenant and not in the file stays. */
export const KEPT = [
  'additive',
  'own list',
  'ignored',
  'application',
  'break-glass',
  'team',
  'unresolved',
  'deny',
  'inherited',
  'system',
  'self',
  'service address',
  'not managed',
] as const;
export type Kept = (typeof KEPT)[number];

/** An item as it is wanted, with its line and what that says. */
export interface Wish<Item> extends Terms {
  readonly item: Item;
  readonly at: Place;
}
/** What becomes of an item that is there and not wanted. */
export type Verdict =
  | ({ readonly take: Reason; readonly at: Place } & Terms)
  | { readonly keep: Kept };

/** What is wanted of one kind on one mailbox, and how far the word reaches. */
export interface Claim<Item> {
  readonly wishes: readonly Wish<Item>[];
  readonly verdict: (item: Item) => Verdict;
}

/**
 * What becomes of a right that somebody has and the file does not give: the same for every right. `ownList`: people set it themselves,
 * and only `sendOnBehalf: exact` takes it away.
 */
export function verdictOn(
  { delegates, mode }: { readonly delegates: WantedDelegates; readonly mode: Mode },
  trustee: Principal,
  right: Right,
  ownList: boolean,
): Verdict {
  if (trustee.kind === 'unresolved') return { keep: 'unresolved' };
  if (delegates.breakGlass.has(trustee.id)) return { keep: 'break-glass' };
  const left = delegates.leavers.get(trustee.id);
  if (left !== undefined) return { take: 'leaver', at: left };
  if (isIgnored(delegates.ignored, trustee)) return { keep: 'ignored' };
  if (delegates.undecided?.has(trustee.id) === true) return { keep: 'unresolved' };
  const line = delegates.withdrawn.find((one) => one.trustee === trustee.id && one.right === right);
  if (line !== undefined) return { take: line.reason, at: line.at, ...termsOf(line) };
  if (trustee.kind === 'service') return { keep: 'application' };
  if (mode === 'additive') return { keep: 'additive' };
  if (ownList) return { keep: 'own list' };
  if (delegates.spared.has(`${trustee.id} ${right}`)) return { keep: 'team' };
  return {
    take: delegates.blocked.has(trustee.id) ? 'blocked' : 'not in the file',
    at: delegates.at,
  };
}

/** Does `ignoreTrustees` name it, by any of its addresses, a pattern or the SID? */
export function isIgnored({ ids, patterns }: Ignored, trustee: Principal): boolean {
  if (ids.has(trustee.id)) return true;
  const names = [trustee.id.toLowerCase()];
  if ('address' in trustee) names.push(trustee.address);
  if ('name' in trustee && trustee.name !== undefined) names.push(trustee.name.toLowerCase());
  return patterns.some((pattern) => names.some((name) => globMatches(pattern, name)));
}
