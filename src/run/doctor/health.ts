/** How Microsoft says that Exchange Online is. Few give an application that permission: without it nothing is said. */
import type { Check } from '../../setup/check.ts';
import { PERMISSION } from '../../setup/grants.ts';
import { text } from '../../tenant/fields.ts';
import type { Services } from '../../tenant/service.ts';
import { GRAPH_PATH } from '../../wire/graph.ts';
import { attempt, type Explain } from './attempt.ts';

/** Source: Graph, serviceHealth; the examples write both in other letter cases. */
const WELL: ReadonlySet<string> = new Set([
  'serviceoperational',
  'servicerestored',
  'falsepositive',
  'postincidentreviewpublished',
  'resolved',
]);

export async function healthCheck(
  { graph }: Pick<Services, 'graph'>,
  held: ReadonlySet<string> | undefined,
  explain: Explain,
): Promise<Check> {
  const check = { area: 'Exchange Online', what: 'service health' } as const;
  if (held?.has(PERMISSION.health.name) !== true)
    return {
      ...check,
      result: 'ok',
      found: `not looked at: ${PERMISSION.health.name} is not granted, and no command needs it`,
    };
  const read = await attempt(
    () =>
      graph.list(GRAPH_PATH.healthOverviews, {}, (row) =>
        text(row, 'id') === 'Exchange' ? text(row, 'status') : undefined,
      ),
    explain,
  );
  if (!read.ok) return { ...check, result: 'untested', found: read.error.message };
  const [status] = read.value;
  if (status === undefined)
    return { ...check, result: 'untested', found: 'Graph does not name Exchange Online' };
  return WELL.has(status.toLowerCase())
    ? { ...check, result: 'ok', found: status }
    : {
        ...check,
        result: 'without',
        found: `Microsoft reports ${status}`,
        mend: 'See Service health in the Microsoft 365 admin center before you look for a fault here.',
      };
}
