/** Reads that kinds share, narrowed at the border. Whatever fails for one mailbox becomes a gap of that mailbox. */
import { normalise } from '../model/address.ts';
import type { Principal, Ref } from '../model/ref.ts';
import { CMDLET, EXCHANGE_BATCH_LIMIT, EXCHANGE_PAGE_LIMIT, SELF } from '../wire/exchange.ts';
import { GRAPH_PATH } from '../wire/graph.ts';
import { encodeSegment } from './encode.ts';
import { flag, needed, text, texts, WrongShape } from './fields.ts';
import type { Recipients } from './recipients.ts';
import { type Query, type Row, ServiceError } from './service.ts';
import { collector, type Session } from './session.ts';

export interface Gap {
  /** Object id of the mailbox. */
  readonly subject: string;
  readonly reason: string;
}
export interface Collected<T> {
  readonly rows: readonly T[];
  readonly gaps: readonly Gap[];
}

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
}

/** One entry of who may open a mailbox. */
export interface AccessRow {
  readonly subject: Ref;
  readonly trustee: Principal;
  /** Single rights, such as FullAccess and ReadPermission. */
  readonly rights: readonly string[];
  readonly entry: 'allow' | 'deny' | 'inherited' | 'self' | 'system';
  /** Undefined: cannot be read. */
  readonly automap: boolean | undefined;
}

/** One entry of who may send as a mailbox. */
export interface SendAsRow {
  readonly subject: Ref;
  readonly trustee: Principal;
  readonly entry: 'allow' | 'deny' | 'inherited' | 'self' | 'system';
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
] as const;

/** Mailbox properties, addresses and Send on Behalf, in one read. */
export const mailboxes = collector(async (session): Promise<Collected<MailboxRow>> => {
  const { rows, gaps } = await sweep(session, session.subjects, {
    cmdlet: CMDLET.getMailbox,
    parameters: {},
    select: MAILBOX_FIELDS,
    listRows: mailboxCount(session),
    isOf: (row, subject) => idOfMailbox(row) === subject.id,
    narrow: (row, subject) => ({
      subject,
      type: needed(row, 'RecipientTypeDetails'),
      displayName: text(row, 'DisplayName'),
      hidden: flag(row, 'HiddenFromAddressListsEnabled'),
      copySendAs: flag(row, 'MessageCopyForSentAsEnabled'),
      copyOnBehalf: flag(row, 'MessageCopyForSendOnBehalfEnabled'),
      emailAddresses: texts(row, 'EmailAddresses'),
      userPrincipalName: normalise(text(row, 'UserPrincipalName')),
      names: texts(row, 'GrantSendOnBehalfTo'),
    }),
  });
  const unread = new Set(gaps.map(({ subject }) => subject));
  const read = new Set(rows.map(({ subject }) => subject.id));
  const absent = session.subjects
    .filter(({ id }) => !read.has(id) && !unread.has(id))
    .map(({ id, address }): Gap => ({ subject: id, reason: `Exchange does not list ${address}` }));
  const named = await trusteesOf(session, rows, ({ names }) =>
    names.map((name) => ({ name, sid: '' })),
  );
  return {
    rows: rows.flatMap(({ names: _, ...row }, index) => {
      const trustees = named.trustees[index];
      return trustees === undefined ? [] : [{ ...row, sendOnBehalf: trustees }];
    }),
    gaps: [...gaps, ...absent, ...named.gaps],
  };
});
const idOfMailbox = (row: Row): string => text(row, 'ExternalDirectoryObjectId');

/** Full Access, always per mailbox: the service has no list of it. Unresolved and deleted holders come only when asked for. */
export async function accessRows(
  session: Session,
  subjects: readonly Ref[],
): Promise<Collected<AccessRow>> {
  const { recipients } = session.directory;
  const { rows, gaps } = await sweep(session, subjects, {
    cmdlet: CMDLET.getMailboxPermission,
    parameters: {
      IncludeUnresolvedPermissions: true,
      IncludeSoftDeletedUserPermissions: true,
      ReadFromDomainController: true,
      ResultSize: 'Unlimited',
    },
    listRows: undefined,
    isOf: (row, subject) => recipients.mayBe(needed(row, 'Identity'), subject.id),
    narrow: (row, subject) => ({
      subject,
      name: needed(row, 'User'),
      sid: text(row, 'UserSid'),
      rights: texts(row, 'AccessRights').flatMap((joined) =>
        joined.split(',').map((right) => right.trim()),
      ),
      deny: flag(row, 'Deny') === true,
      inherited: flag(row, 'IsInherited') === true,
      autoMapped:
        row['DelegateListLink'] === undefined ? undefined : texts(row, 'DelegateListLink'),
    }),
  });
  const named = await trusteesOf(session, rows, (row) => [row]);
  return {
    rows: rows.flatMap((row, index) => {
      const [trustee] = named.trustees[index] ?? [];
      if (trustee === undefined) return [];
      const entry = entryOf(row);
      return [
        {
          subject: row.subject,
          trustee,
          rights: row.rights,
          entry,
          automap: automapOf(row.autoMapped, trustee, recipients),
        },
      ];
    }),
    gaps: [...gaps, ...named.gaps],
  };
}

/** `DelegateListLink` names those for whom auto-mapping is on; a missing property is unknown. Source: two independent reports. */
function automapOf(
  autoMapped: readonly string[] | undefined,
  trustee: Principal,
  recipients: Recipients,
): boolean | undefined {
  if (autoMapped === undefined || trustee.kind !== 'user') return undefined;
  return autoMapped.some((name) => recipients.mayBe(name, trustee.id));
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
  const named = await trusteesOf(session, rows, (row) => [row]);
  return {
    rows: rows.flatMap((row, index) => {
      const [trustee] = named.trustees[index] ?? [];
      return trustee === undefined ? [] : [{ subject: row.subject, trustee, entry: entryOf(row) }];
    }),
    gaps: [...gaps, ...named.gaps],
  };
}
/** A SELF row each, and some real ones: only to weigh one list against many single reads. */
const SEND_AS_ROWS_PER_MAILBOX = 2;

interface SignInRow {
  readonly subject: Ref;
  readonly enabled: boolean;
}
/** Whether the accounts of the mailboxes may sign in: from the directory just read, or by id, as lists lag behind writes. */
export async function signInRows(
  session: Session,
  subjects: readonly Ref[],
): Promise<Collected<SignInRow>> {
  const { graph } = session.services;
  const rows: SignInRow[] = [];
  const gaps: Gap[] = [];
  await Promise.all(
    subjects.map(async (subject) => {
      const known = session.fresh
        ? undefined
        : session.directory.recipients.get(subject.id)?.enabled;
      if (known !== undefined) {
        rows.push({ subject, enabled: known });
        return;
      }
      try {
        const row = await graph.get(GRAPH_PATH.user(encodeSegment(subject.id)), {
          $select: 'id,accountEnabled',
        });
        const enabled = flag(row, 'accountEnabled');
        if (enabled === undefined) throw new WrongShape('accountEnabled', 'true or false', row);
        rows.push({ subject, enabled });
      } catch (error) {
        gaps.push({ subject: subject.id, reason: gapReason(error) });
      }
    }),
  );
  return { rows, gaps };
}

interface Sweep<T> {
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
}

/** Mailbox by mailbox in batches, or one list of the tenant, whichever is fewer requests. */
async function sweep<T>(
  session: Session,
  subjects: readonly Ref[],
  read: Sweep<T>,
): Promise<Collected<T>> {
  if (subjects.length === 0) return { rows: [], gaps: [] };
  const batches = Math.ceil(subjects.length / EXCHANGE_BATCH_LIMIT);
  const pages =
    read.listRows === undefined
      ? Number.POSITIVE_INFINITY
      : Math.ceil(read.listRows / EXCHANGE_PAGE_LIMIT);
  return batches <= pages ? sweepEach(session, subjects, read) : sweepList(session, subjects, read);
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
  const settled = await session.services.exchange.queryEach(queries, (row, index) => {
    const subject = subjects[index];
    return subject === undefined ? undefined : narrowed(read, row, subject, gaps);
  });
  const rows = settled.flatMap((one, index) => {
    if (one.ok) return one.answer.items;
    const subject = subjects[index];
    if (subject !== undefined) gaps.set(subject.id, gapReason(one.error));
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
  try {
    const { items } = await session.services.exchange.query(
      { cmdlet, parameters, ...(select === undefined ? {} : { select }) },
      (row) => {
        const ids = read.subjectOf === undefined ? [idOfMailbox(row)] : read.subjectOf(row);
        const [only, other] = ids;
        if (other !== undefined) {
          for (const id of ids)
            if (wanted.has(id)) gaps.set(id, 'a row of the answer fits several mailboxes');
          return undefined;
        }
        const subject = only === undefined ? undefined : wanted.get(only);
        return subject === undefined ? undefined : narrowed(read, row, subject, gaps);
      },
    );
    return { rows: items, gaps: gapList(gaps) };
  } catch (error) {
    const reason = gapReason(error);
    return { rows: [], gaps: subjects.map(({ id }) => ({ subject: id, reason })) };
  }
}

function narrowed<T>(
  read: Sweep<T>,
  row: Row,
  subject: Ref,
  gaps: Map<string, string>,
): T | undefined {
  try {
    if (read.isOf(row, subject)) return read.narrow(row, subject);
    gaps.set(subject.id, `${read.cmdlet} answered with a row of another object`);
  } catch (error) {
    if (!(error instanceof WrongShape)) throw error;
    gaps.set(subject.id, error.message);
  }
  return undefined;
}
const gapList = (gaps: ReadonlyMap<string, string>): readonly Gap[] =>
  [...gaps].map(([subject, reason]) => ({ subject, reason }));

/** The reason to show for a read that failed; whatever ends the run is passed on. */
function gapReason(error: unknown): string {
  if (error instanceof WrongShape) return error.message;
  if (!(error instanceof ServiceError)) throw error;
  if (error.failure === 'signedOut' || error.failure === 'aborted' || error.failure === 'guarded')
    throw error;
  return error.message;
}

const MAILBOX_TYPE = /Mailbox$/;
const mailboxCount = ({ directory }: Session): number => {
  let count = 0;
  for (const { type } of directory.recipients.all())
    if (type !== undefined && MAILBOX_TYPE.test(type)) count += 1;
  return count;
};

interface Named {
  readonly name: string;
  readonly sid: string;
}
const SID = /^s-1-\d/i;
const isSelf = ({ name, sid }: Named): boolean =>
  normalise(sid) === normalise(SELF.sid) || normalise(name) === normalise(SELF.name);

function entryOf(
  row: Named & { readonly deny: boolean; readonly inherited: boolean },
): AccessRow['entry'] {
  if (isSelf(row)) return 'self';
  if (row.deny) return 'deny';
  if (row.inherited) return 'inherited';
  return isSystem(row.name) ? 'system' : 'allow';
}
/** Names with a domain part before a backslash are the service's own (role groups, NT AUTHORITY). */
const isSystem = (name: string): boolean =>
  name.includes('\\') || normalise(name) === 'discovery management';

/** Who is meant by the names in rows: by name where that is one object, else by SID, else an orphan or unresolved. */
async function trusteesOf<T extends { readonly subject: Ref }>(
  session: Session,
  rows: readonly T[],
  namesOf: (row: T) => readonly Named[],
): Promise<{
  readonly trustees: readonly (readonly Principal[] | undefined)[];
  readonly gaps: readonly Gap[];
}> {
  const { recipients } = session.directory;
  const doubtful = rows.some((row) =>
    namesOf(row).some(
      (named) =>
        !isSelf(named) && !isSystem(named.name) && recipients.find(named.name).found !== 'one',
    ),
  );
  const sids = doubtful ? await session.directory.sids() : undefined;
  const whole = session.directory.missing.length === 0 && sids?.missing.length === 0;
  const gaps: Gap[] = [];
  const principal = (subject: Ref, named: Named): Principal | undefined => {
    if (isSelf(named)) return { id: subject.id, kind: 'user', address: subject.address };
    if (isSystem(named.name))
      return { id: `system:${normalise(named.name)}`, kind: 'unresolved', name: named.name };
    const found = recipients.find(named.name);
    if (found.found === 'one') return recipients.principal(found.recipient.id);
    const sid = SID.test(named.name) ? named.name : named.sid;
    const id = sid === '' ? undefined : sids?.idOf(sid);
    const bySid = id === undefined ? undefined : recipients.principal(id);
    if (bySid !== undefined) return bySid;
    if (found.found === 'several') {
      gaps.push({
        subject: subject.id,
        reason: `"${named.name}" is the name of ${found.recipients.length} objects`,
      });
      return undefined;
    }
    if (sid === '' || !whole)
      return {
        id: `unresolved:${normalise(sid || named.name)}`,
        kind: 'unresolved',
        name: named.name,
      };
    const orphan = { id: sid.toUpperCase(), kind: 'orphan' } as const;
    return SID.test(named.name) ? orphan : { ...orphan, name: named.name };
  };
  const trustees = rows.map((row) => {
    const who = namesOf(row).map((named) => principal(row.subject, named));
    const known = who.filter((one) => one !== undefined);
    return known.length === who.length ? known : undefined;
  });
  return { trustees, gaps };
}
