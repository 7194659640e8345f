/** Finds whom an address in the strategy means. */
import { nearestAddress } from '../strategy/nearest.ts';
import type { Directory } from '../tenant/directory/directory.ts';
import type { Recipient } from '../tenant/directory/recipients.ts';
import { whatItIs } from '../tenant/directory/what-it-is.ts';

export type LookedUp =
  | { readonly found: 'one'; readonly recipient: Recipient }
  | { readonly found: 'several'; readonly recipients: readonly Recipient[] }
  /** It is only a further address of somebody: that may have moved, so it names nobody. */
  | { readonly found: 'further'; readonly holders: readonly Recipient[] }
  | { readonly found: 'none' };

/** A delegate, or a mailbox of the file: by primary address or sign-in name, never by a further address. */
export function lookUp(address: string, { recipients }: Directory): LookedUp {
  const holders = recipients.holders(address);
  const main = new Map(
    holders.filter((holder) => holder.address === address).map((one) => [one.id, one]),
  );
  const named = recipients.find(address);
  const candidates =
    named.found === 'one' ? [named.recipient] : named.found === 'several' ? named.recipients : [];
  for (const one of candidates) {
    if (one.userPrincipalName === address || one.address === address) main.set(one.id, one);
  }
  const [first, ...others] = main.values();
  if (first === undefined)
    return holders.length === 0 ? { found: 'none' } : { found: 'further', holders };
  return others.length === 0
    ? { found: 'one', recipient: first }
    : { found: 'several', recipients: [first, ...others] };
}

/** Why it cannot be said whom the address means: its own row could not be read, or it is not found and one was unreadable. */
export function doubtOf(address: string, directory: Directory): string | undefined {
  const name = lookUp(address, directory);
  if (name.found === 'one') return name.recipient.doubt;
  const [unknown] = directory.unknown;
  return name.found === 'none' && unknown !== undefined
    ? `${address} was not found, but not every row of the ${unknown.source} could be read: ${unknown.reason}`
    : undefined;
}

/**
 * A name that guards: by any address, as a renamed person keeps the old one; by a SIP address where nobody has it for mail. Two objects
 * that have it are never a guess.
 */
export function lookUpAny(
  address: string,
  directory: Directory,
): Exclude<LookedUp, { readonly found: 'further' }> {
  const name = lookUp(address, directory);
  const main =
    name.found === 'one' ? [name.recipient] : name.found === 'several' ? name.recipients : [];
  const byMail = [...main, ...directory.recipients.holders(address)];
  const found = byMail.length > 0 ? byMail : directory.recipients.sipHolders(address);
  const all = new Map(found.map((one) => [one.id, one]));
  const [first, ...others] = all.values();
  if (first === undefined) return { found: 'none' };
  return others.length === 0
    ? { found: 'one', recipient: first }
    : { found: 'several', recipients: [first, ...others] };
}

/** The mend for an unknown address: whose SIP address it is, or the nearest ones there are. */
export function notFound(address: string, { recipients }: Directory): string {
  const [holder, ...others] = recipients.sipHolders(address);
  if (holder !== undefined)
    return `It is only a SIP address, of ${[holder, ...others].map((one) => one.address).join(' and ')}: write the primary address.`;
  const near = nearestAddress(
    address,
    [...recipients.all()].map((recipient) => recipient.address),
  );
  return near === undefined ? 'Check the spelling, or delete the line.' : `Did you mean ${near}?`;
}

/** An object as one of several, in a complaint. */
export const described = (recipient: Recipient): string =>
  `${recipient.displayName} (${whatItIs(recipient)})`;
