/** Which mail the organisation lets out by itself: its remote domains, and its outbound spam policies with the rules by which they apply. */
import { normalise } from '../../model/address.ts';
import { CMDLET } from '../../wire/exchange.ts';
import { flag, needed, texts, WrongShape } from '../fields.ts';
import {
  type ExchangeClient,
  itemsOf,
  type Query,
  type Row,
  ServiceError,
  type Settled,
} from '../service.ts';

/** A domain outside, as the organisation treats it. */
export interface RemoteDomain {
  /** `*`, a domain, or `*.` and a domain; lower case. */
  readonly domain: string;
  readonly autoForward: boolean;
}

const MODES = ['Automatic', 'On', 'Off'] as const;
export type ForwardingMode = (typeof MODES)[number];
export interface OutboundPolicy {
  readonly name: string;
  readonly mode: ForwardingMode;
}

/** Senders by address, by a group they are in, by domain. */
interface Senders {
  readonly from: readonly string[];
  readonly memberOf: readonly string[];
  readonly domains: readonly string[];
}
/** The conditions and exceptions of a rule, by their names. */
const OF = { from: 'From', memberOf: 'FromMemberOf', domains: 'SenderDomainIs' } as const;
const EXCEPT = {
  from: 'ExceptIfFrom',
  memberOf: 'ExceptIfFromMemberOf',
  domains: 'ExceptIfSenderDomainIs',
} as const;
/** To whom a policy beside the default applies. */
export interface OutboundRule {
  /** Its name. */
  readonly policy: string;
  readonly of: Senders;
  readonly except: Senders;
}

export interface OutboundSettings {
  readonly domains: readonly RemoteDomain[];
  /** Enabled rules in their order; the first that fits decides. */
  readonly rules: readonly OutboundRule[];
  /** For everybody whom no rule fits. */
  readonly fallback: OutboundPolicy;
  /** By name, those that the rules name. */
  readonly policies: ReadonlyMap<string, OutboundPolicy>;
}

/** The name of the policy that every organisation has. Source: Exchange, outbound spam policies. */
const DEFAULT = 'Default';

const readPolicy = (name: string): Query => ({
  cmdlet: CMDLET.getHostedOutboundSpamFilterPolicy,
  parameters: { Identity: name },
  select: ['Name', 'AutoForwardingMode'],
});

/** Throws ServiceError, or WrongShape where an answer is not whole. */
export async function outboundSettings(exchange: ExchangeClient): Promise<OutboundSettings> {
  const [domainRows, ruleRows, fallbackRows] = await exchange.queryEach(
    [
      {
        cmdlet: CMDLET.getRemoteDomain,
        parameters: {},
        select: ['DomainName', 'AutoForwardEnabled'],
      },
      {
        cmdlet: CMDLET.getHostedOutboundSpamFilterRule,
        parameters: {},
        select: [
          'HostedOutboundSpamFilterPolicy',
          'State',
          'Priority',
          ...Object.values(OF),
          ...Object.values(EXCEPT),
        ],
      },
      readPolicy(DEFAULT),
    ],
    (row) => row,
  );
  const domains = itemsOf(domainRows).map(domainOf);
  if (!domains.some(({ domain }) => domain === '*'))
    throw notWhole(CMDLET.getRemoteDomain, 'the list lacks the domain *, which is always there');
  const rules = itemsOf(ruleRows)
    .filter((row) => needed(row, 'State') === 'Enabled')
    .map((row) => ({ row, priority: priorityOf(row) }))
    .sort((a, b) => a.priority - b.priority)
    .map(({ row }) => ruleOf(row));
  const names = [...new Set(rules.map(({ policy }) => policy))];
  const settled = await exchange.queryEach(names.map(readPolicy), (row) => row);
  return {
    domains,
    rules,
    fallback: onlyPolicy(fallbackRows, DEFAULT),
    policies: new Map(names.map((name, index) => [name, onlyPolicy(settled[index], name)])),
  };
}

const domainOf = (row: Row): RemoteDomain => {
  const autoForward = flag(row, 'AutoForwardEnabled');
  if (autoForward === undefined) throw new WrongShape('AutoForwardEnabled', 'true or false', row);
  return { domain: normalise(needed(row, 'DomainName')), autoForward };
};

function onlyPolicy(settled: Settled<Row> | undefined, name: string): OutboundPolicy {
  const [row, ...others] = itemsOf(settled);
  if (row === undefined || others.length > 0)
    throw notWhole(
      CMDLET.getHostedOutboundSpamFilterPolicy,
      `the answer does not have the policy ${name} once`,
    );
  const said = needed(row, 'AutoForwardingMode');
  const mode = MODES.find((one) => one === said);
  if (mode === undefined) throw new WrongShape('AutoForwardingMode', 'known word', row);
  return { name: needed(row, 'Name'), mode };
}

function priorityOf(row: Row): number {
  const priority = row['Priority'];
  if (typeof priority === 'number') return priority;
  throw new WrongShape('Priority', 'number', row);
}

const ruleOf = (row: Row): OutboundRule => ({
  policy: needed(row, 'HostedOutboundSpamFilterPolicy'),
  of: sendersIn(row, OF),
  except: sendersIn(row, EXCEPT),
});
const sendersIn = (
  row: Row,
  { from, memberOf, domains }: Record<keyof Senders, string>,
): Senders => ({
  from: texts(row, from).map(normalise),
  memberOf: texts(row, memberOf),
  domains: texts(row, domains).map(normalise),
});

const notWhole = (cmdlet: string, why: string): ServiceError =>
  new ServiceError(
    { service: 'exchange', failure: 'shape', status: 200, code: 'NotWhole', what: cmdlet },
    `Exchange Online, ${cmdlet}: ${why}`,
  );
