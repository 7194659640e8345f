/** The mailbox plan that Exchange shows for somebody with a licence. */
import { mailboxPlan } from '../tenant/licences.ts';
import type { Tenant, User } from '../tenant/model.ts';

/** What a mailbox plan lets its owner do, as Exchange names it. */
const CAPABILITY: Readonly<Record<string, string>> = {
  ExchangeOnlineEnterprise: 'BPOS_S_Enterprise',
  ExchangeOnlineEssentials: 'BPOS_S_Essentials',
  ExchangeOnlineDeskless: 'BPOS_S_Deskless',
};

export function capabilityOf(plan: string): string {
  return CAPABILITY[plan] ?? 'BPOS_S_Standard';
}

/** Where licences are not modelled, every person's mailbox has the large plan. */
export function planOf(tenant: Tenant, type: string, owner: User | undefined): string | undefined {
  if (tenant.subscriptions === undefined) {
    return type === 'UserMailbox' ? 'ExchangeOnlineEnterprise' : undefined;
  }
  return owner && mailboxPlan(tenant, owner);
}
