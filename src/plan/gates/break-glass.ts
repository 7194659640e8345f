import { endsOf } from '../../model/change.ts';
import { nameOf, type Principal } from '../../model/ref.ts';
import type { Planned } from '../plan.ts';
import type { GateRule } from './rule.ts';

export const breakGlass: GateRule = {
  id: 'break-glass',
  opens: 'nothing',
  counts: 'accounts under settings.breakGlass that would be changed, gain or lose a right',
  evaluate(changes, { breakGlass: ids }) {
    const touched = changes
      .flatMap(({ action }) => [...endsOf(action), ...holdersIn(action)])
      .filter(({ id }) => ids.has(id));
    if (touched.length === 0) return undefined;
    const names = [...new Set(touched.map((one) => ('kind' in one ? nameOf(one) : one.address)))];
    return {
      actual: names.length,
      about: names,
      why: 'a break-glass account is never changed and never holds a right',
    };
  },
};

function holdersIn(action: Planned['action']): readonly Principal[] {
  const item = action.op === 'remove' ? action.before : action.after;
  return 'trustee' in item && item.trustee !== undefined ? [item.trustee] : [];
}
