/** The register of cmdlets: name to what carries it out. */
import type { Cmdlet } from './call.ts';
import { addMailboxPermission, removeMailboxPermission } from './change-mailbox-permission.ts';
import { getGroup, getServicePrincipal, getUser } from './directory.ts';
import { getMailbox } from './get-mailbox.ts';
import { getInboxRule } from './inbox-rules.ts';
import {
  getHostedOutboundSpamFilterPolicy,
  getHostedOutboundSpamFilterRule,
  getRemoteDomain,
} from './mail-flow.ts';
import { getMailboxPermission } from './mailbox-permission.ts';
import { newMailbox } from './new-mailbox.ts';
import { getAcceptedDomain, getOrganizationConfig } from './organization.ts';
import {
  addRecipientPermission,
  getRecipientPermission,
  removeRecipientPermission,
} from './recipient-permission.ts';
import {
  getDistributionGroup,
  getDistributionGroupMember,
  getMailUser,
  getRecipient,
} from './recipients.ts';
import { removeMailbox } from './remove-mailbox.ts';
import { setMailbox } from './set-mailbox.ts';
import { getMailboxStatistics } from './statistics.ts';

/** One entry for each contract; a test compares the two. */
export const CMDLETS: ReadonlyMap<string, Cmdlet> = new Map<string, Cmdlet>([
  ['Get-Mailbox', getMailbox],
  ['Set-Mailbox', setMailbox],
  ['New-Mailbox', newMailbox],
  ['Remove-Mailbox', removeMailbox],
  ['Get-MailboxStatistics', getMailboxStatistics],
  ['Get-InboxRule', getInboxRule],
  ['Get-MailboxPermission', getMailboxPermission],
  ['Add-MailboxPermission', addMailboxPermission],
  ['Remove-MailboxPermission', removeMailboxPermission],
  ['Get-RecipientPermission', getRecipientPermission],
  ['Add-RecipientPermission', addRecipientPermission],
  ['Remove-RecipientPermission', removeRecipientPermission],
  ['Get-Recipient', getRecipient],
  ['Get-MailUser', getMailUser],
  ['Get-DistributionGroup', getDistributionGroup],
  ['Get-DistributionGroupMember', getDistributionGroupMember],
  ['Get-User', getUser],
  ['Get-Group', getGroup],
  ['Get-ServicePrincipal', getServicePrincipal],
  ['Get-AcceptedDomain', getAcceptedDomain],
  ['Get-OrganizationConfig', getOrganizationConfig],
  ['Get-RemoteDomain', getRemoteDomain],
  ['Get-HostedOutboundSpamFilterPolicy', getHostedOutboundSpamFilterPolicy],
  ['Get-HostedOutboundSpamFilterRule', getHostedOutboundSpamFilterRule],
]);
