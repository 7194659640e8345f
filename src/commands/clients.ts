/** Makes the clients for a command; SDKs are loaded at the first call. */
import type { Services } from '../tenant/service.ts';
import type { ServicesConfig } from '../tenant/services.ts';
import type { CommonOptions, Context } from './context.ts';
import { maxWaitMs } from './max-wait.ts';
import type { Shown } from './progress.ts';

export type Identity = Pick<ServicesConfig, 'tenant' | 'clientId' | 'credential'>;

export async function open(
  config: Identity & Pick<ServicesConfig, 'endpoints' | 'network'>,
  options: CommonOptions,
  context: Context,
  shown: Shown,
): Promise<Services> {
  const { debug, quiet } = options;
  const maxWait = maxWaitMs(options, context);
  const { createServices } = await import('../tenant/services.ts');
  const services = createServices({
    ...config,
    clock: context.clock,
    random: context.random,
    signal: context.stop,
    limits: { maxWaitMs: maxWait },
    ...(quiet === true
      ? {}
      : {
          onWait(line: string, begun: boolean) {
            context.err(begun ? `${line}\n` : `${line} Ctrl-C stops.\n`);
            shown.waits(line);
          },
        }),
    ...(debug === true ? { onEvent: (line: string) => context.err(`${line}\n`) } : {}),
  });
  return shown.over(services);
}
