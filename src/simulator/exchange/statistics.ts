/** Get-MailboxStatistics: sizes as text, counts as numbers. */
import type { Mailbox } from '../tenant/model.ts';
import { type Cmdlet, type CmdletCall, isOn, type Listing, listing, requiredText } from './call.ts';
import { notFound } from './errors.ts';
import { mailboxesBy, oneMailbox } from './identity.ts';
import { shownType } from './mailbox-state.ts';
import { offsetTime, type Row, sizeText } from './row.ts';

export const GET_MAILBOX_STATISTICS: Cmdlet = {
  contract: {
    name: 'Get-MailboxStatistics',
    sets: { Identity: ['Identity'] },
    parameters: [
      { kind: 'text', names: 'Identity' },
      {
        kind: 'switch',
        names:
          'Archive IncludeMoveHistory IncludeMoveReport IncludeSoftDeletedRecipients UseCustomRouting',
      },
    ],
  },
  run: getMailboxStatistics,
};

function getMailboxStatistics(call: CmdletCall): Listing {
  const identity = requiredText(call, 'Identity');
  const live = mailboxesBy(call, identity).length > 0;
  const deleted = !live && isOn(call, 'IncludeSoftDeletedRecipients');
  const { mailbox } = oneMailbox(call, identity, { deleted });
  if (isOn(call, 'Archive') && /^[0-]+$/.test(mailbox.archiveGuid)) throw notFound(identity);
  // A mailbox that nobody ever opened has no statistics yet.
  if (mailbox.itemCount === 0 && mailbox.totalItemSize === 0) {
    call.warnings.push(
      `The user hasn't logged on to mailbox '${mailbox.name}', so there is no data to return. After the user logs on, this warning will no longer appear.`,
    );
    return listing([], () => ({}));
  }
  return listing([mailbox], () => statisticsRow(call, mailbox));
}

function statisticsRow({ world, tenant }: CmdletCall, mailbox: Mailbox): Row {
  return {
    DisplayName: mailbox.displayName,
    ExternalDirectoryOrganizationId: tenant.id,
    LastLoggedOnUserAccount: '',
    LastLogoffTime: null,
    LastLogonTime: offsetTime(mailbox.whenChanged),
    StorageLimitStatus: null,
    SystemMessageSize: sizeText(0),
    SystemMessageCount: 0,
    DisconnectDate: null,
    DisconnectReason: null,
    LegacyDN: mailbox.legacyExchangeDN,
    OwnerADGuid: mailbox.guid,
    MailboxType: 'Private',
    MailboxTypeDetail: shownType(world, mailbox),
    ServerName: 'db8pr07mb0001',
    DatabaseName: 'EURPR07DG224-db024',
    IsAbandonedMoveDestination: false,
    MailboxGuid: mailbox.exchangeGuid,
    IsArchiveMailbox: false,
    IsMoveDestination: false,
    AssociatedItemCount: 120,
    DeletedItemCount: Math.ceil(mailbox.totalDeletedItemSize / 75_000),
    ItemCount: mailbox.itemCount,
    TotalDeletedItemSize: sizeText(mailbox.totalDeletedItemSize),
    TotalItemSize: sizeText(mailbox.totalItemSize),
    DatabaseIssueWarningQuota: 'Unlimited',
    DatabaseProhibitSendQuota: 'Unlimited',
    DatabaseProhibitSendReceiveQuota: 'Unlimited',
    IsQuarantined: false,
    LastInteractionTime: offsetTime(mailbox.whenChanged),
    LastUserActionTime: offsetTime(mailbox.whenChanged),
    Identity: mailbox.name,
    IsValid: true,
  };
}
