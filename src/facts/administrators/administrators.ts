/** Who holds a directory role, or may activate it: by the role's own lists, people in groups included. */
import type { Ref } from '../../model/ref.ts';
import { type RoleHolderRow, roleHolderRows } from '../../tenant/read/role-holders.ts';
import type { Readable } from '../../tenant/readable.ts';

/** Source: Entra's list of built-in roles. */
export const GLOBAL_ADMINISTRATOR: Ref = {
  id: '62e90394-69f5-4237-9190-012177145e10',
  address: 'Global Administrator',
};

/** One account that holds the role, or may activate it. */
export type Administrator = RoleHolderRow;

export const administrators: Readable<Administrator> = {
  title: 'Administrators',
  about: 'roles',
  reads: [],
  async read({ services: { graph }, pause }, roles) {
    const { rows, gaps } = await roleHolderRows(roles, { graph, pause });
    return { items: rows, gaps };
  },
};
