/** Who is meant by one entry of a list. The SID decides before any name that is shown beside it; a name alone decides only where it is one object's. Pure. */
import type { Everyone } from '../../model/ref.ts';
import type { Application } from '../directory/applications.ts';
import type { Deleted } from '../directory/deleted.ts';
import type { Recipient, Recipients } from '../directory/recipients.ts';
import { normaliseSid, type Sids } from '../directory/sids.ts';
import { isAccountSid, wellKnownName, wellKnownSid } from './well-known.ts';

/** A trustee as a row names it. */
export interface Named {
  readonly name: string;
  /** Empty where the list has none. */
  readonly sid: string;
}
export type Right = 'fullAccess' | 'sendAs' | 'sendOnBehalf';

export interface Known {
  readonly recipients: Pick<Recipients, 'named' | 'get'>;
  readonly sids: Sids;
  readonly deleted: Pick<Deleted, 'has'>;
  /** What Exchange said when it was asked for SIDs that nobody has. */
  readonly applications: ReadonlyMap<string, Application>;
  /** Everything that can hold a right was read: only then can somebody be called gone. */
  readonly whole: boolean;
}

export type Who =
  | { readonly is: 'self' }
  | { readonly is: 'everyone'; readonly id: Everyone }
  /** One of the service's own accounts. */
  | { readonly is: 'system' }
  /** `former`: the entry stands under a SID that the object had before. */
  | { readonly is: 'one'; readonly id: string; readonly former?: string }
  /** Gone: `name` is what the service still calls it. */
  | { readonly is: 'orphan'; readonly sid: string; readonly name?: string }
  | { readonly is: 'unresolved' }
  /** It may be somebody whom the file names: nothing can be concluded. */
  | { readonly is: 'unclear'; readonly why: string };

const UNRESOLVED: Who = { is: 'unresolved' };
const SID = /^s-1-\d/iu;
/** The SID of an entry, in the field of its own or shown as the name; empty: none. */
export const sidIn = ({ name, sid }: Named): string =>
  normaliseSid(sid !== '' ? sid : SID.test(name.trim()) ? name : '');
export const isShownByName = ({ name }: Named): boolean => name !== '' && !SID.test(name.trim());

export function whoIs(named: Named, right: Right, known: Known): Who {
  const sid = sidIn(named);
  if (sid === '') return byName(named.name, right, known);
  const always = wellKnownSid(sid);
  if (always !== undefined) return always;
  const { recipients, sids } = known;
  const [id, ...others] = sids.holders(sid);
  if (id === undefined) return nobodys(sid, named, known);
  if (others.length > 0)
    return {
      is: 'unclear',
      why: `${sid} (shown as "${named.name}") is the SID of ${1 + others.length} objects: ${listed([id, ...others].map((one) => recipients.get(one)?.address ?? one))}`,
    };
  if (recipients.get(id) === undefined) return systemOr(named.name, UNRESOLVED);
  return sids.current(id) === sid ? { is: 'one', id } : { is: 'one', id, former: sid };
}

/** A SID that none of the objects read has: a deleted account, or somebody who could not be read. Never the living namesake. */
function nobodys(sid: string, named: Named, known: Known): Who {
  const { recipients, sids, deleted, whole } = known;
  const { name } = named;
  if (!isShownByName(named)) return whole && isAccountSid(sid) ? bare(sid, known) : UNRESOLVED;
  const living = recipients.named(name, mayHaveSid);
  if (living.length > 0 && sids.missing.length > 0)
    return {
      is: 'unclear',
      why: `whether "${name}" (${sid}) is ${listed(living.map(({ address }) => address))} cannot be told without the SIDs of the ${listed(sids.missing.map(({ source }) => source))}`,
    };
  const unlisted = living.find(({ id }) => sids.current(id) === undefined);
  if (unlisted !== undefined)
    return {
      is: 'unclear',
      why: `whether "${name}" (${sid}) is ${unlisted.address} cannot be told: Exchange does not list its SID, which can take some minutes after an account was made`,
    };
  return systemOr(
    name,
    whole && isAccountSid(sid) && deleted.has(name) ? { is: 'orphan', sid, name } : UNRESOLVED,
  );
}
/** Exchange shows people and groups by their names: a SID alone is somebody who is gone, or an application that no list had. */
function bare(sid: string, { applications, recipients }: Known): Who {
  const application = applications.get(sid);
  switch (application?.is) {
    case 'none':
      return { is: 'orphan', sid };
    case 'one':
      return recipients.get(application.id) === undefined
        ? { is: 'unclear', why: `${sid} is an application that the list of applications left out` }
        : { is: 'one', id: application.id };
    case 'unknown':
      return {
        is: 'unclear',
        why: `whether ${sid} is an application or a deleted account cannot be told: ${application.why}`,
      };
    case undefined:
      return UNRESOLVED;
  }
}
const systemOr = (name: string, otherwise: Who): Who =>
  wellKnownName(name)?.is === 'system' ? { is: 'system' } : otherwise;

/** Without a SID the name must be that of one object, of a sort that can hold the right. */
function byName(name: string, right: Right, { recipients }: Known): Who {
  const found = recipients.named(name, (recipient) => canHold(right, recipient));
  const always = right === 'sendOnBehalf' ? undefined : wellKnownName(name);
  const [only, ...others] = found;
  if (only === undefined) return always ?? UNRESOLVED;
  if (others.length === 0 && always === undefined) return { is: 'one', id: only.id };
  return {
    is: 'unclear',
    why: `"${name}" is the name of ${always === undefined ? '' : "one of the service's own accounts and of "}${found.length} ${found.length === 1 ? 'object' : 'objects'} (${listed(found.map(({ address }) => address))}), and Exchange tells no more; give all but one of them another Name (Set-Mailbox -Name, Set-DistributionGroup -Name)`,
  };
}
const listed = (names: readonly string[]): string => names.join(', ');

/** Source: Exchange, grantees of Add-MailboxPermission, Add-RecipientPermission and GrantSendOnBehalfTo. */
export function canHold(right: Right, { kind, type, groupKind }: Recipient): boolean {
  switch (kind) {
    case 'user':
    case 'guest':
      return type !== undefined;
    case 'group':
      return right === 'sendOnBehalf'
        ? groupKind !== 'security group'
        : groupKind === 'mail-enabled security group' || groupKind === 'security group';
    case 'service':
      return right !== 'sendOnBehalf';
    case 'contact':
      return false;
  }
}
/** Also an account whose mailbox is not listed yet. */
const mayHaveSid = (recipient: Recipient): boolean =>
  recipient.kind === 'user' || recipient.kind === 'guest' || canHold('fullAccess', recipient);
