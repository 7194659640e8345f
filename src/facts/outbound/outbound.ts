/**
 * Would mail that a mailbox forwards by itself be let out of the organisation? Source: Exchange, control of external forwarding: the
 * outbound spam policy that applies to the mailbox and the remote domain of the receiver must both let it. Transport rules, which may
 * stop it as well, are not read.
 */
import { domainOf, normalise } from '../../model/address.ts';
import type { Ref } from '../../model/ref.ts';
import type { Recipients } from '../../tenant/directory/recipients.ts';
import {
  type OutboundPolicy,
  type OutboundRule,
  type OutboundSettings,
  outboundSettings,
  type RemoteDomain,
} from '../../tenant/read/outbound.ts';
import type { Readable } from '../../tenant/readable.ts';
import { reasonOf } from '../../tenant/reason.ts';
import { CMDLET } from '../../wire/exchange.ts';

/** What applies to mail that one mailbox forwards. */
export interface Outbound {
  readonly subject: Ref;
  readonly policy: OutboundPolicy;
  readonly domains: readonly RemoteDomain[];
}

export const outbound: Readable<Outbound> = {
  title: 'Outbound forwarding',
  about: 'mailboxes',
  reads: [
    CMDLET.getRemoteDomain,
    CMDLET.getHostedOutboundSpamFilterPolicy,
    CMDLET.getHostedOutboundSpamFilterRule,
  ],
  async read({ services: { exchange }, directory: { recipients } }, mailboxes) {
    const items: Outbound[] = [];
    const gaps: { readonly subject: string; readonly reason: string }[] = [];
    try {
      const settings = await outboundSettings(exchange);
      for (const subject of mailboxes) {
        const policy = policyFor(subject, settings, recipients);
        if (typeof policy === 'string') gaps.push({ subject: subject.id, reason: policy });
        else items.push({ subject, policy, domains: settings.domains });
      }
    } catch (error) {
      const reason = reasonOf(error);
      for (const { id } of mailboxes) gaps.push({ subject: id, reason });
    }
    return { items, gaps };
  },
};

/** The policy by which mail of this mailbox goes out; a text: why that is not known. */
export function policyFor(
  mailbox: Ref,
  { rules, policies, fallback }: OutboundSettings,
  recipients: Pick<Recipients, 'mayBe'>,
): OutboundPolicy | string {
  const may: OutboundPolicy[] = [];
  for (const rule of rules) {
    const fits = fitsRule(mailbox, rule, recipients);
    const policy = policies.get(rule.policy);
    if (fits === 'no' || policy === undefined) continue;
    may.push(policy);
    if (fits === 'yes') return agreed(mailbox, may);
  }
  return agreed(mailbox, [...may, fallback]);
}

/** Of all policies that may apply the first, where they say the same. */
function agreed({ address }: Ref, policies: readonly OutboundPolicy[]): OutboundPolicy | string {
  const [first, ...others] = policies;
  return first !== undefined && others.every(({ mode }) => mode === first.mode)
    ? first
    : `which outbound spam policy applies to ${address} depends on groups, or on several conditions at once: ${policies.map(({ name, mode }) => `${name} (${mode})`).join(' or ')}`;
}

type Fits = 'yes' | 'no' | 'unknown';

/** Members of groups are not read; and where conditions of different sorts disagree, the documentation does not say what holds. */
function fitsRule(
  mailbox: Ref,
  { of, except }: OutboundRule,
  recipients: Pick<Recipients, 'mayBe'>,
): Fits {
  const said = answers(mailbox, of, recipients);
  const fits = said.every((one) => one === said[0]) ? (said[0] ?? 'unknown') : 'unknown';
  const excepted = answers(mailbox, except, recipients);
  if (fits === 'no' || excepted.includes('yes')) return 'no';
  return excepted.includes('unknown') ? 'unknown' : fits;
}

/** One for each sort of condition that is there. */
function answers(
  { id, address }: Ref,
  { from, memberOf, domains }: OutboundRule['of'],
  recipients: Pick<Recipients, 'mayBe'>,
): readonly Fits[] {
  const sure = (is: boolean): Fits => (is ? 'yes' : 'no');
  const named = from.some((name) => name === address || recipients.mayBe(name, id));
  return [
    ...(from.length === 0 ? [] : [sure(named)]),
    ...(memberOf.length === 0 ? [] : ['unknown' as const]),
    ...(domains.length === 0 ? [] : [sure(domains.includes(domainOf(address)))]),
  ];
}

/** Why mail forwarded to this address outside stays within the organisation; undefined: neither policy nor remote domain stops it. */
export function stoppedBy({ policy, domains }: Outbound, address: string): string | undefined {
  switch (policy.mode) {
    case 'Off':
      return `the outbound spam policy ${policy.name} does not let forwarded mail out (AutoForwardingMode is Off)`;
    // Source: Exchange Online admin API reference, 8.4: today Off for nearly all.
    case 'Automatic':
      return `the outbound spam policy ${policy.name} leaves it to the service (AutoForwardingMode is Automatic), which for nearly every organisation means that forwarded mail is not let out`;
    case 'On': {
      const remote = remoteDomainOf(address, domains);
      return remote === undefined || remote.autoForward
        ? undefined
        : `the remote domain ${remote.domain} does not let forwarded mail out (AutoForwardEnabled is False)`;
    }
  }
}

/** The most specific one that has the address; undefined: none, not even `*`. Source: Exchange, remote domains. */
export function remoteDomainOf(
  address: string,
  domains: readonly RemoteDomain[],
): RemoteDomain | undefined {
  const of = domainOf(normalise(address));
  const fits = ({ domain }: RemoteDomain): boolean => {
    if (!domain.startsWith('*')) return domain === of;
    const below = domain.slice('*.'.length);
    return domain === '*' || of === below || of.endsWith(`.${below}`);
  };
  const [best] = domains.filter(fits).toSorted((a, b) => specific(b.domain) - specific(a.domain));
  return best;
}
/** A whole domain goes before one with all below it, and a longer one before a shorter. */
const specific = (domain: string): number =>
  domain.startsWith('*') ? domain.length : Number.MAX_SAFE_INTEGER;
