/**
 * The contoso tenant: a small company as one finds it, with about forty people, a dozen shared mailboxes, and something
 * for each audit rule to find. Ids are the same in every run; dates are relative to the time handed in.
 */
import { seededRandom } from '../random.ts';
import { NO_GUID } from '../tenant/blank-mailbox.ts';
import type { Mailbox, Tenant } from '../tenant/model.ts';
import { ROLE, seedAccess } from './applications.ts';
import { fullAccess, TenantBuilder } from './builder.ts';
import {
  addContacts,
  addGroups,
  addPeopleWithoutMailbox,
  addServicePrincipals,
  idOf,
} from './contoso-groups.ts';
import { addManagers } from './contoso-managers.ts';
import { PEOPLE, RESOURCES, SHARED } from './contoso-people.ts';
import { addRights } from './contoso-rights.ts';
import { addRules } from './contoso-rules.ts';
import { daysBefore, guidOf } from './ids.ts';
import { addContosoLicences } from './licences.ts';

/** Seed of the secrets where no random numbers are handed in: fine for tests, known to everybody. */
const KNOWN_SEED = 365;

/** @param random where the applications' secrets come from; hand in numbers of your own to have secrets of your own */
export function contoso(now: Date, random: () => number = seededRandom(KNOWN_SEED)): Tenant {
  const tenant: Tenant = {
    version: 1,
    id: guidOf('tenant contoso'),
    displayName: 'Contoso',
    domains: [
      { name: 'contoso.onmicrosoft.com', initial: true, default: false, type: 'Authoritative' },
      { name: 'contoso.com', initial: false, default: true, type: 'Authoritative' },
      { name: 'contoso.co.uk', initial: false, default: false, type: 'Authoritative' },
    ],
    dirSync: true,
    sidPrefix: 'S-1-5-21-3623811015-3361044348-30300820',
    users: [],
    groups: [],
    contacts: [],
    servicePrincipals: [],
    mailboxes: [],
    applications: [],
  };
  const build = new TenantBuilder(tenant, 'contoso.com', now);
  for (const seed of [...PEOPLE, ...SHARED, ...RESOURCES]) build.mailbox(seed);
  addManagers(tenant);
  addPeopleWithoutMailbox(build);
  addContacts(build);
  addGroups(build);
  addRights(build, addServicePrincipals(build));
  addDiscovery(build);
  addDeletedMailboxes(build);
  addContosoLicences(build);
  addRules(tenant);
  const admin = tenant.users.find(({ roles }) => roles.includes(ROLE.exchangeAdministrator));
  return Object.assign(tenant, seedAccess(random, admin?.id ?? null));
}

/** The system's own mailbox for searches: no owner, and an entry that is a role group. */
function addDiscovery(build: TenantBuilder): void {
  const name = 'DiscoverySearchMailbox{D919BA05-46A6-415f-80AD-7E09334BB852}';
  const address = `${name}@contoso.onmicrosoft.com`;
  const { tenant } = build;
  const template = tenant.mailboxes[0];
  if (template === undefined) throw new RangeError('the seed has no mailbox');
  const discovery: Mailbox = {
    ...structuredClone(template),
    userId: null,
    guid: guidOf(`mailbox ${address}`),
    exchangeGuid: guidOf(`store ${address}`),
    name,
    alias: name,
    displayName: 'Discovery Search Mailbox',
    userPrincipalName: address,
    legacyExchangeDN: build.legacyDn(address, name),
    distinguishedName: build.dn(name),
    type: 'DiscoveryMailbox',
    emailAddresses: [`SMTP:${address}`],
    hidden: true,
    archiveGuid: NO_GUID,
    totalItemSize: 0,
    totalDeletedItemSize: 0,
    itemCount: 0,
    grantSendOnBehalfTo: [],
    sendAs: [],
    permissions: [
      fullAccess(`${tenant.sidPrefix}-1119`, {
        autoMapping: null,
        shownAs: 'Discovery Management',
      }),
    ],
  };
  tenant.mailboxes.push(discovery);
}

/** A person's mailbox gone with the person, and a shared one whose address is still taken. */
function addDeletedMailboxes(build: TenantBuilder): void {
  const { tenant, now } = build;
  const gone = daysBefore(now, 12);
  const events = build.mailbox(
    { local: 'events', displayName: 'Events', type: 'SharedMailbox', age: 700 },
    { softDeleted: gone },
  );
  const owner = tenant.users.find(({ id }) => id === events.userId);
  if (owner !== undefined) owner.deletedDateTime = gone;

  const gary = tenant.users.find(({ id }) => id === idOf(tenant, 'gary.gone'));
  if (gary === undefined) throw new RangeError('the seed has no gary.gone');
  gary.mail = gary.userPrincipalName;
  gary.proxyAddresses = [`SMTP:${gary.userPrincipalName}`];
  tenant.mailboxes.push({
    ...structuredClone(events),
    userId: gary.id,
    guid: guidOf('mailbox gary'),
    exchangeGuid: guidOf('store gary'),
    name: gary.name,
    alias: gary.mailNickname,
    displayName: gary.displayName,
    userPrincipalName: gary.userPrincipalName,
    legacyExchangeDN: build.legacyDn(gary.userPrincipalName, gary.mailNickname),
    distinguishedName: build.dn(gary.name),
    type: 'UserMailbox',
    emailAddresses: [`SMTP:${gary.userPrincipalName}`],
  });
}
