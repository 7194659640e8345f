/** A mailbox in which nobody has done anything yet. */
import type { Mailbox } from './model.ts';

/** How Exchange writes "no GUID". */
export const NO_GUID = '00000000-0000-0000-0000-000000000000';

/** What makes a mailbox this one. */
type Identity = Pick<
  Mailbox,
  | 'userId'
  | 'guid'
  | 'exchangeGuid'
  | 'name'
  | 'alias'
  | 'displayName'
  | 'userPrincipalName'
  | 'legacyExchangeDN'
  | 'distinguishedName'
  | 'type'
  | 'emailAddresses'
  | 'whenCreated'
>;

/** Every member that Set-Mailbox, a permission or mail would change stands as after New-Mailbox. */
export const blankMailbox = (identity: Identity): Mailbox => ({
  userId: identity.userId,
  guid: identity.guid,
  exchangeGuid: identity.exchangeGuid,
  name: identity.name,
  alias: identity.alias,
  displayName: identity.displayName,
  userPrincipalName: identity.userPrincipalName,
  legacyExchangeDN: identity.legacyExchangeDN,
  distinguishedName: identity.distinguishedName,
  type: identity.type,
  emailAddresses: identity.emailAddresses,
  converting: null,
  hidden: false,
  messageCopyForSentAs: false,
  messageCopyForSendOnBehalf: false,
  grantSendOnBehalfTo: [],
  forwardingAddress: null,
  forwardingSmtpAddress: null,
  deliverToMailboxAndForward: false,
  litigationHold: false,
  inPlaceHolds: [],
  archiveGuid: NO_GUID,
  totalItemSize: 0,
  totalDeletedItemSize: 0,
  itemCount: 0,
  dirSynced: false,
  whenCreated: identity.whenCreated,
  whenChanged: identity.whenCreated,
  softDeleted: null,
  permissions: [],
  sendAs: [],
});
