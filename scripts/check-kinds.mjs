/**
 * `npm run check:kinds`: the folders that work on every kind name none. What is particular to a kind is said by the kind itself
 * (src/kinds/kind.ts, src/kinds/traits.ts); a table that must name kinds stands in src/kinds/.
 *
 * The rule goes by the text alone, so that no type can hide a name: in these folders, tests apart, there is no string that is exactly the
 * name of a kind, no property of that name (read, written, declared or taken apart), and no import from a kind's own folder. A word that
 * happens to be such a name may stand within a longer text.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const REGISTER = 'src/kinds/index.ts';
const FOLDERS = ['src/plan', 'src/apply', 'src/run', 'src/commands'];

/** A path into the folder of one kind. */
const FROM_A_KIND = /(^|\/)kinds\/[^/]+\/[^/]+$/;

const [, , root = '.'] = process.argv;

const parsed = (file, text) => ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);

/** The keys of the register. Throws where it is not found: then the check would find nothing, and say that all is well. */
function kindNames(text) {
  const names = [];
  const visit = (node) => {
    if (
      ts.isVariableDeclaration(node) &&
      node.name.getText() === 'register' &&
      node.initializer !== undefined &&
      ts.isObjectLiteralExpression(node.initializer)
    )
      names.push(...node.initializer.properties.map(({ name }) => name?.text));
    ts.forEachChild(node, visit);
  };
  visit(parsed(REGISTER, text));
  if (names.length === 0 || names.includes(undefined))
    throw new Error(`${REGISTER}: no \`register\` with the kinds by name`);
  return new Set(names);
}

/** Each place that names a kind, as `file:line:column what`. */
function breachesIn(file, text, names) {
  const source = parsed(file, text);
  const found = [];
  const tell = (node, what) => {
    const { line, character } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${file}:${line + 1}:${character + 1} ${what}`);
  };
  const visit = (node) => {
    if (ts.isStringLiteralLike(node) && names.has(node.text))
      tell(node, `the string '${node.text}'`);
    const property = propertyOf(node);
    if (property !== undefined && ts.isIdentifier(property) && names.has(property.text))
      tell(property, `the property \`${property.text}\``);
    if (ts.isStringLiteralLike(node) && FROM_A_KIND.test(node.text))
      tell(node.parent, `an import from ${node.text}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The name of the property that the node reads, writes, declares or takes out of an object. */
function propertyOf(node) {
  if (ts.isPropertyAccessExpression(node)) return node.name;
  if (ts.isQualifiedName(node)) return node.right;
  if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent))
    return node.propertyName ?? node.name;
  if (
    ts.isPropertyAssignment(node) ||
    ts.isShorthandPropertyAssignment(node) ||
    ts.isPropertySignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isMethodSignature(node) ||
    ts.isAccessor(node)
  )
    return node.name;
  return undefined;
}

function filesIn(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .map((name) => join(folder, name))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .sort();
}

const read = (file) => readFileSync(join(root, file), 'utf8');
const names = kindNames(read(REGISTER));
const files = FOLDERS.flatMap(filesIn);
const found = files.flatMap((file) => breachesIn(file, read(file), names));
for (const line of found) console.error(line);
if (found.length > 0) {
  console.error(
    `${found.length} ${found.length === 1 ? 'place names' : 'places name'} a kind. Let the kind say it (src/kinds/kind.ts), and ask for that (src/kinds/traits.ts).`,
  );
  process.exitCode = 1;
}
