/** `mbx demo`: the built-in tenant, to try things on. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MbxError } from '../model/error.ts';
import { EXIT, type Exit } from '../model/exit.ts';
import type { CommonOptions, Context } from './context.ts';
import { demandStateFolder, stateFolder } from './state-folder.ts';

export interface ServeOptions extends CommonOptions {
  readonly port: number;
  /** State file; one is made where it does not exist. */
  readonly stateFile?: string;
  readonly seed?: string;
  readonly size?: number;
  readonly tlsKey?: string;
  readonly tlsCert?: string;
}

export const demoStateFile = (options: CommonOptions, context: Context): string =>
  join(stateFolder(options, context), 'demo-tenant.json');

/** `mbx demo serve`: one JSON line on stdout, then it runs until it is stopped. */
export async function runServe(options: ServeOptions, context: Context): Promise<Exit> {
  if (options.stateFile === undefined) await demandStateFolder(options, context);
  const { serve } = await import('../simulator/main.ts');
  const {
    port,
    seed,
    size,
    tlsKey,
    tlsCert,
    stateFile = demoStateFile(options, context),
  } = options;
  try {
    await serve({ port, state: stateFile, seed, size, tlsKey, tlsCert }, context.out, context.stop);
  } catch (cause) {
    throw new MbxError(
      'E1102',
      `the demo tenant cannot start: ${cause instanceof Error ? cause.message : String(cause)}`,
      'Check the port, the state file and the seed; `mbx demo reset` resets the demo tenant.',
      { cause },
    );
  }
  return EXIT.ok;
}

/** `mbx demo strategy`: the example strategy for the demo tenant. */
export async function runExample(context: Context): Promise<Exit> {
  context.out(
    await readFile(new URL('../policies/strategy.example.yaml', import.meta.url), 'utf8'),
  );
  return EXIT.ok;
}

/** `mbx demo reset`: forgets what was changed in the demo tenant. */
export async function runReset(options: CommonOptions, context: Context): Promise<Exit> {
  const file = demoStateFile(options, context);
  await rm(file, { force: true });
  context.err(`The demo tenant is reset (${file} was removed).\n`);
  return EXIT.ok;
}
