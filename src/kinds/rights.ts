/** What the rights are to one another. */
import type { Principal } from '../model/ref.ts';
import type { Grant, IsIn } from './kind.ts';

export type HeldRight = Grant['right'];

/** To be let in at all: that is not a right on a mailbox, and has its own gate. */
export const isSignIn = (right: HeldRight): boolean => right === 'signIn';

/** Mail arrives whether or not whoever gets it can sign in: a shared mailbox never can. */
export const isMail = (right: HeldRight): boolean => right === 'mail';

/** Does mail that goes on to them leave the organisation? */
export const isOutside = ({ kind }: Principal): boolean => kind === 'external' || kind === 'guest';

/** Rights that come with another one: to have the weaker beside the stronger changes nothing. */
export const COVERED: Readonly<Partial<Record<HeldRight, readonly HeldRight[]>>> = {
  sendAs: ['sendOnBehalf'],
  open: ['openInPart'],
};

/** Does what is denied to one reach the other: the same, everybody, or a group with it inside? */
export const reaches = (denied: Principal, { id }: Principal, isIn: IsIn): boolean =>
  denied.kind === 'everyone' ||
  denied.id === id ||
  (denied.kind === 'group' && isIn(id, denied.id));
