/** The `aliases:` of one mailbox -> the addresses that it shall have, and how far the file's word reaches. */
import type { WantedAliases } from '../kinds/wanted.ts';
import { domainOf } from '../model/address.ts';
import type { Ref } from '../model/ref.ts';
import type { DeclaredMailbox, Placed, Strategy } from '../strategy/strategy.ts';
import type { Directory } from '../tenant/directory/directory.ts';
import type { Recipient } from '../tenant/directory/recipients.ts';
import { whatItIs } from '../tenant/directory/what-it-is.ts';
import type { Findings } from './complaints.ts';
import { described } from './look-up.ts';

/** The object that an entry of the file is about. */
export interface Target {
  readonly subject: Ref;
  /** Undefined: it is to be created. */
  readonly recipient: Recipient | undefined;
}

export function aliasesOf(
  { aliases, address }: DeclaredMailbox,
  { subject, recipient }: Target,
  { settings }: Strategy,
  directory: Directory,
  declaredById: ReadonlyMap<string, DeclaredMailbox>,
  found: Findings,
): WantedAliases | undefined {
  if (aliases === undefined) return undefined;
  const domains = [...directory.acceptedDomains].filter(
    (domain) => !domain.endsWith('.onmicrosoft.com'),
  );
  const entries = aliases.entries.filter((alias) => {
    if (!domains.includes(domainOf(alias.value))) {
      found.error(
        alias.at,
        `the tenant does not accept mail for ${domainOf(alias.value)}, so ${alias.value} cannot be an alias`,
        `Accepted domains: ${domains.sort().join(', ')}`,
      );
      return false;
    }
    const complaint = heldElsewhere(alias, subject, directory, declaredById, settings.mode);
    if (complaint === undefined) return true;
    found.error(alias.at, complaint.message, complaint.mend);
    return false;
  });
  return {
    at: aliases.at,
    entries,
    domains,
    userPrincipalName: recipient?.userPrincipalName ?? address,
  };
}

/** What is wrong with giving this address to that mailbox; undefined: it is free, its own, or moves within the file. */
function heldElsewhere(
  { value }: Placed<string>,
  subject: Ref,
  directory: Directory,
  declaredById: ReadonlyMap<string, DeclaredMailbox>,
  mode: Strategy['settings']['mode'],
): { readonly message: string; readonly mend: string } | undefined {
  const holder = directory.recipients.holders(value).find(({ id }) => id !== subject.id);
  if (holder === undefined) return undefined;
  if (holder.address === value) {
    return {
      message: `${value} is the primary address of ${described(holder)}`,
      mend: 'Choose another alias; a primary address is never taken away.',
    };
  }
  const declared = declaredById.get(holder.id);
  if (declared?.aliases !== undefined && (declared.mode?.value ?? mode) === 'exact')
    return undefined; // it gives the address away
  const where =
    declared === undefined
      ? `add ${holder.address} to the file with \`aliases:\` without it`
      : declared.aliases === undefined
        ? `give ${holder.address} (${declared.at.file}:${declared.at.line}) an \`aliases:\` list without it`
        : `${holder.address} is in mode additive, which never takes an alias away; make it \`mode: exact\``;
  return {
    message: `${value} belongs to ${holder.address} (${whatItIs(holder)})`,
    mend: `To move it, ${where}; else delete the alias here.`,
  };
}
