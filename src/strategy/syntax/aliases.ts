/** Anchors and aliases of one file, and the bound on what aliases may stand for. */
import { error, type Finding } from '../finding.ts';
import type { Place } from '../strategy.ts';
import type { Node } from '../tree.ts';

/** Nodes that aliases may stand for, all told: a few lines of nested aliases could mean billions. */
const MOST_ALIASED = 1_000_000;
/** The grammar is six levels deep; aliases of aliases could make any depth. */
const DEEPEST = 64;

interface Extent {
  readonly size: number;
  readonly depth: number;
}

/** What is known of the anchors so far; filled in the order of the file. */
export class Anchors {
  /** The latest node of each name; nothing while that node is still being read. */
  readonly #nodes = new Map<string, Node | undefined>();
  readonly #extents = new Map<Node, Extent>();
  #aliased = 0;

  open(name: string): void {
    this.#nodes.set(name, undefined);
  }

  close(name: string, node: Node): void {
    this.#nodes.set(name, node);
  }

  /** Notes how much a list or map holds, so that an alias to it need not count again. */
  measured<Made extends Node>(node: Made, parts: readonly Node[]): Made {
    let size = 1;
    let depth = 1;
    for (const part of parts) {
      const inner = this.#extentOf(part);
      size += inner.size;
      depth = Math.max(depth, inner.depth + 1);
    }
    this.#extents.set(node, { size, depth });
    return node;
  }

  /** What an alias stands for, or why that cannot be said. */
  resolve(name: string, at: Place): Node | Finding {
    const node = this.#nodes.get(name);
    if (node === undefined) {
      return this.#nodes.has(name)
        ? error(at, `The alias \`*${name}\` stands inside its own anchor.`, 'Write the value out.')
        : error(
            at,
            `\`*${name}\` is a YAML alias, and no anchor \`&${name}\` stands before it.`,
            `If a pattern is meant, put it in quotes: "*${name}".`,
          );
    }
    const { size, depth } = this.#extentOf(node);
    this.#aliased += size;
    if (this.#aliased <= MOST_ALIASED && depth <= DEEPEST) return node;
    return error(
      at,
      'The aliases of this file stand for far more than any strategy holds.',
      'Write the values out, or use teams.',
    );
  }

  #extentOf(node: Node): Extent {
    return this.#extents.get(node) ?? { size: 1, depth: 1 };
  }
}
