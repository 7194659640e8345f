/** Exchange's `Name` and `Alias` for a mailbox that is to be created: both must be free in the whole tenant, not only in its domain. */
import { domainOf, localPartOf, normalise } from '../model/address.ts';
import type { Directory } from '../tenant/directory/directory.ts';

export interface NewNames {
  readonly name: string;
  readonly alias: string;
}

/** Characters of a Name and of an alias. Source: New-Mailbox. */
const LONGEST = 64;

/**
 * Gives names for one new mailbox after another, so that two of them never get the same. The sign-in name of a new mailbox is
 * made of its alias and the initial domain, so that address must be free as well. Source: New-Mailbox, parameter Alias.
 */
export function newNames({
  recipients,
  organization,
}: Pick<Directory, 'recipients' | 'organization'>): (address: string) => NewNames {
  const taken = new Set<string>();
  let read = false;
  const free = (kind: 'name' | 'alias', candidates: Iterable<string>): string => {
    for (const candidate of candidates) {
      const key = normalise(candidate);
      const signIn = `${key}@${organization.initialDomain}`;
      if (taken.has(key) || (kind === 'alias' && taken.has(signIn))) continue;
      taken.add(key);
      if (kind === 'alias') taken.add(signIn);
      return candidate;
    }
    throw new Error('the candidates never end');
  };
  return (address) => {
    if (!read) {
      read = true;
      for (const { identities, names, addresses, userPrincipalName = '' } of recipients.all())
        for (const one of [...identities, ...names, ...addresses, userPrincipalName])
          taken.add(normalise(one));
    }
    return {
      name: free('name', numbered([address.replace('@', '-at-')])),
      alias: free('alias', numbered(aliasesFor(address))),
    };
  };
}

/** The local part alone is what people expect; with the domain where another mailbox has it. */
function aliasesFor(address: string): readonly string[] {
  const local = localPartOf(address).replaceAll(NOT_IN_ALIAS, '') || 'mailbox';
  return [local, `${local}-${domainOf(address).replaceAll('.', '-')}`];
}
/** Letters, digits and the few signs that an alias may have. Source: New-Mailbox. */
const NOT_IN_ALIAS = /[^a-z0-9!#$%&'*+\-/=?^_`{|}~.]/g;

/** As they are, then the last one with a number behind it; never longer than Exchange takes. */
function* numbered(candidates: readonly string[]): Generator<string> {
  for (const candidate of candidates) yield cut(candidate, '');
  const last = candidates.at(-1) ?? '';
  for (let n = 2; ; n += 1) yield cut(last, `-${n}`);
}
/** A cut must not leave a dot at the end: an alias has none there. */
const cut = (text: string, end: string): string =>
  text.slice(0, LONGEST - end.length).replace(/\.+$/, '') + end;
