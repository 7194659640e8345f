/** What the rights are to one another. */
import type { Grant } from './kind.ts';

export type HeldRight = Grant['right'];

/** To be let in at all: that is not a right on a mailbox, and has its own gate. */
export const isSignIn = (right: HeldRight): boolean => right === 'signIn';

/** Rights that come with another one: to have the weaker beside the stronger changes nothing. */
export const COVERED: Readonly<Partial<Record<HeldRight, readonly HeldRight[]>>> = {
  sendAs: ['sendOnBehalf'],
  open: ['openInPart'],
};
