// Where programs rot into one big file: no file over 250 lines, no function over 60, in the folders that orchestrate. Tests and tables apart.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const FOLDERS = ['plan', 'apply', 'run', 'commands'];
const MOST_LINES_OF_FILE = 250;
const MOST_LINES_OF_FUNCTION = 60;

const files = FOLDERS.flatMap((folder) =>
  readdirSync(join('src', folder), { recursive: true, withFileTypes: true })
    .filter(({ name }) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map(({ parentPath, name }) => join(parentPath, name)),
).sort();

/** Functions in a file, each with its lines; one that stands in another counts for both. */
function longFunctions(source) {
  const found = [];
  const visit = (node) => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const [first, last] = [node.getStart(source), node.end].map(
        (at) => source.getLineAndCharacterOfPosition(at).line,
      );
      const lines = last - first + 1;
      if (lines > MOST_LINES_OF_FUNCTION) found.push({ line: first + 1, lines });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const breaches = files.flatMap((file) => {
  const text = readFileSync(file, 'utf8');
  const lines = text.trimEnd().split('\n').length;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  return [
    ...(lines > MOST_LINES_OF_FILE
      ? [`${file}: ${lines} lines; a file has at most ${MOST_LINES_OF_FILE}`]
      : []),
    ...longFunctions(source).map(
      ({ line, lines: of }) =>
        `${file}:${line}: a function of ${of} lines; at most ${MOST_LINES_OF_FUNCTION}`,
    ),
  ];
});
for (const breach of breaches) console.error(breach);
process.exitCode = breaches.length === 0 ? 0 : 1;
