/** One file's text as a tree, or what is wrong with its YAML. */
import { type Document, isScalar, parseDocument, visit, type YAMLError } from 'yaml';
import { error, type Finding } from '../finding.ts';
import { type Lines, linesOf, withoutMark } from '../lines.ts';
import type { Source } from '../strategy.ts';
import type { Node } from '../tree.ts';
import { treeOf } from './nodes.ts';
import { wordsFor } from './words.ts';

/** A file as far as it is YAML. */
export interface ReadFile {
  readonly file: string;
  readonly lines: Lines;
  readonly root: Node;
  readonly findings: readonly Finding[];
  /** Line of the first breach of YAML, if any: what the parser made of the lines from there on is a guess. */
  readonly brokenFrom: number | undefined;
}

/** Blanks, dashes and question marks that may begin a line; far more make the YAML parser run out of memory. */
const DEEPEST_LINE = 400;
const CONFLICT = /^(<{7} |={7}$|>{7} )/;

/** Reads one file. Whatever the text, it throws nothing. */
export function readTree({ file, text }: Source): ReadFile {
  const content = withoutMark(text);
  const lines = linesOf(file, content);
  const start = lines.place(0);
  const unread = (findings: readonly Finding[]): ReadFile => ({
    file,
    lines,
    root: { kind: 'broken', at: start },
    findings,
    brokenFrom: findings[0]?.at.line ?? 1,
  });

  const hopeless = beforeParsing(content, lines);
  if (hopeless.length > 0) return unread(hopeless);
  const document = parseDocument(content, { uniqueKeys: false, prettyErrors: false });
  const breaches = syntaxFindings(document, lines);
  if (document.contents === null && breaches.length === 0) {
    return unread([
      error(
        start,
        'The file is empty.',
        'Start with `version: 1`, `tenant:` and `settings: { mode: additive }`; `mbx demo strategy` prints an example.',
      ),
    ]);
  }
  const tree = treeOf(document.contents, lines);
  const brokenFrom = breaches.reduce<number | undefined>(
    (least, { at }) => Math.min(least ?? at.line, at.line),
    undefined,
  );
  const sound = tree.findings.filter(({ at }) => brokenFrom === undefined || at.line < brokenFrom);
  return { file, lines, root: tree.root, findings: [...breaches, ...sound], brokenFrom };
}

/** What is told better, or more safely, without asking the YAML parser. */
function beforeParsing(text: string, lines: Lines): Finding[] {
  const findings: Finding[] = [];
  for (let start = 0; start <= text.length; ) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end < 0 ? text.length : end).trimEnd();
    if (CONFLICT.test(line)) {
      const mend = 'Finish the merge: keep the right lines and delete the marks.';
      findings.push(error(lines.place(start), 'This is the mark of an unfinished merge.', mend));
    } else if ((/^[\s?-]*/.exec(line)?.[0].length ?? 0) > DEEPEST_LINE) {
      findings.push(error(lines.place(start), ...tooDeep));
    }
    if (end < 0) break;
    start = end + 1;
  }
  return findings;
}

const tooDeep: [string, string] = [
  'This line is indented far deeper than any strategy is.',
  'Check the spaces and dashes at its beginning.',
];

/** The parser's complaints in our words: the first of each line, since the rest mostly follow from it. */
function syntaxFindings(document: Document.Parsed, lines: Lines): Finding[] {
  const findings: Finding[] = [];
  const told = new Set<number>();
  if (document.directives.yaml.explicit === true && document.directives.yaml.version !== '1.2') {
    const words = wordsFor('BAD_DIRECTIVE', '');
    findings.push(error(lines.place(0), words.message, words.mend));
  }
  for (const breach of [...document.errors, ...document.warnings]) {
    const at = lines.place(offsetOf(breach, document));
    if (told.has(at.line)) continue;
    told.add(at.line);
    const words = wordsFor(breach.code, breach.message);
    findings.push(error(at, words.message, words.mend));
  }
  return findings;
}

/** A quote that is never closed is reported where the text ends; people look for where it was opened. */
function offsetOf(breach: YAMLError, document: Document.Parsed): number {
  let offset = breach.pos[0];
  if (breach.code !== 'MISSING_CHAR' || !/quote/.test(breach.message)) return offset;
  visit(document, {
    Scalar(_, node) {
      if (!isScalar(node) || !node.type?.startsWith('QUOTE') || !node.range) return undefined;
      const [from, to] = node.range;
      if (to !== breach.pos[0]) return undefined;
      offset = from;
      return visit.BREAK;
    },
  });
  return offset;
}
