/** The Plan: what would be changed, what cannot be, and what is not known. Every maker ends here. Pure. */
import { createHash } from 'node:crypto';
import { type Action, effectOf, type KindName, keyOf, noUndo, valuesOf } from '../kinds/index.ts';
import type { Effect } from '../kinds/kind.ts';
import { type Loose, type Reason, type Terms, termsOf } from '../kinds/wanted.ts';
import { subjectOf } from '../model/change.ts';
import type { Ref } from '../model/ref.ts';
import type { Note, Refused } from '../state/complaints.ts';
import type { KeptItem } from '../state/desired.ts';
import type { Place } from '../strategy/strategy.ts';
import type { Gate } from './gates/gate.ts';
import type { Policy } from './policy.ts';

export interface Planned extends Terms {
  /** Of this very change: what it is now, what it will be, until when and why. */
  readonly id: string;
  /** The same without what it is now: so it stays after a half-done attempt. */
  readonly aim: string;
  readonly action: Action;
  readonly effect: Effect;
  readonly reason: Reason;
  /** Its line in the file. */
  readonly at?: Place;
  /** Why it cannot be undone. */
  readonly noUndo?: string;
  /** Who would get the right inside the group that gains it, and should not. Told, and no part of what the change is. */
  readonly inside?: readonly Insider[];
}

/** Somebody inside a group who would be refused, or held by a gate, were the line his own. */
export interface Insider {
  readonly what: (typeof INSIDERS)[number];
  /** Address. */
  readonly name: string;
}
/** In the order in which they are told. */
export const INSIDERS = [
  'leaver',
  'break-glass account',
  'AI agent',
  'guest',
  'external account',
] as const;

/** A mailbox or holder, by its immutable id. */
export interface Fingerprint {
  readonly id: string;
  readonly address: string;
  readonly displayName: string;
  /** Exchange's type of recipient, or what else it is. */
  readonly type: string;
}

/** A change that is wanted and cannot be made from here. */
export interface Blocked {
  readonly change: Planned;
  readonly why: string;
  /** The step to take elsewhere. */
  readonly mend: string;
}

/** A mailbox, or a source, that could not be read: nothing is concluded and nothing is done there. */
export interface PlanGap {
  /** Null: a source of the directory. */
  readonly subject: Ref | null;
  readonly kind: KindName | null;
  readonly reason: string;
}

/** How much was looked at. */
export interface Scope {
  /** Mailboxes that were compared, of those that the strategy declares. */
  readonly compared: number;
  readonly declared: number;
  /** People under `leavers:`. They are looked for on the compared mailboxes alone. */
  readonly leavers: number;
}

/** Who makes plans. */
export const MAKERS = ['plan', 'undo'] as const;
export type Maker = (typeof MAKERS)[number];

export interface Plan {
  readonly version: 2;
  readonly maker: {
    /** `undo` has the run it puts back in `run`. */
    readonly name: Maker;
    readonly run?: string;
    readonly only: readonly string[];
    readonly exclude: readonly string[];
  };
  readonly tenant: { readonly id: string; readonly domain: string };
  readonly actor: { readonly id: string; readonly name: string };
  /** ISO 8601, UTC. */
  readonly made: string;
  readonly strategy: { readonly files: readonly string[]; readonly hash: string };
  /** The strategy's settings and leavers, as values. */
  readonly policy: Policy;
  /** Gates that it opens, as the flags say: `creates=5`. Whoever approves it approves these. */
  readonly opens: readonly string[];
  readonly scope: Scope;
  /** After this (ISO 8601, UTC) a plan file is no approval any more. */
  readonly expires: string;
  readonly changes: readonly Planned[];
  /** What guards it, as it stood when the plan was made; apply looks again. */
  readonly gates: readonly Gate[];
  /** Everybody and everything the changes touch, as it was: to notice that a name has come to mean somebody else. */
  readonly objects: readonly Fingerprint[];
  readonly blocked: readonly Blocked[];
  readonly gaps: readonly PlanGap[];
  readonly refused: readonly Refused[];
  readonly kept: readonly KeptItem[];
  readonly notes: readonly Note[];
}

/** A plan before anybody looked at what guards it. */
export type BarePlan = Omit<Plan, 'gates' | 'objects'>;

export interface Proposed extends Loose<Terms> {
  readonly action: Action;
  readonly reason: Reason;
  readonly at?: Place | undefined;
}

/** Ids, effect and what cannot be undone are computed; the rest is the maker's word. */
export function planned({ action, reason, at, ...terms }: Proposed): Planned {
  const { before, after } = valuesOf(action);
  const aim = [action.kind, subjectOf(action).id, keyOf(action), after] as const;
  const { until, because } = terms;
  // A change without either is named as it was before there was a word of them: journals of old stay of use.
  const said = until === undefined && because === undefined ? [] : [until, because];
  const loss = noUndo(action);
  return {
    id: digest(...aim, before, ...said),
    aim: digest(...aim, ...said),
    action,
    effect: effectOf(action),
    reason,
    ...(at === undefined ? {} : { at }),
    ...termsOf(terms),
    ...(loss === undefined ? {} : { noUndo: loss }),
  };
}
/** The change made anew from its content, about another action where one is given: with names and effect of its own. */
export const plannedAgain = (
  { reason, at, team, until, because, action: own }: Planned,
  action: Action = own,
): Planned => planned({ action, reason, at, team, until, because });

/** Twelve hexadecimal digits: short enough to be said aloud, and the plan has some thousand changes at most. */
const digest = (...parts: readonly (string | undefined)[]): string =>
  createHash('sha256')
    .update(JSON.stringify(parts.map((part) => part ?? null)))
    .digest('hex')
    .slice(0, 12);

/** By mailbox, then kind, then key: the same whatever order things were read in. */
export const inPlanOrder = (changes: readonly Planned[]): readonly Planned[] =>
  changes.toSorted(byPlace);
export const byPlace = (a: Planned, b: Planned): number =>
  compare(subjectOf(a.action).address, subjectOf(b.action).address) ||
  compare(a.action.kind, b.action.kind) ||
  compare(keyOf(a.action), keyOf(b.action));
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
