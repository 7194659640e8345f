/** A simulated tenant for a test, in this process, with its control plane. */

import { type SimulatorOptions, startSimulator } from '../../src/simulator/server.ts';
import type { Tenant } from '../../src/simulator/tenant/model.ts';

/** One entry of the ledger; entries without `batch` are HTTP requests. */
export interface Entry {
  readonly seq: number;
  readonly at: string;
  readonly service: 'login' | 'graph' | 'exchange';
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
  readonly status: number;
  readonly cmdlet?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly batch?: number;
  /** What was put in its way. */
  readonly fault?: string;
}

export interface TestTenant {
  readonly origin: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tenantId: string;
  /** Variables with which any mbx process works against it. */
  readonly env: Readonly<Record<string, string>>;
  ledger(): Promise<readonly Entry[]>;
  clearLedger(): Promise<void>;
  dump(): Promise<Tenant>;
  load(tenant: Tenant): Promise<void>;
  /** Any call of the control plane; throws where it refuses. */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  close(): Promise<void>;
}

export async function startTenant(options: SimulatorOptions = {}): Promise<TestTenant> {
  const running = await startSimulator(options);
  const { login, graph, exchange, tenantId, clientId, clientSecret } = running.descriptor;
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const sent = body === undefined ? '' : JSON.stringify(body);
    const answer = running.control({ method, path, body: sent });
    // A copy: the body is the tenant itself, which goes on changing.
    const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  return {
    origin: running.origin,
    clientId,
    clientSecret,
    tenantId,
    env: {
      MBX_LOGIN_URL: login,
      MBX_GRAPH_URL: graph,
      MBX_EXCHANGE_URL: exchange,
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: clientId,
      AZURE_CLIENT_SECRET: clientSecret,
    },
    ledger: async () => (await control('GET', 'ledger')) as readonly Entry[],
    clearLedger: async () => void (await control('DELETE', 'ledger')),
    dump: async () => (await control('GET', 'tenant')) as Tenant,
    load: async (tenant) => void (await control('PUT', 'tenant', tenant)),
    control,
    close: () => running.close(),
  };
}
