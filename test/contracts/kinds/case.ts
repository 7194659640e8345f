/** What the tests know of one kind, so that every law draws it: all that is particular to it, and nothing that the product says of itself. */
import fc from 'fast-check';
import type { ItemOf, KindName } from '../../../src/kinds/index.ts';
import type { Wanted } from '../../../src/kinds/wanted.ts';
import type { Change } from '../../../src/model/change.ts';
import type { Principal, Ref } from '../../../src/model/ref.ts';
import type { Mailbox, Tenant } from '../../../src/simulator/tenant/model.ts';
import {
  type AskedDraft,
  BOXES,
  type Named,
  NEW_BOX,
  type Stage,
} from '../../support/small-company.ts';

/** Something drawn, that knows how it is put where it belongs. */
export interface Drawn<Into> {
  readonly put: (into: Into) => void;
}
/** Plain data is drawn, so that it shrinks, and is told when a law is broken. */
export const drawing = <T, Into>(
  data: fc.Arbitrary<T>,
  put: (into: Into, drawn: T) => void,
): fc.Arbitrary<Drawn<Into>> =>
  data.map((drawn) => ({
    put: (into: Into) => put(into, drawn),
    [fc.toStringMethod]: () => fc.stringify(drawn),
  }));
export const noDraw = fc.constant({ put: () => undefined });

/** The same draw for each mailbox that there is. */
export const forEachBox = <T>(one: fc.Arbitrary<T>) =>
  fc.record({ ann: one, bob: one, cy: one, blocked: one, sales: one, info: one, desk: one });
/** The same draw for each mailbox that the file may name, or another one for that which is to be created. */
export const forEachNamed = <T>(
  one: fc.Arbitrary<T>,
  ofNew: fc.Arbitrary<T> = one,
): fc.Arbitrary<{ readonly [B in Named]: T }> =>
  fc.tuple(forEachBox(one), ofNew).map(([boxes, fresh]) => ({ ...boxes, [NEW_BOX]: fresh }));
export const boxesOf = <T>(each: { readonly [B in (typeof BOXES)[number]]: T }) =>
  BOXES.map((box) => [box, each[box]] as const);
/** Absent once in so many draws. */
export const maybe = <T>(arbitrary: fc.Arbitrary<T>, freq = 2): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq });

/** What the names in a change are drawn from: a few that meet often, or hostile ones. */
export interface Names {
  readonly subject: fc.Arbitrary<Ref>;
  readonly trustee: fc.Arbitrary<Principal>;
  readonly address: fc.Arbitrary<string>;
  readonly word: fc.Arbitrary<string>;
}
export type Op = Change<unknown>['op'];

/** A request by which items are read: a cmdlet, or a path below Graph's version that names the object. */
export type ReadBy = { readonly cmdlet: string } | { readonly path: (id: string) => string };

export interface KindCase<N extends KindName> {
  /** How a tenant with it is drawn. */
  readonly there: fc.Arbitrary<Drawn<Stage>>;
  /** How a strategy asks for it. */
  readonly asked: fc.Arbitrary<Drawn<AskedDraft>>;
  /** Whether a change is in effect in the tenant, by its document alone; asked only for changes of `changes`. */
  readonly isInEffect: (tenant: Tenant, change: Change<ItemOf<N>>) => boolean;
  /** What the strategy asks for and is not in effect on its mailbox, as words for people. */
  readonly missing: (wanted: Wanted, mailbox: Mailbox, tenant: Tenant) => readonly string[];
  /** All of the mailbox that belongs to it: what is equal nobody can tell apart. */
  readonly picture: (mailbox: Mailbox, tenant: Tenant) => unknown;
  /** Who has a right through it, by SID. Absent: it gives none. `part`: the right does not reach all of the mailbox. */
  readonly holders?: (
    mailbox: Mailbox,
    tenant: Tenant,
  ) => readonly { readonly sid: string; readonly part?: string }[];
  /** The mailbox without an item that no undo can give back. Absent: there is no such item. */
  readonly without?: (mailbox: Mailbox, item: ItemOf<N>) => Mailbox;
  /** Every change that a strategy can ask for, and no other. */
  readonly changes: {
    readonly [O in Op]?: (
      names: Names,
    ) => fc.Arbitrary<Extract<Change<ItemOf<N>>, { readonly op: O }>>;
  };
  readonly readBy: ReadBy;
  /** Cmdlets that write it. */
  readonly writtenBy: readonly string[];
}
