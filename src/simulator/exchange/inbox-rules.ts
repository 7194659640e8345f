/** Get-InboxRule: the rules of one mailbox, hidden ones only when asked for. Source: Admin API reference, captured rows. */
import type { InboxRule, Mailbox } from '../tenant/model.ts';
import { type Cmdlet, type CmdletCall, filterText, isOn, type Listing, listing } from './call.ts';
import { missingParameters, notFound, notSimulated } from './errors.ts';
import { oneMailbox } from './identity.ts';
import type { Row } from './row.ts';

/** Every mailbox has this one of the system, hidden. */
const JUNK: InboxRule = {
  id: '15394007230974001153',
  name: 'Junk E-mail Rule',
  enabled: true,
  hidden: true,
  properties: { StopProcessingRules: true },
};

export const GET_INBOX_RULE: Cmdlet = {
  contract: {
    name: 'Get-InboxRule',
    sets: { Default: [] },
    parameters: [
      { kind: 'text', names: 'Identity Mailbox DescriptionTimeFormat DescriptionTimeZone' },
      { kind: 'switch', names: 'BypassScopeCheck IncludeHidden UseCustomRouting' },
      { kind: 'unlimited', names: 'ResultSize' },
      { kind: 'integer', names: 'SkipCount' },
    ],
  },
  run: getInboxRule,
};

function getInboxRule(call: CmdletCall): Listing {
  if (isOn(call, 'BypassScopeCheck')) throw notSimulated('Get-InboxRule with BypassScopeCheck');
  if (call.parameters.has('SkipCount')) throw notSimulated('Get-InboxRule with SkipCount');
  const owner = filterText(call, 'Mailbox');
  if (owner === undefined) throw missingParameters(['Mailbox']);
  const { mailbox } = oneMailbox(call, owner);
  const wanted = filterText(call, 'Identity')?.toLowerCase();
  const shown = [...(mailbox.inboxRules ?? []), JUNK].filter(
    ({ hidden }) => !hidden || isOn(call, 'IncludeHidden'),
  );
  const found = shown.filter(
    (rule) =>
      wanted === undefined ||
      [rule.name, rule.id, identityOf(mailbox, rule)].some((one) => one.toLowerCase() === wanted),
  );
  if (wanted !== undefined && found.length === 0) throw notFound(wanted);
  return listing(found, (rule) => ruleRow(mailbox, rule, shown.indexOf(rule) + 1));
}

function identityOf({ name }: Mailbox, { id }: InboxRule): string {
  return `${name}\\${id}`;
}

/** Only conditions and actions that are set are there. The number is above what JSON numbers keep: Identity has it whole. */
function ruleRow(mailbox: Mailbox, rule: InboxRule, priority: number): Row {
  return {
    Description: `If the message: arrives, take the following actions: ${Object.keys(rule.properties).join(', ')}`,
    Enabled: rule.enabled,
    Identity: identityOf(mailbox, rule),
    ErrorType: 'None',
    Name: rule.name,
    Priority: priority,
    RuleIdentity: Number(rule.id),
    SupportedByTask: true,
    ...rule.properties,
    MailboxOwnerId: mailbox.name,
    IsValid: true,
  };
}
