/** What the generators (new-key, new-kind, new-fact) share: names, changes of registers, and writing all files or none. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HOME = fileURLToPath(new URL('..', import.meta.url));
const BIOME = join(HOME, 'node_modules/.bin/biome');

/** Something is in the way: told as it is, with exit code 64, and nothing is written. */
export class Refused extends Error {}

export const kebabOf = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
export const pascalOf = (name) => name.charAt(0).toUpperCase() + name.slice(1);
/** `mailTip` as people say it: "mail tip". */
export const wordsOf = (name) => kebabOf(name).replaceAll('-', ' ');

export const reader = (root) => (file) => readFileSync(join(root, file), 'utf8');

/** The text with something changed once. @throws Error where that is not there to be changed */
export function changed(file, text, pattern, replacement) {
  const next = text.replace(pattern, replacement);
  if (next === text) throw new Error(`${file} is not as it was: ${pattern} is not found`);
  return next;
}

/** With one more import and one more line at the end of the object that `opening` begins. */
export function registered(file, text, opening, name, from, value = '') {
  const begin = text.indexOf(opening);
  const end = text.indexOf('\n}', begin);
  if (begin < 0 || end < 0) throw new Error(`${file} has no ${opening}`);
  const entry = value === '' ? `\n  ${name},` : `\n  ${name}: ${value},`;
  const withEntry = text.slice(0, end) + entry + text.slice(end);
  return changed(file, withEntry, /^import /m, `import { ${name} } from '${from}';\nimport `);
}
/** The names in the object that `opening` begins. */
function namesIn(file, text, opening) {
  const begin = text.indexOf(opening);
  const end = text.indexOf('\n}', begin);
  if (begin < 0 || end < 0) throw new Error(`${file} has no ${opening}`);
  return [...text.slice(begin, end).matchAll(/^ {2}(\w+)[,:]/gm)].map(([, name]) => name);
}

/** @throws Refused */
export function checkForm(name, example) {
  if (!/^[a-z][a-zA-Z]*$/.test(name)) throw new Refused(`Write the name in camelCase: ${example}`);
}
/** A field as the service writes it. @throws Refused */
export function checkField(field, example) {
  if (!/^[A-Z][A-Za-z0-9]*$/.test(field))
    throw new Refused(`Write the field as the service does, MailTip for example: ${example}`);
}
/** A name is a kind's or a fact's, never both; a file that is there is not written over. @throws Refused */
export function checkFree(root, name, files) {
  for (const register of ['src/kinds/index.ts', 'src/facts/index.ts'])
    if (namesIn(register, reader(root)(register), 'const register = {').includes(name))
      throw new Refused(`${register} has ${name} already.`);
  for (const file of files)
    if (existsSync(join(root, file))) throw new Refused(`${file} is there already.`);
}
/** @throws Refused where it cannot be the name of a constant beside what these files import */
export function checkWord(name, texts) {
  const used = texts.flatMap((text) =>
    [...text.matchAll(/^import (?:type )?(?:\* as )?\{?([^}]*?)\}? from/gm)].flatMap(
      ([, names]) => names.match(/\w+/g) ?? [],
    ),
  );
  if (!canBeConstant(name) || used.includes(name) || used.includes(pascalOf(name)))
    throw new Refused(`\`${name}\` is a word of the code itself. Take another name.`);
}
function canBeConstant(name) {
  try {
    return new Function(`'use strict'; const ${name} = 0; return ${name};`)() === 0;
  } catch {
    return false;
  }
}

/** As Biome wants them: imports in order, lines broken. They are formed in a folder of their own. */
function formatted(files) {
  const folder = mkdtempSync(join(tmpdir(), 'mbx-generator-'));
  try {
    cpSync(join(HOME, 'biome.json'), join(folder, 'biome.json'));
    writeAll(folder, files);
    const { status, stderr } = spawnSync(
      process.execPath,
      [BIOME, 'check', '--write', '--vcs-enabled=false', '.'],
      { cwd: folder, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`what was made is no good: ${stderr}`);
    const read = reader(folder);
    return Object.fromEntries(Object.keys(files).map((file) => [file, read(file)]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
function writeAll(root, files) {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

/** Makes all texts first, then writes all of them. `make` throws Refused; whatever else it throws has written nothing either. */
export async function generate(root, make) {
  try {
    const { files, told } = await make();
    writeAll(root, formatted(files));
    for (const file of Object.keys(files)) console.log(file);
    console.log(told);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    console.error(error.message);
    process.exitCode = 64;
  }
}
