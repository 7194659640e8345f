/** Who is in the groups that have a Deny entry where the file gives somebody a right: read only there. */
import type { IsIn } from '../kinds/kind.ts';
import { decidingGroups } from '../plan/overridden.ts';
import type { Claimed } from '../state/claims.ts';
import type { Note } from '../state/complaints.ts';
import type { State } from '../state/state.ts';
import type { Directory } from '../tenant/directory/directory.ts';
import { groupMembers, isUnread } from '../tenant/directory/group-members.ts';
import type { Services } from '../tenant/service.ts';

export interface DenyGroups {
  readonly isIn: IsIn;
  /** At each line whose effect depends on a group that could not be read. */
  readonly notes: readonly Note[];
}

/** Throws only what ends the run. */
export async function denyGroups(
  claimed: readonly Claimed[],
  state: State,
  { recipients }: Directory,
  services: Services,
): Promise<DenyGroups> {
  const deciding = decidingGroups(claimed, state);
  const members = await groupMembers([...new Set(deciding.map(({ group }) => group))], services);
  const inside = new Map<string, ReadonlySet<string>>();
  const unread = new Map<string, string>();
  for (const [group, found] of members)
    if (isUnread(found)) unread.set(group, found.why);
    else inside.set(group, new Set(found.map(({ id }) => id)));
  return {
    isIn: (holder, group) => inside.get(group)?.has(holder) === true,
    notes: deciding.flatMap(({ group, subject, holder, at }) => {
      const why = unread.get(group);
      if (why === undefined) return [];
      const name = recipients.get(group)?.address ?? group;
      return [
        {
          at,
          message: `Warning: ${subject.address} has a Deny entry for the group ${name}, and whether ${holder} is a member could not be read (${why}); if so, this line has no effect`,
        },
      ];
    }),
  };
}
