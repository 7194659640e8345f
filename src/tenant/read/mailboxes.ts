/** Mailbox properties, addresses and Send on Behalf. */
import { normalise } from '../../model/address.ts';
import type { Principal, Ref } from '../../model/ref.ts';
import { CMDLET } from '../../wire/exchange.ts';
import { flag, needed, text, texts, WrongShape } from '../fields.ts';
import type { Row } from '../service.ts';
import { collector } from '../session.ts';
import { type Collected, type Gap, idOfMailbox, mailboxCount, sweep } from './sweep.ts';
import { trusteesOf } from './trustees.ts';

/** What is kept of one row of Get-Mailbox. */
export interface MailboxRow {
  readonly subject: Ref;
  /** Exchange's RecipientTypeDetails. */
  readonly type: string;
  readonly displayName: string;
  readonly hidden: boolean | undefined;
  readonly copySendAs: boolean | undefined;
  readonly copyOnBehalf: boolean | undefined;
  /** As the service lists them, prefix included. */
  readonly emailAddresses: readonly string[];
  readonly userPrincipalName: string;
  readonly sendOnBehalf: readonly Principal[];
  /** Its Exchange attributes are written here although it is synchronised; undefined: the service does not say. */
  readonly cloudManaged: boolean | undefined;
}

const MAILBOX_FIELDS = [
  'ExternalDirectoryObjectId',
  'Guid',
  'DisplayName',
  'RecipientTypeDetails',
  'HiddenFromAddressListsEnabled',
  'MessageCopyForSentAsEnabled',
  'MessageCopyForSendOnBehalfEnabled',
  'EmailAddresses',
  'UserPrincipalName',
  'GrantSendOnBehalfTo',
  'IsExchangeCloudManaged',
] as const;

/** Mailbox properties, addresses and Send on Behalf, in one read. */
export const mailboxes = collector(async (session): Promise<Collected<MailboxRow>> => {
  const { rows, gaps } = await sweep(session, session.subjects, {
    cmdlet: CMDLET.getMailbox,
    parameters: {},
    select: MAILBOX_FIELDS,
    listRows: mailboxCount(session),
    single: true,
    isOf: (row, subject) => idOfMailbox(row) === subject.id,
    narrow: (row, subject) => ({
      subject,
      type: needed(row, 'RecipientTypeDetails'),
      displayName: text(row, 'DisplayName'),
      hidden: flag(row, 'HiddenFromAddressListsEnabled'),
      copySendAs: flag(row, 'MessageCopyForSentAsEnabled'),
      copyOnBehalf: flag(row, 'MessageCopyForSendOnBehalfEnabled'),
      emailAddresses: withPrimary(row),
      userPrincipalName: normalise(text(row, 'UserPrincipalName')),
      names: texts(there(row, 'GrantSendOnBehalfTo'), 'GrantSendOnBehalfTo'),
      cloudManaged: flag(row, 'IsExchangeCloudManaged'),
    }),
  });
  const unread = new Set(gaps.map(({ subject }) => subject));
  const read = new Set(rows.map(({ subject }) => subject.id));
  const absent = session.subjects
    .filter(({ id }) => !read.has(id) && !unread.has(id))
    .map(({ id, address }): Gap => ({ subject: id, reason: `Exchange does not list ${address}` }));
  const named = await trusteesOf(session, rows, 'sendOnBehalf', ({ names }) =>
    names.map((name) => ({ name, sid: '' })),
  );
  return {
    rows: rows.flatMap(({ names: _, ...row }, index) => {
      const trustees = named.trustees[index];
      return trustees === undefined
        ? []
        : [{ ...row, sendOnBehalf: trustees.map(({ principal }) => principal) }];
    }),
    gaps: [...gaps, ...absent, ...named.gaps],
  };
});

/** A list that was asked for and did not come is no empty list. */
function there(row: Row, field: string): Row {
  if (!(field in row)) throw new WrongShape(field, 'list', row);
  return row;
}
/** Every mailbox has exactly one primary address. */
function withPrimary(row: Row): readonly string[] {
  const addresses = texts(row, 'EmailAddresses');
  if (addresses.filter((one) => one.startsWith('SMTP:')).length !== 1)
    throw new WrongShape('EmailAddresses', 'one primary address', row);
  return addresses;
}
