/** The register of facts, things that are only read, and the one register of readings over kinds and facts: rules and steps name what they read from it. */
import { type ItemOf, KINDS, type KindName } from '../kinds/index.ts';
import type { Subject } from '../model/ref.ts';
import { type Readable, remembered } from '../tenant/readable.ts';
import type { Facet } from '../tenant/session.ts';
import { administrators } from './administrators/administrators.ts';
import { directoryRoles } from './directory-roles/directory-roles.ts';
import { outbound } from './outbound/outbound.ts';

const once = <Item extends Subject>(fact: Readable<Item>): Readable<Item> => ({
  ...fact,
  read: remembered(fact.read),
});

const register = {
  administrators: once(administrators),
  directoryRoles: once(directoryRoles),
  outbound: once(outbound),
};

type FactName = keyof typeof register;
type FactOf<N extends FactName> = (typeof register)[N] extends Readable<infer Item> ? Item : never;

/** A name of a kind or of a fact. */
export type ReadingName = KindName | FactName;
export type ItemRead<N extends ReadingName> = N extends KindName
  ? ItemOf<N>
  : N extends FactName
    ? FactOf<N>
    : never;

export const READINGS: { readonly [N in ReadingName]: Readable<ItemRead<N>> } = {
  ...KINDS,
  ...register,
};

/** What these readings want of the mailboxes' own rows. */
export const facetsOf = (names: readonly ReadingName[]): ReadonlySet<Facet<unknown>> =>
  new Set(names.flatMap((name) => READINGS[name].facets ?? []));
