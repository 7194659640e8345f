import { isOutside } from '../../kinds/rights.ts';
import { nameOf, type Principal } from '../../model/ref.ts';
import { type Insides, knownInside, unknownInside } from '../inside.ts';
import { READ_MEMBERS } from './read-members.ts';
import type { GateRule } from './rule.ts';

/** People in a group from which on it is broad: more than this. Source: design, table of gates. */
const BROAD = 25;

export const broadTrustee: GateRule = {
  id: 'broad-trustee',
  opens: 'number',
  limit: 0,
  counts: `rights that go to a guest, to an address outside the organisation or to an AI agent (each one inside a group counts), to everybody, or to a group of more than ${BROAD} people; no flag opens it where the members of such a group cannot be read`,
  evaluate(_, { net, insides }) {
    const gaining = net.pairs.filter(({ gains }) => gains);
    const unread = gaining.flatMap(({ holder }) => unreadGroup(holder, insides));
    if (unread.length > 0)
      return {
        unread: true,
        actual: unread.length,
        about: [...new Set(unread)],
        why: `a group gains rights, and its members could not be read; ${READ_MEMBERS}`,
      };
    const broad = gaining.map(({ holder, subject, mailOnly }) => ({
      ...broadness(holder, insides, mailOnly === true),
      on: `${nameOf(holder)} on ${subject.address}`,
    }));
    return {
      actual: broad.reduce((sum, { counts }) => sum + counts, 0),
      about: broad.filter(({ counts }) => counts > 0).map(({ on, within }) => `${on}${within}`),
      why: `rights go to a guest, to an address outside the organisation, to an AI agent, to everybody, or to a group of more than ${BROAD} people`,
    };
  },
};

function unreadGroup(holder: Principal, insides: Insides): readonly string[] {
  const unknown = holder.kind === 'group' ? unknownInside(holder.id, insides) : undefined;
  return unknown === undefined ? [] : [`${nameOf(holder)} (${unknown.why})`];
}

/**
 * How often a holder counts: each guest, external account and AI agent in a group, else a large group once. Mail that leaves the organisation
 * has a gate of its own.
 */
function broadness(
  holder: Principal,
  insides: Insides,
  mailOnly: boolean,
): { readonly counts: number; readonly within: string } {
  if (holder.kind !== 'group')
    return { counts: mailOnly && isOutside(holder) ? 0 : COUNTS[holder.kind], within: '' };
  const inside = knownInside(holder.id, insides);
  if (inside === undefined) return { counts: 0, within: '' };
  const { guests, externals, people, agents = [] } = inside;
  const strangers = [
    ...(guests.length > 0 ? [count(guests.length, 'guest')] : []),
    ...(agents.length > 0 ? [count(agents.length, 'AI agent')] : []),
    ...(externals.length > 0 ? [count(externals.length, 'external account')] : []),
  ];
  return strangers.length > 0 && !mailOnly
    ? {
        counts: guests.length + externals.length + agents.length,
        within: ` (${strangers.join(', ')} in it)`,
      }
    : { counts: people.length > BROAD ? 1 : 0, within: '' };
}
const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

/** How often one counts who is no group. A deleted or unknown account gains nothing by a plan. */
const COUNTS: Readonly<Record<Exclude<Principal['kind'], 'group'>, 0 | 1>> = {
  user: 0,
  agent: 1,
  guest: 1,
  external: 1,
  contact: 0,
  service: 0,
  orphan: 0,
  unresolved: 0,
  everyone: 1,
};
