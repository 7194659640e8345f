/** The register of kinds. Its order is only that of display; the order of work is plan/order.ts. */
import type { Call } from '../model/call.ts';
import { afterOf, beforeOf, type Change, inverse, itemOf } from '../model/change.ts';
import type { Subject } from '../model/ref.ts';
import { remembered } from '../tenant/readable.ts';
import { alias } from './alias/alias.ts';
import { forwarding } from './forwarding/forwarding.ts';
import { fullAccess } from './full-access/full-access.ts';
import type { Effect, Grant, Kind, Shown } from './kind.ts';
import { mailbox } from './mailbox/mailbox.ts';
import { mailboxSettings } from './mailbox-settings/mailbox-settings.ts';
import { sendAs } from './send-as/send-as.ts';
import { sendOnBehalf } from './send-on-behalf/send-on-behalf.ts';
import { signIn } from './sign-in/sign-in.ts';

/** Reads nobody twice in a session, and puts its own name on each change: so no cast is needed where actions are made (TypeScript does not widen Action<N> to Action). */
function named<P extends string, Item extends Subject>(name: P, kind: Kind<Item>) {
  return {
    ...kind,
    read: remembered(kind.read),
    act: (change: Change<Item>): { readonly kind: P } & Change<Item> => ({ kind: name, ...change }),
  };
}

const register = {
  mailbox: named('mailbox', mailbox),
  signIn: named('signIn', signIn),
  mailboxSettings: named('mailboxSettings', mailboxSettings),
  alias: named('alias', alias),
  forwarding: named('forwarding', forwarding),
  fullAccess: named('fullAccess', fullAccess),
  sendAs: named('sendAs', sendAs),
  sendOnBehalf: named('sendOnBehalf', sendOnBehalf),
};

export type KindName = keyof typeof register;
export type ItemOf<N extends KindName> =
  (typeof register)[N] extends Kind<infer Item> ? Item : never;
/** A change, tagged with its kind. */
export type Action<N extends KindName = KindName> = {
  [P in N]: { readonly kind: P } & Change<ItemOf<P>>;
}[N];
interface Registered<N extends KindName> extends Kind<ItemOf<N>> {
  readonly act: (change: Change<ItemOf<N>>) => Action;
}

export const KINDS: { readonly [N in KindName]: Registered<N> } = register;
/** Cast one of two: the compiler does not know that an object has no further keys. */
export const KIND_NAMES = Object.keys(register) as readonly KindName[];

export const describe = <N extends KindName>(action: Action<N>): string =>
  KINDS[action.kind].describe(action);
export const shownOf = <N extends KindName>(action: Action<N>): Shown =>
  KINDS[action.kind].shown(action);
export const callsOf = <N extends KindName>(action: Action<N>): readonly Call[] =>
  KINDS[action.kind].calls(action);
/** Why it cannot be undone: the kind says so, or there is no call that would put it back. */
export function noUndo<N extends KindName>(action: Action<N>): string | undefined {
  const own = KINDS[action.kind].noUndo?.(action);
  if (own !== undefined) return own;
  return partsOf(inverseOf(action)).some((part) => callsOf(part).length > 0)
    ? undefined
    : 'what it was before is not known';
}
export const inverseOf = <N extends KindName>(action: Action<N>): Action =>
  KINDS[action.kind].act(inverse<ItemOf<N>>(action));
export const keyOf = <N extends KindName>(action: Action<N>): string =>
  KINDS[action.kind].key(itemOf<ItemOf<N>>(action));

/** What it was and what it will be, as compared; undefined: not there. */
export function valuesOf<N extends KindName>(
  action: Action<N>,
): { readonly before: string | undefined; readonly after: string | undefined } {
  const { value } = KINDS[action.kind];
  const [before, after] = [beforeOf<ItemOf<N>>(action), afterOf<ItemOf<N>>(action)];
  return { before: before && value(before), after: after && value(after) };
}

/** Rights that people have through it, before and after. */
export function grantsOf<N extends KindName>(
  action: Action<N>,
): { readonly before: readonly Grant[]; readonly after: readonly Grant[] } {
  const { grants } = KINDS[action.kind];
  const [before, after] = [beforeOf<ItemOf<N>>(action), afterOf<ItemOf<N>>(action)];
  return {
    before: before === undefined ? [] : grants(before),
    after: after === undefined ? [] : grants(after),
  };
}

/** What it does to people: as the kind says, else the difference of the sets of rights. */
export function effectOf<N extends KindName>(action: Action<N>): Effect {
  const own = KINDS[action.kind].effect?.(action);
  if (own !== undefined) return own;
  const { before, after } = grantsOf(action);
  const gains = minus(after, before);
  const loses = minus(before, after);
  if (gains) return loses ? 'both' : 'widens';
  return loses ? 'narrows' : 'neutral';
}
function minus(a: readonly Grant[], b: readonly Grant[]): boolean {
  const without = new Set(b.map(atom));
  return a.some((grant) => !without.has(atom(grant)));
}
const atom = ({ to, right }: Grant): string => `${to.id} ${right}`;

/** One for each call that it takes, whether they leave back to back or are read back in between: what that call alone does. */
export function stepsOf<N extends KindName>(action: Action<N>): readonly Action[] {
  const { steps, act } = KINDS[action.kind];
  return steps === undefined ? partsOf(action) : steps(action).map(act);
}

/** The changes it is made of, each to be read back before the next; mostly itself alone. */
export function partsOf<N extends KindName>(action: Action<N>): readonly Action[] {
  const { via, act } = KINDS[action.kind];
  return (via?.(action) ?? [action]).map(act);
}
