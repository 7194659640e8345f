/** Finds and reads the strategy's files; what is in them is `strategy/`'s business. */
import type { Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { DOCUMENT_BYTES, readBounded, UnusableFile } from '../apply/files.ts';
import { NotText, textOf } from '../apply/text-of.ts';
import { MbxError } from '../model/error.ts';
import { isPlanText } from '../plan/document.ts';
import { InvalidStrategy, type Loaded } from '../run/loaded.ts';
import { parseStrategy } from '../strategy/parse.ts';
import type { Source } from '../strategy/strategy.ts';
import type { Context } from './context.ts';

const DEFAULTS = ['mailboxes.yaml', 'mailboxes'] as const;
const YAML = /\.ya?ml$/i;

/** Throws MbxError E1002 where a file cannot be read, E2001 with all complaints where one is wrong. */
export async function loadStrategy(
  files: readonly string[] | undefined,
  context: Context,
): Promise<Loaded> {
  const named = await namedFiles(files, context);
  const sources = await readSources(named, context);
  const parsed = parseStrategy(sources, context.clock.now());
  if (!parsed.ok) throw new InvalidStrategy(parsed.complaints);
  const texts = new Map(sources.map(({ file, text }) => [file, text.split(/\r\n|\r|\n/)]));
  return {
    named: named.map((file) => resolve(context.cwd, file)),
    strategy: parsed.strategy,
    warnings: parsed.complaints,
    lineAt: ({ file, line }) => texts.get(file)?.[line - 1] ?? '',
  };
}

/** JSON is YAML, too: a plan file given as a strategy would be told as fifteen unknown keys. Throws MbxError E1001. */
function demandNoPlan({ file, text }: Source, named: readonly string[]): void {
  if (!isPlanText(text)) return;
  const others = named.filter((name) => name !== file);
  const strategy = others.length === 0 ? '' : ` -f ${others.join(' ')}`;
  throw new MbxError(
    'E1001',
    `${file} is a plan file, not a strategy`,
    `A plan file stands before -f, which takes every name after it. To see the plan: mbx show ${file}. To carry it out: mbx apply ${file}${strategy}`,
  );
}

/** Throws MbxError E1002 where a file cannot be read, E1001 where one is a plan file. */
export async function readSources(
  files: readonly string[] | undefined,
  context: Context,
): Promise<readonly Source[]> {
  const named = await namedFiles(files, context);
  const paths = (await Promise.all(named.map((file) => expand(file, context)))).flat();
  const sources = await Promise.all([...new Set(paths)].map((path) => readSource(path, context)));
  for (const source of sources) demandNoPlan(source, named);
  return sources;
}

const namedFiles = async (
  files: readonly string[] | undefined,
  context: Context,
): Promise<readonly string[]> =>
  files === undefined || files.length === 0 ? [await defaultFile(context)] : files;

async function defaultFile(context: Context): Promise<string> {
  for (const name of DEFAULTS) if (await exists(resolve(context.cwd, name))) return name;
  throw new MbxError(
    'E1002',
    `there is no strategy here: neither ${DEFAULTS[0]} nor a folder ${DEFAULTS[1]}/`,
    'Name the file with -f FILE, or begin with an example: `mbx demo strategy > mailboxes.yaml`.',
  );
}
async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw unreadable(path, error);
  }
}

/** A folder stands for the YAML files in it and in its sub-folders, by name. */
async function expand(file: string, context: Context): Promise<readonly string[]> {
  const path = resolve(context.cwd, file);
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const paths = await yamlIn(path, new Set(), context);
    if (paths.length === 0)
      throw new MbxError(
        'E1002',
        `there is no .yaml file in ${file}`,
        'Name a folder with strategy files, or a file.',
      );
    return paths;
  } catch (error) {
    if (error instanceof MbxError) throw error;
    throw unreadable(file, error);
  }
}

/**
 * What is hidden (its name begins with a dot: `.git`, an editor's lock `.#a.yaml`, `._a.yaml` of macOS) holds no strategy. A link
 * leads where it points, each folder once: it may point to a folder above. Nobody named the files one by one, so a pipe or a device
 * among them is a mistake, and is never opened. Throws MbxError E1002.
 */
async function yamlIn(
  folder: string,
  seen: Set<string>,
  context: Context,
): Promise<readonly string[]> {
  const real = await realpath(folder);
  if (seen.has(real)) return [];
  seen.add(real);
  const paths: string[] = [];
  for (const name of (await readdir(folder)).sort()) {
    if (name.startsWith('.')) continue;
    const path = join(folder, name);
    const what = await statOf(path);
    if (what?.isDirectory() === true) paths.push(...(await yamlIn(path, seen, context)));
    else if (YAML.test(name)) {
      if (what !== undefined && !what.isFile())
        throw new MbxError(
          'E1002',
          `${relative(context.cwd, path)} is a pipe, a socket or a device, not a file`,
          'Take it out of the folder, or name the files of the strategy one by one.',
        );
      paths.push(path);
    }
  }
  return paths;
}
/** Undefined: a link that leads nowhere; what is wrong with it is told when it is read. */
async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function readSource(path: string, context: Context): Promise<Source> {
  try {
    return {
      file: relative(context.cwd, path) || path,
      text: textOf(await readBounded(path, DOCUMENT_BYTES)),
    };
  } catch (error) {
    throw unreadable(relative(context.cwd, path), error);
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';
function unreadable(file: string, cause: unknown): MbxError {
  const error = (why: string, mend: string): MbxError =>
    new MbxError('E1002', why, mend, { cause });
  if (isMissing(cause))
    return error(`there is no file ${file}`, 'Name the strategy, a file or a folder, with -f.');
  if (cause instanceof UnusableFile)
    return error(`${file} ${cause.message}`, 'Name the strategy, a file or a folder, with -f.');
  if (cause instanceof NotText) return error(`${file} ${cause.message}`, 'Save it as UTF-8.');
  return error(
    `${file} cannot be read (${codeOf(cause) || String(cause)})`,
    'Check that it is a readable file.',
  );
}
