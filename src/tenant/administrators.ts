/** Who could still set things right: global administrators who can sign in. Read only where a sign-in is to be blocked. */
import { GRAPH_PATH } from '../wire/graph.ts';
import type { Directory } from './directory.ts';
import { encodeSegment } from './encode.ts';
import { needed, text } from './fields.ts';
import { reasonOf } from './reason.ts';
import type { Services } from './service.ts';

/** Template of the role Global Administrator, the same in every tenant. Source: Entra's list of built-in roles. */
const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';

/** Object ids, or the reason why they could not be read. */
export async function enabledAdministrators(
  { graph }: Pick<Services, 'graph'>,
  { recipients }: Pick<Directory, 'recipients'>,
): Promise<ReadonlySet<string> | string> {
  try {
    const roles = await graph.list(
      GRAPH_PATH.directoryRoles,
      { $select: 'id,roleTemplateId' },
      (row) =>
        text(row, 'roleTemplateId') === GLOBAL_ADMINISTRATOR ? needed(row, 'id') : undefined,
    );
    const holders = await Promise.all(
      roles.map((role) =>
        graph.list(
          GRAPH_PATH.directoryRoleMembers(encodeSegment(role)),
          { $select: 'id' },
          (row) => ({ id: needed(row, 'id'), group: text(row, '@odata.type') === GROUP }),
        ),
      ),
    );
    const people = await Promise.all(
      holders.flat().map(({ id, group }) => (group ? membersOf(id, graph) : [id])),
    );
    return new Set(people.flat().filter((id) => recipients.get(id)?.enabled === true));
  } catch (error) {
    return reasonOf(error);
  }
}

/** The role may be held by a group; then its members hold it. */
const GROUP = '#microsoft.graph.group';
const membersOf = (group: string, graph: Services['graph']): Promise<readonly string[]> =>
  graph.list(GRAPH_PATH.transitiveMembers(encodeSegment(group)), { $select: 'id' }, (row) =>
    needed(row, 'id'),
  );
