/** What is kept in the state folder, and that it is ours. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../apply/files.ts';
import { ownFolder } from '../apply/own-folder.ts';
import { demandJournals, unreadableFolder } from '../apply/runs.ts';
import type { World } from './world.ts';

/** Journals of one tenant. */
export const runsFolder = (state: string, tenant: string): string => join(state, 'runs', tenant);

export const locksFolder = (state: string): string => join(state, 'locks');

/** For work that writes: the folder itself is there, and ours. Throws MbxError E1102 where it cannot be used. */
export const demandState = (world: Pick<World, 'state' | 'tell'>): Promise<void> =>
  ownFolder(world.state, noteTo(world));

/** The same for what is in it of one tenant; and no link, pipe or device stands in the place of a journal. */
export async function demandTenantState(
  tenant: string,
  world: Pick<World, 'state' | 'tell'>,
): Promise<void> {
  const { state } = world;
  const runs = runsFolder(state, tenant);
  for (const one of [locksFolder(state), join(state, 'runs'), runs])
    await ownFolder(one, noteTo(world));
  await demandJournals(runs);
}
const noteTo =
  ({ tell }: Pick<World, 'tell'>) =>
  (text: string): void =>
    tell({ is: 'note', text });

/** Tenants of which there are runs in the folder. Throws MbxError E1102 where it cannot be read. */
export async function tenantsWithRuns(state: string): Promise<readonly string[]> {
  const folder = join(state, 'runs');
  try {
    return (await readdir(folder, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory() && TENANT_ID.test(entry.name))
      .map(({ name }) => name)
      .sort();
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return [];
    throw unreadableFolder(folder, cause);
  }
}
/** Whatever else lies there (.DS_Store, lost+found) is none of ours. */
const TENANT_ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu;
