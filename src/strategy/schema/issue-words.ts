/** Zod's issues in words for an administrator: what is wrong at this place, and how to mend it. */
import type * as z from 'zod';
import type { Within } from '../keys/key.ts';
import { nearest } from '../nearest.ts';
import type { Node } from '../tree.ts';
import type { Shape } from './places.ts';
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

/** A value of the wrong type. `expected` holds the words of all types that would do; `empty`: how to write one that says nothing. */
export function wrongType(
  label: string,
  expected: readonly string[],
  node: Node,
  within: Within = {},
  empty = '{}',
): Told {
  if (node.kind === 'scalar' && node.value === null)
    return nothingThere(label, expected, empty, within.withoutValue);
  return {
    message: `${label} must be ${list(expected)}, not ${foundWord(node)}.`,
    mend: mendType(label, expected, node, within.lines),
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
    return 'Write true or false; yes, no, on and off are only text in YAML 1.2.';
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
function nothingThere(
  label: string,
  expected: readonly string[],
  emptyMap: string,
  told: Told | undefined,
): Told {
  const empty = expected.flatMap((word) =>
    word === 'a list' ? ['`[]`'] : word === 'a map' ? [`\`${emptyMap}\``] : [],
  );
  if (empty.length > 1 && told !== undefined) return after(label, told);
  if (empty.length !== 1 || !expected.every((word) => COLLECTIONS.includes(word))) {
    return {
      message: `${label} has no value; it must be ${list(expected)}.`,
      mend: 'Write the value, or leave the key out: a key that is absent is not managed.',
    };
  }
  return {
    message: `${label} must be ${list(expected)}, but has no value. mbx does not take this for "empty": it is also what remains when somebody deletes the last line below it.`,
    mend: `Write ${empty.join('')} if it is meant to be empty, or leave the key out: then it is not managed.`,
  };
}

/** What a key tells itself, after the name of the place. */
const after = (label: string, { message, mend }: Told): Told => ({
  message: `${label} ${message}`,
  mend,
});

/** A word that is none of the allowed ones. */
export function wrongValue(
  label: string,
  allowed: readonly unknown[],
  node: Node,
  { later = {} }: Within = {},
): Told {
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
  const told = Object.hasOwn(later, written) ? later[written] : undefined;
  if (told !== undefined) return told;
  const near = nearest(written, words);
  return {
    message: `\`${node.written}\` is not allowed here: ${label.replace(/^An /, 'an ')} must be ${quoted}.`,
    mend: near === undefined ? `Write ${quoted}.` : `Did you mean \`${near}\`?`,
  };
}

/** Too few or too many entries, letters, or a number too small or too large. */
export function wrongSize(label: string, issue: WrongSize, { withoutEntries }: Within = {}): Told {
  const few = issue.code === 'too_small';
  const limit = few ? issue.minimum : issue.maximum;
  switch (issue.origin) {
    case 'array':
    case 'object':
      if (few && withoutEntries !== undefined) return after(label, withoutEntries);
      return {
        message: `${label} must have at ${few ? 'least' : 'most'} ${limit} ${Number(limit) === 1 ? 'entry' : 'entries'}.`,
        mend: few ? 'Write more entries, or leave the key out.' : 'Take entries out.',
      };
    case 'string':
      return few && Number(limit) <= 1
        ? { message: `${label} is empty.`, mend: 'Write the value, or leave the key out.' }
        : {
            message: `${label} must have at ${few ? 'least' : 'most'} ${limit} characters.`,
            mend: `Write a ${few ? 'longer' : 'shorter'} text.`,
          };
    default:
      return few && Number(limit) === 0
        ? { message: `${label} must be a whole number, 0 or more.`, mend: 'Write such a number.' }
        : {
            message: `${label} must be at ${few ? 'least' : 'most'} ${limit}.`,
            mend: 'Write such a number.',
          };
  }
}
type WrongSize =
  | Pick<z.core.$ZodIssueTooSmall, 'code' | 'origin' | 'minimum'>
  | Pick<z.core.$ZodIssueTooBig, 'code' | 'origin' | 'maximum'>;

/** A key that does not belong where it stands. */
export function unknownKey(key: string, { name, known, later, misplaced }: Shape): Told {
  if (later.includes(key)) {
    return {
      message: `\`${key}\` is part of the grammar, but this version of mbx does not manage it.`,
      mend: 'Leave the key out: mbx leaves this property as it is in the tenant.',
    };
  }
  const where = Object.hasOwn(misplaced, key) ? misplaced[key] : undefined;
  if (where !== undefined) {
    return {
      message: `\`${key}\` is not a key of ${name}. ${where}`,
      mend: 'Move or delete the key.',
    };
  }
  const near = nearest(key, known) ?? nearest(key, later);
  return {
    message: `\`${key}\` is not a key of ${name}.`,
    mend:
      near === undefined
        ? `Known here: ${known.join(', ')}.`
        : `Did you mean \`${near}\`? Known here: ${known.join(', ')}.`,
  };
}
