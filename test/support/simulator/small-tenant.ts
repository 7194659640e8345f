/** A tenant of a handful of objects for the simulator's own tests: everything in it is there because a test asks for it. */
import { blankMailbox } from '../../../src/simulator/tenant/blank-mailbox.ts';
import type { Group, Mailbox, Tenant, User } from '../../../src/simulator/tenant/model.ts';

/** Ids of the objects, as GUIDs that can be told apart by eye. */
export const ID = {
  tenant: '11111111-0000-4000-a000-000000000000',
  fred: 'aaaaaaaa-0000-4000-a000-000000000001',
  ann: 'aaaaaaaa-0000-4000-a000-000000000002',
  synced: 'aaaaaaaa-0000-4000-a000-000000000003',
  boss: 'aaaaaaaa-0000-4000-a000-000000000004',
  gone: 'aaaaaaaa-0000-4000-a000-000000000005',
  sales: 'aaaaaaaa-0000-4000-a000-000000000006',
  guest: 'aaaaaaaa-0000-4000-a000-000000000007',
  security: 'bbbbbbbb-0000-4000-a000-000000000001',
  list: 'bbbbbbbb-0000-4000-a000-000000000002',
  outer: 'bbbbbbbb-0000-4000-a000-000000000003',
  dynamic: 'bbbbbbbb-0000-4000-a000-000000000004',
  hidden: 'bbbbbbbb-0000-4000-a000-000000000005',
  contact: 'cccccccc-0000-4000-a000-000000000001',
  archiver: 'dddddddd-0000-4000-a000-000000000001',
  app: 'eeeeeeee-0000-4000-a000-000000000001',
  appPrincipal: 'eeeeeeee-0000-4000-a000-000000000002',
  weakApp: 'eeeeeeee-0000-4000-a000-000000000003',
} as const;
export const SECRET = 'a-secret-for-tests';
const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';
const CREATED = '2029-01-01T00:00:00.000Z';

/** Permissions of the application that tests mostly use. */
const ALL_GRAPH_ROLES = [
  'User.Read.All',
  'User.ReadWrite.All',
  'Group.Read.All',
  'GroupMember.ReadWrite.All',
  'Directory.Read.All',
  'Organization.Read.All',
  'Domain.Read.All',
  'Application.Read.All',
  'OrgContact.Read.All',
];

export function smallTenant(more: Partial<Tenant> = {}): Tenant {
  return {
    version: 1,
    id: ID.tenant,
    displayName: 'Contoso',
    domains: [
      { name: 'contoso.onmicrosoft.com', initial: true, default: false, type: 'Authoritative' },
      { name: 'contoso.com', initial: false, default: true, type: 'Authoritative' },
    ],
    dirSync: true,
    sidPrefix: 'S-1-5-21-1-2-3',
    users: [
      user(ID.fred, 'fred@contoso.com', 'Fred Smith', 1101, {
        department: 'Sales',
        manager: ID.boss,
      }),
      user(ID.ann, 'ann@contoso.com', 'Ann Lee', 1102, { manager: ID.fred }),
      user(ID.synced, 'synced@contoso.com', 'Sam Synced', 1103, {
        onPremisesSyncEnabled: true,
        manager: ID.gone,
      }),
      user(ID.boss, 'boss@contoso.com', 'Bea Boss', 1104, { roles: [GLOBAL_ADMINISTRATOR] }),
      user(ID.gone, 'gone@contoso.com', 'Gus Gone', 1105, {
        manager: ID.boss,
        deletedDateTime: '2029-12-01T00:00:00.000Z',
      }),
      user(ID.sales, 'sales@contoso.com', 'Sales', 1106, { accountEnabled: false }),
      user(ID.guest, 'bob_example.com#EXT#@contoso.onmicrosoft.com', "Bob O'Hara", 1107, {
        userType: 'Guest',
        mail: 'bob@example.com',
        mailUser: true,
      }),
    ],
    groups: [
      group(ID.security, 'security', 'Readers', 1201, { members: [ID.fred, ID.contact] }),
      group(ID.list, 'distribution', 'Everybody', 1202, { members: [ID.ann] }),
      group(ID.outer, 'security', 'Outer', 1203, { members: [ID.security, ID.ann] }),
      group(ID.dynamic, 'security', 'Dynamic', 1204, {
        membershipRule: 'user.department -eq "Sales"',
      }),
      group(ID.hidden, 'microsoft365', 'Hidden', 1205, {
        hiddenMembership: true,
        members: [ID.fred],
      }),
    ],
    contacts: [
      {
        id: ID.contact,
        displayName: 'Carla Contact',
        mail: 'carla@example.com',
        mailNickname: 'carla',
        proxyAddresses: ['SMTP:carla@example.com'],
        name: 'carla',
      },
    ],
    servicePrincipals: [
      {
        id: ID.archiver,
        appId: ID.archiver,
        sid: 'S-1-5-21-1-2-3-1301',
        displayName: 'mail-archiver-app',
      },
    ],
    mailboxes: [
      mailbox(ID.fred, 'fred@contoso.com', 'Fred Smith'),
      mailbox(ID.ann, 'ann@contoso.com', 'Ann Lee'),
      mailbox(ID.sales, 'sales@contoso.com', 'Sales', { type: 'SharedMailbox' }),
    ],
    applications: [
      {
        appId: ID.app,
        id: ID.appPrincipal,
        displayName: 'test application',
        secret: SECRET,
        certificate: null,
        federated: null,
        graphRoles: ALL_GRAPH_ROLES,
        exchangeRoles: ['Exchange.ManageAsApp'],
        wids: ['29232cdf-9323-42fd-ade2-1d097af3e4de'],
        deviceCodeUser: 'ann@contoso.com',
      },
      {
        appId: ID.weakApp,
        id: ID.weakApp,
        displayName: 'application without permissions',
        secret: SECRET,
        certificate: null,
        federated: null,
        graphRoles: [],
        exchangeRoles: [],
        wids: [],
        deviceCodeUser: null,
      },
    ],
    ...more,
  };
}

function user(
  id: string,
  upn: string,
  displayName: string,
  rid: number,
  more: Partial<User> = {},
): User {
  const nickname = upn.slice(0, upn.indexOf('@'));
  return {
    id,
    sid: `S-1-5-21-1-2-3-${rid}`,
    userPrincipalName: upn,
    displayName,
    mail: upn,
    mailNickname: nickname,
    proxyAddresses: [`SMTP:${upn}`],
    accountEnabled: true,
    userType: 'Member',
    department: null,
    jobTitle: null,
    onPremisesSyncEnabled: null,
    createdDateTime: CREATED,
    deletedDateTime: null,
    mailUser: false,
    name: id,
    roles: [],
    ...more,
  };
}

function group(
  id: string,
  kind: Group['kind'],
  displayName: string,
  rid: number,
  more: Partial<Group> = {},
): Group {
  const nickname = displayName.toLowerCase();
  const mail = kind === 'security' ? null : `${nickname}@contoso.com`;
  return {
    id,
    sid: `S-1-5-21-1-2-3-${rid}`,
    kind,
    displayName,
    mail,
    mailNickname: nickname,
    proxyAddresses: mail === null ? [] : [`SMTP:${mail}`],
    name: nickname,
    members: [],
    owners: [ID.ann],
    onPremisesSyncEnabled: null,
    isAssignableToRole: false,
    hiddenMembership: false,
    membershipRule: null,
    grantSendOnBehalfTo: [],
    sendAs: [],
    ...more,
  };
}

export function mailbox(
  userId: string,
  address: string,
  displayName: string,
  more: Partial<Mailbox> = {},
): Mailbox {
  const alias = address.slice(0, address.indexOf('@'));
  return {
    ...blankMailbox({
      userId,
      guid: userId.replace(/^.{8}/, 'ffffffff'),
      exchangeGuid: userId.replace(/^.{8}/, '99999999'),
      name: userId,
      alias,
      displayName,
      userPrincipalName: address,
      legacyExchangeDN: `/o=ExchangeLabs/ou=Exchange Administrative Group/cn=Recipients/cn=${alias}`,
      distinguishedName: `CN=${userId},OU=contoso.onmicrosoft.com,DC=EURPR07A013,DC=PROD,DC=OUTLOOK,DC=COM`,
      type: 'UserMailbox',
      emailAddresses: [
        `SMTP:${address}`,
        `smtp:${alias}@contoso.onmicrosoft.com`,
        `SPO:SPO_${alias}`,
      ],
      whenCreated: CREATED,
    }),
    totalItemSize: 1_000_000,
    itemCount: 10,
    ...more,
  };
}
