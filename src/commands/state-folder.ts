/** Where runs and the demo tenant are kept. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CommonOptions, Context } from './context.ts';

/** Flag, variable, then the XDG place for state. */
export function stateFolder(options: CommonOptions, { env, cwd }: Context): string {
  const named = options.state ?? env['MBX_STATE_DIR'];
  if (named !== undefined && named !== '') return resolve(cwd, named);
  const base = env['XDG_STATE_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.local', 'state') : base, 'mbx');
}

/** Journals of one tenant. */
export const runsFolder = (tenant: string, options: CommonOptions, context: Context): string =>
  join(stateFolder(options, context), 'runs', tenant);
