/** What can be read of the tenant, item by item: a kind, which is managed, or a fact, which is only read. */
import type { Ref, Subject } from '../model/ref.ts';
import type { ObjectType } from '../model/scope.ts';
import type { Facet, Session } from './session.ts';

export interface Reading<Item> {
  readonly items: readonly Item[];
  /** Of whom nothing may be concluded, and why. */
  readonly gaps: readonly { readonly subject: string; readonly reason: string }[];
}

export interface Readable<Item extends Subject> {
  /** For people, as a heading or a word: "Full Access". */
  readonly title: string;
  /** What its items sit on: the type of its subjects. */
  readonly about: ObjectType;
  /** Cmdlets without which it cannot be read, beside the directory. */
  readonly reads: readonly string[];
  /** What it wants of a mailbox's own row; absent: nothing. */
  readonly facets?: readonly Facet<unknown>[];
  /** `subjects`: those asked about, each of which must come back with its items or as a gap. Throws ServiceError only where nothing can go on. */
  readonly read: (session: Session, subjects: readonly Ref[]) => Promise<Reading<Item>>;
}

/** One reading of several subjects. */
interface Past<Item> {
  readonly ids: ReadonlySet<string>;
  readonly reading: Promise<Reading<Item>>;
}

/**
 * The same, but nobody is read twice in one session, however many rules and steps name it. The answer may hold others who were read
 * before. The memory is freed with the session.
 */
export function remembered<Item extends Subject>(
  read: Readable<Item>['read'],
): Readable<Item>['read'] {
  const known = new WeakMap<Session, Past<Item>[]>();
  return async (session, subjects) => {
    const past = known.get(session) ?? [];
    known.set(session, past);
    const open = subjects.filter(({ id }) => !past.some(({ ids }) => ids.has(id)));
    if (open.length > 0)
      past.push({ ids: new Set(open.map(({ id }) => id)), reading: read(session, open) });
    const used = past.filter(({ ids }) => subjects.some(({ id }) => ids.has(id)));
    const readings = await Promise.all(used.map(({ reading }) => reading));
    const [only, ...others] = readings;
    if (only !== undefined && others.length === 0) return only;
    return {
      items: readings.flatMap(({ items }) => items),
      gaps: readings.flatMap(({ gaps }) => gaps),
    };
  };
}
