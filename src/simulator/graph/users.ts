/** Operations on users. */

import { followMailbox } from '../tenant/addresses.ts';
import { mailboxOf } from '../tenant/find.ts';
import type { User } from '../tenant/model.ts';
import type { SimResponse } from '../world.ts';
import { context, count, type GraphCall, list, NO_CONTENT, ok, single } from './call.ts';
import { cast, castTransitive } from './cast.ts';
import {
  belongings,
  deletedUsers,
  directBelongings,
  groupsOf,
  liveUser,
  transitiveGroupsOf,
  users,
} from './directory.ts';
import { userType } from './licence-entities.ts';
import { managerExpansion } from './managers.ts';
import { mixedList } from './mixed.ts';
import { named, seenNamed } from './named-user.ts';
import { administersUsers, outranks } from './permissions.ts';
import { refuse } from './refusals.ts';

export function listUsers(call: GraphCall): SimResponse {
  return list(call, userType(call.world), 'users', users(call.world), managerExpansion(call));
}

export function countUsers(call: GraphCall): SimResponse {
  return count(call, userType(call.world), users(call.world));
}

export function getUser(call: GraphCall): SimResponse {
  return single(call, userType(call.world), 'users', seenNamed(call), managerExpansion(call));
}

/** Whoever signed in; an application is nobody. */
export function getMe(call: GraphCall): SimResponse {
  if (call.access.as === 'app') throw refuse.me();
  return getUser({ ...call, parameters: { id: call.access.id } });
}

export function listDeletedUsers(call: GraphCall): SimResponse {
  return list(
    call,
    userType(call.world),
    'directory/deletedItems/microsoft.graph.user',
    deletedUsers(call.world),
  );
}

export function getDeletedUser(call: GraphCall): SimResponse {
  return single(call, userType(call.world), 'directoryObjects', deletedNamed(call));
}

export function memberOf(call: GraphCall): SimResponse {
  const user = seenNamed(call);
  return mixedList(call, directBelongings(groupsOf(call.world, user.id), user));
}

export function transitiveMemberOf(call: GraphCall): SimResponse {
  const user = seenNamed(call);
  return mixedList(call, belongings(transitiveGroupsOf(call.world, user.id), user));
}

export function memberOfCast(call: GraphCall): SimResponse {
  const user = seenNamed(call);
  return cast(call, directBelongings(groupsOf(call.world, user.id), user));
}

export function transitiveMemberOfCast(call: GraphCall): SimResponse {
  const user = seenNamed(call);
  return castTransitive(call, belongings(transitiveGroupsOf(call.world, user.id), user));
}

/** Ends sessions: refresh tokens from before are refused. Repeating it is the same again. */
export function revokeSignInSessions(call: GraphCall): SimResponse {
  const { world } = call;
  const user = named(call);
  if (call.access.as === 'user' && !administersUsers(call.access) && call.access.id !== user.id) {
    throw refuse.denied();
  }
  world.lag.changing(user);
  user.signInSessionsValidFromDateTime = world.clock.iso();
  world.changed(user);
  return ok({ '@odata.context': context(call, 'Edm.Boolean'), value: true });
}

/** Into the bin, with the mailbox; the sign-in name is freed by putting the id in front of it. */
export function deleteUser(call: GraphCall, user: User = named(call)): SimResponse {
  const { world } = call;
  checkRank(call, user);
  if (user.onPremisesSyncEnabled) throw refuse.onPremises();
  const now = world.clock.iso();
  const mailbox = mailboxOf(world.tenant, user.id);
  world.lag.changing(user);
  if (mailbox) {
    world.lag.changing(mailbox);
    mailbox.softDeleted = now;
  }
  user.deletedDateTime = now;
  user.userPrincipalName = `${user.id.replaceAll('-', '')}${user.userPrincipalName}`;
  world.changed(user, ...(mailbox ? [mailbox] : []));
  return NO_CONTENT;
}

/** Out of the bin, under the old sign-in name unless somebody has it by now. */
export function restoreUser(call: GraphCall): SimResponse {
  const { world } = call;
  const { id } = deletedNamed(call);
  const user = world.tenant.users.find((one) => one.id === id);
  if (!user) throw refuse.missing(id);
  checkRank(call, user);
  const prefix = id.replaceAll('-', '');
  const name = user.userPrincipalName.startsWith(prefix)
    ? user.userPrincipalName.slice(prefix.length)
    : user.userPrincipalName;
  if (liveUser(world, name)) throw refuse.taken('userPrincipalName');
  world.lag.changing(user);
  user.deletedDateTime = null;
  user.userPrincipalName = name;
  const mailbox = world.tenant.mailboxes.find((one) => one.userId === id);
  if (mailbox) {
    world.lag.changing(mailbox);
    mailbox.softDeleted = null;
    followMailbox(world.tenant, mailbox);
  }
  world.changed(user, ...(mailbox ? [mailbox] : []));
  return single(call, userType(call.world), 'directoryObjects', user);
}

/** Sensitive actions need a caller that stands above whom they are done to. Throws the 403. */
export function checkRank({ access, world }: GraphCall, user: User): void {
  const inRoleGroup = groupsOf(world, user.id).some((group) => group.isAssignableToRole);
  if (!outranks(access, { roles: user.roles, inRoleGroup })) throw refuse.denied();
  if (access.as === 'user' && !administersUsers(access)) throw refuse.denied();
}

function deletedNamed({ world, parameters }: GraphCall): User {
  const { id = '' } = parameters;
  const user = deletedUsers(world).find((one) => one.id.toLowerCase() === id.toLowerCase());
  if (!user) throw refuse.missing(id);
  return user;
}
