/** The unit is mailboxes of the one who gains most. */
import { groupBy } from '../../model/group-by.ts';
import { nameOf } from '../../model/ref.ts';
import type { GateRule } from './rule.ts';

export const principalFanIn: GateRule = {
  id: 'principal-fan-in',
  opens: 'number',
  limit: 5,
  counts: 'mailboxes on which the same holder gains rights',
  evaluate(_, { net }, limit) {
    const gains = net.pairs.filter((pair) => pair.gains);
    const byHolder = [...groupBy(gains, ({ holder }) => holder.id).values()];
    const most = Math.max(0, ...byHolder.map((pairs) => pairs.length));
    return {
      actual: most,
      about: byHolder
        .filter((pairs) => pairs.length > limit)
        .flatMap(([pair]) => (pair === undefined ? [] : [nameOf(pair.holder)])),
      why: `one holder gains rights on ${most} mailboxes; ${limit} are allowed without --allow`,
    };
  },
};
