/** Directory roles in use, and who holds them. Never paged. Source: Graph, directoryRoles. */
import type { SimResponse } from '../world.ts';
import { type GraphCall, list, mixedList } from './call.ts';
import { belongings, users } from './directory.ts';
import { refuse } from './refusals.ts';
import { ROLE } from './small-entities.ts';

export function listDirectoryRoles(call: GraphCall): SimResponse {
  const held = users(call.world).flatMap((user) => belongings([], user));
  const byTemplate = new Map(
    held.flatMap((one) =>
      one.kind === 'directoryRole' ? [[one.object.templateId, one.object]] : [],
    ),
  );
  return list(call, ROLE, 'directoryRoles', [...byTemplate.values()]);
}

export function listRoleMembers(call: GraphCall): SimResponse {
  const { id = '' } = call.parameters;
  const holders = users(call.world).filter(({ roles }) => roles.includes(id));
  if (holders.length === 0) throw refuse.missing(id);
  return mixedList(
    call,
    holders.map((object) => ({ kind: 'user' as const, object })),
  );
}
