/** Who is in a group, nested groups included. Read only for groups on which a change or a gate depends. */
import { GRAPH_PAGE_LIMIT, GRAPH_PATH } from '../wire/graph.ts';
import { encodeSegment } from './encode.ts';
import { needed, text, WrongShape } from './fields.ts';
import { reasonOf } from './reason.ts';
import { type GraphClient, type Row, ServiceError, type Services } from './service.ts';

/** A member by object id. A guest is one by the word of the directory; Exchange may know more (`Recipients`). */
export interface GroupMember {
  readonly id: string;
  readonly kind: 'person' | 'guest' | 'group' | 'other';
}
/** Why not all members are known: then nothing may be concluded from the group. */
export interface UnreadGroup {
  readonly why: string;
  /** A permission is missing; else the answer was not whole, or none came. */
  readonly denied: boolean;
}
export type GroupMembers = readonly GroupMember[] | UnreadGroup;
export const isUnread = <Known extends object>(
  members: Known | UnreadGroup,
): members is UnreadGroup => 'why' in members;

/** Milliseconds before a list that came short is read once more: the number comes from an index that lags behind. */
const AGAIN_MS = 30_000;

/** By object id of the group. Throws only what ends the run. */
export async function groupMembers(
  ids: readonly string[],
  services: Pick<Services, 'graph' | 'pause'>,
): Promise<ReadonlyMap<string, GroupMembers>> {
  return new Map(
    await Promise.all(ids.map(async (id) => [id, await membersOf(id, services)] as const)),
  );
}

async function membersOf(
  id: string,
  { graph, pause }: Pick<Services, 'graph' | 'pause'>,
): Promise<GroupMembers> {
  try {
    const first = await listedAndCounted(id, graph);
    if (!isShort(first)) return first.members;
    await pause(AGAIN_MS);
    const second = await listedAndCounted(id, graph);
    if (!isShort(second)) return second.members;
    return {
      why: `only ${second.members.length} of ${second.counted} members of the group were listed, twice`,
      denied: false,
    };
  } catch (error) {
    const why = reasonOf(error);
    return { why, denied: error instanceof ServiceError && error.failure === 'denied' };
  }
}

interface Listed {
  readonly members: readonly GroupMember[];
  /** As the directory counts them, asked for by itself. */
  readonly counted: number;
}
/** More than counted are no doubt: the number lags, the list does not. */
const isShort = ({ members, counted }: Listed): boolean => members.length < counted;

async function listedAndCounted(group: string, graph: GraphClient): Promise<Listed> {
  const path = GRAPH_PATH.transitiveMembers(encodeSegment(group));
  const [rows, number] = await Promise.all([
    graph.list(
      path,
      { $select: 'id,userPrincipalName,displayName,userType', $top: String(GRAPH_PAGE_LIMIT) },
      memberOf,
    ),
    graph.get(path, { $select: 'id', $top: '1', $count: 'true' }),
  ]);
  const counted = number['@odata.count'];
  if (typeof counted !== 'number') throw new WrongShape('@odata.count', 'number', number);
  const members = new Map<string, GroupMember>();
  for (const member of rows) {
    const before = members.get(member.id);
    if (before !== undefined && before.kind !== member.kind)
      throw new WrongShape('value', 'one row for each member', { value: member.id });
    members.set(member.id, member);
  }
  return { members: [...members.values()], counted };
}

const KINDS: Readonly<Record<string, GroupMember['kind']>> = {
  '#microsoft.graph.user': 'person',
  '#microsoft.graph.group': 'group',
};
/** Throws WrongShape for a member that may not be seen: it has an id and nothing else. */
function memberOf(row: Row): GroupMember {
  const id = needed(row, 'id');
  const type = text(row, '@odata.type');
  const person = text(row, 'userPrincipalName') !== '';
  const kind = KINDS[type] ?? (person && type === '' ? 'person' : 'other');
  const hidden = kind === 'person' ? !person : text(row, 'displayName') === '';
  if (hidden) throw new WrongShape('displayName', 'name of a member that may be seen', row);
  return { id, kind: kind === 'person' && text(row, 'userType') === 'Guest' ? 'guest' : kind };
}
