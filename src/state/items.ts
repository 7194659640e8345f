/** The items of one kind, grouped by subject, with the gaps in them. A slice that two States share is equal without a look inside. */
import { isProvisional, type Subject } from '../model/ref.ts';

const NONE: readonly never[] = [];

export class Items<Item extends Subject> implements Iterable<Item> {
  readonly #slices: ReadonlyMap<string, readonly Item[]>;
  readonly #gaps: ReadonlyMap<string, string>;
  readonly #unread: string | undefined;
  private constructor(
    slices: ReadonlyMap<string, readonly Item[]>,
    gaps: ReadonlyMap<string, string>,
    unread: string | undefined,
  ) {
    this.#slices = slices;
    this.#gaps = gaps;
    this.#unread = unread;
  }

  static from<Item extends Subject>(
    items: Iterable<Item>,
    gaps: readonly { readonly subject: string; readonly reason: string }[] = [],
  ): Items<Item> {
    const slices = new Map<string, Item[]>();
    for (const item of items) {
      const slice = slices.get(item.subject.id);
      if (slice === undefined) slices.set(item.subject.id, [item]);
      else slice.push(item);
    }
    return new Items(
      slices,
      new Map(gaps.map(({ subject, reason }) => [subject, reason])),
      undefined,
    );
  }
  /** A kind that was not asked for: one large gap, never an empty list. */
  static unread<Item extends Subject>(reason: string): Items<Item> {
    return new Items<Item>(new Map(), new Map(), reason);
  }

  /** What is there; meaningful only where `gap` is undefined. */
  of(subject: string): readonly Item[] {
    return this.#slices.get(subject) ?? NONE;
  }
  /** Why nothing may be concluded about this subject; undefined: it was read whole, or is not there yet and so has nothing. */
  gap(subject: string): string | undefined {
    if (isProvisional(subject)) return undefined;
    return this.#gaps.get(subject) ?? this.#unread;
  }
  gaps(): Iterable<readonly [subject: string, reason: string]> {
    return this.#gaps;
  }
  subjects(): Iterable<string> {
    return this.#slices.keys();
  }
  /** The same but for some slices. */
  with(changed: ReadonlyMap<string, readonly Item[]>): Items<Item> {
    if (changed.size === 0) return this;
    const slices = new Map(this.#slices);
    for (const [subject, slice] of changed) slices.set(subject, slice);
    return new Items(slices, this.#gaps, this.#unread);
  }
  *[Symbol.iterator](): Iterator<Item> {
    for (const slice of this.#slices.values()) yield* slice;
  }
}
