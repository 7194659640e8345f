/** What the rest of the program asks of a change without naming its kind: the kind says it (kind.ts). */
import { itemOf } from '../model/change.ts';
import { type Action, type ItemOf, KINDS, type KindName } from './index.ts';

/** Does it bring its mailbox into being? */
export const isCreation = <N extends KindName>(action: Action<N>): boolean =>
  action.op === 'add' && KINDS[action.kind].creates === true;

/** The mail address that it gives, takes or moves; undefined: it is about none. */
export const addressIn = <N extends KindName>(action: Action<N>): string | undefined =>
  KINDS[action.kind].address?.(itemOf<ItemOf<N>>(action));

/** Is it about the sign-in of the mailbox's own account? */
export const isOfSignIn = <N extends KindName>(action: Action<N>): boolean =>
  KINDS[action.kind].admits !== undefined;
/** Does it keep the mailbox's own account from signing in? */
export const blocksSignIn = <N extends KindName>(action: Action<N>): boolean =>
  action.op !== 'remove' && KINDS[action.kind].admits?.(itemOf<ItemOf<N>>(action)) === false;

/** Does it take the mailbox out of people's sight? */
export const hides = <N extends KindName>(action: Action<N>): boolean =>
  KINDS[action.kind].hides?.(action) === true;
