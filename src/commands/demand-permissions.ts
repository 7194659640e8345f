/** Before anything is written: may the signed-in identity run every cmdlet that the plan needs? */
import { callsOf, partsOf } from '../kinds/index.ts';
import { MbxError } from '../model/error.ts';
import type { Plan } from '../plan/plan.ts';
import { ServiceError, type Services } from '../tenant/service.ts';
import { permissionFor } from './permissions.ts';

/** Throws MbxError E3002. Where the service does not say what may be run, nothing is concluded from that: the writes will show. */
export async function demandPermissions({ changes }: Plan, { exchange }: Services): Promise<void> {
  const calls = changes.flatMap(({ action }) => partsOf(action).flatMap((part) => callsOf(part)));
  const needed = new Set(
    calls.flatMap((call) => (call.service === 'exchange' ? [call.cmdlet] : [])),
  );
  if (needed.size === 0) return;
  const allowed = await cmdletsOf(exchange);
  const missing = [...needed]
    .filter((cmdlet) => allowed?.has(cmdlet.toLowerCase()) === false)
    .sort();
  const [first] = missing;
  if (first === undefined) return;
  throw new MbxError(
    'E3002',
    `Exchange Online does not let this application run ${missing.join(', ')}; nothing was written`,
    permissionFor('exchange', first),
  );
}

async function cmdletsOf(exchange: Services['exchange']): Promise<ReadonlySet<string> | undefined> {
  try {
    return await exchange.cmdlets();
  } catch (error) {
    if (
      error instanceof ServiceError &&
      (error.failure === 'denied' ||
        error.failure === 'notFound' ||
        error.failure === 'shape' ||
        error.failure === 'refused')
    )
      return undefined;
    throw error;
  }
}
