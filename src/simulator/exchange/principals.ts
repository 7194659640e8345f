/** Holders of rights: who a `User` or `Trustee` parameter means, and how an entry's holder is written. */
import { SELF } from '../../wire/exchange.ts';
import { findRecipients, principalBySid, type Recipient, type SidHolder } from '../tenant/find.ts';
import type { Tenant } from '../tenant/model.ts';
import type { World } from '../world.ts';
import type { CmdletCall } from './call.ts';
import { notASecurityPrincipal, principalAmbiguous, principalNotFound } from './errors.ts';
import { isSecurityGroup, recipientDisplayName } from './identity.ts';

/** How a SID stands to the directory. */
export interface Holder {
  /** The text in `User` or `Trustee`. */
  readonly shown: string;
  readonly state: 'self' | 'present' | 'softDeleted' | 'unresolved';
}

/** Whom every Windows directory knows, by SID: nobody's account, and still holders of rights. Source: well-known security identifiers. */
const WELL_KNOWN: ReadonlyMap<string, string> = new Map([
  ['S-1-1-0', 'Everyone'],
  ['S-1-5-7', 'NT AUTHORITY\\ANONYMOUS LOGON'],
  ['S-1-5-11', 'NT AUTHORITY\\Authenticated Users'],
  ['S-1-5-18', 'NT AUTHORITY\\SYSTEM'],
  ['S-1-5-19', 'NT AUTHORITY\\LOCAL SERVICE'],
  ['S-1-5-20', 'NT AUTHORITY\\NETWORK SERVICE'],
]);
/** By SID, by the full name, or by the name without the authority. */
function wellKnownSid(identity: string): string | undefined {
  const wanted = identity.trim().toUpperCase();
  for (const [sid, name] of WELL_KNOWN) {
    const full = name.toUpperCase();
    if (wanted === sid || wanted === full || wanted === full.slice(full.indexOf('\\') + 1))
      return sid;
  }
  return undefined;
}

/** Users are shown by UPN, groups by Name, applications as a setting says, strangers by their SID. */
export function holderOf({ tenant, settings }: World, sid: string): Holder {
  if (sid === SELF.sid) return { shown: SELF.name, state: 'self' };
  const always = WELL_KNOWN.get(sid);
  if (always !== undefined) return { shown: always, state: 'present' };
  const holder = principalBySid(tenant, sid);
  if (holder === undefined) return { shown: sid, state: 'unresolved' };
  switch (holder.kind) {
    case 'mailbox':
      return { shown: holder.user?.userPrincipalName ?? holder.mailbox.name, state: 'present' };
    case 'user':
      return {
        shown: holder.user.userPrincipalName,
        state: holder.user.deletedDateTime === null ? 'present' : 'softDeleted',
      };
    case 'group':
      return { shown: holder.group.name, state: 'present' };
    case 'servicePrincipal':
      return {
        shown: settings.servicePrincipalAs === 'sid' ? sid : holder.servicePrincipal.displayName,
        state: 'present',
      };
  }
}

/** Whether auto-mapping can apply: only people, never groups or applications. */
export function isPerson(tenant: Tenant, sid: string): boolean {
  const holder = principalBySid(tenant, sid);
  return holder?.kind === 'mailbox' || holder?.kind === 'user';
}

/**
 * The SID that a new right is given to.
 * @throws CmdletError for strangers, ambiguous names and objects that cannot hold rights
 */
export function sidToGrant(call: CmdletCall, identity: string): string {
  const named = findRecipients(call.tenant, identity);
  const always = named.length === 0 ? wellKnownSid(identity) : undefined;
  if (always !== undefined) return always;
  const holder = oneHolder(call.tenant, identity);
  if (holder.kind === 'group' && !isSecurityGroup(holder.group)) {
    throw notASecurityPrincipal(identity);
  }
  return sidOf(holder) ?? fail(identity);
}

/** The SID that an existing right is looked for under: SID texts need no holder any more. */
export function sidToFind({ tenant }: CmdletCall, identity: string): string {
  const upper = identity.trim().toUpperCase();
  if (upper === SELF.name.toUpperCase() || upper === 'SELF' || upper === SELF.sid) return SELF.sid;
  if (/^S-1-\d+(-\d+)+$/.test(upper)) return upper;
  const always = findRecipients(tenant, identity).length === 0 ? wellKnownSid(identity) : undefined;
  return always ?? sidOf(oneHolder(tenant, identity)) ?? fail(identity);
}

function oneHolder(tenant: Tenant, identity: string): Recipient {
  const named = findRecipients(tenant, identity);
  const [first, second] = named.length > 0 ? named : byDisplayName(tenant, identity);
  if (first === undefined) throw principalNotFound(identity);
  if (second !== undefined) throw principalAmbiguous(identity);
  return first;
}

/** Display names are taken where no proper name fits: so two people of one name are ambiguous. */
function byDisplayName(tenant: Tenant, displayName: string): Recipient[] {
  const wanted = displayName.trim().toLowerCase();
  const ids = [...tenant.users.filter((user) => user.deletedDateTime === null), ...tenant.groups]
    .filter((object) => object.displayName.toLowerCase() === wanted)
    .map(({ id }) => id);
  return ids
    .flatMap((id) => findRecipients(tenant, id))
    .filter((found) => recipientDisplayName(found).toLowerCase() === wanted);
}

/** The SID of a holder; undefined for a contact and for a mailbox without owner. */
export function sidOf(holder: Recipient | SidHolder): string | undefined {
  switch (holder.kind) {
    case 'mailbox':
      return holder.user?.sid;
    case 'user':
      return holder.user.sid;
    case 'group':
      return holder.group.sid;
    case 'servicePrincipal':
      return holder.servicePrincipal.sid;
    case 'contact':
      return undefined;
  }
}

function fail(identity: string): never {
  throw notASecurityPrincipal(identity);
}
