/** Which permission a call needs: one table for error messages, `help permissions` and the docs. Source: Graph's permissions file; Exchange's page on app-only access. */
import type { ServiceName } from '../tenant/service.ts';

export interface Need {
  readonly service: ServiceName;
  /** Beginning of the path, or of the cmdlet. */
  readonly call: RegExp;
  readonly permission: string;
  readonly purpose: string;
}

export const NEEDS: readonly Need[] = [
  {
    service: 'graph',
    call: /^PATCH \/users\//,
    permission:
      'the Graph application permission User.EnableDisableAccount.All (with User.Read.All)',
    purpose: 'apply: block or allow sign-in of shared mailboxes',
  },
  {
    service: 'graph',
    call: /^GET \/users/,
    permission: 'the Graph application permission User.Read.All',
    purpose: 'plan: who people are, and who is blocked',
  },
  {
    service: 'graph',
    call: /^GET \/groups/,
    permission: 'the Graph application permission GroupMember.Read.All or Group.Read.All',
    purpose: 'plan: groups as trustees',
  },
  {
    service: 'graph',
    call: /^GET \/organization/,
    permission: 'the Graph application permission Organization.Read.All',
    purpose: 'plan: to be sure of the tenant',
  },
  {
    service: 'exchange',
    call: /^Get-/i,
    permission:
      'the application permission Exchange.ManageAsApp and a role that may read recipients (Global Reader, or the role group View-Only Organization Management)',
    purpose: 'plan: everything about mailboxes',
  },
  {
    service: 'exchange',
    call: /./,
    permission:
      'the application permission Exchange.ManageAsApp and a role that may write recipients (Exchange Recipient Administrator, or the role group Recipient Management)',
    purpose: 'apply: everything about mailboxes',
  },
];

/** The one thing to do where a call was denied. */
export function permissionFor(service: ServiceName, what: string): string {
  const need = NEEDS.find((one) => one.service === service && one.call.test(what));
  return need === undefined
    ? 'Give the application the permission that the message names.'
    : `Give the application ${need.permission}, then try again.`;
}
