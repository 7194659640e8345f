/** One way to read many mailboxes: in batches or as one list of the tenant. Whatever fails for one mailbox becomes a gap of that mailbox. */
import type { Ref } from '../../model/ref.ts';
import { EXCHANGE_BATCH_LIMIT, EXCHANGE_PAGE_LIMIT } from '../../wire/exchange.ts';
import { text, WrongShape } from '../fields.ts';
import { reasonOf } from '../reason.ts';
import type { Query, Row } from '../service.ts';
import type { Session } from '../session.ts';

export interface Gap {
  /** Object id of the mailbox. */
  readonly subject: string;
  readonly reason: string;
}
export interface Collected<T> {
  readonly rows: readonly T[];
  readonly gaps: readonly Gap[];
}
/** As one list of the tenant, or mailbox by mailbox. */
export interface Swept<T> extends Collected<T> {
  readonly how: 'list' | 'each';
}

export interface Sweep<T> {
  readonly cmdlet: string;
  readonly parameters: Query['parameters'];
  readonly select?: readonly string[];
  /** About how many rows a list of the whole tenant has; undefined: the service has no such list. */
  readonly listRows: number | undefined;
  /** Does the row belong to the mailbox that was asked for? */
  readonly isOf: (row: Row, subject: Ref) => boolean;
  /** Ids a row of the list may belong to; by default its directory object id. */
  readonly subjectOf?: (row: Row) => readonly string[];
  readonly narrow: (row: Row, subject: Ref) => T;
  /** Each mailbox has one row: a second one that is not equal makes it unknown. */
  readonly single?: true;
}

/** Mailbox by mailbox in batches, or one list of the tenant, whichever is fewer requests. */
export async function sweep<T>(
  session: Session,
  subjects: readonly Ref[],
  read: Sweep<T>,
): Promise<Swept<T>> {
  if (subjects.length === 0) return { rows: [], gaps: [], how: 'each' };
  const batches = Math.ceil(subjects.length / EXCHANGE_BATCH_LIMIT);
  const pages =
    read.listRows === undefined
      ? Number.POSITIVE_INFINITY
      : Math.ceil(read.listRows / EXCHANGE_PAGE_LIMIT);
  return batches <= pages
    ? { ...(await sweepEach(session, subjects, read)), how: 'each' }
    : { ...(await sweepList(session, subjects, read)), how: 'list' };
}

async function sweepEach<T>(
  session: Session,
  subjects: readonly Ref[],
  read: Sweep<T>,
): Promise<Collected<T>> {
  const gaps = new Map<string, string>();
  const queries = subjects.map(
    ({ id }): Query => ({
      cmdlet: read.cmdlet,
      parameters: { Identity: id, ...read.parameters },
      about: id,
      ...(read.select === undefined ? {} : { select: read.select }),
    }),
  );
  const narrow = narrowing(read, gaps);
  const settled = await session.services.exchange.queryEach(queries, (row, index) => {
    const subject = subjects[index];
    return subject === undefined ? undefined : narrow(row, subject);
  });
  const rows = settled.flatMap((one, index) => {
    if (one.ok) return one.answer.items;
    const subject = subjects[index];
    if (subject !== undefined) gaps.set(subject.id, reasonOf(one.error));
    return [];
  });
  return { rows, gaps: gapList(gaps) };
}

async function sweepList<T>(
  session: Session,
  subjects: readonly Ref[],
  read: Sweep<T>,
): Promise<Collected<T>> {
  const gaps = new Map<string, string>();
  const wanted = new Map(subjects.map((subject) => [subject.id, subject]));
  const { cmdlet, select } = read;
  const parameters = { ...read.parameters, ResultSize: 'Unlimited' };
  const narrow = narrowing(read, gaps);
  try {
    const { items } = await session.services.exchange.query(
      { cmdlet, parameters, ...(select === undefined ? {} : { select }) },
      (row) => {
        const ids = read.subjectOf === undefined ? [idOfMailbox(row)] : read.subjectOf(row);
        const [only, other] = ids;
        if (other !== undefined) {
          for (const id of ids)
            if (wanted.has(id)) gaps.set(id, 'a row of the answer matches several mailboxes');
          return undefined;
        }
        const subject = only === undefined ? undefined : wanted.get(only);
        return subject === undefined ? undefined : narrow(row, subject);
      },
    );
    return { rows: items, gaps: gapList(gaps) };
  } catch (error) {
    const reason = reasonOf(error);
    return { rows: [], gaps: subjects.map(({ id }) => ({ subject: id, reason })) };
  }
}

/** The rows of one mailbox so far. Most have a single one, which is written out only when a second one comes. */
interface Seen<T> {
  readonly first: T;
  contents?: Set<string>;
}

/** Equal rows of one mailbox count once (paging repeats them); a row that is malformed, or not its own, makes it a gap. */
function narrowing<T>(
  read: Sweep<T>,
  gaps: Map<string, string>,
): (row: Row, subject: Ref) => T | undefined {
  const seen = new Map<string, Seen<T>>();
  return (row, subject) => {
    try {
      if (!read.isOf(row, subject)) {
        gaps.set(subject.id, `${read.cmdlet} answered with a row of another object (E4003)`);
        return undefined;
      }
      const item = read.narrow(row, subject);
      const before = seen.get(subject.id);
      if (before === undefined) {
        seen.set(subject.id, { first: item });
        return item;
      }
      before.contents ??= new Set([JSON.stringify(before.first)]);
      const content = JSON.stringify(item);
      if (before.contents.has(content)) return undefined;
      before.contents.add(content);
      if (read.single === true)
        gaps.set(subject.id, `${read.cmdlet} gave two rows that differ (E4003)`);
      return item;
    } catch (error) {
      if (!(error instanceof WrongShape)) throw error;
      gaps.set(subject.id, reasonOf(error));
      return undefined;
    }
  };
}
const gapList = (gaps: ReadonlyMap<string, string>): readonly Gap[] =>
  [...gaps].map(([subject, reason]) => ({ subject, reason }));

export const idOfMailbox = (row: Row): string => text(row, 'ExternalDirectoryObjectId');

const MAILBOX_TYPE = /(?<!^Group)Mailbox$/;
/** Every mailbox that Exchange lists as a recipient. */
export const allMailboxes = ({ directory }: Session): readonly Ref[] =>
  [...directory.recipients.all()].flatMap(({ id, address, type }) =>
    type !== undefined && MAILBOX_TYPE.test(type) ? [{ id, address }] : [],
  );
/** About how many mailboxes the tenant has: only to weigh one list against many single reads. */
export const mailboxCount = (session: Session): number => allMailboxes(session).length;
