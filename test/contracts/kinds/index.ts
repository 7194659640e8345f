/** The register of cases: the compiler asks for one of each kind, and every law draws from all of them. */
import fc from 'fast-check';
import { type Action, KIND_NAMES, KINDS, type KindName } from '../../../src/kinds/index.ts';
import { alias } from './alias.ts';
import type { KindCase, Names, Op } from './case.ts';
import { forwarding } from './forwarding.ts';
import { fullAccess } from './full-access.ts';
import { mailbox } from './mailbox.ts';
import { mailboxSettings } from './mailbox-settings.ts';
import { sendAs } from './send-as.ts';
import { sendOnBehalf } from './send-on-behalf.ts';
import { signIn } from './sign-in.ts';

export const CASES: { readonly [N in KindName]: KindCase<N> } = {
  mailbox,
  signIn,
  mailboxSettings,
  alias,
  forwarding,
  fullAccess,
  sendAs,
  sendOnBehalf,
};

/** The kinds that give rights to people. */
export const RIGHTS: readonly KindName[] = KIND_NAMES.filter(
  (name) => CASES[name].holders !== undefined,
);
const OPS: readonly Op[] = ['add', 'remove', 'update'];
/** Every change that a strategy can ask for, as `kind op`, sorted. */
export const EVERY_CHANGE: readonly string[] = KIND_NAMES.flatMap((name) =>
  OPS.filter((op) => CASES[name].changes[op] !== undefined).map((op) => `${name} ${op}`),
).sort();
/** Can a strategy ask for it? */
export const canBeAsked = ({ kind, op }: Action): boolean => CASES[kind].changes[op] !== undefined;

/** Any change that a strategy can ask for, each kind and each way as often as the others. */
export const anyChange = (names: Names): fc.Arbitrary<Action> =>
  fc.oneof(...KIND_NAMES.flatMap((name) => changesOf(name, names)));
function changesOf<N extends KindName>(name: N, names: Names): readonly fc.Arbitrary<Action>[] {
  const { add, update, remove } = CASES[name].changes;
  const { act } = KINDS[name];
  return [add?.(names).map(act), update?.(names).map(act), remove?.(names).map(act)].filter(
    (one) => one !== undefined,
  );
}
