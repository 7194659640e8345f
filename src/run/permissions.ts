/** Which permission a call needs: one table for error messages, `help permissions` and the docs. Source: Graph's permissions file; Exchange's pages on app-only access, on roles and on role groups. */
import type { ServiceName } from '../tenant/service.ts';

export interface Need {
  readonly service: Exclude<ServiceName, 'login'>;
  /** Beginning of the path, or of the cmdlet. */
  readonly call: RegExp;
  readonly permission: string;
  readonly purpose: string;
  /** Application permissions of Graph of which one is enough; undefined: roles of Exchange decide. */
  readonly anyOf?: readonly string[];
  /** What more there is to say to whoever gives it. */
  readonly note?: string;
}

/** The application permission without which Exchange takes no cmdlet at all. */
export const EXCHANGE_DOOR = 'Exchange.ManageAsApp';
export const EXCHANGE_DOOR_MISSING = `the application permission ${EXCHANGE_DOOR} (of Office 365 Exchange Online), with an administrator's consent`;

export const NEEDS: readonly Need[] = [
  {
    service: 'graph',
    call: /^PATCH \/users\//,
    permission:
      'the Graph application permission User.EnableDisableAccount.All (with User.Read.All)',
    purpose: 'apply: block or allow sign-in of shared mailboxes',
    anyOf: [
      'User.EnableDisableAccount.All',
      'User.ReadWrite.All',
      'Directory.ReadWrite.All',
      'User.ReadWrite.CrossCloud',
    ],
  },
  {
    service: 'graph',
    call: /^GET \/users/,
    permission: 'the Graph application permission User.Read.All',
    purpose: 'plan: read accounts, and whether their sign-in is blocked',
    anyOf: [
      'User.Read.All',
      'User.ReadWrite.All',
      'User.ReadWrite.CrossCloud',
      'Directory.Read.All',
      'Directory.ReadWrite.All',
    ],
  },
  {
    service: 'graph',
    call: /^GET \/groups/,
    permission: 'the Graph application permission GroupMember.Read.All or Group.Read.All',
    purpose: 'plan: read groups that hold rights',
    anyOf: [
      'GroupMember.Read.All',
      'GroupMember.ReadWrite.All',
      'Group.Read.All',
      'Group.ReadWrite.All',
      'Directory.Read.All',
      'Directory.ReadWrite.All',
    ],
  },
  {
    service: 'graph',
    call: /^GET \/(?:directoryRoles|roleManagement)/,
    permission: 'the Graph application permission RoleManagement.Read.Directory',
    purpose: 'plan: whether an account to be blocked is an administrator',
    anyOf: [
      'RoleManagement.Read.Directory',
      'RoleManagement.ReadWrite.Directory',
      'RoleManagement.Read.All',
      'Directory.Read.All',
      'Directory.ReadWrite.All',
    ],
  },
  {
    service: 'graph',
    call: /^GET \/organization/,
    permission: 'the Graph application permission Organization.Read.All',
    purpose: 'plan: check that this is the right tenant',
    anyOf: [
      'Organization.Read.All',
      'Organization.ReadWrite.All',
      'User.Read.All',
      'Directory.Read.All',
      'Directory.ReadWrite.All',
    ],
  },
  {
    service: 'exchange',
    call: /^Get-RecipientPermission$/i,
    permission:
      'the role Mail Recipients, or a role derived from it with only this cmdlet, in a role group that the application is a member of',
    purpose: 'plan: read who holds Send As',
    note: 'Whether Global Reader and View-Only Organization Management may read Send As differs from tenant to tenant. Exchange Recipient Administrator can in every tenant, but it can write as well; docs/permissions.md has the commands for a role that only reads.',
  },
  {
    service: 'exchange',
    call: /^Get-(?:RemoteDomain|HostedOutboundSpamFilter(?:Policy|Rule))$/i,
    permission:
      'a role that may read the configuration (Global Reader, or the role View-Only Configuration)',
    purpose:
      'plan: whether mail forwarded outside is let out; without it the plan says "not known"',
  },
  {
    service: 'exchange',
    call: /^Get-/i,
    permission:
      'the application permission Exchange.ManageAsApp and a role that may read recipients (Global Reader, or the role group View-Only Organization Management)',
    purpose: 'plan: everything else about mailboxes',
  },
  {
    service: 'exchange',
    call: /./,
    permission:
      'the application permission Exchange.ManageAsApp and a role that may write recipients (Exchange Recipient Administrator, or the role group Recipient Management)',
    purpose: 'apply: everything about mailboxes',
  },
];

export const needOf = (service: ServiceName, what: string): Need | undefined =>
  NEEDS.find((one) => one.service === service && one.call.test(what));

/** The one thing to do where a call was denied. */
export function permissionFor(service: ServiceName, what: string): string {
  const need = needOf(service, what);
  if (need === undefined) return 'Give the application the permission that the message names.';
  const note = need.note === undefined ? '' : ` ${need.note}`;
  return `Give the application ${need.permission}, then try again.${note}`;
}
