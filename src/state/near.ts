/** Whether an address that nobody has is most likely a mistyped one: for names that guard, a typo must not pass for a purged account. */
import { domainOf, localPartOf } from '../model/address.ts';
import { distance } from '../strategy/nearest.ts';
import type { Directory } from '../tenant/directory/directory.ts';

/** Letters that may differ in a local part of so many characters: short names have too many honest neighbours. */
const letters = (length: number): number => (length < 4 ? 0 : length < 8 ? 1 : 2);
/** Letters that may differ in a domain. */
const IN_DOMAIN = 2;

interface Known {
  readonly address: string;
  readonly local: string;
  readonly domain: string;
  /** Which letters occur, as bits: two words that differ in n letters differ in 2n bits at most. */
  readonly mask: number;
}
const known = (address: string): Known => {
  const local = localPartOf(address);
  return { address, local, domain: domainOf(address), mask: maskOf(local) };
};
const maskOf = (text: string): number =>
  [...text].reduce((mask, char) => mask | (1 << (char.charCodeAt(0) % 32)), 0);
function bits(mask: number): number {
  let n = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) n += 1;
  return n;
}

/**
 * Gives the nearest address that somebody has: a letter or two other, more, less or swapped, or the same name in another of the
 * tenant's domains. Digits do not count, as in the gate similar-address: room1 is not near room2.
 */
export function nearOf({
  recipients,
  acceptedDomains,
}: Pick<Directory, 'recipients' | 'acceptedDomains'>): (address: string) => string | undefined {
  let all: readonly Known[] | undefined;
  return (address) => {
    all ??= [
      ...new Set(
        [...recipients.all()].flatMap((one) => [
          one.address,
          ...one.addresses,
          ...(one.userPrincipalName === undefined ? [] : [one.userPrincipalName]),
        ]),
      ),
    ].map(known);
    const meant = known(address);
    let best: { readonly address: string; readonly off: number } | undefined;
    for (const one of all) {
      const off = offBy(meant, one, acceptedDomains);
      if (off !== undefined && (best === undefined || off < best.off)) best = { ...one, off };
    }
    return best?.address;
  };
}

function offBy(a: Known, b: Known, own: ReadonlySet<string>): number | undefined {
  const most = letters(Math.max(a.local.length, b.local.length));
  if (Math.abs(a.local.length - b.local.length) > most) return undefined;
  if (bits(a.mask ^ b.mask) > 2 * most) return undefined;
  if (a.local !== b.local && withoutDigits(a.local) === withoutDigits(b.local)) return undefined;
  const off = a.local === b.local ? 0 : distance(a.local, b.local);
  if (off > most) return undefined;
  if (a.domain === b.domain) return off;
  if (off === 0 && own.has(a.domain) && own.has(b.domain)) return 1;
  const inDomain = distance(a.domain, b.domain);
  return inDomain <= IN_DOMAIN ? off + inDomain : undefined;
}
const withoutDigits = (text: string): string => text.replace(/\d/g, '');
