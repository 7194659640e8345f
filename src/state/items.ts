/**
 * The items of one kind, grouped by subject. What is not known is no empty list: whoever asks for a subject gets its items or the gap,
 * by type, and nothing runs over items past the gaps. A slice that two States share is equal without a look inside.
 */
import { isProvisional, type Ref, type Subject } from '../model/ref.ts';

/** What is known of one subject: its items, or why nothing may be concluded about it. */
export type Known<Item> =
  | { readonly known: true; readonly items: readonly Item[] }
  | {
      readonly known: false;
      readonly gap: string;
      /** What was read all the same: to be shown, never to conclude from. */
      readonly shown: readonly Item[];
    };

/** Of whom nothing may be concluded, and why. */
interface Unread {
  readonly subject: string;
  readonly reason: string;
}

const NOT_ASKED = 'not asked for';
const NOTHING: Known<never> = { known: true, items: [] };

export class Items<Item extends Subject> {
  readonly #slices: ReadonlyMap<string, readonly Item[]>;
  readonly #gaps: ReadonlyMap<string, string>;
  readonly #unread: string | undefined;
  /** Those who were asked about; undefined: everybody. */
  readonly #asked: ReadonlySet<string> | undefined;
  private constructor(
    slices: ReadonlyMap<string, readonly Item[]>,
    gaps: ReadonlyMap<string, string>,
    unread: string | undefined,
    asked?: ReadonlySet<string>,
  ) {
    this.#slices = slices;
    this.#gaps = gaps;
    this.#unread = unread;
    this.#asked = asked;
  }

  /** Of everybody. */
  static from<Item extends Subject>(
    items: Iterable<Item>,
    gaps: readonly Unread[] = [],
  ): Items<Item> {
    return Items.#made(items, gaps, undefined);
  }
  /** Of those who were asked about: everybody else is a gap. */
  static of<Item extends Subject>(
    asked: readonly Ref[],
    items: Iterable<Item>,
    gaps: readonly Unread[] = [],
  ): Items<Item> {
    return Items.#made(items, gaps, new Set(asked.map(({ id }) => id)));
  }
  static #made<Item extends Subject>(
    items: Iterable<Item>,
    gaps: readonly Unread[],
    asked: ReadonlySet<string> | undefined,
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
      asked,
    );
  }
  /** A kind that was not asked for: one large gap, never an empty list. */
  static unread<Item extends Subject>(reason: string): Items<Item> {
    return new Items<Item>(new Map(), new Map(), reason);
  }

  /** What is not there yet has nothing, and that is known. */
  of(subject: string): Known<Item> {
    const items = this.#slices.get(subject);
    if (!isProvisional(subject)) {
      const gap = this.#gaps.get(subject) ?? this.#unread ?? this.#unasked(subject);
      if (gap !== undefined) return { known: false, gap, shown: items ?? [] };
    }
    return items === undefined ? NOTHING : { known: true, items };
  }
  #unasked(subject: string): string | undefined {
    return this.#asked?.has(subject) === false ? NOT_ASKED : undefined;
  }
  /** Those with items; some of them may have a gap beside. */
  subjects(): Iterable<string> {
    return this.#slices.keys();
  }
  /** Of all subjects that are known. That something is not among them says nothing: it may stand behind a gap. */
  seen(): readonly Item[] {
    return [...this.#slices.keys()].flatMap((subject) => {
      const of = this.of(subject);
      return of.known ? of.items : [];
    });
  }
  /** The same but for some slices. */
  with(changed: ReadonlyMap<string, readonly Item[]>): Items<Item> {
    if (changed.size === 0) return this;
    const slices = new Map(this.#slices);
    for (const [subject, slice] of changed) slices.set(subject, slice);
    return new Items(slices, this.#gaps, this.#unread, this.#asked);
  }
  /** The items that pass, and all the gaps. */
  only(passes: (item: Item) => boolean): Items<Item> {
    const slices = [...this.#slices].map(
      ([subject, slice]) => [subject, slice.filter(passes)] as const,
    );
    return new Items(new Map(slices), this.#gaps, this.#unread, this.#asked);
  }
}

/** What was found, and of whom nothing could be said. */
export interface Evaluated<Found> {
  readonly found: readonly Found[];
  readonly notEvaluated: readonly { readonly subject: Ref; readonly reason: string }[];
}
/** Goes over the subjects; `find` sees only those of whom the items are known, and need not think of the others. */
export function evaluate<Item extends Subject, Found>(
  items: Items<Item>,
  subjects: readonly Ref[],
  find: (subject: Ref, items: readonly Item[]) => readonly Found[],
): Evaluated<Found> {
  const found: Found[] = [];
  const notEvaluated: { readonly subject: Ref; readonly reason: string }[] = [];
  for (const subject of subjects) {
    const of = items.of(subject.id);
    if (of.known) found.push(...find(subject, of.items));
    else notEvaluated.push({ subject, reason: of.gap });
  }
  return { found, notEvaluated };
}
