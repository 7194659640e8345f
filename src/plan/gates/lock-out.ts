/** Blocking the sign-in of whoever acts, or of the last administrator who can sign in. */

import { blocksSignIn } from '../../kinds/traits.ts';
import { subjectOf } from '../../model/change.ts';
import type { Found, GateRule } from './rule.ts';

export const lockOut: GateRule = {
  id: 'lock-out',
  opens: 'nothing',
  counts:
    'accounts whose sign-in must not be blocked, as it would lock everybody out: the one that carries out the plan, and the last global administrator who can sign in; any account where the administrators could not be read',
  evaluate(changes, { lockOut: { actor, administrators } }) {
    const blocked = changes
      .filter(({ action }) => blocksSignIn(action))
      .map(({ action }) => subjectOf(action));
    if (blocked.length === 0) return undefined;
    const shut = (accounts: typeof blocked, why: string): Found => ({
      actual: accounts.length,
      about: accounts.map(({ address }) => address),
      why,
    });
    const own = blocked.find(({ id }) => id === actor);
    if (own !== undefined) return shut([own], 'it would block the account that carries it out');
    if (typeof administrators === 'string' || administrators === undefined)
      return shut(
        blocked,
        `it blocks sign-in, and the administrators could not be read (${administrators ?? 'not asked'})`,
      );
    const ids = new Set(blocked.map(({ id }) => id));
    const cut = blocked.filter(({ id }) => administrators.has(id));
    const left = [...administrators].some((id) => !ids.has(id));
    return cut.length > 0 && !left
      ? shut(cut, 'it would block the last global administrator who can sign in')
      : undefined;
  },
};
