/** What a gate is: what it counts, how much of that is allowed, what opens it. Pure; asked at plan and again at apply. */
import { type GateId, settingOf } from '../../model/gates.ts';
import type { Ref } from '../../model/ref.ts';
import type { GateSettings } from '../../strategy/strategy.ts';
import type { Insides } from '../inside.ts';
import type { Net } from '../net.ts';
import { compare, type Planned } from '../plan.ts';
import type { Gate } from './gate.ts';

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

/** A part of the holders that stand before the change, within a floor and a ceiling. */
export interface Share {
  /** 0 to 1. */
  readonly share: number;
  readonly least: number;
  readonly most: number;
}

/** What a gate finds in a plan. */
export interface Found {
  /** In the gate's unit. */
  readonly actual: number;
  /** Names of what is counted, for people; where addresses open the gate, these. */
  readonly about: readonly string[];
  /** Why it is shut where it is, as a sentence. */
  readonly why: string;
  /** Shut, though it is no more than the limit. */
  readonly tripped?: boolean;
  /** What it counts could not be read: nothing opens it. */
  readonly unread?: true;
}

interface Row {
  readonly id: GateId;
  /** What it counts, in the words of help and docs: "Counts mailboxes that are created." */
  readonly counts: string;
  /** `limit`: how much is allowed, as the file says, else as the rule says. Undefined: the plan does not touch the gate. */
  readonly evaluate: (
    changes: readonly Planned[],
    facts: GateFacts,
    limit: number,
  ) => Found | undefined;
}
/** Opened by a number that is at least the actual one: with `--allow`, or under `settings.gates` where the gate has a key there. */
export interface NumberRule extends Row {
  readonly opens: 'number';
  /** How much is allowed where nobody says anything. Source of the numbers: design, table of gates. */
  readonly limit: number | Share;
}
export type GateRule =
  | NumberRule
  /** Opened by each address that it is about, with `--allow`. */
  | (Row & { readonly opens: 'addresses' })
  | (Row & { readonly opens: 'nothing' });

/** The gate as it stands in the plan; undefined: the plan does not touch it. */
export function gateOf(
  rule: GateRule,
  changes: readonly Planned[],
  facts: GateFacts,
): Gate | undefined {
  const limit = rule.opens === 'number' ? limitOf(rule, facts) : 0;
  const found = rule.evaluate(changes, facts, limit);
  if (found === undefined) return undefined;
  const { actual, about, why } = found;
  const { id: gate } = rule;
  if (rule.opens === 'nothing' || found.unread === true)
    return { gate, actual, limit: 0, tripped: true, about, why };
  if (actual === 0) return undefined;
  const tripped = found.tripped ?? actual > limit;
  const names = [...new Set(about)].sort(compare);
  const values = rule.opens === 'number' ? [actual] : names;
  const allow = values.map((value) => `--allow ${gate}=${value}`);
  return { gate, actual, limit, tripped, about: names, why, ...(tripped ? { allow } : {}) };
}

function limitOf(
  { id, limit }: NumberRule,
  { settings, net }: Pick<GateFacts, 'settings' | 'net'>,
): number {
  const setting = settingOf(id);
  const said = setting === undefined ? undefined : settings[setting]?.value;
  return said ?? (typeof limit === 'number' ? limit : partOf(limit, net));
}
const partOf = ({ share, least, most }: Share, net: Net): number =>
  Math.max(least, Math.min(most, Math.floor(standingIn(net) * share)));
const standingIn = (net: Net): number => [...net.standing.values()].reduce((sum, n) => sum + n, 0);

/** Their addresses, each once, in order. */
export const addressesOf = (refs: readonly Ref[]): readonly string[] =>
  [...new Set(refs.map(({ address }) => address))].sort(compare);
