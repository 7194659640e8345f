/** Cells that rows of all directory objects share: where they stand, which ids they have, and when they were made. */
import { createHash } from 'node:crypto';
import type { Tenant, User } from '../tenant/model.ts';
import { dnOf, initialDomain } from './identity.ts';
import { offsetTime, type Row, utcTime } from './row.ts';

const FOREST = 'EURPR07A013.PROD.OUTLOOK.COM';

const places = new Map<string, Row>();
/** The organisation as identities of objects write it. */
export function placeCells(tenant: Tenant): Row {
  const domain = initialDomain(tenant);
  const known = places.get(domain) ?? placeOf(domain);
  places.set(domain, known);
  return known;
}

function placeOf(domain: string): Row {
  const unit = `${FOREST}/Microsoft Exchange Hosted Organizations/${domain}`;
  return {
    OrganizationalUnit: unit.replace(FOREST, FOREST.toLowerCase()),
    OrganizationalUnitRoot: domain,
    OrganizationId: `${unit} - ${FOREST}/ConfigurationUnits/${domain}/Configuration`,
  };
}

/** An object that belongs to the organisation itself; all of them were made with it. */
export function configurationCells(tenant: Tenant, name: string, guid: string): Row {
  const { OrganizationId = '', OrganizationalUnitRoot = '' } = placeCells(tenant);
  return {
    Name: name,
    Identity: name,
    Id: name,
    DistinguishedName: dnOf(tenant, name),
    Guid: guid,
    ExchangeObjectId: guid,
    OrganizationId,
    OrganizationalUnitRoot,
    ...timeCells(foundedAt(tenant)),
  };
}

/** The id of an object of the organisation itself: the same for the same name in every run. */
export function configurationId(what: string, name: string): string {
  const hex = createHash('sha256').update(`${what} ${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Time of creation, and of the last change where it is another. */
export function timeCells(created: string, changed: string = created): Row {
  return {
    WhenCreated: offsetTime(created),
    WhenChanged: offsetTime(changed),
    WhenCreatedUTC: utcTime(created),
    WhenChangedUTC: utcTime(changed),
  };
}

const founded = new WeakMap<Tenant, string>();
/** When the organisation was made: with its oldest account. */
export function foundedAt(tenant: Tenant): string {
  const known = founded.get(tenant);
  if (known !== undefined) return known;
  let oldest = '2020-01-01T00:00:00.000Z';
  for (const { createdDateTime } of tenant.users) {
    if (Date.parse(createdDateTime) < Date.parse(oldest)) oldest = createdDateTime;
  }
  founded.set(tenant, oldest);
  return oldest;
}

/** Shown by Get-User, Get-MailUser and Get-Mailbox: an AI agent's account names its blueprint. */
export const agentCells = (user: User | undefined): Row => ({
  IsAgenticUser: user?.agent !== undefined,
  AgentIdentityBlueprintId: user?.agent?.blueprintId ?? '',
});
