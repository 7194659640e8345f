/** Who is meant by the names in rows: one place for every kind that has trustees. */
import { normalise } from '../../model/address.ts';
import { groupBy } from '../../model/group-by.ts';
import type { Principal, Ref } from '../../model/ref.ts';
import type { Deleted } from '../directory/deleted.ts';
import { type Sids, sidsOf } from '../directory/sids.ts';
import type { Session } from '../session.ts';
import type { Gap } from './sweep.ts';
import { isAccountSid, wellKnownSid } from './well-known.ts';
import {
  isShownByName,
  type Known,
  type Named,
  type Right,
  sidIn,
  type Who,
  whoIs,
} from './who.ts';

export type { Named } from './who.ts';

/** What an entry of a permission list is: only `allow` is an ordinary grant. */
export type Entry = 'allow' | 'deny' | 'inherited' | 'self' | 'system';

/** Who holds an entry. */
export interface Trustee {
  readonly principal: Principal;
  readonly is: 'self' | 'system' | 'somebody';
  /** A SID that the holder had before, under which the entry stands. */
  readonly former?: string;
}

/** What an entry's row says, with its trustee. */
export interface Held {
  readonly trustee: Principal;
  readonly entry: Entry;
  /** A SID that the trustee had before, under which the entry stands. */
  readonly former?: string;
}
export function held(
  row: { readonly deny: boolean; readonly inherited: boolean },
  { principal, is, former }: Trustee,
): Held {
  return {
    trustee: principal,
    entry: entryOf(row, is),
    ...(former === undefined ? {} : { former }),
  };
}
function entryOf(
  { deny, inherited }: { readonly deny: boolean; readonly inherited: boolean },
  is: Trustee['is'],
): Entry {
  if (is === 'self') return 'self';
  if (deny) return 'deny';
  if (inherited) return 'inherited';
  return is === 'system' ? 'system' : 'allow';
}

/** Entries of one key as one, with all that they stand under: a holder who has changed SIDs, or SELF, may have several. */
export function merged<T extends Held>(
  rows: readonly T[],
  keyOf: (row: T) => string,
): readonly { readonly row: T; readonly under?: readonly string[] }[] {
  return [...groupBy(rows, keyOf).values()].flatMap((mine) => {
    const [row] = mine;
    if (row === undefined) return [];
    const under = [...new Set(mine.map(({ former, trustee }) => former ?? trustee.id))];
    return mine.some(({ former }) => former !== undefined) ? [{ row, under }] : [{ row }];
  });
}

/** Who is meant by the names in rows, each by its SID where it has one. A row of which somebody is unclear is a gap of its mailbox. */
export async function trusteesOf<T extends { readonly subject: Ref }>(
  session: Session,
  rows: readonly T[],
  right: Right,
  namesOf: (row: T) => readonly Named[],
): Promise<{
  readonly trustees: readonly (readonly Trustee[] | undefined)[];
  readonly gaps: readonly Gap[];
}> {
  const known = await knownFor(session, rows.flatMap(namesOf));
  const gaps: Gap[] = [];
  const trustees = rows.map((row) => {
    const found = namesOf(row).map((named) => {
      const who = whoIs(named, right, known);
      if (who.is === 'unclear') gaps.push({ subject: row.subject.id, reason: who.why });
      return trusteeOf(who, named, row.subject, session);
    });
    const told = found.filter((one) => one !== undefined);
    return told.length === found.length ? told : undefined;
  });
  return { trustees, gaps };
}

const NO_SIDS: Sids = sidsOf([], []);
const NOBODY: Pick<Deleted, 'has'> = { has: () => false };

/** Reads no more than the names need: SIDs where there is one; for those that nobody has, what was deleted, and applications. */
async function knownFor({ directory }: Session, names: readonly Named[]): Promise<Known> {
  const { recipients } = directory;
  const asked = names.filter((named) => {
    const sid = sidIn(named);
    return sid !== '' && wellKnownSid(sid) === undefined;
  });
  const nothing = { recipients, sids: NO_SIDS, deleted: NOBODY, applications: new Map() };
  if (asked.length === 0) return { ...nothing, whole: false };
  const sids = await directory.sids();
  const whole = directory.whole && sids.missing.length === 0;
  if (!whole) return { ...nothing, sids, whole };
  const strange = asked.filter((named) => sids.holders(sidIn(named)).length === 0);
  const bare = strange.filter((named) => !isShownByName(named)).map(sidIn);
  return {
    recipients,
    sids,
    whole,
    deleted: bare.length < strange.length ? await directory.deleted() : NOBODY,
    applications: await directory.applicationsBySid(bare.filter(isAccountSid)),
  };
}

function trusteeOf(
  who: Who,
  named: Named,
  subject: Ref,
  { directory }: Session,
): Trustee | undefined {
  switch (who.is) {
    case 'self':
      return { principal: { ...subject, kind: 'user' }, is: 'self' };
    case 'system':
      return {
        principal: {
          id: `system:${normalise(named.name || named.sid)}`,
          kind: 'unresolved',
          name: named.name || named.sid,
        },
        is: 'system',
      };
    case 'everyone':
      return { principal: { id: who.id, kind: 'everyone' }, is: 'somebody' };
    case 'one': {
      const principal = directory.recipients.principal(who.id);
      if (principal === undefined) return unresolved(named);
      const { former } = who;
      return { principal, is: 'somebody', ...(former === undefined ? {} : { former }) };
    }
    case 'orphan': {
      const { sid: id, name } = who;
      return {
        principal: { id, kind: 'orphan', ...(name === undefined ? {} : { name }) },
        is: 'somebody',
      };
    }
    case 'unresolved':
      return unresolved(named);
    case 'unclear':
      return undefined;
  }
}

/** Told with its SID: the name beside it may be that of somebody else. */
function unresolved(named: Named): Trustee {
  const sid = sidIn(named);
  const { name } = named;
  return {
    principal: {
      id: `unresolved:${normalise(sid || name)}`,
      kind: 'unresolved',
      name: sid === '' || normalise(name) === normalise(sid) ? name || sid : `${name} (${sid})`,
    },
    is: 'somebody',
  };
}
