/** Which directory roles an account holds, or may activate: by the account's own word. */
import { type OwnRoleRow, ownRoleRows } from '../../tenant/read/own-roles.ts';
import type { Readable } from '../../tenant/readable.ts';

/** One role of the account. */
export type DirectoryRole = OwnRoleRow;

export const directoryRoles: Readable<DirectoryRole> = {
  title: 'Directory roles',
  about: 'users',
  reads: [],
  async read({ services: { graph } }, users) {
    const { rows, gaps } = await ownRoleRows(users, graph);
    return { items: rows, gaps };
  },
};
