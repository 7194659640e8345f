/** Who somebody's manager is, and who reports to whom. Source: Graph, manager and directReports of the user. */
import type { User } from '../tenant/model.ts';
import type { SimResponse, World } from '../world.ts';
import { context, type Expansion, type GraphCall, ok } from './call.ts';
import { seenObject, users } from './directory.ts';
import { mixedList, typed } from './mixed.ts';
import { seenNamed } from './named-user.ts';
import { demand, MAY } from './permissions.ts';
import { refuse } from './refusals.ts';

/** Throws the 404 where there is none: also for one that has been deleted. */
export function getManager(call: GraphCall): SimResponse {
  const manager = managerOf(call.world, seenNamed(call));
  if (!manager) throw refuse.missing('manager');
  return ok({
    '@odata.context': context(call, 'directoryObjects/$entity'),
    ...typed(call, manager),
  });
}

export function listReports(call: GraphCall): SimResponse {
  const { id } = seenNamed(call);
  const reports = users(call.world).filter(({ manager }) => manager === id);
  return mixedList(
    call,
    reports.map((object) => ({ kind: 'user', object })),
  );
}

/** `$expand=manager`: a user without one has no such member. Other relations are refused. */
export function managerExpansion(call: GraphCall): Expansion<User> {
  const { expand } = call.query;
  if (!expand) return () => ({});
  if (expand.relation.toLowerCase() !== 'manager') throw unknownRelation(call, expand.relation);
  demand(call.access, MAY.readManager);
  const inner: GraphCall = { ...call, query: { ...call.query, select: expand.select } };
  return (user) => {
    const manager = managerOf(call.world, user);
    return manager ? { manager: typed(inner, manager) } : {};
  };
}

function unknownRelation({ world, request }: GraphCall, relation: string) {
  world.unknown(request, `$expand=${relation} is not simulated`);
  return refuse.option(`$expand=${relation}`);
}

function managerOf(world: World, { manager }: User) {
  return manager === undefined ? undefined : seenObject(world, manager);
}
