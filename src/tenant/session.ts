/** One round of reading: a scope, the directory, and a memory of what was read in it. Reading back opens a new one. */
import type { Ref } from '../model/ref.ts';
import type { Directory } from './directory/directory.ts';
import type { Clients, Row, Services } from './service.ts';

/** What somebody wants of a row of Get-Mailbox. */
export interface Facet<Value> {
  /** Names of the properties, as Exchange has them. */
  readonly fields: readonly string[];
  /** Throws WrongShape: then the mailbox is a gap. */
  readonly narrow: (row: Row) => Value;
}

export interface Session {
  /** The mailboxes whose own rows are read, all of them at once. */
  readonly mailboxes: readonly Ref[];
  /** What is wanted of the mailboxes' own rows: the union is read once. */
  readonly facets: ReadonlySet<Facet<unknown>>;
  readonly directory: Directory;
  /** True where something was just written: then nothing may be taken from the directory as it was read before. */
  readonly fresh: boolean;
  /** Told of what was met on the way and is no gap; each may come more than once. */
  readonly tell?: (note: string) => void;
  readonly services: Clients;
  /** Waits (milliseconds) before an answer that cannot be whole is asked for again. */
  readonly pause: Services['pause'];
}

/** A shared read, made at most once a session. The memory lives with the collector, keyed by session, and is freed with it. */
export function collector<T>(
  load: (session: Session) => Promise<T>,
): (session: Session) => Promise<T> {
  const known = new WeakMap<Session, Promise<T>>();
  return (session) => {
    const before = known.get(session);
    if (before !== undefined) return before;
    const made = load(session);
    known.set(session, made);
    return made;
  };
}
