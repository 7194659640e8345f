/** Products and licences: subscribedSkus, licenseDetails, assignLicense. Source: Graph, licences. */
import { createHash } from 'node:crypto';
import { isRecord } from '../call.ts';
import { changeLicences } from '../tenant/follow-licence.ts';
import { grantsOf, licensingGroups, merged, seatsInUse } from '../tenant/licences.ts';
import type { Licence, User } from '../tenant/model.ts';
import type { SimResponse } from '../world.ts';
import { context, type GraphCall, ok, single } from './call.ts';
import { groups } from './directory.ts';
import { shownPlans, subscribedSku, userType } from './licence-entities.ts';
import { named, seenNamed } from './named-user.ts';
import { administersLicences } from './permissions.ts';
import { refuse } from './refusals.ts';
import { rows } from './rows.ts';

/** All at once: the service has no pages and no filter here. */
export function listSubscribedSkus(call: GraphCall): SimResponse {
  const { tenant } = call.world;
  return rows(call, 'subscribedSkus', (tenant.subscriptions ?? []).map(subscribedSku(tenant)));
}

export function getSubscribedSku(call: GraphCall): SimResponse {
  const { tenant } = call.world;
  const { id = '' } = call.parameters;
  const found = (tenant.subscriptions ?? [])
    .map(subscribedSku(tenant))
    .find((row) => String(row['id']).toLowerCase() === id.toLowerCase());
  if (!found) throw refuse.missing(id);
  return ok({ '@odata.context': context(call, 'subscribedSkus/$entity'), ...found });
}

/** One row for each product, by whatever ways the person has it. */
export function listLicenceDetails(call: GraphCall): SimResponse {
  const { world } = call;
  const user = seenNamed(call);
  const licences = merged(grantsOf(user, licensingGroups(groups(world))));
  const details = licences.flatMap(({ skuId, disabledPlans }) => {
    const product = world.tenant.subscriptions?.find((one) => one.skuId === skuId);
    if (!product) return [];
    const { skuPartNumber } = product;
    const id = createHash('sha256').update(`${user.id} ${skuId}`).digest('base64url');
    return [{ id, skuId, skuPartNumber, servicePlans: shownPlans(product, disabledPlans) }];
  });
  return rows(call, `users('${user.id}')/licenseDetails`, details);
}

/** Whoever signed in. */
export function listMyLicenceDetails(call: GraphCall): SimResponse {
  if (call.access.as === 'app') throw refuse.me();
  return listLicenceDetails({ ...call, parameters: { id: call.access.id } });
}

/** Gives and takes in one call, all of it or nothing. */
export function assignLicence(call: GraphCall): SimResponse {
  const { world, access } = call;
  const user = named(call);
  if (access.as === 'user' && !administersLicences(access)) throw refuse.denied();
  const wanted = wantedOf(call);
  const kept = withoutRemoved(call, user, wanted.remove);
  const added = wanted.add.map((one) => checkedAddition(call, user, one));
  changeLicences(world, user, () => {
    const replaced = new Set(added.map(({ skuId }) => skuId));
    user.licences = [...kept.filter(({ skuId }) => !replaced.has(skuId)), ...added];
  });
  return single(call, userType(world), 'users', user);
}

interface Wanted {
  readonly add: readonly { readonly skuId: string; readonly disabledPlans: readonly string[] }[];
  readonly remove: readonly string[];
}

function wantedOf({ request }: GraphCall): Wanted {
  const { addLicenses, removeLicenses } = isRecord(request.body) ? request.body : {};
  if (!Array.isArray(addLicenses) || !Array.isArray(removeLicenses)) {
    throw refuse.body("The parameters 'addLicenses' and 'removeLicenses' are both required.");
  }
  const invalid = refuse.value('licenses', 'User');
  const add = addLicenses.map((one: unknown) => {
    const { skuId, disabledPlans = [] } = isRecord(one) ? one : {};
    if (typeof skuId !== 'string' || !isTexts(disabledPlans)) throw invalid;
    return { skuId: skuId.toLowerCase(), disabledPlans };
  });
  if (!isTexts(removeLicenses)) throw invalid;
  return { add, remove: removeLicenses.map((skuId) => skuId.toLowerCase()) };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

/** What the person has directly, without these. Throws for one that is not there, or that a group gives. */
function withoutRemoved(
  { world }: GraphCall,
  user: User,
  remove: readonly string[],
): readonly Licence[] {
  const grants = grantsOf(user, licensingGroups(world.tenant.groups));
  for (const skuId of remove) {
    const sources = grants.filter(({ licence }) => licence.skuId === skuId);
    if (sources.length === 0) throw refuse.licenceAbsent();
    if (sources.every(({ group }) => group !== null)) throw refuse.licenceInherited();
  }
  return (user.licences ?? []).filter(({ skuId }) => !remove.includes(skuId));
}

function checkedAddition(
  { world }: GraphCall,
  user: User,
  { skuId, disabledPlans }: Wanted['add'][number],
): Licence {
  const { tenant, clock } = world;
  const product = tenant.subscriptions?.find((one) => one.skuId === skuId);
  if (!product) throw refuse.licenceUnknown(skuId);
  const plans = product.servicePlans.map(({ servicePlanId }) => servicePlanId);
  if (disabledPlans.some((id) => !plans.includes(id))) throw refuse.value('disabledPlans', 'User');
  if (typeof user.more?.['usageLocation'] !== 'string') throw refuse.usageLocation();
  const there = (user.licences ?? []).find((one) => one.skuId === skuId);
  const holds = grantsOf(user, licensingGroups(tenant.groups)).some(
    ({ licence }) => licence.skuId === skuId,
  );
  const free = product.enabled + (product.warning ?? 0) - (seatsInUse(tenant).get(skuId) ?? 0);
  if (!holds && free < 1) throw refuse.noSeat(skuId);
  return { skuId, disabledPlans: [...disabledPlans], since: there?.since ?? clock.iso() };
}
