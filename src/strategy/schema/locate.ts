/** From a path in the data to its place in the file. */

import type { Step } from '../keys/maps.ts';
import type { Place } from '../place.ts';
import { type Entry, entryOf, itemsOf, type Node } from '../tree.ts';

export interface Located {
  /** What stands there; nothing where a key is missing. */
  readonly node: Node | undefined;
  /** The entry that ends the path, where it ends with a key that is there. */
  readonly entry: Entry | undefined;
  /** Where to point: at a single value itself, else at its key; for a missing key, at what should hold it. */
  readonly at: Place;
}

export function locate(root: Node, path: readonly Step[]): Located {
  let node: Node | undefined = root;
  let entry: Entry | undefined;
  let at = root.at;
  for (const step of path) {
    if (typeof step === 'number') {
      entry = undefined;
      node = itemsOf(node)[step];
      at = node?.at ?? at;
    } else {
      entry = entryOf(node, step);
      node = entry?.value;
      if (entry !== undefined) at = node?.kind === 'scalar' ? node.at : entry.at;
    }
  }
  return { node, entry, at };
}

/** What a complaint calls the end of a path: the key, or the list that an entry stands in. */
export function labelOf(path: readonly Step[]): string {
  const last = path.at(-1);
  if (last === undefined) return 'A strategy';
  if (typeof last === 'string') return `\`${last}\``;
  const list = path.findLast((step) => typeof step === 'string');
  return `An entry of \`${list}\``;
}
