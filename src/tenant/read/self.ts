/**
 * SELF: every mailbox has an entry for itself among those who may open it and those who may send as it. A list without it is not
 * whole, unless SELF was taken away: that the REST read may confirm, which leaves strangers out but not SELF.
 */
import { normalise } from '../../model/address.ts';
import type { Ref } from '../../model/ref.ts';
import { SELF } from '../../wire/exchange.ts';
import { needed, text } from '../fields.ts';
import { reasonOf } from '../reason.ts';
import type { HeldRight, Row } from '../service.ts';
import type { Session } from '../session.ts';
import type { Gap } from './sweep.ts';

export const isSelf = (name: string, sid: string): boolean =>
  normalise(sid) === normalise(SELF.sid) || normalise(name) === normalise(SELF.name);

/** Gaps of the mailboxes whose list came without SELF, but for those where SELF itself is absent. `names`: who is in each list. */
export async function withoutSelf(
  session: Session,
  of: HeldRight,
  lacking: readonly Ref[],
  names: (subject: string) => readonly string[],
): Promise<readonly Gap[]> {
  const found = await Promise.all(
    lacking.map(async (subject): Promise<Gap | undefined> => {
      const why = await doubt(session, of, subject, names(subject.id));
      return why === undefined
        ? undefined
        : {
            subject: subject.id,
            reason: `${LIST[of]} of ${subject.address} came without the entry of the mailbox itself (SELF), which every mailbox has, and ${why}. Plan again; if SELF was removed, this restores it: ${restoring(of, subject)}`,
          };
    }),
  );
  return found.filter((gap) => gap !== undefined);
}

const LIST: Readonly<Record<HeldRight, string>> = {
  mailboxPermission: 'the list of Full Access',
  recipientPermission: 'the list of Send As',
};
const restoring = (of: HeldRight, { address }: Ref): string =>
  of === 'mailboxPermission'
    ? `Add-MailboxPermission -Identity ${address} -User "${SELF.name}" -AccessRights FullAccess,ReadPermission`
    : `Add-RecipientPermission -Identity ${address} -Trustee "${SELF.name}" -AccessRights SendAs`;

/** Why the list is not to be trusted; undefined: the other read shows the same, and no SELF either. */
async function doubt(
  { services: { exchange } }: Session,
  of: HeldRight,
  { id }: Ref,
  names: readonly string[],
): Promise<string | undefined> {
  try {
    const others = (await exchange.holders(of, id)).map((row) => nameIn(of, row));
    if (others.some((name) => isSelf(name, ''))) return 'another read shows that entry';
    const known = new Set(names.map(normalise));
    const unknown = others.find((name) => !known.has(normalise(name)));
    return unknown === undefined ? undefined : `another read shows ${unknown}, too`;
  } catch (error) {
    return `it could not be confirmed (${reasonOf(error)})`;
  }
}
const nameIn = (of: HeldRight, row: Row): string =>
  of === 'mailboxPermission' ? needed(row, 'User') : needed(row, 'Trustee');

/** Of a list of the whole tenant, this part of the mailboxes may come without SELF; one mailbox always may. */
const TOLERATED = 0.01;
/** So many are asked about one by one; where more lack SELF, and more than the tolerated part, it is the list that lacks them. */
const ASKED = 10;

/** What a list of the whole tenant showed. */
export interface TenantList {
  /** Object ids of mailboxes whose SELF came. */
  readonly own: ReadonlySet<string>;
  /** Every mailbox that it must have. */
  readonly all: readonly Ref[];
  /** Who is in the list for a mailbox. */
  readonly names: (subject: string) => readonly string[];
}

/** Gaps from a list of the whole tenant: of all that were asked about, where too many mailboxes came without SELF. */
export async function listWithoutSelf(
  session: Session,
  subjects: readonly Ref[],
  { own, all, names }: TenantList,
): Promise<readonly Gap[]> {
  const lacking = all.filter(({ id }) => !own.has(id));
  const most = Math.max(1, Math.floor(all.length * TOLERATED));
  const whole = (number: number): readonly Gap[] =>
    subjects.map(({ id }) => ({
      subject: id,
      reason: `the list of Send As came without the entry of the mailbox itself (SELF) for ${number} of ${all.length} mailboxes, so it is not whole (E4003)`,
    }));
  if (lacking.length > Math.max(most, ASKED)) return whole(lacking.length);
  const gaps = await withoutSelf(session, 'recipientPermission', lacking, names);
  return gaps.length > most ? whole(gaps.length) : gaps;
}

/** The name that a row has for its trustee, and whether it is SELF. */
export const trusteeIn = (row: Row): { readonly name: string; readonly self: boolean } => {
  const name = text(row, 'Trustee');
  return { name, self: isSelf(name, text(row, 'TrusteeSidString')) };
};
