/** Whether an origin answers at all: one request without a token. A refusal is an answer. */
import { EXCHANGE_PATH } from '../../wire/exchange.ts';
import { GRAPH_PATH, GRAPH_VERSION } from '../../wire/graph.ts';
import type { Reached, ServiceName } from '../service.ts';
import { encodeSegment } from './encode.ts';
import type { Endpoints } from './endpoints.ts';
import { parseDate } from './http-date.ts';
import type { Transport } from './transport.ts';

/** Below the origin, what each service answers to a stranger, if only with a refusal. Source: OpenID Connect discovery; the paths that mbx reads anyway. */
const PATHS: Readonly<Record<ServiceName, (tenant: string) => string>> = {
  login: (tenant) => `/${tenant}/v2.0/.well-known/openid-configuration`,
  graph: () => `/${GRAPH_VERSION}${GRAPH_PATH.organization}`,
  exchange: (tenant) => EXCHANGE_PATH.moduleFile(tenant),
};

/** Throws ServiceError where no answer comes, or a proxy refuses. */
export async function reach(
  service: ServiceName,
  tenant: string,
  { origins, targets }: Endpoints,
  transport: Transport,
): Promise<Reached> {
  const origin = origins[service];
  const { status, headers } = await transport.send({
    service,
    kind: 'read',
    method: 'GET',
    url: `${origin}${PATHS[service](encodeSegment(tenant))}`,
    headers: { Accept: 'application/json' },
    what: 'a request without a token',
    judge: () => ({ is: 'final' }),
  });
  return { origin: targets.get(origin) ?? origin, status, at: parseDate(headers['date'] ?? '') };
}
