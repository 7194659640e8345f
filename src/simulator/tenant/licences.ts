/** Who holds which licence from where, and which service plans follow from it. */
import type { Group, Licence, ServicePlan, Tenant, User } from './model.ts';

/** A licence and its source. */
export interface Grant {
  readonly licence: Licence;
  /** Object id of the group; null where it was given to the person. */
  readonly group: string | null;
}
/** A service plan that somebody has, and since when. */
export interface HeldPlan {
  readonly plan: ServicePlan;
  readonly since: string;
}

/** Service plans that give a mailbox, with the mailbox plan that Exchange shows for them. Source: Microsoft's table of plans. */
const MAILBOX_PLANS: Readonly<Record<string, string>> = {
  'efb87545-963c-4e0d-99df-69c6916d9eb0': 'ExchangeOnlineEnterprise',
  '8c3069c0-ccdb-44be-ab77-986203a67df2': 'ExchangeOnlineEnterprise',
  '9aaf7827-d63c-4b61-89c3-182f06f82e5c': 'ExchangeOnline',
  'e9b4930a-925f-45e2-ac2a-3f7788ca6fdd': 'ExchangeOnline',
  'fc52cc4b-ed7d-472d-bbe7-b081c23ecc56': 'ExchangeOnline',
  'd42bdbd6-c335-4231-ab3d-c8f348d5aff5': 'ExchangeOnline',
  '90927877-dcff-4af6-b346-2332c0b15bb7': 'ExchangeOnline',
  '1126bef5-da20-4f07-b45e-ad25d2581aa8': 'ExchangeOnlineEssentials',
  '4a82b400-a79f-41a4-b4e2-e94f5787b113': 'ExchangeOnlineDeskless',
  '88f4d7ef-a73b-4246-8047-516022144c9f': 'ExchangeOnlineDeskless',
};

/** Where a person's licences come from. `groups` are those that give any: members of members get nothing. */
export function grantsOf(user: User, groups: readonly Group[]): readonly Grant[] {
  const direct = (user.licences ?? []).map((licence) => ({ licence, group: null }));
  const through = groups
    .filter(({ members }) => members.includes(user.id))
    .flatMap(({ id, licences = [] }) => licences.map((licence) => ({ licence, group: id })));
  return [...direct, ...through];
}

/** Groups that give licences. */
export function licensingGroups(groups: readonly Group[]): readonly Group[] {
  return groups.filter(({ licences = [] }) => licences.length > 0);
}

/** One licence for each product: a plan is off only where every source has it off. */
export function merged(grants: readonly Grant[]): readonly Licence[] {
  const bySku = new Map<string, Licence>();
  for (const { licence } of grants) {
    const there = bySku.get(licence.skuId);
    bySku.set(
      licence.skuId,
      there === undefined
        ? licence
        : {
            skuId: licence.skuId,
            disabledPlans: there.disabledPlans.filter((id) => licence.disabledPlans.includes(id)),
            since: earlier(there.since, licence.since),
          },
    );
  }
  return [...bySku.values()];
}

/** Times written alike compare as texts. */
function earlier(one: string, other: string): string {
  return other < one ? other : one;
}

/** The service plans that are on, each once. */
export function plansOf(tenant: Tenant, grants: readonly Grant[]): readonly HeldPlan[] {
  const held = new Map<string, HeldPlan>();
  for (const { skuId, disabledPlans, since } of merged(grants)) {
    const plans = tenant.subscriptions?.find((one) => one.skuId === skuId)?.servicePlans ?? [];
    for (const plan of plans) {
      const known = held.get(plan.servicePlanId)?.since;
      if (disabledPlans.includes(plan.servicePlanId)) continue;
      if (known === undefined || since < known) held.set(plan.servicePlanId, { plan, since });
    }
  }
  return [...held.values()];
}

/** The mailbox plan that a person's licences give; undefined: none gives a mailbox. Own licences are looked at first. */
export function mailboxPlan(tenant: Tenant, user: User): string | undefined {
  const planIn = (groups: readonly Group[]) =>
    plansOf(tenant, grantsOf(user, groups))
      .map(({ plan }) => MAILBOX_PLANS[plan.servicePlanId])
      .find((name) => name !== undefined);
  return planIn([]) ?? planIn(licensingGroups(tenant.groups));
}

/** Seats of each product in use: by people who are not deleted, however often they have it. */
export function seatsInUse(tenant: Tenant): ReadonlyMap<string, number> {
  const holders = new Map<string, Set<string>>();
  const take = (skuId: string, id: string) => {
    const known = holders.get(skuId) ?? new Set();
    holders.set(skuId, known.add(id));
  };
  const live = new Set<string>();
  for (const { id, deletedDateTime, licences = [] } of tenant.users) {
    if (deletedDateTime !== null) continue;
    live.add(id);
    for (const { skuId } of licences) take(skuId, id);
  }
  for (const { members, licences = [] } of licensingGroups(tenant.groups)) {
    for (const { skuId } of licences) {
      for (const id of members) if (live.has(id)) take(skuId, id);
    }
  }
  return new Map([...holders].map(([skuId, ids]) => [skuId, ids.size]));
}
