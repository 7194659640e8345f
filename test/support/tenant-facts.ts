/** What stands in a simulated tenant, told from its document alone, kind by kind. */
import { type Action, KIND_NAMES, type KindName } from '../../src/kinds/index.ts';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import { CASES } from '../contracts/kinds/index.ts';
import { primaryOf } from './dump.ts';

/** Whether a change is in effect in the tenant; only for what a strategy can ask for. */
export const isSoIn = <N extends KindName>(tenant: Tenant, action: Action<N>): boolean =>
  CASES[action.kind].isInEffect(tenant, action);

/** All that a strategy can manage, by address: equal pictures are tenants that nobody could tell apart. A double entry shows twice. */
export const pictureOf = (tenant: Tenant): unknown =>
  tenant.mailboxes
    .map((mailbox) => ({
      address: primaryOf(mailbox),
      ...Object.fromEntries(KIND_NAMES.map((name) => [name, CASES[name].picture(mailbox, tenant)])),
    }))
    .toSorted((a, b) => (a.address < b.address ? -1 : 1));
