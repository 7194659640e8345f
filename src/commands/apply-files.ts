/** What the arguments of `mbx apply` are: an approved plan, or the strategy. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DOCUMENT_BYTES, readBounded, systemCode, UnusableFile } from '../apply/files.ts';
import { NotText, textOf } from '../apply/text-of.ts';
import { MbxError } from '../model/error.ts';
import { isPlanText } from '../plan/document.ts';
import type { Context } from './context.ts';

export interface Given {
  /** The plan file, where there is one. */
  readonly plan: string | undefined;
  readonly strategy: readonly string[];
}

/**
 * A folder, and a file whose name ends in .yaml or .yml, is a strategy, unless it holds a plan. Any other is a plan file, whatever it holds: so
 * whoever can write the file that is to be approved cannot make a strategy of it. Throws MbxError E1001 for two plans.
 */
export async function sortFiles(files: readonly string[], context: Context): Promise<Given> {
  const plans: string[] = [];
  const strategy: string[] = [];
  for (const file of files) ((await isStrategy(file, context)) ? strategy : plans).push(file);
  const [plan, second] = plans;
  if (second !== undefined)
    throw new MbxError(
      'E1001',
      `${plan} and ${second} would be two plan files, and one run carries out one plan`,
      'A strategy given as an argument has a name that ends in .yaml or .yml, or is a folder; any other is named with -f.',
    );
  return { plan, strategy };
}

async function isStrategy(file: string, { cwd }: Context): Promise<boolean> {
  const path = resolve(cwd, file);
  const named = /\.ya?ml$/iu.test(file);
  try {
    const found = await stat(path);
    if (found.isDirectory()) return true;
    if (!named || !found.isFile()) return named;
    return !isPlanText(textOf(await readBounded(path, DOCUMENT_BYTES)));
  } catch (error) {
    // Whoever reads it as what its name says tells what is wrong with it.
    if (error instanceof NotText || error instanceof UnusableFile || systemCode(error) !== '')
      return named;
    throw error;
  }
}
