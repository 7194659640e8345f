/** The directory as Graph sees it: which objects there are, and who is a member of what. Reads go through the lag. */

import { objectById } from '../tenant/find.ts';
import type { Contact, Group, User } from '../tenant/model.ts';
import { entriesFor, nameKey } from '../tenant/names.ts';
import type { World } from '../world.ts';
import type { AnyObject } from './any-object.ts';
import { roleName } from './permissions.ts';
import type { DirectoryApp } from './small-entities.ts';

export function users(world: World): User[] {
  return world.tenant.users
    .map((user) => world.lag.seen('user', user))
    .filter((user) => user !== undefined)
    .filter((user) => user.deletedDateTime === null);
}

export function deletedUsers(world: World): User[] {
  return world.tenant.users
    .map((user) => world.lag.seen('user', user))
    .filter((user) => user !== undefined)
    .filter((user) => user.deletedDateTime !== null);
}

/** The user of this object id or sign-in name, as it is now: for writes. No other name is taken. */
export function liveUser(world: World, name: string): User | undefined {
  const wanted = nameKey(name);
  for (const entry of entriesFor(world.tenant, wanted)) {
    if (entry.kind !== 'user' || entry.user.deletedDateTime !== null) continue;
    const { id, userPrincipalName } = entry.user;
    if (nameKey(id) === wanted || nameKey(userPrincipalName) === wanted) return entry.user;
  }
  return undefined;
}

/** The same as a reader sees it. */
export function seenUser(world: World, name: string): User | undefined {
  const user = liveUser(world, name);
  return user && world.lag.seen('user', user);
}

/** Dynamic distribution groups exist for Exchange alone. */
function inDirectory(group: Group): boolean {
  return group.kind !== 'dynamicDistribution';
}

export function groups(world: World): Group[] {
  return world.tenant.groups
    .filter(inDirectory)
    .map((group) => world.lag.seen('recipient', group))
    .filter((group) => group !== undefined);
}

/** The group of this object id, as it is now: for writes. */
export function liveGroup(world: World, id: string): Group | undefined {
  const found = objectById(world.tenant, id);
  return found?.kind === 'group' && inDirectory(found.group) ? found.group : undefined;
}
export function seenGroup(world: World, id: string): Group | undefined {
  const group = liveGroup(world, id);
  return group && world.lag.seen('recipient', group);
}

export function contacts(world: World): Contact[] {
  return world.tenant.contacts
    .map((contact) => world.lag.seen('recipient', contact))
    .filter((contact) => contact !== undefined);
}

/** Service principals of the applications that sign in here, and those that are trustees in Exchange. */
export function directoryApps({ tenant }: World): DirectoryApp[] {
  const apps = new Map<string, DirectoryApp>();
  for (const { id, appId, displayName } of [...tenant.applications, ...tenant.servicePrincipals]) {
    if (!apps.has(id)) apps.set(id, { id, appId, displayName });
  }
  return [...apps.values()];
}

/** The object of this id, of whatever kind, as a reader sees it; deleted ones are not found. */
export function seenObject(world: World, id: string): AnyObject | undefined {
  const found = objectById(world.tenant, id);
  switch (found?.kind) {
    case 'user': {
      const object = world.lag.seen('user', found.user);
      return object && object.deletedDateTime === null ? { kind: 'user', object } : undefined;
    }
    case 'group': {
      const object = seenGroup(world, found.group.id);
      return object && { kind: 'group', object };
    }
    case 'contact': {
      const object = world.lag.seen('recipient', found.contact);
      return object && { kind: 'orgContact', object };
    }
    case 'servicePrincipal':
    case undefined: {
      const object = directoryApps(world).find((one) => one.id.toLowerCase() === id.toLowerCase());
      return object && { kind: 'servicePrincipal', object };
    }
  }
}

export function members(world: World, group: Group): AnyObject[] {
  return objects(world, group.members);
}
export function owners(world: World, group: Group): AnyObject[] {
  return objects(world, group.owners);
}
function objects(world: World, ids: readonly string[]): AnyObject[] {
  return ids.map((id) => seenObject(world, id)).filter((object) => object !== undefined);
}

/** Members and members of members, each once; groups themselves too. A circle ends where it closes. */
export function transitiveMembers(world: World, group: Group): AnyObject[] {
  const found = new Map<string, AnyObject>();
  const walk = (one: Group) => {
    for (const member of members(world, one)) {
      const id = member.kind === 'directoryRole' ? member.object.templateId : member.object.id;
      if (found.has(id)) continue;
      found.set(id, member);
      if (member.kind === 'group') walk(member.object);
    }
  };
  walk(group);
  return [...found.values()];
}

/** Groups that name this object as a member. */
export function groupsOf(world: World, id: string): Group[] {
  return groups(world).filter((group) => group.members.includes(id));
}

/** The same through nesting, each once. */
export function transitiveGroupsOf(world: World, id: string): Group[] {
  const found = new Map<string, Group>();
  const all = groups(world);
  const walk = (member: string) => {
    for (const group of all) {
      if (!group.members.includes(member) || found.has(group.id)) continue;
      found.set(group.id, group);
      walk(group.id);
    }
  };
  walk(id);
  return [...found.values()];
}

/** What somebody belongs to: groups, and the directory roles held, through one of these groups too. */
export function belongings(found: readonly Group[], user: User | undefined): AnyObject[] {
  const roles = new Set([
    ...(user?.roles ?? []),
    ...found.flatMap((group) => (group.isAssignableToRole ? (group.roles ?? []) : [])),
  ]);
  return [
    ...found.map((object) => ({ kind: 'group' as const, object })),
    ...[...roles].map((templateId) => ({
      kind: 'directoryRole' as const,
      object: { templateId, displayName: roleName(templateId) },
    })),
  ];
}

/** What somebody belongs to without nesting: a role held by a group is not the member's own. */
export const directBelongings = (found: readonly Group[], user: User | undefined): AnyObject[] => [
  ...found.map((object) => ({ kind: 'group' as const, object })),
  ...belongings([], user),
];
