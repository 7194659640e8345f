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
  counts: `rights that go to a guest (each one within a group counts), to everybody, or to a group of more than ${BROAD} people; nothing opens it where the members of such a group may not be read`,
  evaluate(_, { net, insides }) {
    const gaining = net.pairs.filter(({ gains }) => gains);
    const unread = gaining.flatMap(({ holder }) => unreadGroup(holder, insides));
    if (unread.length > 0)
      return {
        unread: true,
        actual: unread.length,
        about: [...new Set(unread)],
        why: `a group gains rights, and how many people are in it could not be read; ${READ_MEMBERS}`,
      };
    const broad = gaining.map(({ holder, subject }) => ({
      ...broadness(holder, insides),
      on: `${nameOf(holder)} on ${subject.address}`,
    }));
    return {
      actual: broad.reduce((sum, { counts }) => sum + counts, 0),
      about: broad.filter(({ counts }) => counts > 0).map(({ on, guests }) => `${on}${guests}`),
      why: `rights go to a guest, to everybody, or to a group of more than ${BROAD} people`,
    };
  },
};

function unreadGroup(holder: Principal, insides: Insides): readonly string[] {
  const unknown = holder.kind === 'group' ? unknownInside(holder.id, insides) : undefined;
  return unknown === undefined ? [] : [`${nameOf(holder)} (${unknown.why})`];
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
