/** The groups, guests, contacts and applications of the contoso tenant. */
import type { Group, ServicePrincipal, Tenant, User } from '../tenant/model.ts';
import { ROLE } from './applications.ts';
import type { TenantBuilder } from './builder.ts';
import { guidOf } from './ids.ts';

/** Object ids by local part of the address; a name that nobody has is a slip in the seed itself. */
export function idOf(tenant: Tenant, local: string): string {
  const address = `${local}@contoso.com`;
  const found =
    tenant.users.find((user) => user.userPrincipalName === address) ??
    tenant.groups.find((group) => group.mail === address) ??
    tenant.contacts.find((contact) => contact.mail.startsWith(`${local}@`));
  if (found === undefined) throw new RangeError(`the seed has no ${address}`);
  return found.id;
}

/** Guests, and the people who have no mailbox. */
export function addPeopleWithoutMailbox(build: TenantBuilder): void {
  build.user({
    local: 'emergency',
    displayName: 'Emergency Access',
    roles: [ROLE.globalAdministrator],
    age: 3000,
  });
  const consultant = build.user(
    { local: 'consultant', displayName: 'Clara Consult', jobTitle: 'Consultant', age: 200 },
    { mailUser: true, mail: 'consultant@contoso.com' },
  );
  consultant.proxyAddresses = ['SMTP:consultant@contoso.com'];
  addGuest(build, 'maria.rossi', 'fabrikam.example', 'Maria Rossi');
  addGuest(build, 'john.doe', 'northwind.example', 'John Doe');
  // Left, and in the bin for twelve days; entries of theirs still stand.
  build.user(
    {
      local: 'gary.gone',
      displayName: 'Gary Gone',
      department: 'Support',
      enabled: false,
      age: 900,
    },
    { deletedDateTime: new Date(build.now.getTime() - 12 * 86_400_000).toISOString() },
  );
}

/** The sign-in name of a guest is made from the address at home. */
function addGuest(build: TenantBuilder, local: string, home: string, displayName: string): User {
  const mail = `${local}@${home}`;
  return build.user(
    { local: `guest ${mail}`, displayName, age: 150 },
    {
      userPrincipalName: `${local}_${home}#EXT#@contoso.onmicrosoft.com`,
      mail,
      mailNickname: `${local}_${home}#EXT#`,
      proxyAddresses: [`SMTP:${mail}`],
      userType: 'Guest',
      mailUser: true,
    },
  );
}

export function addContacts(build: TenantBuilder): void {
  build.contact('agency@fabrikam.example', 'Fabrikam Agency');
  build.contact('auditor@northwind.example', 'External Auditor');
  build.contact('printer@woodgrove.example', 'Print Shop');
}

export function addGroups(build: TenantBuilder): void {
  const { tenant } = build;
  const ids = (...locals: string[]) => locals.map((local) => idOf(tenant, local));
  const add = (
    kind: Group['kind'],
    local: string,
    displayName: string,
    members: string[],
    more: Partial<Group> = {},
  ) => build.group(kind, local, displayName, { members, ...more });

  add('mailSecurity', 'auditors', 'Auditors', ids('alex.morgan', 'marta.kowalska'), {
    owners: ids('marta.kowalska'),
  });
  const night = add('mailSecurity', 'service-desk-night', 'Service Desk Night', ids('omar.haddad'));
  add(
    'mailSecurity',
    'service-desk',
    'Service Desk',
    [...ids('carlos.mendez', 'grace.kim', 'jo.left'), night.id],
    {
      owners: ids('carlos.mendez'),
    },
  );
  add('mailSecurity', 'contractors', 'Contractors', []);
  add(
    'distribution',
    'sales-list',
    'Sales List',
    ids('ann', 'fred', 'priya.shah', 'tom.baker', 'lena.hoffmann', 'old.hand'),
    {
      owners: ids('ann'),
    },
  );
  add('distribution', 'newsletter', 'Newsletter', ids('ellen.berg', 'jack.turner', 'agency'), {
    owners: ids('ellen.berg'),
  });
  add('distribution', 'board-list', 'Board List', ids('ceo', 'marta.kowalska', 'peter.novak'), {
    owners: ids('ceo'),
    hiddenMembership: true,
  });
  add('distribution', 'plant', 'Plant', ids('karl.synced', 'ida.synced', 'paul.synced'), {
    onPremisesSyncEnabled: true,
  });
  const guest = tenant.users.find(({ userType }) => userType === 'Guest');
  add(
    'microsoft365',
    'project-apollo',
    'Project Apollo',
    [
      ...ids('ivan.horvat', 'mei.tanaka', 'alex.morgan2'),
      ...(guest === undefined ? [] : [guest.id]),
    ],
    { owners: ids('ivan.horvat') },
  );
  add('microsoft365', 'social', 'Social Club', ids('sofia.rossi', 'jack.turner', 'oscar.lind'), {
    owners: ids('sofia.rossi'),
  });
  add(
    'security',
    'vpn-users',
    'VPN Users',
    ids('mei.tanaka', 'samuel.osei', 'julia.weiss', 'admin'),
  );
  add('security', 'role-holders', 'Role Holders', ids('admin'), { isAssignableToRole: true });
  add(
    'security',
    'sales-dynamic',
    'Sales People',
    ids('ann', 'fred', 'priya.shah', 'tom.baker', 'lena.hoffmann', 'temp'),
    {
      membershipRule: 'user.department -eq "Sales" -and user.accountEnabled -eq true',
    },
  );
  add('dynamicDistribution', 'all-staff', 'All Staff', [], {
    membershipRule: "RecipientTypeDetails -eq 'UserMailbox'",
  });
}

/** Applications that hold rights on mailboxes. */
export function addServicePrincipals(build: TenantBuilder): ServicePrincipal[] {
  const names = ['mail-archiver-app', 'ticket-importer'];
  const added = names.map(
    (displayName): ServicePrincipal => ({
      id: guidOf(`service principal ${displayName}`),
      appId: guidOf(`trustee application ${displayName}`),
      sid: build.sid(),
      displayName,
    }),
  );
  build.tenant.servicePrincipals.push(...added);
  return added;
}
