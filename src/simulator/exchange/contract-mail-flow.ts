/** What the documentation lists for the cmdlets that say which mail leaves the organisation: parameters usable online, with sets and values. */
import type { CmdletContract } from './contract-shape.ts';

/**
 * Source: Microsoft's cmdlet reference, revision of 2026-08-21. The page of the policy calls Identity required; its own way of use, and
 * published scripts, leave it out and get every policy.
 */
export const MAIL_FLOW_CONTRACTS: readonly CmdletContract[] = [
  {
    name: 'Get-RemoteDomain',
    sets: { Default: [] },
    parameters: [
      { kind: 'text', names: 'Identity' },
      { kind: 'unlimited', names: 'ResultSize' },
    ],
  },
  {
    name: 'Get-HostedOutboundSpamFilterPolicy',
    sets: { Default: [] },
    parameters: [{ kind: 'text', names: 'Identity' }],
  },
  {
    name: 'Get-HostedOutboundSpamFilterRule',
    sets: { Default: [] },
    parameters: [
      { kind: 'text', names: 'Identity' },
      { kind: 'enum', names: 'State', values: 'Enabled Disabled' },
    ],
  },
];
