/** Full Access: who may open a mailbox. */

import { groupBy } from '../../model/group-by.ts';
import type { Principal, Ref } from '../../model/ref.ts';
import { CMDLET } from '../../wire/exchange.ts';
import type { Recipients } from '../directory/recipients.ts';
import { flag, needed, text, texts, WrongShape } from '../fields.ts';
import type { Row } from '../service.ts';
import type { Session } from '../session.ts';
import { isSelf, withoutSelf } from './self.ts';
import { type Collected, type Gap, sweep } from './sweep.ts';
import { type Held, held, type Named, trusteesOf } from './trustees.ts';

/** Which folders an entry reaches; only `All` is the whole mailbox. Source: Exchange, InheritanceType of Add-MailboxPermission. */
export const INHERITANCE = ['All', 'None', 'Children', 'Descendents', 'SelfAndChildren'] as const;
export type Inheritance = (typeof INHERITANCE)[number];

/** One entry of who may open a mailbox. */
export interface AccessRow extends Held {
  readonly subject: Ref;
  /** Single rights, such as FullAccess and ReadPermission. */
  readonly rights: readonly string[];
  readonly inheritance: Inheritance;
  /** Undefined: cannot be read. */
  readonly automap: boolean | undefined;
}

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
      rights: rightsIn(row),
      deny: saidFlag(row, 'Deny'),
      inherited: saidFlag(row, 'IsInherited'),
      inheritance: inheritanceOf(row),
      autoMapped:
        row['DelegateListLink'] === undefined ? undefined : texts(row, 'DelegateListLink'),
    }),
  });
  const named = await trusteesOf(session, rows, 'fullAccess', (row) => [row]);
  return {
    rows: rows.flatMap((row, index) => {
      const [trustee] = named.trustees[index] ?? [];
      if (trustee === undefined) return [];
      const { subject, rights, inheritance, autoMapped } = row;
      return [
        {
          subject,
          rights,
          inheritance,
          automap: automapOf(autoMapped, trustee.principal, recipients),
          ...held(row, trustee),
        },
      ];
    }),
    // What is said of a name goes before what the list lacks.
    gaps: [...(await lackingSelf(session, subjects, rows, gaps)), ...gaps, ...named.gaps],
  };
}

/** Absent is the default of the service, `All`; a word that is none of them is a gap. */
function inheritanceOf(row: Row): Inheritance {
  const said = text(row, 'InheritanceType') || 'All';
  const known = INHERITANCE.find((one) => one.toLowerCase() === said.toLowerCase());
  if (known === undefined) throw new WrongShape('InheritanceType', INHERITANCE.join(' or '), row);
  return known;
}

/** Where a list came without SELF, though it came. */
function lackingSelf(
  session: Session,
  subjects: readonly Ref[],
  rows: readonly (Named & { readonly subject: Ref; readonly rights: readonly string[] })[],
  gaps: readonly Gap[],
): Promise<readonly Gap[]> {
  const bySubject = groupBy(rows, ({ subject }) => subject.id);
  const listed = (id: string) => bySubject.get(id) ?? [];
  const unread = new Set(gaps.map(({ subject }) => subject));
  const lacking = subjects.filter(
    ({ id }) =>
      !unread.has(id) &&
      !listed(id).some(
        ({ name, sid, rights }) => isSelf(name, sid) && rights.includes('FullAccess'),
      ),
  );
  return withoutSelf(session, 'mailboxPermission', lacking, (id) =>
    listed(id).map(({ name }) => name),
  );
}

/** Single rights; an entry has at least one. */
function rightsIn(row: Row): readonly string[] {
  const rights = texts(row, 'AccessRights')
    .flatMap((joined) => joined.split(',').map((right) => right.trim()))
    .filter((right) => right !== '');
  if (rights.length === 0) throw new WrongShape('AccessRights', 'right', row);
  return rights;
}
/** A switch that each row has: without it the entry could be Allow or Deny. */
function saidFlag(row: Row, field: string): boolean {
  const said = flag(row, field);
  if (said === undefined) throw new WrongShape(field, 'true or false', row);
  return said;
}

/** Accounts with a mailbox here, which the service notes there. */
const MAPPED: ReadonlySet<Principal['kind']> = new Set(['user', 'agent']);

/** `DelegateListLink` names those for whom auto-mapping is on; a missing property is unknown. Source: two independent reports. */
function automapOf(
  autoMapped: readonly string[] | undefined,
  trustee: Principal,
  recipients: Recipients,
): boolean | undefined {
  if (autoMapped === undefined || !MAPPED.has(trustee.kind)) return undefined;
  if (autoMapped.some((name) => recipients.mayBe(name, trustee.id))) return true;
  // A name that fits nobody may be theirs.
  return autoMapped.every((name) => recipients.find(name).found !== 'none') ? false : undefined;
}
