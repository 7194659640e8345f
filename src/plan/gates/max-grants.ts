import type { GateRule } from './rule.ts';

export const maxGrants: GateRule = {
  id: 'max-grants',
  opens: 'number',
  limit: { share: 0.2, least: 10, most: 200 },
  counts: 'holders who gain rights, each counted once per mailbox',
  evaluate(_, { net }, limit) {
    const pairs = net.pairs.filter(({ gains }) => gains);
    return {
      actual: pairs.length,
      about: pairs.map(({ subject }) => subject.address),
      why: `it gives rights to ${pairs.length} holders; ${limit} are allowed without --allow`,
    };
  },
};
