/** Who is meant by the names in rows: one place for every kind that has trustees. */
import { normalise } from '../../model/address.ts';
import type { Principal, Ref } from '../../model/ref.ts';
import { SELF } from '../../wire/exchange.ts';
import type { Session } from '../session.ts';
import type { Gap } from './sweep.ts';

/** A trustee as a row names it. */
export interface Named {
  readonly name: string;
  readonly sid: string;
}
/** What an entry of a permission list is: only `allow` is an ordinary grant. */
export type Entry = 'allow' | 'deny' | 'inherited' | 'self' | 'system';

const SID = /^s-1-\d/i;
const isSelf = ({ name, sid }: Named): boolean =>
  normalise(sid) === normalise(SELF.sid) || normalise(name) === normalise(SELF.name);

export function entryOf(
  row: Named & { readonly deny: boolean; readonly inherited: boolean },
): Entry {
  if (isSelf(row)) return 'self';
  if (row.deny) return 'deny';
  if (row.inherited) return 'inherited';
  return isSystem(row.name) ? 'system' : 'allow';
}
/** Names with a domain part before a backslash are the service's own (role groups, NT AUTHORITY). */
const isSystem = (name: string): boolean =>
  name.includes('\\') || normalise(name) === 'discovery management';

/** Who is meant by the names in rows: by name where that is one object, else by SID, else an orphan or unresolved. */
export async function trusteesOf<T extends { readonly subject: Ref }>(
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
