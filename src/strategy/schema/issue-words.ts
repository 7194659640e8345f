/** Zod's issues in words for an administrator: what is wrong at this place, and how to mend it. */
import { nearest } from '../nearest.ts';
import type { Node } from '../tree.ts';
import { LATER_RIGHTS, type Shape } from './places.ts';
import type { Told } from './told.ts';

const EXPECTED: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a map',
  record: 'a map',
  string: 'text',
  boolean: 'true or false',
  number: 'a whole number',
  int: 'a whole number',
};
/** What zod expects, as people call it. */
export const expectedWord = (expected: string): string => EXPECTED[expected] ?? expected;

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

function foundWord(node: Node): string {
  if (node.kind === 'list') return 'a list';
  if (node.kind === 'map') return 'a map';
  if (node.kind === 'broken' || node.value === null) return 'nothing';
  return typeof node.value === 'string' ? 'text' : `\`${node.written}\``;
}

const COLLECTIONS: readonly string[] = ['a list', 'a map'];

/** How to write what should stand there. */
interface Right {
  /** One that says nothing. */
  readonly empty?: string | undefined;
  /** The lines below it. */
  readonly lines?: string | undefined;
}

/** A value of the wrong type. `expected` holds the words of all types that would do. */
export function wrongType(
  label: string,
  expected: readonly string[],
  node: Node,
  { empty = '{}', lines }: Right = {},
): Told {
  if (node.kind === 'scalar' && node.value === null) return nothingThere(label, expected, empty);
  return {
    message: `${label} must be ${list(expected)}, not ${foundWord(node)}.`,
    mend: mendType(label, expected, node, lines),
  };
}

function mendType(
  label: string,
  expected: readonly string[],
  node: Node,
  lines: string | undefined,
): string {
  const written = node.kind === 'scalar' ? node.written : undefined;
  if (expected.includes('text') && written !== undefined) return `Put it in quotes: "${written}".`;
  if (expected.includes('true or false') && written !== undefined) {
    return 'Write true or false; yes, no, on and off are mere text in YAML 1.2.';
  }
  if (expected.includes('a list') && written !== undefined) {
    return `Write a list, in brackets or with a dash on each line: [${written}].`;
  }
  if (expected.includes('a map'))
    return lines ?? 'Write lines of `key: value`, indented below the key.';
  if (expected.includes('a list'))
    return `Write ${label} as a list, with a dash before each entry.`;
  return `Write ${list(expected)}.`;
}

/** A null is never "nobody": it is what remains when the last line of a list was deleted. */
function nothingThere(label: string, expected: readonly string[], emptyMap: string): Told {
  const empty = expected.flatMap((word) =>
    word === 'a list' ? ['`[]`'] : word === 'a map' ? [`\`${emptyMap}\``] : [],
  );
  if (empty.length === 0 || !expected.every((word) => COLLECTIONS.includes(word))) {
    return {
      message: `${label} has no value; it must be ${list(expected)}.`,
      mend: 'Write the value, or leave the key out: what is not there is not managed.',
    };
  }
  if (empty.length > 1) {
    return {
      message: `${label} has no value: it says who, but not what.`,
      mend: 'Write the rights after it, such as [fullAccess], or delete the line.',
    };
  }
  return {
    message: `${label} must be ${list(expected)}, and holds nothing. This is never taken for "empty", since it is also what remains when the last line below it was deleted.`,
    mend: `Write ${empty.join('')} if it is meant to be empty, or leave the key out: then it is not managed.`,
  };
}

/** A word that is none of the allowed ones. */
export function wrongValue(label: string, allowed: readonly unknown[], node: Node): Told {
  const words = allowed.map(String);
  const quoted = list(words.map((word) => `\`${word}\``));
  if (node.kind !== 'scalar' || node.value === null) return wrongType(label, [quoted], node);
  if (words.length === 1 && words[0] === '1') {
    return {
      message: `${label} must be the number 1: the grammar that this version of mbx reads.`,
      mend: 'Write `version: 1`.',
    };
  }
  const written = String(node.value);
  if (words.includes('fullAccess') && LATER_RIGHTS.includes(written)) return laterRight(written);
  const near = nearest(written, words);
  return {
    message: `\`${node.written}\` is not allowed here: ${label.replace(/^An /, 'an ')} must be ${quoted}.`,
    mend: near === undefined ? `Write ${quoted}.` : `Did you mean \`${near}\`?`,
  };
}

const laterRight = (right: string): Told => ({
  message: `\`${right}\` is a level of folder rights; this version of mbx does not manage it.`,
  mend: 'Leave it out: folder rights that people hold stay as they are in the tenant.',
});

/** A key that does not belong where it stands. */
export function unknownKey(key: string, { name, known, later, misplaced }: Shape): Told {
  if (later.includes(key)) {
    return {
      message: `\`${key}\` is part of the grammar, but this version of mbx does not manage it.`,
      mend: 'Leave the key out: what it would say stays as it is in the tenant.',
    };
  }
  const where = Object.hasOwn(misplaced, key) ? misplaced[key] : undefined;
  if (where !== undefined) {
    return {
      message: `\`${key}\` is no key of ${name}. ${where}`,
      mend: 'Move or delete the key.',
    };
  }
  const near = nearest(key, known) ?? nearest(key, later);
  return {
    message: `\`${key}\` is no key of ${name}.`,
    mend:
      near === undefined
        ? `Known here: ${known.join(', ')}.`
        : `Did you mean \`${near}\`? Known here: ${known.join(', ')}.`,
  };
}
