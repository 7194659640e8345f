/** Directory roles of accounts, by each account's own word: those that it holds, through groups too, and those that it may activate by itself. */
import type { Ref } from '../../model/ref.ts';
import { GRAPH_PATH } from '../../wire/graph.ts';
import { needed } from '../fields.ts';
import { encodeSegment, filter } from '../http/encode.ts';
import { reasonOf } from '../reason.ts';
import { type GraphClient, type GraphRead, itemsOf } from '../service.ts';
import { readEligible } from './eligibility.ts';
import type { Collected, Gap } from './sweep.ts';

export interface OwnRoleRow {
  readonly subject: Ref;
  /** Template id of the role. */
  readonly role: string;
  /** It would have to be activated first. */
  readonly eligible: boolean;
}

/** Throws ServiceError only where nothing can go on. */
export async function ownRoleRows(
  users: readonly Ref[],
  graph: GraphClient,
): Promise<Collected<OwnRoleRow>> {
  const reads = users.map(
    ({ id }): GraphRead => ({
      path: GRAPH_PATH.rolesOfUser(encodeSegment(id)),
      query: { $select: 'id,roleTemplateId', $count: 'true' },
      of: 'list',
    }),
  );
  const [held, eligibility] = await Promise.all([
    graph.readEach(reads, (row) => needed(row, 'roleTemplateId')),
    readEligible(
      users.map(({ id }) => filter`principalId eq ${id}`),
      graph,
    ),
  ]);
  const rows: OwnRoleRow[] = [];
  const gaps: Gap[] = [];
  for (const [index, subject] of users.entries()) {
    try {
      const roles = itemsOf(held[index]);
      const may = itemsOf(eligibility[index]).map(({ role }) => role);
      for (const role of roles) rows.push({ subject, role, eligible: false });
      for (const role of may) rows.push({ subject, role, eligible: true });
    } catch (error) {
      gaps.push({ subject: subject.id, reason: reasonOf(error) });
    }
  }
  return { rows, gaps };
}
