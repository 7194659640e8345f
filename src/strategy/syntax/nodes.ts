/**
 * From the nodes of the YAML parser to our tree: resolves aliases and merge keys, finds duplicate keys.
 * One walk in the order of the file, so that the work grows with the file and no faster.
 */
import { isAlias, isMap, isNode, isScalar, isSeq, type Pair } from 'yaml';
import { elsewhere, error, type Finding } from '../finding.ts';
import type { Lines } from '../lines.ts';
import type { Place } from '../strategy.ts';
import type { Entry, Node, Table } from '../tree.ts';
import { Anchors } from './aliases.ts';

const PLAIN_TAGS: readonly string[] = ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map(
  (name) => `tag:yaml.org,2002:${name}`,
);
const MERGE = '<<';

export interface Tree {
  readonly root: Node;
  readonly findings: readonly Finding[];
}

/** Makes the tree of one document's contents. */
export function treeOf(contents: unknown, lines: Lines): Tree {
  const findings: Finding[] = [];
  const anchors = new Anchors();

  const broken = (finding: Finding): Node => {
    findings.push(finding);
    return { kind: 'broken', at: finding.at };
  };

  const placeOf = (yaml: unknown, otherwise: Place): Place =>
    isNode(yaml) && yaml.range ? lines.place(yaml.range[0]) : otherwise;

  /** `blankAt` is where an empty value is shown: at its key, since it has no place of its own. */
  function nodeOf(yaml: unknown, blankAt: Place): Node {
    if (!isNode(yaml)) return { kind: 'scalar', at: blankAt, value: null, written: '' };
    const at = placeOf(yaml, blankAt);
    if (isAlias(yaml)) {
      const found = anchors.resolve(yaml.source, at);
      return 'kind' in found ? found : broken(found);
    }
    const name = yaml.anchor;
    if (name !== undefined) anchors.open(name);
    const node = plainNode(yaml, at, blankAt);
    if (name !== undefined) anchors.close(name, node);
    return node;
  }

  function plainNode(yaml: { readonly tag?: string }, at: Place, blankAt: Place): Node {
    if (yaml.tag !== undefined && !PLAIN_TAGS.includes(yaml.tag)) {
      const mend = 'Take the tag out; quote the value if it is meant as text.';
      return broken(error(at, 'Tags (words that begin with !) are not used in a strategy.', mend));
    }
    if (isMap(yaml)) return tableOf(yaml.items, at);
    if (isSeq(yaml)) {
      const items = yaml.items.map((item) => nodeOf(item, placeOf(item, at)));
      return anchors.measured({ kind: 'list', at, items }, items);
    }
    const value = isScalar(yaml) ? yaml.value : undefined;
    const written = (isScalar(yaml) ? yaml.source : undefined) ?? '';
    if (value === null)
      return { kind: 'scalar', at: written === '' ? blankAt : at, value, written };
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      return { kind: 'scalar', at, value, written };
    }
    return broken(error(at, 'No strategy uses values of this type.', 'Put the value in quotes.'));
  }

  function tableOf(pairs: readonly Pair[], at: Place): Table {
    const entries = new Map<string, Entry>();
    const merges: { readonly node: Node; readonly at: Place }[] = [];
    for (const pair of pairs) {
      const key = nodeOf(pair.key, at);
      const value = nodeOf(pair.value, key.at);
      if (key.kind === 'broken') continue;
      if (key.kind !== 'scalar' || typeof key.value !== 'string') {
        findings.push(badKey(key));
        continue;
      }
      if (key.value === '__proto__') {
        const mend = 'Delete the key.';
        findings.push(error(key.at, 'The key `__proto__` means nothing in a strategy.', mend));
        continue;
      }
      if (key.value === MERGE && isScalar(pair.key) && pair.key.type === 'PLAIN') {
        merges.push({ node: value, at: key.at });
        continue;
      }
      const before = entries.get(key.value);
      if (before === undefined) entries.set(key.value, { key: key.value, at: key.at, value });
      else findings.push(twice(key.value, before.at, key.at));
    }
    for (const merge of merges) mergeInto(entries, merge.node, merge.at);
    const parts = [...entries.values()].map((entry) => entry.value);
    return anchors.measured({ kind: 'map', at, entries }, parts);
  }

  /** `<<`: what stands in the map itself wins, then what is merged first. */
  function mergeInto(entries: Map<string, Entry>, node: Node, at: Place): void {
    for (const source of node.kind === 'list' ? node.items : [node]) {
      if (source.kind === 'map') {
        for (const entry of source.entries.values()) {
          if (!entries.has(entry.key)) entries.set(entry.key, entry);
        }
      } else if (source.kind !== 'broken') {
        const mend = 'Write `<<: *name`, where `&name` stands before a map.';
        findings.push(error(at, 'A merge key `<<` takes a map, or a list of maps.', mend));
      }
    }
  }

  const root = nodeOf(contents, lines.place(0));
  return { root, findings };
}

function badKey(key: Node): Finding {
  const written = key.kind === 'scalar' ? key.written : '';
  return written === ''
    ? error(key.at, 'A key is a word or an address, not this.', 'Write `key: value`.')
    : error(
        key.at,
        `YAML takes the key \`${written}\` for a number or a word of its own, not for text.`,
        `Put it in quotes: "${written}".`,
      );
}

const twice = (key: string, first: Place, second: Place): Finding =>
  error(
    second,
    `The key \`${key}\` appears twice in the same map, first on ${elsewhere(first, second)}.`,
    'Keep one of the two, or merge them.',
  );
