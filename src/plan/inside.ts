/** Who stands behind a group that holds or gains a right, as far as it matters to whoever decides. Pure. */
import { grantsOf } from '../kinds/index.ts';
import type { Guards } from '../state/guards.ts';
import {
  type GroupMember,
  type GroupMembers,
  isUnread,
  type UnreadGroup,
} from '../tenant/directory/group-members.ts';
import type { Recipients } from '../tenant/directory/recipients.ts';
import { compare, type Insider, type Planned } from './plan.ts';

/** What is in a group, nested groups included. */
export interface Inside {
  /** Object ids of this organisation's own people. */
  readonly people: readonly string[];
  /** Object ids of guests, by the word of either service. */
  readonly guests: readonly string[];
  /** Object ids of accounts whose mail leaves the organisation, guests apart. */
  readonly externals: readonly string[];
  /** Object ids of mail contacts whose mail leaves the organisation: they open nothing, but get what is sent to the group. */
  readonly contacts?: readonly string[];
  /** Object ids of AI agents: users without a person behind them. Absent: none. */
  readonly agents?: readonly string[];
  readonly insiders: readonly Insider[];
}
/** By object id of the group. */
export type Insides = ReadonlyMap<string, Inside | UnreadGroup>;

export const insidesOf = (
  members: ReadonlyMap<string, GroupMembers>,
  recipients: Pick<Recipients, 'get'>,
  people: Pick<Guards, 'leavers' | 'breakGlass'>,
): Insides =>
  new Map(
    [...members].map(([id, list]) => [
      id,
      isUnread(list) ? list : insideOf(list, recipients, people),
    ]),
  );

function insideOf(
  members: readonly GroupMember[],
  recipients: Pick<Recipients, 'get'>,
  { leavers, breakGlass }: Pick<Guards, 'leavers' | 'breakGlass'>,
): Inside {
  const isGuest = ({ id, kind }: GroupMember): boolean =>
    kind === 'guest' || recipients.get(id)?.kind === 'guest';
  const isAgent = ({ id }: GroupMember): boolean => recipients.get(id)?.agent === true;
  const accounts = members.filter(({ kind }) => kind === 'person' || kind === 'guest');
  const agents = accounts.filter(isAgent).map(({ id }) => id);
  const humans = accounts.filter((one) => !isAgent(one));
  const isExternal = ({ id }: GroupMember): boolean => recipients.get(id)?.outside === true;
  const guests = humans.filter(isGuest).map(({ id }) => id);
  const others = humans.filter((one) => !isGuest(one));
  const externals = others.filter(isExternal).map(({ id }) => id);
  const named = (what: Insider['what'], ids: readonly string[]): readonly Insider[] =>
    ids
      .map((id) => ({ what, name: recipients.get(id)?.address ?? id }))
      .sort((a, b) => compare(a.name, b.name));
  const contacts = members
    .filter((one) => one.kind === 'other' && isExternal(one))
    .map(({ id }) => id);
  const all = members.map(({ id }) => id);
  return {
    people: others.filter((one) => !isExternal(one)).map(({ id }) => id),
    guests,
    externals,
    ...(agents.length === 0 ? {} : { agents }),
    ...(contacts.length === 0 ? {} : { contacts }),
    insiders: [
      ...named(
        'leaver',
        all.filter((id) => leavers.has(id)),
      ),
      ...named(
        'break-glass account',
        all.filter((id) => breakGlass.has(id)),
      ),
      ...named('AI agent', agents),
      ...named('guest', guests),
      ...named('external account', externals),
    ],
  };
}

/** Undefined: the group was not read, or not whole. */
export function knownInside(id: string, insides: Insides): Inside | undefined {
  const inside = insides.get(id);
  return inside === undefined || isUnread(inside) ? undefined : inside;
}
/** Undefined: who is in it is known. */
export function unknownInside(id: string, insides: Insides): UnreadGroup | undefined {
  const inside = insides.get(id) ?? { why: 'not read', denied: true };
  return isUnread(inside) ? inside : undefined;
}

/** The change with those named who would get a right inside the group that gains it. */
export function withInsiders(change: Planned, insides: Insides): Planned {
  const inside = groupsGaining(change).flatMap((id) => knownInside(id, insides)?.insiders ?? []);
  return inside.length === 0 ? change : { ...change, inside };
}

/** Object ids of the groups that have a right after the change that they do not have before it. */
function groupsGaining({ action }: Planned): readonly string[] {
  const { before, after } = grantsOf(action);
  const had = new Set(before.map(({ to, right }) => `${to.id} ${right}`));
  const gaining = after.filter(
    ({ to, right }) => to.kind === 'group' && !had.has(`${to.id} ${right}`),
  );
  return [...new Set(gaining.map(({ to }) => to.id))];
}

/** The first of those who are inside now and were not when the plan was approved: nobody has approved that they get in. */
export function joinedSince(
  approved: readonly Planned[],
  fresh: readonly Planned[],
): { readonly change: Planned; readonly who: Insider } | undefined {
  const byId = new Map(approved.map((change) => [change.id, change]));
  for (const change of fresh) {
    const seen = new Set(
      (byId.get(change.id)?.inside ?? []).map(({ what, name }) => `${what} ${name}`),
    );
    const who = change.inside?.find(({ what, name }) => !seen.has(`${what} ${name}`));
    if (who !== undefined) return { change, who };
  }
  return undefined;
}
