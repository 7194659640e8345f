/** Holds the tenant from planning on: what is decided at the prompt must still be what is there when it is carried out. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { lockTenant } from '../apply/lock.ts';
import { runId } from '../apply/runs.ts';
import { isoTime } from '../model/date.ts';
import { demandState, demandTenantState, locksFolder } from './state-folder.ts';
import type { World } from './world.ts';

/** The run that holds the tenant. */
export interface Held {
  readonly run: string;
  /** Milliseconds since 1970. */
  readonly begun: number;
}

/** Throws MbxError E5005 where another run on this machine holds the tenant, E1101 and E1102 where the state folder cannot be used. */
export async function locked<T>(world: World, work: (held: Held) => Promise<T>): Promise<T> {
  await demandState(world);
  const { tenantId } = await world.services.actor();
  await demandTenantState(tenantId, world);
  const begun = world.clock.now();
  const run = runId(begun, randomBytes(3).toString('hex'));
  const path = join(locksFolder(world.state), `${tenantId}.json`);
  const lock = await lockTenant(path, run, isoTime(begun));
  try {
    return await work({ run, begun });
  } finally {
    await lock.release();
  }
}
