/** A company whose strategy asks for changes of every kind, some eighty of them: what crash, storm and rival runs are made from. */
import { ROLE, seedAccess } from '../../src/simulator/seeds/applications.ts';
import { fullAccess, TenantBuilder } from '../../src/simulator/seeds/builder.ts';
import { guidOf } from '../../src/simulator/seeds/ids.ts';
import type { Mailbox, Tenant } from '../../src/simulator/tenant/model.ts';
import { strategyYaml } from './mbx.ts';

const DOMAIN = 'contoso.com';
/** Jan is an AI agent. */
const PEOPLE = ['ada', 'bea', 'cid', 'dan', 'eva', 'fay', 'gus', 'hal', 'ida', 'jan', 'kim'];
const BOXES = ['sales', 'press', 'legal', 'desk', 'events', 'claims', 'export', 'payroll'];
const LEAVER = 'old.hand';
/** In the strategy, not in the tenant. */
export const CREATED = ['orders@contoso.com', 'returns@contoso.com'] as const;

export const at = (local: string): string => `${local}@${DOMAIN}`;
const person = (index: number): string => PEOPLE[index % PEOPLE.length] ?? '';

/** Each mailbox is with the same three people in all three ways. */
export function stormTenant(): Tenant {
  const tenant: Tenant = {
    version: 1,
    id: guidOf('tenant storm'),
    displayName: 'Contoso',
    domains: [
      { name: 'contoso.onmicrosoft.com', initial: true, default: false, type: 'Authoritative' },
      { name: DOMAIN, initial: false, default: true, type: 'Authoritative' },
    ],
    dirSync: false,
    sidPrefix: 'S-1-5-21-1004336348-1177238915-682003330',
    users: [],
    groups: [],
    contacts: [],
    servicePrincipals: [],
    mailboxes: [],
    ...seedAccess(() => 0.5, null),
  };
  const build = new TenantBuilder(tenant, DOMAIN, new Date('2030-01-01T00:00:00Z'));
  for (const local of [...PEOPLE, LEAVER]) build.mailbox({ local, displayName: `${local} Smith` });
  const [agent] = tenant.users.filter(({ userPrincipalName }) => userPrincipalName === at('jan'));
  if (agent !== undefined)
    agent.agent = {
      identityParentId: guidOf('agent identity jan'),
      blueprintId: guidOf('agent blueprint'),
    };
  build.user({ local: 'admin', displayName: 'Admin', roles: [ROLE.globalAdministrator] });
  const accounts = new Map(
    tenant.users.map(({ userPrincipalName, id, sid }) => [userPrincipalName, { id, sid }]),
  );
  const give = (mailbox: Mailbox, local: string): void => {
    const account = accounts.get(at(local));
    if (account === undefined) throw new Error(`there is no ${local}`);
    mailbox.permissions.push(fullAccess(account.sid));
    mailbox.sendAs.push({ sid: account.sid, deny: false });
    mailbox.grantSendOnBehalfTo.push(account.id);
  };
  for (const [index, local] of BOXES.entries()) {
    const mailbox = build.mailbox({
      local,
      displayName: `The ${local} mailbox`,
      type: 'SharedMailbox',
      aliases: [`old-${local}`],
      enabled: index >= 5,
    });
    for (const one of [index, index + 1, index + 2]) give(mailbox, person(one));
    if (local === 'desk') give(mailbox, LEAVER);
    // Press is to go on to somebody here, and legal to nobody.
    if (local === 'press' || local === 'legal')
      mailbox.forwardingSmtpAddress = 'smtp:old@fabrikam.example';
  }
  return tenant;
}

/** Who has which further address: two are swapped, one goes to a new mailbox, one is dropped, two are new. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  sales: ['old-press'],
  press: ['old-sales'],
  legal: [],
  desk: [],
  events: ['old-events', 'fairs'],
  claims: ['old-claims', 'damage'],
  orders: ['old-legal', 'buy'],
};
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  sales: ['forwarding: { to: archive@fabrikam.example }'],
  press: [`forwarding: { to: ${at('desk')}, keepCopy: false }`],
  legal: ['displayName: Legal department', 'forwarding: {}'],
  desk: ['displayName: Service desk', 'sentItemsCopy: true'],
  events: ['sentItemsCopy: true'],
  claims: ['signIn: blocked'],
  export: ['hidden: true', 'signIn: blocked'],
  payroll: ['displayName: Payroll', 'signIn: blocked'],
  orders: ['displayName: Orders', 'sentItemsCopy: true', 'signIn: allowed'],
};

/** The first of the three goes, another comes, and Outlook stops showing every other mailbox to those who stay. */
const delegates = (index: number): readonly string[] => {
  const ALL = 'fullAccess, sendAs, sendOnBehalf';
  const stays = index % 2 === 0 ? `{ rights: [${ALL}], automap: false }` : `[${ALL}]`;
  return [
    'delegates:',
    `  ${at(person(index + 1))}: ${stays}`,
    `  ${at(person(index + 2))}: [${ALL}]`,
    `  ${at(person(index + 3))}: [${ALL}]`,
  ];
};
const NEW_DELEGATES: Readonly<Record<string, readonly string[]>> = {
  orders: ['delegates:', `  ${at('ada')}: [fullAccess, sendAs]`, `  ${at('bea')}: [sendOnBehalf]`],
  returns: ['delegates:', `  ${at('cid')}: [fullAccess]`],
};

const entry = (local: string, lines: readonly string[]): readonly string[] => {
  const aliases = ALIASES[local];
  return [
    `  ${at(local)}:`,
    ...(aliases === undefined ? [] : [`aliases: [${aliases.map(at).join(', ')}]`])
      .concat(SETTINGS[local] ?? [], lines)
      .map((line) => `    ${line}`),
  ];
};

/** As many changes as it takes must not stop at a gate: that is not what is tried here. */
const GATES =
  '  gates: { maxRevokes: 200, maxGrants: 200, creates: 5, principalFanIn: 20, signIn: 10, addressesRemoved: 10, externalForward: 5, broadTrustee: 20 }';
const strategy = (created: readonly string[]): string =>
  strategyYaml(
    [
      GATES,
      `leavers: [${at(LEAVER)}]`,
      'sharedMailboxes:',
      ...BOXES.flatMap((local, index) => entry(local, delegates(index))),
      ...created.flatMap((local) => entry(local, NEW_DELEGATES[local] ?? [])),
      '',
    ].join('\n'),
  );
export const STORM_STRATEGY = strategy(['orders', 'returns']);
/** The same without new mailboxes: all in one round. */
export const STORM_WITHOUT_CREATION = strategy([]);
