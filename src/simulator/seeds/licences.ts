/** Products of the seeded tenants, and who has a licence for them. Ids: Microsoft's table of products and service plans. */
import type { Licence, ServicePlan, Subscription, Tenant, User } from '../tenant/model.ts';
import type { TenantBuilder } from './builder.ts';
import { daysBefore } from './ids.ts';

const plan = (servicePlanId: string, servicePlanName: string, service: string): ServicePlan => ({
  servicePlanId,
  servicePlanName,
  service,
});
const TEAMS = plan('57ff2da0-773e-42df-b2af-ffb7a2317929', 'TEAMS1', 'TeamspaceAPI');

const PRODUCT = {
  e3: {
    skuId: '6fd2c87f-b296-42f0-b197-1e91e994b900',
    skuPartNumber: 'ENTERPRISEPACK',
    servicePlans: [
      plan('efb87545-963c-4e0d-99df-69c6916d9eb0', 'EXCHANGE_S_ENTERPRISE', 'exchange'),
      plan('5dbe027f-2339-4123-9542-606e4d348a72', 'SHAREPOINTENTERPRISE', 'SharePoint'),
      plan('43de0ff5-c92c-492b-9116-175376d08c38', 'OFFICESUBSCRIPTION', 'MicrosoftOffice'),
      TEAMS,
    ],
  },
  e1: {
    skuId: '18181a46-0d4e-45cd-891e-60aabd171b4e',
    skuPartNumber: 'STANDARDPACK',
    servicePlans: [
      plan('9aaf7827-d63c-4b61-89c3-182f06f82e5c', 'EXCHANGE_S_STANDARD', 'exchange'),
      plan('c7699d2e-19aa-44de-8edf-1736da088ca1', 'SHAREPOINTSTANDARD', 'SharePoint'),
      TEAMS,
    ],
  },
  f3: {
    skuId: '4b585984-651b-448a-9e53-3b10f069cf7f',
    skuPartNumber: 'DESKLESSPACK',
    servicePlans: [
      plan('4a82b400-a79f-41a4-b4e2-e94f5787b113', 'EXCHANGE_S_DESKLESS', 'exchange'),
      plan('902b47e5-dcb2-4fdc-858b-c63a90a2bdb9', 'SHAREPOINTDESKLESS', 'SharePoint'),
      TEAMS,
    ],
  },
  /** Has a plan with Exchange in its name that gives no mailbox. */
  flow: {
    skuId: 'f30db892-07e9-47e9-837c-80727f46fd3d',
    skuPartNumber: 'FLOW_FREE',
    servicePlans: [
      plan('113feb6c-3fe4-4440-bddc-54d774bf0318', 'EXCHANGE_S_FOUNDATION', 'exchange'),
      plan('50e68c76-46c6-4674-81f9-75456511b170', 'FLOW_P2_VIRAL', 'ProcessSimple'),
    ],
  },
} as const;

const bought = (
  { skuId, skuPartNumber, servicePlans }: (typeof PRODUCT)[keyof typeof PRODUCT],
  enabled: number,
): Subscription => ({ skuId, skuPartNumber, enabled, servicePlans: [...servicePlans] });

const of = ({ skuId }: { readonly skuId: string }, since: string): Licence => ({
  skuId,
  disabledPlans: [],
  since,
});

/**
 * The contoso tenant: production has F3, engineering E3 by a group, all others with a mailbox of their own E3. One of
 * engineering has it both ways, a leaver whose mailbox was made shared still has it, and the contractor has no mailbox
 * from it: Exchange is switched off there, and E1 gives it. Shared mailboxes, rooms and guests have none.
 */
export function addContosoLicences(build: TenantBuilder): void {
  const { tenant, now } = build;
  const since = daysBefore(now, 300);
  tenant.subscriptions = [
    bought(PRODUCT.e3, 40),
    bought(PRODUCT.e1, 2),
    bought(PRODUCT.f3, 5),
    bought(PRODUCT.flow, 10_000),
  ];
  const people = peopleOf(tenant);
  const engineering = people.filter(({ department }) => department === 'Engineering');
  for (const user of people) {
    user.more = { ...user.more, usageLocation: 'GB' };
    user.licences = directOf(user, since);
  }
  build.group('security', 'licence-e3', 'Licence E3', {
    members: engineering.map(({ id }) => id),
    licences: [of(PRODUCT.e3, since)],
  });
}

function directOf({ department, mailNickname }: User, since: string): Licence[] {
  if (mailNickname === 'temp') {
    const [exchange] = PRODUCT.e3.servicePlans;
    const without = { ...of(PRODUCT.e3, since), disabledPlans: [exchange.servicePlanId] };
    return [without, of(PRODUCT.e1, since)];
  }
  if (mailNickname === 'alex.morgan2') return [of(PRODUCT.e3, since), of(PRODUCT.flow, since)];
  if (department === 'Engineering') return [];
  return [of(department === 'Production' ? PRODUCT.f3 : PRODUCT.e3, since)];
}

/** Whoever has a department and a mailbox: shared ones of a function have no department. */
function peopleOf({ users, mailboxes }: Tenant): User[] {
  const owners = new Set(
    mailboxes.filter(({ softDeleted }) => softDeleted === null).map(({ userId }) => userId),
  );
  return users.filter(({ id, department }) => department !== null && owners.has(id));
}

/** A generated tenant: everybody has E1, the members of the first group through it. */
export function addGeneratedLicences(build: TenantBuilder, people: readonly User[]): void {
  const { tenant, now } = build;
  const since = daysBefore(now, 300);
  tenant.subscriptions = [bought(PRODUCT.e1, Math.ceil(people.length * 1.05))];
  const [group] = tenant.groups;
  if (group) group.licences = [of(PRODUCT.e1, since)];
  const through = new Set(group?.members ?? []);
  for (const user of people) {
    user.more = { ...user.more, usageLocation: 'GB' };
    if (!through.has(user.id)) user.licences = [of(PRODUCT.e1, since)];
  }
}
