/** How many people a group gives a right to, nested groups included. Read only for groups that gain one. */
import { GRAPH_PAGE_LIMIT, GRAPH_PATH } from '../wire/graph.ts';
import { reasonOf } from './administrators.ts';
import { encodeSegment } from './encode.ts';
import { text } from './fields.ts';
import type { Services } from './service.ts';

/** By object id: a number, or the reason why it could not be read. A member that may not be seen makes the number unknown. */
export async function groupSizes(
  ids: readonly string[],
  { graph }: Services,
): Promise<ReadonlyMap<string, number | string>> {
  return new Map(await Promise.all(ids.map(async (id) => [id, await sizeOf(id, graph)] as const)));
}

async function sizeOf(id: string, graph: Services['graph']): Promise<number | string> {
  try {
    const query = { $select: 'id,userPrincipalName,displayName', $top: String(GRAPH_PAGE_LIMIT) };
    const members = await graph.list(
      GRAPH_PATH.transitiveMembers(encodeSegment(id)),
      query,
      (row) => {
        const person = text(row, 'userPrincipalName') !== '';
        return person ? 'person' : text(row, 'displayName') === '' ? 'unseen' : 'other';
      },
    );
    if (members.includes('unseen')) return 'some members may not be seen';
    return members.filter((member) => member === 'person').length;
  } catch (error) {
    return reasonOf(error);
  }
}
