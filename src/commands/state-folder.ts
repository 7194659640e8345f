/** Where runs and the demo tenant are kept. */
import { isAbsolute, join, resolve } from 'node:path';
import { ownFolder } from '../apply/own-folder.ts';
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
    'there is no folder for journals: neither --state nor MBX_STATE_DIR is given, and HOME does not name a folder',
    'Name a permanent folder with --state FOLDER or MBX_STATE_DIR.',
  );
}

/** For what is kept beside the runs: the folder is there, and ours. Throws MbxError E1101, and E1102 where it cannot be used. */
export const demandStateFolder = (options: CommonOptions, context: Context): Promise<void> =>
  ownFolder(stateFolder(options, context), (note) => {
    if (options.quiet !== true) context.err(`${note}\n`);
  });
