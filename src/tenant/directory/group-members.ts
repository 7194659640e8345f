/** Who is in a group, nested groups included. Read only for groups on which a change or a gate depends. */
import { GRAPH_PAGE_LIMIT, GRAPH_PATH } from '../../wire/graph.ts';
import { counted, needed, text, WrongShape } from '../fields.ts';
import { encodeSegment } from '../http/encode.ts';
import { reasonOf } from '../reason.ts';
import {
  type GraphClient,
  type GraphRead,
  itemsOf,
  type Row,
  ServiceError,
  type Services,
  type Settled,
} from '../service.ts';

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
  { graph, pause }: Pick<Services, 'graph' | 'pause'>,
): Promise<ReadonlyMap<string, GroupMembers>> {
  const first = await readGroups([...new Set(ids)], graph);
  const short = [...first].flatMap(([id, members]) => ('short' in members ? [id] : []));
  if (short.length > 0) await pause(AGAIN_MS);
  const second = await readGroups(short, graph);
  return new Map(
    [...first, ...second].map(([id, members]) => [
      id,
      'short' in members ? { why: `${members.short}, twice`, denied: false } : members,
    ]),
  );
}

/** Why a list is not whole: it may be so the next time. */
interface Short {
  readonly short: string;
}

async function readGroups(
  ids: readonly string[],
  graph: GraphClient,
): Promise<ReadonlyMap<string, GroupMembers | Short>> {
  const reads = (query: Readonly<Record<string, string>>, of: GraphRead['of']): GraphRead[] =>
    ids.map((id) => ({ path: GRAPH_PATH.transitiveMembers(encodeSegment(id)), query, of }));
  const $select = 'id,userPrincipalName,displayName,userType';
  const [lists, counts] = await Promise.all([
    graph.readEach(reads({ $select, $top: String(GRAPH_PAGE_LIMIT) }, 'list'), memberOf),
    graph.readEach(reads({ $select: 'id', $top: '1', $count: 'true' }, 'object'), counted),
  ]);
  return new Map(ids.map((id, index) => [id, membersIn(lists[index], counts[index])]));
}

/** More than counted are no doubt: the number lags, the list does not. */
function membersIn(
  list: Settled<GroupMember> | undefined,
  count: Settled<number> | undefined,
): GroupMembers | Short {
  try {
    const members = oneEach(itemsOf(list));
    const [number] = itemsOf(count);
    if (number === undefined) return { why: 'the members were not counted', denied: false };
    return members.length < number
      ? { short: `only ${members.length} of ${number} members of the group were listed` }
      : members;
  } catch (error) {
    const why = reasonOf(error);
    return { why, denied: error instanceof ServiceError && error.failure === 'denied' };
  }
}

function oneEach(rows: readonly GroupMember[]): readonly GroupMember[] {
  const members = new Map<string, GroupMember>();
  for (const member of rows) {
    const before = members.get(member.id);
    if (before !== undefined && before.kind !== member.kind)
      throw new WrongShape('value', 'one row for each member', { value: member.id });
    members.set(member.id, member);
  }
  return [...members.values()];
}

const KINDS: Readonly<Record<string, GroupMember['kind']>> = {
  '#microsoft.graph.user': 'person',
  '#microsoft.graph.agentUser': 'person', // a user, too; the index of recipients knows that it is no person
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
