/** Who holds directory roles or may activate them, by each role's own lists: members of groups that do so included. */
import type { Ref } from '../../model/ref.ts';
import { GRAPH_PATH } from '../../wire/graph.ts';
import { type GroupMembers, groupMembers, isUnread } from '../directory/group-members.ts';
import { needed, text } from '../fields.ts';
import { encodeSegment, filter } from '../http/encode.ts';
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
import { type Eligible, readEligible } from './eligibility.ts';
import type { Collected, Gap } from './sweep.ts';

export interface RoleHolderRow {
  /** The role: its id is that of its template, the same in every tenant. */
  readonly subject: Ref;
  /** Object id of the account. */
  readonly holder: string;
  /** It would have to be activated first. */
  readonly eligible: boolean;
}

/** A user or group that a role names. */
interface Named {
  readonly id: string;
  readonly group: boolean;
  readonly eligible: boolean;
}

/** Throws ServiceError only where nothing can go on. */
export async function roleHolderRows(
  roles: readonly Ref[],
  services: Pick<Services, 'graph' | 'pause'>,
): Promise<Collected<RoleHolderRow>> {
  const { graph } = services;
  const [active, eligibility] = await Promise.all([
    activeRoles(graph),
    readEligible(
      roles.map(({ id }) => filter`roleDefinitionId eq ${id}`),
      graph,
    ),
  ]);
  const [holders, groups] = await Promise.all([
    readHolders(active, roles, graph),
    groupsAmong(
      eligibility.flatMap((one) => (one.ok ? one.answer.items : [])),
      graph,
    ),
  ]);
  const gaps: Gap[] = [];
  const named = new Map<Ref, readonly Named[]>();
  for (const [index, role] of roles.entries()) {
    try {
      const may = itemsOf(eligibility[index]).map(
        ({ principal }): Named => ({
          id: principal,
          group: isGroup(groups.get(principal)),
          eligible: true,
        }),
      );
      named.set(role, [...holders(role.id), ...may]);
    } catch (error) {
      gaps.push({ subject: role.id, reason: reasonOf(error) });
    }
  }
  const inside = [...named.values()].flat().filter(({ group }) => group);
  const members = await groupMembers(
    inside.map(({ id }) => id),
    services,
  );
  const rows: RoleHolderRow[] = [];
  for (const [subject, all] of named) {
    try {
      for (const { id, group, eligible } of all)
        for (const holder of group ? peopleIn(id, members) : [id])
          rows.push({ subject, holder, eligible });
    } catch (error) {
      gaps.push({ subject: subject.id, reason: reasonOf(error) });
    }
  }
  // Of a role with a gap nothing is shown: half a list of administrators would be taken for one.
  const unread = new Set(gaps.map(({ subject }) => subject));
  return { rows: rows.filter(({ subject }) => !unread.has(subject.id)), gaps };
}

/** Roles of which this tenant has made use: by object id, each with its template. Or why they could not be read. */
type Active = Settled<{ readonly id: string; readonly template: string }>;
async function activeRoles(graph: GraphClient): Promise<Active> {
  const [settled] = await graph.readEach(
    [{ path: GRAPH_PATH.directoryRoles, query: { $select: 'id,roleTemplateId' }, of: 'list' }],
    (row) => ({ id: needed(row, 'id'), template: needed(row, 'roleTemplateId') }),
  );
  if (settled === undefined) throw new Error('a read without an end');
  return settled;
}

/** By template id; throws where the roles, or the holders of this one, could not be read. */
async function readHolders(
  active: Active,
  wanted: readonly Ref[],
  graph: GraphClient,
): Promise<(template: string) => readonly Named[]> {
  const templates = new Set(wanted.map(({ id }) => id));
  const roles = active.ok
    ? active.answer.items.filter(({ template }) => templates.has(template))
    : [];
  const settled = await graph.readEach(
    roles.map(
      ({ id }): GraphRead => ({
        path: GRAPH_PATH.directoryRoleMembers(encodeSegment(id)),
        query: { $select: 'id' },
        of: 'list',
      }),
    ),
    (row): Named => ({ id: needed(row, 'id'), group: isGroupRow(row), eligible: false }),
  );
  return (template) => {
    itemsOf(active);
    return roles.flatMap((role, index) =>
      role.template === template ? itemsOf(settled[index]) : [],
    );
  };
}
const isGroupRow = (row: Row): boolean => text(row, '@odata.type') === '#microsoft.graph.group';

/** The eligible come as ids alone: each is asked for as a group, and is one or is not. */
async function groupsAmong(
  all: readonly Eligible[],
  graph: GraphClient,
): Promise<ReadonlyMap<string, Settled<string>>> {
  const ids = [...new Set(all.map(({ principal }) => principal))];
  const settled = await graph.readEach(
    ids.map(
      (id): GraphRead => ({
        path: GRAPH_PATH.group(encodeSegment(id)),
        query: { $select: 'id' },
        of: 'object',
      }),
    ),
    (row) => needed(row, 'id'),
  );
  return new Map(
    settled.flatMap((one, index) => {
      const id = ids[index];
      return id === undefined ? [] : [[id, one] as const];
    }),
  );
}

function isGroup(asked: Settled<string> | undefined): boolean {
  if (asked?.ok === false && asked.error.failure === 'notFound') return false;
  return itemsOf(asked).length > 0;
}

function peopleIn(group: string, all: ReadonlyMap<string, GroupMembers>): readonly string[] {
  const members = all.get(group);
  if (members === undefined || isUnread(members))
    throw new ServiceError(
      { service: 'graph', failure: 'shape', status: 200, code: 'Short', what: 'members' },
      `who is in the group ${group} that has the role: ${members?.why ?? 'not read'}`,
    );
  return members.filter(({ kind }) => kind !== 'group').map(({ id }) => id);
}
