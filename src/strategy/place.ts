/** Where a word stands in the files of a strategy. */

/** Line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
export interface Placed<T> {
  readonly value: T;
  readonly at: Place;
}
/** The entries of a list or map, and where its key stands. */
export interface Listed<Entry> {
  readonly at: Place;
  readonly entries: readonly Entry[];
}
