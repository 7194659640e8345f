/** Makes the clients for a command; SDKs are loaded at the first call. */
import type { Services } from '../tenant/service.ts';
import type { ServicesConfig } from '../tenant/services.ts';
import type { CommonOptions, Context } from './context.ts';

export type Identity = Pick<ServicesConfig, 'tenant' | 'clientId' | 'credential'>;

export async function open(
  config: Identity & Pick<ServicesConfig, 'endpoints'>,
  { debug, quiet }: CommonOptions,
  context: Context,
): Promise<Services> {
  const { createServices } = await import('../tenant/services.ts');
  return createServices({
    ...config,
    clock: context.clock,
    random: context.random,
    signal: context.stop,
    ...(quiet === true ? {} : { onWait: (line: string) => context.err(`${line} Ctrl-C stops.\n`) }),
    ...(debug === true ? { onEvent: (line: string) => context.err(`${line}\n`) } : {}),
  });
}
