/** Send As: who may send as a mailbox. */
import type { Ref } from '../../model/ref.ts';
import { CMDLET } from '../../wire/exchange.ts';
import { flag, needed, text } from '../fields.ts';
import type { Session } from '../session.ts';
import { type Collected, mailboxCount, sweep } from './sweep.ts';
import { type Held, held, trusteesOf } from './trustees.ts';

/** One entry of who may send as a mailbox. */
export interface SendAsRow extends Held {
  readonly subject: Ref;
}

/** Send As: the whole tenant in one paged read where that is fewer requests than asking mailbox by mailbox. */
export async function sendAsRows(
  session: Session,
  subjects: readonly Ref[],
): Promise<Collected<SendAsRow>> {
  const { recipients } = session.directory;
  const { rows, gaps } = await sweep(session, subjects, {
    cmdlet: CMDLET.getRecipientPermission,
    parameters: { ResultSize: 'Unlimited' },
    listRows: mailboxCount(session) * SEND_AS_ROWS_PER_MAILBOX,
    isOf: (row, subject) => recipients.mayBe(needed(row, 'Identity'), subject.id),
    subjectOf: (row) => {
      const found = recipients.find(needed(row, 'Identity'));
      if (found.found === 'one') return [found.recipient.id];
      return found.found === 'several' ? found.recipients.map(({ id }) => id) : [];
    },
    narrow: (row, subject) => ({
      subject,
      name: needed(row, 'Trustee'),
      sid: text(row, 'TrusteeSidString'),
      deny: text(row, 'AccessControlType').toLowerCase() === 'deny',
      inherited: flag(row, 'IsInherited') === true,
    }),
  });
  const named = await trusteesOf(session, rows, 'sendAs', (row) => [row]);
  return {
    rows: rows.flatMap((row, index) => {
      const [trustee] = named.trustees[index] ?? [];
      return trustee === undefined ? [] : [{ subject: row.subject, ...held(row, trustee) }];
    }),
    gaps: [...gaps, ...named.gaps],
  };
}
/** A SELF row each, and some real ones: only to weigh one list against many single reads. */
const SEND_AS_ROWS_PER_MAILBOX = 2;
