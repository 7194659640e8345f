/** From options and the world of a command to what the road below needs. */
import type { Terms } from '../run/carry-out.ts';
import type { Tenancy, World } from '../run/world.ts';
import { connect } from './config.ts';
import type { CommonOptions, Context } from './context.ts';
import { maxWaitMs } from './max-wait.ts';
import { showProgress } from './progress.ts';
import { stateFolder } from './state-folder.ts';
import { teller } from './tell.ts';

/** Options of a command that writes. */
export interface RunOptions extends CommonOptions {
  readonly output: 'text' | 'json';
  readonly yes?: boolean;
  readonly reason?: string;
  readonly allow?: readonly string[];
  /** Seconds to read back. */
  readonly verifyTimeout?: number;
}

/** Signed in for as long as the work takes. Throws MbxError E1101 for what is missing or wrong. */
export async function inTenant<T>(
  options: RunOptions,
  context: Context,
  work: (tenancy: Tenancy & Pick<World, 'tell'>) => Promise<T>,
): Promise<T> {
  const shown = showProgress(options, context);
  const services = await connect(options, context, shown);
  const tell = teller(options, context);
  try {
    return await work({
      services,
      clock: context.clock,
      writes: true,
      tell(told) {
        shown.heard(told);
        tell(told);
      },
    });
  } finally {
    await services.close();
  }
}

/** Throws MbxError E1101 where it is not known where runs are kept. */
export const worldOf = (
  tenancy: Tenancy & Pick<World, 'tell'>,
  options: RunOptions,
  context: Context,
): World => ({
  ...tenancy,
  state: stateFolder(options, context),
  stop: context.stop,
  underWay: context.underWay,
});

/** `folder`: in which the strategy's files are named. Throws MbxError E1101. */
export const termsOf = (
  folder: string,
  options: RunOptions,
  context: Context,
): Pick<Terms, 'folder' | 'reason' | 'verifyMs' | 'maxWaitMs'> => ({
  folder,
  reason: options.reason,
  verifyMs: options.verifyTimeout === undefined ? undefined : options.verifyTimeout * 1000,
  maxWaitMs: maxWaitMs(options, context),
});
