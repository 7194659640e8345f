/** Where runs and the demo tenant are kept. */
import { isAbsolute, join, resolve } from 'node:path';
import { ownFolder } from '../apply/own-folder.ts';
import { demandJournals } from '../apply/runs.ts';
import { MbxError } from '../model/error.ts';
import type { CommonOptions, Context } from './context.ts';

/** Flag, variable, then the XDG place for state. Throws MbxError E1101 where nothing says where that is. */
export function stateFolder(options: CommonOptions, { env, cwd }: Context): string {
  const named = options.state ?? env['MBX_STATE_DIR'];
  if (named !== undefined && named !== '') return resolve(cwd, named);
  const base = env['XDG_STATE_HOME'] ?? '';
  if (isAbsolute(base)) return join(base, 'mbx'); // XDG: a relative path is to be ignored
  const home = env['HOME'] ?? env['USERPROFILE'] ?? '';
  if (isAbsolute(home)) return join(home, '.local', 'state', 'mbx');
  throw new MbxError(
    'E1101',
    'it is not known where journals are kept: neither --state nor MBX_STATE_DIR is given, and HOME names no folder',
    'Name a folder that is kept, with --state FOLDER or MBX_STATE_DIR.',
  );
}

/** Journals of one tenant. */
export const runsFolder = (tenant: string, options: CommonOptions, context: Context): string =>
  join(stateFolder(options, context), 'runs', tenant);

export const locksFolder = (options: CommonOptions, context: Context): string =>
  join(stateFolder(options, context), 'locks');

/** For commands that write: the folder itself is there, and ours. Throws MbxError E1101, and E1102 where it cannot be used. */
export async function demandState(options: CommonOptions, context: Context): Promise<void> {
  await ownFolder(stateFolder(options, context), noteTo(options, context));
}
/** The same for what is in it of one tenant; and no link, pipe or device stands in the place of a journal. */
export async function demandTenantState(
  tenant: string,
  options: CommonOptions,
  context: Context,
): Promise<void> {
  const folder = stateFolder(options, context);
  const runs = runsFolder(tenant, options, context);
  for (const one of [locksFolder(options, context), join(folder, 'runs'), runs])
    await ownFolder(one, noteTo(options, context));
  await demandJournals(runs);
}
const noteTo =
  ({ quiet }: CommonOptions, { err }: Context) =>
  (note: string): void => {
    if (quiet !== true) err(`${note}\n`);
  };
