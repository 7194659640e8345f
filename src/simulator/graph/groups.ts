/** Operations on groups and their members. */

import { isRecord } from '../call.ts';
import { changeLicences } from '../tenant/follow-licence.ts';
import type { Group } from '../tenant/model.ts';
import type { SimResponse, World } from '../world.ts';
import { count, type GraphCall, list, NO_CONTENT, single } from './call.ts';
import { cast, castTransitive } from './cast.ts';
import {
  belongings,
  directBelongings,
  groups,
  groupsOf,
  liveGroup,
  members,
  owners,
  seenGroup,
  seenObject,
  transitiveGroupsOf,
  transitiveMembers,
} from './directory.ts';
import { GROUP } from './group-entity.ts';
import { mixedList } from './mixed.ts';
import { named as userNamed } from './named-user.ts';
import { READ_HIDDEN_MEMBERS, WRITE_ROLE_GROUPS } from './permissions.ts';
import { refuse } from './refusals.ts';
import { deleteUser } from './users.ts';

export function listGroups(call: GraphCall): SimResponse {
  return list(call, GROUP, 'groups', groups(call.world));
}
export function countGroups(call: GraphCall): SimResponse {
  return count(call, GROUP, groups(call.world));
}
export function getGroup(call: GraphCall): SimResponse {
  return single(call, GROUP, 'groups', seen(call));
}
export function listOwners(call: GraphCall): SimResponse {
  return mixedList(call, owners(call.world, seen(call)));
}
export function groupMemberOf(call: GraphCall): SimResponse {
  return mixedList(call, directBelongings(groupsOf(call.world, seen(call).id), undefined));
}
export function groupTransitiveMemberOf(call: GraphCall): SimResponse {
  return mixedList(call, belongings(transitiveGroupsOf(call.world, seen(call).id), undefined));
}

export function listOwnersCast(call: GraphCall): SimResponse {
  return cast(call, owners(call.world, seen(call)));
}

export function listMembers(call: GraphCall): SimResponse {
  return mixedList(call, members(call.world, readable(call)));
}
export function listTransitiveMembers(call: GraphCall): SimResponse {
  return mixedList(call, transitiveMembers(call.world, readable(call)));
}
export function listMembersCast(call: GraphCall): SimResponse {
  return cast(call, members(call.world, readable(call)));
}
export function listTransitiveMembersCast(call: GraphCall): SimResponse {
  return castTransitive(call, transitiveMembers(call.world, readable(call)));
}
export function countMembers(call: GraphCall): SimResponse {
  if (!call.query.eventual) throw refuse.countSegment();
  const number = members(call.world, readable(call)).length;
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: String(number) };
}

export function addMember(call: GraphCall): SimResponse {
  const { world } = call;
  const group = writable(call);
  const id = referenced(call);
  const object = seenObject(world, id);
  if (!object || object.kind === 'directoryRole') throw refuse.missing(id);
  if (group.members.includes(object.object.id)) throw refuse.alreadyMember();
  world.lag.changing(group);
  withLicences(world, group, object.object.id, () => group.members.push(object.object.id));
  world.changed(group);
  return NO_CONTENT;
}

export function removeMember(call: GraphCall): SimResponse {
  const { world } = call;
  const group = writable(call);
  const member = memberId(call, group);
  world.lag.changing(group);
  withLicences(world, group, member, () => {
    group.members = group.members.filter((id) => id !== member);
  });
  world.changed(group);
  return NO_CONTENT;
}

/** Whoever comes into a group that gives licences, or goes, gains or loses them. */
function withLicences(world: World, group: Group, member: string, change: () => void): void {
  const user = group.licences && world.tenant.users.find(({ id }) => id === member);
  if (user) changeLicences(world, user, change);
  else change();
}

/** Without `/$ref` the path names the member itself, and the service deletes that: the directory object, not the membership. */
export function deleteMemberObject(call: GraphCall): SimResponse {
  const group = live(call);
  const id = memberId(call, group);
  return deleteUser(call, userNamed({ ...call, parameters: { id } }));
}

function seen({ world, parameters }: GraphCall): Group {
  const { id = '' } = parameters;
  const group = seenGroup(world, id);
  if (!group) throw refuse.missing(id);
  return group;
}
function live({ world, parameters }: GraphCall): Group {
  const { id = '' } = parameters;
  const group = liveGroup(world, id);
  if (!group) throw refuse.missing(id);
  return group;
}

/** The group whose members are asked for. Throws the 403 where it hides them from this caller. */
function readable(call: GraphCall): Group {
  const group = seen(call);
  if (group.hiddenMembership && !call.access.permissions.has(READ_HIDDEN_MEMBERS))
    throw refuse.denied();
  return group;
}

/** The group whose members are to change. Throws what the service says to groups that are owned elsewhere. */
function writable(call: GraphCall): Group {
  const { access, world } = call;
  const group = live(call);
  if (group.onPremisesSyncEnabled) throw refuse.onPremises();
  if (group.kind === 'mailSecurity' || group.kind === 'distribution') {
    throw world.settings.mailGroupMembers === 'forbidden' ? refuse.denied() : refuse.mailGroup();
  }
  if (group.membershipRule !== null) {
    throw world.settings.dynamicGroupMembers === 'forbidden'
      ? refuse.denied()
      : refuse.badRequest('Insufficient privileges to update the members of a dynamic group.');
  }
  if (group.isAssignableToRole && !access.permissions.has(WRITE_ROLE_GROUPS)) throw refuse.denied();
  return group;
}

/** The member that the path names. Throws the 404. */
function memberId({ parameters }: GraphCall, group: Group): string {
  const { member = '' } = parameters;
  const found = group.members.find((id) => id.toLowerCase() === member.toLowerCase());
  if (found === undefined) throw refuse.missing(member);
  return found;
}

/** The id at the end of `@odata.id`. */
function referenced({ request }: GraphCall): string {
  const { '@odata.id': link } = isRecord(request.body) ? request.body : {};
  if (typeof link !== 'string') throw refuse.body("The property '@odata.id' is missing.");
  const match =
    /^https?:\/\/[^/]+\/v1\.0\/(?:directoryObjects|users|groups|contacts|servicePrincipals)(?:\/([^/?#]+)|\('([^']+)'\))$/i.exec(
      link,
    );
  const id = match?.[1] ?? match?.[2];
  if (id === undefined) throw refuse.body(`Invalid URL format specified in @odata.id: '${link}'.`);
  return decodeURIComponent(id);
}
