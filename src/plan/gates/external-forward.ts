import { grantsOf } from '../../kinds/index.ts';
import { isMail, isOutside } from '../../kinds/rights.ts';
import { subjectOf } from '../../model/change.ts';
import { nameOf, type Principal } from '../../model/ref.ts';
import { type Insides, knownInside, unknownInside } from '../inside.ts';
import type { Planned } from '../plan.ts';
import { READ_MEMBERS } from './read-members.ts';
import type { GateRule } from './rule.ts';

export const externalForward: GateRule = {
  id: 'external-forward',
  opens: 'number',
  limit: 0,
  counts:
    'mailboxes whose mail goes on to an address outside the organisation, a guest, or a group with somebody from outside in it; no flag opens it where the members of such a group cannot be read',
  evaluate(changes, { insides }) {
    const ways = changes.flatMap(newReceivers);
    const unread = ways.flatMap(({ to }) => {
      const unknown = to.kind === 'group' ? unknownInside(to.id, insides) : undefined;
      return unknown === undefined ? [] : [`${nameOf(to)} (${unknown.why})`];
    });
    if (unread.length > 0)
      return {
        unread: true,
        actual: unread.length,
        about: [...new Set(unread)],
        why: `mail goes on to a group, and whether somebody from outside is in it could not be read; ${READ_MEMBERS}`,
      };
    const about = ways.filter(({ to }) => leaves(to, insides)).map(({ words }) => words);
    return {
      actual: about.length,
      about,
      why: 'mail goes on to somebody outside the organisation',
    };
  },
};

/** Whoever gets mail after the change that did not go on to them before. */
function newReceivers({ action }: Planned): readonly {
  readonly to: Principal;
  readonly words: string;
}[] {
  const { before, after } = grantsOf(action);
  const had = new Set(before.flatMap(({ to, right }) => (isMail(right) ? [to.id] : [])));
  return after
    .filter(({ to, right }) => isMail(right) && !had.has(to.id))
    .map(({ to }) => ({ to, words: `${subjectOf(action).address} to ${nameOf(to)}` }));
}

function leaves(to: Principal, insides: Insides): boolean {
  if (to.kind !== 'group') return isOutside(to);
  const inside = knownInside(to.id, insides);
  const { guests = [], externals = [], contacts = [] } = inside ?? {};
  return guests.length + externals.length + contacts.length > 0;
}
