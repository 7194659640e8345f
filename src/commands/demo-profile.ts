/** `--profile demo`: the built-in tenant inside this process, met through the same clients as a real one. */

import { endpointsFor } from '../tenant/http/endpoints.ts';
import type { Services } from '../tenant/service.ts';
import { open } from './clients.ts';
import type { CommonOptions, Context } from './context.ts';
import { demoStateFile } from './demo.ts';
import type { Shown } from './progress.ts';
import { demandStateFolder } from './state-folder.ts';

export async function startDemo(
  options: CommonOptions,
  context: Context,
  shown: Shown,
): Promise<Services> {
  await demandStateFolder(options, context);
  const { startSimulator } = await import('../simulator/server.ts');
  const running = await startSimulator({ port: 0, state: demoStateFile(options, context) });
  const { login, graph, exchange, tenantId, clientId, clientSecret } = running.descriptor;
  const services = await open(
    {
      tenant: tenantId,
      clientId,
      credential: { how: 'secret', secret: clientSecret },
      endpoints: endpointsFor('global', { login, graph, exchange }),
    },
    options,
    context,
    shown,
  );
  return {
    ...services,
    async close() {
      try {
        await services.close();
      } finally {
        await running.close();
      }
    },
  };
}
