/** SIDs and names that are the same in every tenant: the mailbox itself, everybody, and the service's own accounts. */
import { normalise } from '../../model/address.ts';
import type { Everyone } from '../../model/ref.ts';
import { SELF } from '../../wire/exchange.ts';
import { normaliseSid } from '../directory/sids.ts';

export type WellKnown =
  | { readonly is: 'self' }
  | { readonly is: 'everyone'; readonly id: Everyone }
  | { readonly is: 'system' };

const SYSTEM: WellKnown = { is: 'system' };
const everyone = (id: Everyone): WellKnown => ({ is: 'everyone', id });

/** Source: Windows, well-known security identifiers. */
const SIDS: ReadonlyMap<string, WellKnown> = new Map([
  [SELF.sid, { is: 'self' }],
  ['S-1-1-0', everyone('S-1-1-0')],
  ['S-1-5-7', everyone('S-1-5-7')],
  ['S-1-5-11', everyone('S-1-5-11')],
  ['S-1-5-9', SYSTEM], // Enterprise Domain Controllers
  ['S-1-5-18', SYSTEM], // Local System
  ['S-1-5-19', SYSTEM], // Local Service
  ['S-1-5-20', SYSTEM], // Network Service
  ['S-1-5-32-544', SYSTEM], // Administrators
]);
export const wellKnownSid = (sid: string): WellKnown | undefined => SIDS.get(normaliseSid(sid));

/** SIDs of accounts and groups of a directory; all others mean the same everywhere, and none of them is a deleted account. */
export const isAccountSid = (sid: string): boolean => /^S-1-(?:5-21|12-1)-/u.test(sid);

const NAMES: ReadonlyMap<string, WellKnown> = new Map([
  [normalise(SELF.name), { is: 'self' }],
  ['everyone', everyone('S-1-1-0')],
  ['nt authority\\anonymous logon', everyone('S-1-5-7')],
  ['nt authority\\authenticated users', everyone('S-1-5-11')],
  ['nt authority\\system', SYSTEM],
  ['nt authority\\local service', SYSTEM],
  ['nt authority\\network service', SYSTEM],
  ['nt authority\\enterprise domain controllers', SYSTEM],
  ['builtin\\administrators', SYSTEM],
  ['discovery management', SYSTEM],
]);

/** Groups that Exchange makes for its own administration, shown behind the name of its forest. Source: Exchange, role groups. */
const ROLE_GROUPS: ReadonlySet<string> = new Set([
  'compliance management',
  'delegated setup',
  'discovery management',
  'domain admins',
  'enterprise admins',
  'exchange servers',
  'exchange services',
  'exchange trusted subsystem',
  'exchange windows permissions',
  'exchangelegacyinterop',
  'help desk',
  'hygiene management',
  'managed availability servers',
  'organization management',
  'public folder management',
  'recipient management',
  'records management',
  'security administrator',
  'security reader',
  'server management',
  'um management',
  'view-only organization management',
]);

/** By name: asked only where no SID, or one that nobody has, stands beside it. A backslash alone says nothing. */
export function wellKnownName(name: string): WellKnown | undefined {
  const key = normalise(name);
  const known = NAMES.get(key);
  if (known !== undefined) return known;
  const [domain, group, ...rest] = key.split('\\');
  return domain !== '' && group !== undefined && rest.length === 0 && ROLE_GROUPS.has(group)
    ? SYSTEM
    : undefined;
}
