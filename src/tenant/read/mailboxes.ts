/** One read of Get-Mailbox for all that a session wants of its rows. */
import type { Ref } from '../../model/ref.ts';
import { CMDLET } from '../../wire/exchange.ts';
import { flag } from '../fields.ts';
import type { Row } from '../service.ts';
import { collector, type Facet, type Session } from '../session.ts';
import { type Collected, type Gap, idOfMailbox, mailboxCount, sweep } from './sweep.ts';

/** By these a row is known. */
const IDENTITY = ['ExternalDirectoryObjectId', 'Guid'] as const;

/** The union of all facets' fields, once. A row that one of them cannot narrow makes its mailbox a gap. */
const read = collector(
  async (session): Promise<Collected<{ readonly subject: Ref; readonly row: Row }>> => {
    const facets = [...session.facets];
    const fields = [...new Set(facets.flatMap((facet) => facet.fields))].sort();
    const { rows, gaps } = await sweep(session, session.mailboxes, {
      cmdlet: CMDLET.getMailbox,
      parameters: {},
      select: [...IDENTITY, ...fields],
      listRows: mailboxCount(session),
      single: true,
      isOf: (row, subject) => idOfMailbox(row) === subject.id,
      narrow(row, subject) {
        for (const facet of facets) facet.narrow(row);
        const kept: Record<string, unknown> = {};
        for (const field of fields) if (field in row) kept[field] = row[field];
        return { subject, row: kept };
      },
    });
    const unread = new Set(gaps.map(({ subject }) => subject));
    const found = new Set(rows.map(({ subject }) => subject.id));
    const absent = session.mailboxes
      .filter(({ id }) => !found.has(id) && !unread.has(id))
      .map(
        ({ id, address }): Gap => ({ subject: id, reason: `Exchange does not list ${address}` }),
      );
    return { rows, gaps: [...gaps, ...absent] };
  },
);

/** What one facet says of every mailbox of the session, which must have been opened for it. */
export async function mailboxFacet<Value>(
  session: Session,
  facet: Facet<Value>,
): Promise<Collected<{ readonly subject: Ref; readonly value: Value }>> {
  if (!session.facets.has(facet))
    throw new Error(`the session was not opened for ${facet.fields.join(', ')}`);
  const { rows, gaps } = await read(session);
  return { rows: rows.map(({ subject, row }) => ({ subject, value: facet.narrow(row) })), gaps };
}

/**
 * Whether the Exchange attributes of a synchronised mailbox are written here all the same; undefined: the service does not say. Source:
 * Exchange's cloud-based management of remote mailbox attributes.
 */
export const cloudManaged: Facet<boolean | undefined> = {
  fields: ['IsExchangeCloudManaged'],
  narrow: (row) => flag(row, 'IsExchangeCloudManaged'),
};
