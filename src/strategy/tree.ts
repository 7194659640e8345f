/** A YAML file as a plain tree in which each word knows its place: what schema and checks work on. */
import type { Place } from './place.ts';

/** A single value. `written` is how it stands in the file, which is not always how YAML takes it. */
interface Scalar {
  readonly kind: 'scalar';
  readonly at: Place;
  readonly value: string | number | boolean | null;
  readonly written: string;
}
interface List {
  readonly kind: 'list';
  readonly at: Place;
  readonly items: readonly Node[];
}
export interface Entry {
  readonly key: string;
  /** Where the key stands. */
  readonly at: Place;
  readonly value: Node;
}
export interface Table {
  readonly kind: 'map';
  readonly at: Place;
  readonly entries: ReadonlyMap<string, Entry>;
}
/** What could not be read and has been complained of already: nothing more is said about it. */
interface Broken {
  readonly kind: 'broken';
  readonly at: Place;
}
export type Node = Scalar | List | Table | Broken;

/** One entry of a map; nothing where the node is no map or has no such key. */
export const entryOf = (node: Node | undefined, key: string): Entry | undefined =>
  node?.kind === 'map' ? node.entries.get(key) : undefined;

/** Where the value of a key stands, or the fallback where the key is not there. */
export function valueAt(node: Node, key: string, fallback: Place): Place {
  const entry = entryOf(node, key);
  if (entry === undefined) return fallback;
  return entry.value.kind === 'scalar' ? entry.value.at : entry.at;
}

export const itemsOf = (node: Node | undefined): readonly Node[] =>
  node?.kind === 'list' ? node.items : [];

export const entriesOf = (node: Node | undefined): Iterable<Entry> =>
  node?.kind === 'map' ? node.entries.values() : [];

/** The text of a scalar; nothing where it is not text. */
export const textOf = (node: Node | undefined): string | undefined =>
  node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;

/** The tree as plain JSON-like data; what an alias shares in the tree is shared in the data. */
export function dataOf(node: Node, done = new Map<Node, unknown>()): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'broken') return undefined;
  const known = done.get(node);
  if (known !== undefined) return known;
  const data =
    node.kind === 'list'
      ? node.items.map((item) => dataOf(item, done))
      : Object.fromEntries(
          [...node.entries.values()].map(({ key, value }) => [key, dataOf(value, done)]),
        );
  done.set(node, data);
  return data;
}
