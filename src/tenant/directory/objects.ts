/** The rows of a list, object by object: one row that is odd makes one object unknown, and no other. */
import { WrongShape } from '../fields.ts';
import { reasonOf } from '../reason.ts';
import type { Row } from '../service.ts';

/** An object whose row could not be read, or of which two rows differ: it may be anybody who is found nowhere else. */
export interface Unknown {
  readonly source: string;
  /** Object id, where the row has one. */
  readonly id: string | undefined;
  readonly reason: string;
}

/** Takes rows as they come. Equal rows of one object count once: paging repeats some. */
export class Objects<T> {
  readonly #source: string;
  readonly #idOf: (row: Row) => string;
  readonly #narrow: (row: Row) => T;
  readonly #known = new Map<string, T>();
  readonly #unknown = new Map<string, Unknown>();

  constructor(source: string, idOf: (row: Row) => string, narrow: (row: Row) => T) {
    this.#source = source;
    this.#idOf = idOf;
    this.#narrow = narrow;
  }

  /** To be handed to a client; nothing is kept there. Throws only what is a mistake of ours. */
  readonly take = (row: Row): undefined => {
    let id: string | undefined;
    try {
      id = this.#idOf(row);
      const item = this.#narrow(row);
      const before = this.#known.get(id);
      if (before !== undefined && JSON.stringify(before) !== JSON.stringify(item))
        throw new WrongShape('value', 'two equal rows of one object', row);
      if (!this.#unknown.has(id)) this.#known.set(id, item);
    } catch (error) {
      if (!(error instanceof WrongShape)) throw error;
      if (id !== undefined) this.#known.delete(id);
      const key = id ?? `row ${this.#unknown.size}`;
      this.#unknown.set(key, { source: this.#source, id, reason: reasonOf(error) });
    }
    return undefined;
  };

  get items(): readonly T[] {
    return [...this.#known.values()];
  }
  get unknown(): readonly Unknown[] {
    return [...this.#unknown.values()];
  }
}
