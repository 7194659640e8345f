/** Licences as Graph shows them on users, and the products that the tenant has. */
import { mailboxOf } from '../tenant/find.ts';
import {
  type Grant,
  grantsOf,
  licensingGroups,
  merged,
  plansOf,
  seatsInUse,
} from '../tenant/licences.ts';
import type { Subscription, Tenant, User } from '../tenant/model.ts';
import type { World } from '../world.ts';
import { groups } from './directory.ts';
import { type EntityType, other } from './entity.ts';
import { USER } from './user-entity.ts';

/** A user with what follows from licences, own ones and those of groups. */
export function userType(world: World): EntityType<User> {
  let giving: ReturnType<typeof licensingGroups> | undefined;
  const grants = (user: User): readonly Grant[] => {
    giving ??= licensingGroups(groups(world));
    return grantsOf(user, giving);
  };
  return {
    ...USER,
    properties: {
      ...USER.properties,
      assignedLicenses: other((user) =>
        merged(grants(user)).map(({ skuId, disabledPlans }) => ({ disabledPlans, skuId })),
      ),
      licenseAssignmentStates: other((user) => grants(user).map(assignmentState)),
      assignedPlans: other((user) => assignedPlans(world.tenant, user, grants(user))),
      provisionedPlans: other((user) => provisionedPlans(world.tenant, user, grants(user))),
    },
  };
}

function assignmentState({ licence, group }: Grant): object {
  return {
    skuId: licence.skuId,
    disabledPlans: licence.disabledPlans,
    assignedByGroup: group,
    state: 'Active',
    error: 'None',
    lastUpdatedDateTime: licence.since,
  };
}

/** Plans that somebody once had stay in the list as deleted. */
function assignedPlans(tenant: Tenant, user: User, grants: readonly Grant[]): readonly object[] {
  const held = plansOf(tenant, grants).map(({ plan, since }) => ({
    assignedDateTime: since,
    capabilityStatus: 'Enabled',
    service: plan.service,
    servicePlanId: plan.servicePlanId,
  }));
  const former = (user.formerPlans ?? []).map((plan) => ({ ...plan, capabilityStatus: 'Deleted' }));
  return [...held, ...former];
}

function provisionedPlans(tenant: Tenant, user: User, grants: readonly Grant[]): readonly object[] {
  const mailbox = mailboxOf(tenant, user.id) !== undefined;
  return plansOf(tenant, grants).map(({ plan: { service } }) => ({
    capabilityStatus: 'Enabled',
    provisioningStatus: service === 'exchange' && !mailbox ? 'PendingProvisioning' : 'Success',
    service,
  }));
}

/** `disabledPlans`: those of one person's licence. */
export function shownPlans(
  { servicePlans }: Subscription,
  disabledPlans: readonly string[] = [],
): readonly object[] {
  return servicePlans.map(({ servicePlanId, servicePlanName }) => ({
    servicePlanId,
    servicePlanName,
    provisioningStatus: disabledPlans.includes(servicePlanId) ? 'Disabled' : 'Success',
    appliesTo: 'User',
  }));
}

/** A row of subscribedSkus. */
export function subscribedSku(tenant: Tenant): (one: Subscription) => Record<string, unknown> {
  const used = seatsInUse(tenant);
  return (one) => {
    const { skuId, skuPartNumber, enabled, warning = 0, suspended = 0 } = one;
    return {
      accountId: tenant.id,
      accountName: tenant.domains[0]?.name.split('.')[0] ?? null,
      appliesTo: 'User',
      capabilityStatus: enabled > 0 ? 'Enabled' : warning > 0 ? 'Warning' : 'Suspended',
      consumedUnits: used.get(skuId) ?? 0,
      id: `${tenant.id}_${skuId}`,
      prepaidUnits: { enabled, suspended, warning, lockedOut: 0 },
      servicePlans: shownPlans(one),
      skuId,
      skuPartNumber,
      subscriptionIds: [],
    };
  };
}
