/** Who may activate a directory role, though they do not hold it now. */
import { GRAPH_PATH } from '../../wire/graph.ts';
import { counted, needed } from '../fields.ts';
import {
  type GraphClient,
  type GraphRead,
  itemsOf,
  type Row,
  ServiceError,
  type Settled,
} from '../service.ts';

export interface Eligible {
  /** Object id of a user or group. */
  readonly principal: string;
  /** Template id of the role. */
  readonly role: string;
}

/** In the order of the filters (OData, not yet encoded). Throws ServiceError only where nothing can go on. */
export async function readEligible(
  filters: readonly string[],
  graph: GraphClient,
): Promise<readonly Settled<Eligible>[]> {
  const reads = (query: Readonly<Record<string, string>>, of: GraphRead['of']): GraphRead[] =>
    filters.map(($filter) => ({
      path: GRAPH_PATH.roleEligibility,
      query: { $filter, ...query },
      of,
    }));
  const [lists, counts] = await Promise.all([
    graph.readEach(reads({ $select: 'id,principalId,roleDefinitionId' }, 'list'), eligible),
    graph.readEach(reads({ $select: 'id', $top: '1', $count: 'true' }, 'object'), counted),
  ]);
  return lists.map((list, index) => whole(list, counts[index]));
}

const eligible = (row: Row): Eligible => ({
  principal: needed(row, 'principalId'),
  role: needed(row, 'roleDefinitionId'),
});

/** Mostly nobody is eligible, and an empty list says as much as a lost one: so they are counted, too. */
function whole(list: Settled<Eligible>, count: Settled<number> | undefined): Settled<Eligible> {
  // Where the tenant has no licence for roles to be activated, nobody may.
  if ([list, count].some((one) => one?.ok === false && NO_LICENCE.has(one.error.code)))
    return { ok: true, answer: { items: [], warnings: [] } };
  if (!list.ok) return list;
  if (count?.ok === false) return count;
  const listed = list.answer.items.length;
  const [number] = itemsOf(count);
  return number === undefined || listed < number
    ? { ok: false, error: short(listed, number) }
    : list;
}
/** Source: Graph's error of Privileged Identity Management in a tenant without Entra ID P2 or Governance. */
const NO_LICENCE: ReadonlySet<string> = new Set([
  'AadPremiumLicenseRequired',
  'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
]);

const short = (listed: number, number: number | undefined): ServiceError =>
  new ServiceError(
    { service: 'graph', failure: 'shape', status: 200, code: 'Short', what: WHAT },
    `${WHAT}: only ${listed} of ${number ?? 'an unknown number of'} rows were listed`,
  );
const WHAT = `GET ${GRAPH_PATH.roleEligibility}`;
