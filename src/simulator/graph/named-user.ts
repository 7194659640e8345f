/** The user that a path names. */
import type { User } from '../tenant/model.ts';
import type { GraphCall } from './call.ts';
import { liveUser, seenUser } from './directory.ts';
import { refuse } from './refusals.ts';

/** The user that the path names, as it is now. Throws the 404. */
export function named({ world, parameters }: GraphCall): User {
  const { id = '' } = parameters;
  const user = liveUser(world, id);
  if (!user) throw refuse.missing(id);
  return user;
}

/** The same as a reader sees it. */
export function seenNamed({ world, parameters }: GraphCall): User {
  const { id = '' } = parameters;
  const user = seenUser(world, id);
  if (!user) throw refuse.missing(id);
  return user;
}
