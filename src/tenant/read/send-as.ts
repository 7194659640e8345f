/** Send As: who may send as a mailbox. */

import { groupBy } from '../../model/group-by.ts';
import type { Ref } from '../../model/ref.ts';
import { CMDLET } from '../../wire/exchange.ts';
import { flag, needed, text, texts, WrongShape } from '../fields.ts';
import type { Row } from '../service.ts';
import type { Session } from '../session.ts';
import { isSelf, listWithoutSelf, trusteeIn, withoutSelf } from './self.ts';
import { allMailboxes, type Collected, type Gap, mailboxCount, sweep } from './sweep.ts';
import { type Held, held, type Named, trusteesOf } from './trustees.ts';

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
  const own = new Set<string>();
  const listed = new Map<string, string[]>();
  const strangers = new Set<string>();
  /** Notes, of a list of the whole tenant, what tells whether it is whole. */
  const noted = (row: Row, ids: readonly string[]): readonly string[] => {
    if (ids.length === 0) strangers.add(needed(row, 'Identity'));
    const { name, self } = trusteeIn(row);
    for (const id of ids) {
      if (self) own.add(id);
      else listed.set(id, [...(listed.get(id) ?? []), name]);
    }
    return ids;
  };
  const { rows, gaps, how } = await sweep(session, subjects, {
    cmdlet: CMDLET.getRecipientPermission,
    parameters: { ResultSize: 'Unlimited' },
    listRows: mailboxCount(session) * SEND_AS_ROWS_PER_MAILBOX,
    isOf: (row, subject) => recipients.mayBe(needed(row, 'Identity'), subject.id),
    subjectOf: (row) => {
      const found = recipients.find(needed(row, 'Identity'));
      if (found.found === 'one') return noted(row, [found.recipient.id]);
      return noted(row, found.found === 'several' ? found.recipients.map(({ id }) => id) : []);
    },
    narrow: (row, subject) => ({
      subject,
      name: needed(row, 'Trustee'),
      sid: text(row, 'TrusteeSidString'),
      deny: denies(row),
      inherited: flag(row, 'IsInherited') === true,
    }),
  });
  for (const stranger of strangers)
    session.tell?.(
      `Exchange lists Send As rights for "${stranger}", which matches no recipient; mbx does not use these rows`,
    );
  const named = await trusteesOf(session, rows, 'sendAs', (row) => [row]);
  const failed = new Set(gaps.map(({ subject }) => subject));
  const lacking = subjects.every(({ id }) => failed.has(id))
    ? []
    : how === 'list'
      ? await listWithoutSelf(session, subjects, {
          own,
          all: allMailboxes(session),
          names: (id) => listed.get(id) ?? [],
        })
      : await lackingSelf(session, subjects, rows, gaps);
  return {
    rows: rows.flatMap((row, index) => {
      const [trustee] = named.trustees[index] ?? [];
      if (trustee === undefined) return [];
      return [{ subject: row.subject, ...held(row, trustee) }];
    }),
    // What the service itself says goes before what its list lacks.
    gaps: [...lacking, ...gaps, ...named.gaps],
  };
}

/** Where the list of one mailbox came without SELF, though it came. */
function lackingSelf(
  session: Session,
  subjects: readonly Ref[],
  rows: readonly (Named & { readonly subject: Ref })[],
  gaps: readonly Gap[],
): Promise<readonly Gap[]> {
  const bySubject = groupBy(rows, ({ subject }) => subject.id);
  const unread = new Set(gaps.map(({ subject }) => subject));
  const lacking = subjects.filter(
    ({ id }) =>
      !unread.has(id) && !(bySubject.get(id) ?? []).some(({ name, sid }) => isSelf(name, sid)),
  );
  return withoutSelf(session, 'recipientPermission', lacking, (id) =>
    (bySubject.get(id) ?? []).map(({ name }) => name),
  );
}

/** Throws WrongShape where the entry neither allows nor denies, or is about another right. */
function denies(row: Row): boolean {
  if (!texts(row, 'AccessRights').some((right) => right.toLowerCase() === 'sendas'))
    throw new WrongShape('AccessRights', 'SendAs', row);
  switch (text(row, 'AccessControlType').toLowerCase()) {
    case 'allow':
      return false;
    case 'deny':
      return true;
    default:
      throw new WrongShape('AccessControlType', 'Allow or Deny', row);
  }
}
/** A SELF row each, and some real ones: only to weigh one list against many single reads. */
const SEND_AS_ROWS_PER_MAILBOX = 2;
