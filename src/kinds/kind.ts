/** What a kind is: all that is particular to one thing managed. Everything else is written once. */
import type * as z from 'zod';
import type { Call } from '../model/call.ts';
import type { Change } from '../model/change.ts';
import type { Principal, Subject } from '../model/ref.ts';
import type { Readable } from '../tenant/readable.ts';
import type { Obstacle, TenantFacts } from './obstacle.ts';
import type { Claim, Kept, Wanted } from './wanted.ts';

/** One right that somebody has through an item; effects are differences of sets of these. */
export interface Grant {
  readonly to: Principal;
  /** `openInPart`: an entry for Full Access that does not reach every folder. `mail`: what comes to the mailbox is sent on to them. */
  readonly right: 'open' | 'openInPart' | 'sendAs' | 'sendOnBehalf' | 'mail' | 'signIn';
}

/**
 * What a change does to people: `widens` and `narrows` are differences of rights; `availability` changes what mail arrives or
 * who can find the mailbox; `neutral` is the rest.
 */
export const EFFECTS = ['widens', 'narrows', 'both', 'availability', 'neutral'] as const;
export type Effect = (typeof EFFECTS)[number];

/**
 * Where the truth about a property of a synchronised mailbox is: `cloud` always here; `exchange` here where its Exchange attributes
 * are managed in the cloud (IsExchangeCloudManaged), else on premises; `premises` never here. Source: Exchange's cloud-based
 * management of remote mailbox attributes.
 */
export type Authority = 'cloud' | 'exchange' | 'premises';

/** Is the first, by object id, a member of the second, a group, at any depth? Asked only where the answer decides. */
export type IsIn = (holder: string, group: string) => boolean;

/** A change as a line of a plan, below the heading of its mailbox, in Exchange's own terms. */
export interface Shown {
  /** The right or the property: "Full Access", "Hidden from address lists". */
  readonly what: string;
  /** Who gains or loses the right. What one person gains, or loses, in the same way stands on one line. */
  readonly who?: Principal;
  /** Of a property: what it was and what it will be, "off -> on". */
  readonly value?: string;
}

export interface Kind<Item extends Subject> extends Readable<Item> {
  /** The item's shape, for plans and journals that are read back. */
  readonly schema: z.ZodType<Item>;
  /** Undefined: the strategy does not manage this kind on this mailbox. */
  readonly declared: (wanted: Wanted) => Claim<Item> | undefined;
  /** Names the item within its subject. No concatenation where an id alone will do: a million of these are made. */
  readonly key: (item: Item) => string;
  /** All else that is compared; equal text means nothing to do. Goes into the change's id. */
  readonly value: (item: Item) => string;
  /** Fills a wanted item from what is there: a side that was not said, or cannot be read, is no difference. */
  readonly complete?: (wanted: Item, actual: Item) => Item;
  /** Why the item is never ours, in any mode; undefined: it may be managed. */
  readonly unmanaged?: (item: Item) => Kept | undefined;
  readonly grants: (item: Item) => readonly Grant[];
  /** Where the difference of grants does not tell it. */
  readonly effect?: (change: Change<Item>) => Effect;
  /** The item as a word, beside its mailbox and kind: mostly who holds it. */
  readonly label: (item: Item) => string;
  /** One line, as an order: "let ann@contoso.com open sales@contoso.com". */
  readonly describe: (change: Change<Item>) => string;
  /** The same for a line of a plan. It says no less than `describe`, but for the mailbox, which stands above it. */
  readonly shown: (change: Change<Item>) => Shown;
  /** A change that the service cannot make in one go, as the changes it is made of; each is read back before the next. */
  readonly via?: (change: Change<Item>) => readonly Change<Item>[];
  /** What each of several calls that leave back to back does by itself: so that half of the change is known, and can be taken back. */
  readonly steps?: (change: Change<Item>) => readonly Change<Item>[];
  /** Pure. Several calls of one change leave in order, back to back; single ones may be merged (plan/coalesce.ts). */
  readonly calls: (change: Change<Item>) => readonly Call[];
  /** Why it cannot be put back by `undo`, though nothing of worth is lost. */
  readonly noUndo?: (change: Change<Item>) => string | undefined;
  /** What keeps the change from being made from here, beside what holds for every kind (plan/blocked.ts); undefined: nothing. */
  readonly obstacle?: (change: Change<Item>, facts: TenantFacts) => Obstacle | undefined;
  /** Where it may be changed, if the mailbox is synchronised from an on-premises directory. */
  readonly authority: (change: Change<Item>) => Authority;
  /** True where an item that is there takes away what the wished one would give, so that granting it has no effect. */
  readonly overrides?: (there: Item, wished: Item, isIn: IsIn) => boolean;
  /** True where an added item brings its mailbox into being: all else on it waits for that. */
  readonly creates?: true;
  /**
   * The mail address that the item gives its mailbox. An address belongs to one object at a time, so what one mailbox loses and another
   * gains is one change; and mail to an address that nobody has bounces.
   */
  readonly address?: (item: Item) => string;
  /** For a kind about the sign-in of the mailbox's own account: whether the item lets it in. */
  readonly admits?: (item: Item) => boolean;
  /** True where the change takes the mailbox out of people's sight. */
  readonly hides?: (change: Change<Item>) => boolean;
  /** How many items one mailbox can have, and which of them count; what is more is refused by the service. */
  readonly most?: {
    readonly items: number;
    readonly called: string;
    readonly counts: (item: Item) => boolean;
  };
}
