import { groupBy } from '../../model/group-by.ts';
import type { Net, Pair } from '../net.ts';
import type { GateRule } from './rule.ts';

/** On one mailbox, more than this many that are more than half. Source: design, table of gates. */
const ON_ONE = 3;

export const maxRevokes: GateRule = {
  id: 'max-revokes',
  opens: 'number',
  limit: { share: 0.2, least: 5, most: 50 },
  counts: `holders who lose rights, each counted once per mailbox; shut also, unless maxRevokes is set, where one mailbox loses more than ${ON_ONE} holders and these are more than half of its holders`,
  evaluate(_, { net, settings }, limit) {
    const pairs = net.pairs.filter(({ loses }) => loses);
    const bySubject = groupBy(pairs, ({ subject }) => subject.address);
    const half = [...bySubject].filter(([, mine]) => isMoreThanHalf(mine, net));
    const onOne = settings.maxRevokes === undefined && half.length > 0;
    const most = half.map(([address, mine]) => `${mine.length} on ${address}`).join(', ');
    const tooMany = pairs.length > limit;
    return {
      actual: pairs.length,
      about: [...bySubject.keys()],
      tripped: tooMany || onOne,
      why:
        tooMany || !onOne
          ? `it takes rights from ${pairs.length} holders; ${limit} are allowed without --allow`
          : `it takes their rights from more than half of the holders of one mailbox (${most})`,
    };
  },
};

function isMoreThanHalf(ofOne: readonly Pair[], { standing }: Net): boolean {
  const [first] = ofOne;
  const stood = first === undefined ? 0 : (standing.get(first.subject.id) ?? 0);
  return ofOne.length > ON_ONE && ofOne.length > stood / 2;
}
