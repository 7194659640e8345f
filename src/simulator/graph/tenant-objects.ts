/** Operations on what belongs to the tenant as a whole, and on objects of any kind. */

import { isRecord } from '../call.ts';
import type { Access, SimResponse } from '../world.ts';
import type { AnyObject, Kind } from './any-object.ts';
import { type GraphCall, list, single } from './call.ts';
import { contacts, directoryApps, seenObject } from './directory.ts';
import type { EntityType } from './entity.ts';
import { mayRead, mixedList } from './mixed.ts';
import { demand, holdsAny, MAY } from './permissions.ts';
import { refuse } from './refusals.ts';
import { rows } from './rows.ts';
import { CONTACT, SERVICE_PRINCIPAL } from './small-entities.ts';

/** Most ids in one call. Source: Graph, getByIds. */
const IDS_LIMIT = 1000;

/** By which permission is in part a setting. */
export function organization(call: GraphCall): SimResponse {
  const { tenant, settings } = call.world;
  demand(call.access, [
    ...MAY.readOrganization,
    ...(settings.organizationByUserRead === 'allowed' ? MAY.readOrganizationPerhaps : []),
  ]);
  const row = {
    id: tenant.id,
    deletedDateTime: null,
    displayName: tenant.displayName,
    assignedPlans: [],
    businessPhones: [],
    city: null,
    country: null,
    countryLetterCode: null,
    createdDateTime: null,
    onPremisesLastSyncDateTime: null,
    onPremisesSyncEnabled: tenant.dirSync ? true : null,
    preferredLanguage: null,
    provisionedPlans: [],
    technicalNotificationMails: [],
    tenantType: 'AAD',
    verifiedDomains: tenant.domains.map((domain) => ({
      capabilities: 'Email, OfficeCommunicationsOnline',
      isDefault: domain.default,
      isInitial: domain.initial,
      name: domain.name,
      type: 'Managed',
    })),
  };
  return rows(call, 'organization', [row]);
}

/** Source: Graph, list healthOverviews. */
export function healthOverviews(call: GraphCall): SimResponse {
  return rows(call, 'admin/serviceAnnouncement/healthOverviews', [
    { service: 'Exchange Online', status: call.world.settings.exchangeHealth, id: 'Exchange' },
    { service: 'Microsoft 365 suite', status: 'serviceOperational', id: 'OSDPPlatform' },
  ]);
}

export function domains(call: GraphCall): SimResponse {
  const all = call.world.tenant.domains.map((domain) => ({
    id: domain.name,
    authenticationType: 'Managed',
    availabilityStatus: null,
    isAdminManaged: true,
    isDefault: domain.default,
    isInitial: domain.initial,
    isRoot: true,
    isVerified: true,
    manufacturer: null,
    model: null,
    passwordNotificationWindowInDays: null,
    passwordValidityPeriodInDays: null,
    state: null,
    supportedServices: ['Email', 'OfficeCommunicationsOnline'],
  }));
  return rows(call, 'domains', all);
}

export function listContacts(call: GraphCall): SimResponse {
  return list(call, CONTACT, 'contacts', contacts(call.world));
}
export function getContact(call: GraphCall): SimResponse {
  return one(call, CONTACT, 'contacts', contacts(call.world));
}
export function listServicePrincipals(call: GraphCall): SimResponse {
  return list(call, SERVICE_PRINCIPAL, 'servicePrincipals', directoryApps(call.world));
}
export function getServicePrincipal(call: GraphCall): SimResponse {
  return one(call, SERVICE_PRINCIPAL, 'servicePrincipals', directoryApps(call.world));
}

function one<T extends { readonly id: string }>(
  call: GraphCall,
  type: EntityType<T>,
  set: string,
  all: readonly T[],
): SimResponse {
  const { id = '' } = call.parameters;
  const found = all.find((object) => object.id.toLowerCase() === id.toLowerCase());
  if (!found) throw refuse.missing(id);
  return single(call, type, set, found);
}

const KINDS: Readonly<Record<string, Kind>> = {
  user: 'user',
  group: 'group',
  orgcontact: 'orgContact',
  serviceprincipal: 'servicePrincipal',
};

/** Objects of these ids; those that do not exist are left out without a word, as the service does. */
export function getByIds(call: GraphCall): SimResponse {
  const { ids, types } = isRecord(call.request.body) ? call.request.body : {};
  const wanted = strings(ids);
  if (!wanted || wanted.length === 0) throw refuse.body("The property 'ids' is missing or empty.");
  if (wanted.length > IDS_LIMIT) {
    throw refuse.body(`Number of included identifiers cannot exceed '${IDS_LIMIT}'.`);
  }
  const kinds = kindsOf(types);
  checkKinds(call.access, kinds);
  const found = new Map<string, AnyObject>();
  for (const id of wanted) {
    const object = seenObject(call.world, id);
    if (object && (!kinds || kinds.includes(object.kind))) found.set(id.toLowerCase(), object);
  }
  // The answer is never paged, however many ids were asked for.
  const query = { ...call.query, top: IDS_LIMIT, after: undefined };
  return mixedList({ ...call, query }, [...found.values()]);
}

function kindsOf(types: unknown): readonly Kind[] | undefined {
  if (types === undefined || types === null) return undefined;
  const names = strings(types);
  if (!names) throw refuse.value('types', 'getByIds');
  return names.map((name) => {
    const kind = KINDS[name.toLowerCase()];
    if (!kind)
      throw refuse.badRequest(
        `Invalid type '${name}' specified; the simulated tenant has users, groups, orgContacts and servicePrincipals.`,
      );
    return kind;
  });
}

/** The directory permission opens all kinds; else each asked for needs its own. */
function checkKinds(access: Access, kinds: readonly Kind[] | undefined): void {
  if (holdsAny(access, MAY.readObjects)) return;
  if (!kinds || kinds.length === 0 || !kinds.every((kind) => mayRead(access, kind)))
    throw refuse.denied();
}

function strings(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((one) => typeof one === 'string');
  return texts.length === value.length ? texts : undefined;
}
