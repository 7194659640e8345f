/** Whom the addresses in the keys of a mailbox mean: resolved once, for all keys but aliases and delegates, which mean more by theirs. */
import type { Whom } from '../kinds/wanted.ts';
import { domainOf } from '../model/address.ts';
import type { Ref } from '../model/ref.ts';
import type { DeclaredMailbox, NamedAddress, Place, Strategy } from '../strategy/strategy.ts';
import type { Directory } from '../tenant/directory/directory.ts';
import type { Recipient } from '../tenant/directory/recipients.ts';
import type { Findings } from './complaints.ts';
import type { Guards } from './guards.ts';
import { doubtOf, lookUp, notFound } from './look-up.ts';

/** By address; whoever is missing there was complained of, left in doubt, or noted. */
export function whomOf(
  { named }: Pick<DeclaredMailbox, 'named'>,
  subject: Ref,
  directory: Directory,
  people: Pick<Guards, 'leavers' | 'breakGlass'>,
  found: Findings,
): ReadonlyMap<string, Whom> {
  return new Map(
    named.flatMap((one) => {
      const whom = meant(one, subject, directory, people, found);
      return whom === undefined ? [] : [[one.value, whom] as const];
    }),
  );
}

function meant(
  { value, at, key, reach }: NamedAddress,
  subject: Ref,
  directory: Directory,
  people: Pick<Guards, 'leavers' | 'breakGlass'>,
  found: Findings,
): Whom | undefined {
  if (reach === 'noted') return noted(value, at, key, directory, found);
  if (isDoubtful(value, subject, directory, found)) return undefined;
  if (reach === 'anywhere' && isOutside(value, directory)) return { is: 'outside', address: value };
  const recipient = oneAt(value, at, directory, found);
  if (recipient === undefined) return undefined;
  const why = unfit(recipient.id, subject, people);
  if (why === undefined) return { is: 'here', recipient };
  found.error(at, `${value} ${why}`, 'Name somebody else, or take the key out.');
  return undefined;
}

/** Why nothing is given to this object by a key of the mailbox. */
function unfit(
  id: string,
  subject: Ref,
  { leavers, breakGlass }: Pick<Guards, 'leavers' | 'breakGlass'>,
): string | undefined {
  if (id === subject.id) return 'is the mailbox itself';
  if (leavers.has(id)) return 'is under `leavers:` and gets nothing';
  return breakGlass.has(id) ? 'is a break-glass account and gets nothing' : undefined;
}

/** A name that gives nothing: that it fits nobody is worth a note, and no more. */
function noted(
  address: string,
  at: Place,
  key: string,
  directory: Directory,
  found: Findings,
): Whom | undefined {
  const account = lookUp(address, directory);
  if (account.found !== 'one') {
    found.note(at, `the ${key} ${address} has no account in this tenant`);
    return undefined;
  }
  const { recipient } = account;
  if (recipient.enabled === false) found.note(at, `the ${key} ${address} can no longer sign in`);
  return { is: 'here', recipient };
}

const isOutside = (address: string, directory: Directory): boolean =>
  lookUp(address, directory).found === 'none' && !directory.acceptedDomains.has(domainOf(address));

/** Whom the line means could not be read: then the mailbox is left alone, as it is not known whose right would be removed. */
export function isDoubtful(
  address: string,
  subject: Ref,
  directory: Directory,
  found: Findings,
): boolean {
  const reason = doubtOf(address, directory);
  if (reason !== undefined) found.doubt(subject, reason);
  return reason !== undefined;
}

/** The one object that the address means, by primary address or sign-in name, or a complaint at the line. */
export function oneAt(
  address: string,
  at: Place,
  directory: Directory,
  found: Findings,
): Recipient | undefined {
  const name = lookUp(address, directory);
  switch (name.found) {
    case 'one':
      return name.recipient;
    case 'several':
      found.error(
        at,
        `${address} matches ${name.recipients.length} objects`,
        'Make the address unique in the tenant first; mbx does not guess.',
      );
      return undefined;
    case 'further': {
      const owner = name.holders[0]?.address ?? 'somebody else';
      found.error(
        at,
        `${address} is an alias of ${owner}, not the primary address; an alias can move to somebody else`,
        `Write the primary address: ${owner}`,
      );
      return undefined;
    }
    case 'none':
      found.error(at, `no account ${address} exists in this tenant`, notFound(address, directory));
      return undefined;
  }
}

/** Everybody of whom a line of the file means something: mailboxes, members, delegates, and addresses in keys. */
export const everybodyIn = ({ teams, mailboxes }: Strategy): readonly string[] => [
  ...[...teams.values()].flatMap(({ members }) => members.map(({ value }) => value)),
  ...mailboxes.flatMap(({ address, delegates, named }) => [
    address,
    ...(delegates?.entries ?? []).flatMap(({ who }) =>
      who.kind === 'person' ? [who.address] : [],
    ),
    ...named.filter(({ reach }) => reach !== 'noted').map(({ value }) => value),
  ]),
];
