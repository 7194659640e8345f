/** Checks the shape of one file against the schema: keys, types, and the forms of text. */
import * as z from 'zod';
import { error, type Finding } from '../finding.ts';
import type { Within } from '../keys/key.ts';
import type { Step } from '../keys/maps.ts';
import type { Place } from '../place.ts';
import { dataOf, type Node } from '../tree.ts';
import { FORMATS, isFormatName } from './formats.ts';
import { expectedWord, unknownKey, wrongSize, wrongType, wrongValue } from './issue-words.ts';
import { labelOf, locate } from './locate.ts';
import { keyAt, shapeAt } from './places.ts';
import { strategyPart } from './schema.ts';
import type { Told } from './told.ts';

type Issue = z.core.$ZodIssue;

/** A file as the schema is held against it. */
interface Subject {
  readonly root: Node;
  /** Nothing was lost to a breach of YAML, so what seems to be missing is. */
  readonly whole: boolean;
}

/** All that is wrong with the shape of a file. Where YAML is breached (not `whole`), nothing is said to be missing. */
export function shapeFindings(root: Node, whole: boolean): Finding[] {
  if (root.kind === 'broken') return [];
  if (root.kind !== 'map') {
    const told = wrongType('A strategy', ['a map'], root);
    return [error(root.at, told.message, 'Start with `version: 1` on a line of its own.')];
  }
  return validate({ root, whole }, strategyPart, dataOf(root), []);
}

function validate(
  subject: Subject,
  schema: z.core.$ZodType,
  data: unknown,
  path: readonly Step[],
): Finding[] {
  const issues = z.safeParse(schema, data).error?.issues ?? [];
  return issues.flatMap((issue) => findingsOf(subject, issue, path));
}

const stepsOf = (path: readonly PropertyKey[]): Step[] =>
  path.filter((step) => typeof step === 'string' || typeof step === 'number');

function findingsOf(subject: Subject, issue: Issue, base: readonly Step[]): Finding[] {
  const { root } = subject;
  const path = [...base, ...stepsOf(issue.path)];
  const { node, entry, at } = locate(root, path);
  if (node?.kind === 'broken' || (!subject.whole && isBlank(node))) return [];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.flatMap((key) => {
        const shape = shapeAt(path);
        const told = shape && unknownKey(key, shape);
        const place = locate(root, [...path, key]).entry?.at ?? at;
        return told === undefined ? [] : [error(place, told.message, told.mend)];
      });
    case 'invalid_union':
      return unionFindings(subject, issue.errors, path);
    case 'invalid_key': {
      // Zod leaves the value under a bad key unread; what is wrong within is to be told as well.
      const told = formatTold(issue.issues[0]?.message ?? '', String(path.at(-1)));
      const own = error(entry?.at ?? at, told.message, told.mend);
      const shape = shapeAt(path);
      if (shape === undefined || node === undefined) return [own];
      return [own, ...validate(subject, shape.schema, dataOf(node), path)];
    }
    case 'invalid_type': {
      if (node === undefined) return missing(subject, path, at);
      const words = [expectedWord(issue.expected)];
      const told = wrongType(labelOf(path), words, node, withinAt(path), shapeAt(path)?.empty);
      return [error(at, told.message, told.mend)];
    }
    case 'invalid_value': {
      if (node === undefined) return missing(subject, path, at);
      const told = wrongValue(labelOf(path), issue.values, node, withinAt(path));
      return [error(at, told.message, told.mend)];
    }
    case 'invalid_format': {
      const value = node?.kind === 'scalar' ? node.value : undefined;
      const told = formatTold(issue.message, typeof value === 'string' ? value : '');
      return [error(at, told.message, told.mend)];
    }
    case 'too_small':
    case 'too_big': {
      const told = wrongSize(labelOf(path), issue, withinAt(path));
      return [error(at, told.message, told.mend)];
    }
    case 'invalid_element':
    case 'not_multiple_of':
    case 'custom':
      return [error(at, `${labelOf(path)}: ${issue.message}.`, 'Correct the value.')];
  }
}

/** What the key that the path leads into has to say there. */
function withinAt(path: readonly Step[]): Within {
  const at = keyAt(path);
  if (at === undefined) return {};
  const { lines, ...within } = at.key.within;
  return at.below.length === 0 && lines !== undefined ? { ...within, lines } : within;
}

function formatTold(name: string, text: string): Told {
  if (isFormatName(name)) return FORMATS[name].told(text);
  return {
    message: `\`${text}\` does not have the form that is expected here.`,
    mend: 'Correct it.',
  };
}

/** Nothing stands there, or nothing could be read of it. */
const isBlank = (node: Node | undefined): boolean =>
  node === undefined || (node.kind === 'scalar' && node.value === null && node.written === '');

/** A key that must be there is not; unless one of the keys of later releases was meant to say it. */
function missing({ root }: Subject, path: readonly Step[], at: Place): Finding[] {
  const parent = path.slice(0, -1);
  const holder = locate(root, parent).node;
  const later = shapeAt(parent)?.later ?? [];
  if (holder?.kind === 'map' && later.some((key) => holder.entries.has(key))) return [];
  const key = String(path.at(-1));
  return [
    error(
      at,
      `${labelOf(parent)} lacks \`${key}\`.`,
      `Add \`${key}:\` below it, or delete the whole entry.`,
    ),
  ];
}

/** Of the forms that a value may have, tells what is wrong with the one that was begun. */
function unionFindings(
  subject: Subject,
  branches: readonly Issue[][],
  path: readonly Step[],
): Finding[] {
  const mistyped = (issues: readonly Issue[]) =>
    issues.find(({ code, path: own }) => code === 'invalid_type' && own.length === 0);
  const begun = branches.find((issues) => mistyped(issues) === undefined);
  if (begun !== undefined) return begun.flatMap((issue) => findingsOf(subject, issue, path));
  const { node, at } = locate(subject.root, path);
  if (node === undefined) return missing(subject, path, at);
  const expected = branches.flatMap((issues) => {
    const issue = mistyped(issues);
    return issue?.code === 'invalid_type' ? [expectedWord(issue.expected)] : [];
  });
  const told = wrongType(labelOf(path), expected, node, withinAt(path));
  return [error(at, told.message, told.mend)];
}
