/** The pages of one list, watched: a service that sends us round in a circle, or never comes to an end, is noticed. */
import type { Row } from '../service.ts';

/** A tenant with 300,000 mailboxes has some 3000 pages in its longest list. */
const MOST_PAGES = 20_000;
/** An empty page with a link to the next one is legal; so many in a row are no list. */
const MOST_EMPTY = 100;

export class PageWatch {
  readonly #links = new Set<string>();
  /** Of each page of two rows or more: how many, the first and the last. No two pages of a list have these in common. */
  readonly #pages = new Set<string>();
  #count = 0;
  #empty = 0;

  /** Why nothing may be concluded from the list; undefined: the page at `next` may be asked for. */
  fault(rows: readonly Row[], next: string): string | undefined {
    this.#count += 1;
    this.#empty = rows.length === 0 ? this.#empty + 1 : 0;
    if (this.#links.has(next)) return 'it links to the same page again';
    this.#links.add(next);
    const [first, last] = [rows[0], rows.at(-1)];
    if (rows.length > 1) {
      const page = JSON.stringify([rows.length, first, last]);
      if (this.#pages.has(page)) return 'the same page came again under another link';
      this.#pages.add(page);
    }
    if (this.#empty > MOST_EMPTY) return `${MOST_EMPTY} pages in a row were empty, without an end`;
    if (this.#count >= MOST_PAGES)
      return `it has no end: ${MOST_PAGES} pages came, and there is a link to more`;
    return undefined;
  }
  /** How many pages have come. */
  get count(): number {
    return this.#count;
  }
}
