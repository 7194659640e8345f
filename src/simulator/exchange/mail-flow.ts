/** Which mail leaves the organisation by itself: Get-RemoteDomain, and the outbound spam policies with the rules by which they apply. */
import type { OutboundPolicy, OutboundRule, RemoteDomain, Tenant } from '../tenant/model.ts';
import { type Cmdlet, type CmdletCall, filterText, type Listing, listing, textOf } from './call.ts';
import { configurationCells, configurationId } from './directory-cells.ts';
import { notFound } from './errors.ts';
import {
  OUTBOUND_POLICY_TEMPLATE,
  OUTBOUND_RULE_TEMPLATE,
  REMOTE_DOMAIN_TEMPLATE,
} from './mail-flow-template.ts';
import type { Row } from './row.ts';

/** What every organisation has from its first day. Source: Microsoft's pages on remote domains and on outbound spam policies. */
const DEFAULT_DOMAIN: RemoteDomain = { name: 'Default', domainName: '*', autoForwardEnabled: true };
const DEFAULT_POLICY: OutboundPolicy = { name: 'Default', autoForwardingMode: 'Automatic' };

export const GET_REMOTE_DOMAIN: Cmdlet = {
  contract: {
    name: 'Get-RemoteDomain',
    sets: { Default: [] },
    parameters: [
      { kind: 'text', names: 'Identity' },
      { kind: 'unlimited', names: 'ResultSize' },
    ],
  },
  run: getRemoteDomain,
};

function getRemoteDomain(call: CmdletCall): Listing {
  const all = withDefault(call.tenant.remoteDomains, DEFAULT_DOMAIN);
  return listing(
    chosen(call, all),
    ({ name, domainName, autoForwardEnabled }) => ({
      ...cells(call.tenant, 'remote domain', name),
      DomainName: domainName,
      AutoForwardEnabled: autoForwardEnabled,
    }),
    REMOTE_DOMAIN_TEMPLATE,
  );
}

/** The page of the policy calls Identity required; its own way of use, and published scripts, leave it out and get every policy. */
export const GET_HOSTED_OUTBOUND_SPAM_FILTER_POLICY: Cmdlet = {
  contract: {
    name: 'Get-HostedOutboundSpamFilterPolicy',
    sets: { Default: [] },
    parameters: [{ kind: 'text', names: 'Identity' }],
  },
  run: getHostedOutboundSpamFilterPolicy,
};

function getHostedOutboundSpamFilterPolicy(call: CmdletCall): Listing {
  const all = withDefault(call.tenant.outboundPolicies, DEFAULT_POLICY);
  return listing(
    chosen(call, all),
    ({ name, autoForwardingMode }) => ({
      ...cells(call.tenant, 'outbound policy', name),
      AutoForwardingMode: autoForwardingMode,
      IsDefault: name === DEFAULT_POLICY.name,
    }),
    OUTBOUND_POLICY_TEMPLATE,
  );
}

export const GET_HOSTED_OUTBOUND_SPAM_FILTER_RULE: Cmdlet = {
  contract: {
    name: 'Get-HostedOutboundSpamFilterRule',
    sets: { Default: [] },
    parameters: [
      { kind: 'text', names: 'Identity' },
      { kind: 'enum', names: 'State', values: 'Enabled Disabled' },
    ],
  },
  run: getHostedOutboundSpamFilterRule,
};

function getHostedOutboundSpamFilterRule(call: CmdletCall): Listing {
  const state = textOf(call, 'State');
  const rules = call.tenant.outboundRules ?? [];
  const numbered = rules.map((rule, priority) => ({ ...rule, priority }));
  const inState = numbered.filter((rule) => typeof state !== 'string' || stateOf(rule) === state);
  return listing(
    chosen(call, inState),
    (rule) => ({
      ...cells(call.tenant, 'outbound rule', rule.name),
      HostedOutboundSpamFilterPolicy: rule.policy,
      Priority: rule.priority,
      State: stateOf(rule),
      From: rule.from ?? [],
      FromMemberOf: rule.fromMemberOf ?? [],
      SenderDomainIs: rule.senderDomainIs ?? [],
      ExceptIfFrom: rule.exceptIfFrom ?? [],
      ExceptIfFromMemberOf: rule.exceptIfFromMemberOf ?? [],
      ExceptIfSenderDomainIs: rule.exceptIfSenderDomainIs ?? [],
    }),
    OUTBOUND_RULE_TEMPLATE,
  );
}

const stateOf = ({ enabled = true }: OutboundRule): string => (enabled ? 'Enabled' : 'Disabled');

/** The default cannot be removed: a document that does not name it has it all the same. */
function withDefault<T extends { name: string }>(own: readonly T[] | undefined, first: T): T[] {
  const all = own ?? [];
  return all.some(({ name }) => name === first.name) ? [...all] : [first, ...all];
}

/** Those that an identity means: the name, in any letter case. */
function chosen<T extends { name: string }>(call: CmdletCall, all: readonly T[]): readonly T[] {
  const identity = filterText(call, 'Identity')?.toLowerCase();
  if (identity === undefined) return all;
  const found = all.filter(({ name }) => name.toLowerCase() === identity);
  if (found.length === 0) throw notFound(identity);
  return found;
}

const cells = (tenant: Tenant, what: string, name: string): Row =>
  configurationCells(tenant, name, configurationId(what, name));
