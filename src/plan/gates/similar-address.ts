import { isSimilar } from '../similar.ts';
import { createdBy } from './creates.ts';
import { addressesOf, type GateRule } from './rule.ts';

export const similarAddress: GateRule = {
  id: 'similar-address',
  opens: 'number',
  limit: 0,
  counts: 'new mailboxes whose address is almost the same as another one (a typo?)',
  evaluate(changes, { addresses: there }) {
    const made = addressesOf(createdBy(changes));
    if (made.length === 0) return undefined;
    const known = [...there, ...made];
    const alike = made.flatMap((address) => {
      const twin = known.find((other) => isSimilar(address, other));
      return twin === undefined ? [] : [`${address} (like ${twin})`];
    });
    return {
      actual: alike.length,
      about: alike,
      why: 'it creates mailboxes whose address is almost the same as another one: a typo?',
    };
  },
};
