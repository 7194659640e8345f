/**
 * Each cmdlet that mbx runs, and the management roles that hold it. Every name of `CMDLET` has its row: the compiler asks for it.
 * Sources: Microsoft's pages on roles and role groups; reports of live tenants; role definitions published about 2014, which alone go down
 * to cmdlets and parameters; Microsoft365DSC's tables.
 */
import { CMDLET } from '../wire/exchange.ts';
import { ROLE, type Role } from './grants.ts';
import type { Call, Sureness, TenantCommand } from './need.ts';

/** A call with the roles that are given for it: the first to an identity that only reads; the last is one that an identity that writes holds anyway. */
export interface ExchangeCall extends Call {
  readonly service: 'exchange';
  readonly gives: readonly [Role, ...Role[]];
}

const READS: readonly TenantCommand[] = ['plan', 'apply', 'undo', 'resume', 'verify'];
const PLANS: readonly TenantCommand[] = ['plan', 'apply', 'resume'];
const WRITES: readonly TenantCommand[] = ['apply', 'undo', 'resume'];

interface Row {
  readonly commands: readonly TenantCommand[];
  readonly purpose: string;
  readonly when?: string;
  readonly loses?: string;
  readonly gives: readonly [Role, ...Role[]];
  /** Further roles of Exchange that hold the cmdlet and are not given. */
  readonly others?: readonly string[];
  readonly contested?: readonly string[];
  readonly parameters?: Readonly<Record<string, readonly string[]>>;
  readonly sure: Sureness;
  readonly source: string;
}

const { viewRecipients, viewConfiguration, sendAs, applications, recipients, creation } = ROLE;
const OLD = 'role definitions of about 2014';
const DELEGATES = 'the file has `delegates:`, or the run changed some';
const OUTBOUND = {
  commands: PLANS,
  purpose: 'tell whether mail that a mailbox forwards outside is let out',
  when: 'the file forwards to somebody outside',
  loses: 'whether the mail is let out is "not known" in the plan',
  gives: [viewConfiguration],
} as const;
const WRITES_RECIPIENTS = {
  commands: WRITES,
  gives: [recipients],
  sure: 'listed',
  source: `${OLD}; a documentation issue confirms it`,
} as const;

const IN_RECIPIENTS = [recipients.name];
const IN_OPTIONS = [recipients.name, 'User Options'];
/** Of Set-Mailbox: what Help Desk (User Options) may set, and what it may not. */
const SET_MAILBOX: Readonly<Record<string, readonly string[]>> = {
  EmailAddresses: IN_RECIPIENTS,
  HiddenFromAddressListsEnabled: IN_RECIPIENTS,
  DisplayName: IN_OPTIONS,
  GrantSendOnBehalfTo: IN_OPTIONS,
  ForwardingAddress: IN_OPTIONS,
  ForwardingSmtpAddress: IN_OPTIONS,
  DeliverToMailboxAndForward: IN_OPTIONS,
  MessageCopyForSentAsEnabled: IN_OPTIONS,
  MessageCopyForSendOnBehalfEnabled: IN_OPTIONS,
};

type Cmdlet = (typeof CMDLET)[keyof typeof CMDLET];
const ROWS: Readonly<Record<Cmdlet, Row>> = {
  [CMDLET.getMailbox]: {
    commands: READS,
    purpose: 'read mailboxes: names, addresses, settings, forwarding, Send on Behalf',
    gives: [viewRecipients, recipients],
    others: ['Mail Recipient Creation'],
    sure: 'reported',
    source: `Global Reader, July 2026; ${OLD}`,
  },
  [CMDLET.getRecipient]: {
    commands: READS,
    purpose: 'read who has which address',
    gives: [viewRecipients, recipients],
    others: ['Mail Recipient Creation', 'Distribution Groups'],
    sure: 'listed',
    source: OLD,
  },
  [CMDLET.getUser]: {
    commands: READS,
    purpose: 'tell whose a SID is',
    when: 'a SID stands in the file or in a list of rights',
    gives: [viewRecipients, recipients],
    others: ['Mail Recipient Creation', 'Distribution Groups'],
    sure: 'listed',
    source: OLD,
  },
  [CMDLET.getGroup]: {
    commands: READS,
    purpose: 'tell which group a SID is',
    when: 'a SID stands in the file or in a list of rights',
    gives: [viewRecipients],
    others: ['Distribution Groups', 'Role Management'],
    sure: 'listed',
    source: OLD,
  },
  [CMDLET.getMailboxPermission]: {
    commands: READS,
    purpose: 'read who holds Full Access',
    when: DELEGATES,
    gives: [viewRecipients, recipients],
    sure: 'reported',
    source: `Global Reader, July 2026; ${OLD}`,
  },
  [CMDLET.getRecipientPermission]: {
    commands: READS,
    purpose: 'read who holds Send As',
    when: DELEGATES,
    gives: [sendAs, recipients],
    contested: [viewRecipients.name],
    sure: 'contested',
    source:
      'Mail Recipients holds it by every source. View-only rights: refused in six reports of 2021 to 2025, allowed in two tenants in July 2026',
  },
  [CMDLET.getAcceptedDomain]: {
    commands: READS,
    purpose: 'read the domains for which this organisation takes mail',
    gives: [viewConfiguration, recipients],
    others: ['Distribution Groups', 'Remote and Accepted Domains', 'Retention Management'],
    sure: 'listed',
    source: `${OLD}; Microsoft365DSC`,
  },
  [CMDLET.getServicePrincipal]: {
    commands: READS,
    purpose: 'read which applications hold rights',
    loses: 'applications that hold rights are shown as unresolved, and are never touched',
    gives: [applications],
    others: ['Role Management'],
    contested: [viewConfiguration.name, 'Security Reader'],
    sure: 'contested',
    source: 'Microsoft365DSC says Role Management alone, and earlier also the view-only ones',
  },
  [CMDLET.getRemoteDomain]: {
    ...OUTBOUND,
    others: ['Remote and Accepted Domains'],
    sure: 'reported',
    source: `Global Reader, July 2026; ${OLD}`,
  },
  [CMDLET.getHostedOutboundSpamFilterPolicy]: {
    ...OUTBOUND,
    others: ['Transport Hygiene', 'Security Reader', 'Security Admin'],
    sure: 'listed',
    source: `${OLD}; Microsoft365DSC`,
  },
  [CMDLET.getHostedOutboundSpamFilterRule]: {
    ...OUTBOUND,
    others: ['Transport Hygiene', 'Security Reader', 'Security Admin'],
    sure: 'inferred',
    source: 'taken to be as the policies',
  },
  [CMDLET.setMailbox]: {
    ...WRITES_RECIPIENTS,
    purpose: 'change addresses, settings, forwarding and Send on Behalf of a mailbox',
    parameters: SET_MAILBOX,
    source: OLD,
  },
  [CMDLET.newMailbox]: {
    ...WRITES_RECIPIENTS,
    commands: ['apply', 'resume'], // what was created stays when a run is undone
    purpose: 'create a shared mailbox',
    when: 'the file names one that does not exist',
    gives: [creation],
    source: OLD,
  },
  [CMDLET.addMailboxPermission]: { ...WRITES_RECIPIENTS, purpose: 'give Full Access' },
  [CMDLET.removeMailboxPermission]: { ...WRITES_RECIPIENTS, purpose: 'take Full Access away' },
  [CMDLET.addRecipientPermission]: { ...WRITES_RECIPIENTS, purpose: 'give Send As' },
  [CMDLET.removeRecipientPermission]: { ...WRITES_RECIPIENTS, purpose: 'take Send As away' },
};

/** The names come from the object above: cast, as the compiler does not know that it has no further keys. */
const NAMES = Object.keys(ROWS) as readonly Cmdlet[];

export const EXCHANGE_CALLS: readonly ExchangeCall[] = NAMES.map((operation) => {
  const { others = [], contested = [], ...row } = ROWS[operation];
  return {
    ...row,
    service: 'exchange' as const,
    operation,
    openedBy: [...row.gives.map(({ name }) => name), ...others],
    contested,
  };
});
