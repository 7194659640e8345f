/** Strategy + directory -> what is wanted, every address resolved once to an immutable id. Pure; all errors at once. */
import type { Wanted } from '../kinds/wanted.ts';
import { domainOf } from '../model/address.ts';
import { provisional } from '../model/ref.ts';
import type { Complaint, DeclaredMailbox, Place, Strategy } from '../strategy/strategy.ts';
import type { Directory } from '../tenant/directory/directory.ts';
import { whatItIs } from '../tenant/directory/what-it-is.ts';
import { aliasesOf, type Target } from './aliases.ts';
import { type Doubt, type Findings, findings, type Note, type Refused } from './complaints.ts';
import { delegatesOf, type People } from './delegates.ts';
import { blockedIn, guardsOf, isForTenant, NO_GUARDS, type SidHolders } from './guards.ts';
import { described, doubtOf, lookUp, notFound } from './look-up.ts';
import { whomOf } from './named.ts';
import { newNames } from './new-names.ts';

export interface Resolved {
  readonly wanted: readonly Wanted[];
  /** Errors; where there is one, nothing may be planned. */
  readonly complaints: readonly Complaint[];
  readonly notes: readonly Note[];
  readonly refused: readonly Refused[];
  /** Mailboxes of which nothing may be concluded: each is a gap. */
  readonly doubts: readonly Doubt[];
  readonly people: People;
}

/** `today` is the day in the strategy's time zone; `lineAt` gives a line of the file for the excerpt; `sidHolders` is asked about SIDs in the file. */
export function resolve(
  strategy: Strategy,
  directory: Directory,
  today: string,
  lineAt: (at: Place) => string,
  sidHolders: SidHolders = () => [],
): Resolved {
  const found = findings(lineAt);
  if (!isForTenant(strategy, directory, found)) {
    return {
      wanted: [],
      complaints: found.complaints,
      notes: [],
      refused: [],
      doubts: [],
      people: NOBODY,
    };
  }
  const guards = guardsOf(strategy, directory, sidHolders, found);
  const declaredById = new Map<string, DeclaredMailbox>();
  const resolved = strategy.mailboxes.flatMap((declared) => {
    const doubt = doubtOf(declared.address, directory);
    if (doubt !== undefined) {
      found.doubt(provisional(declared.address), doubt);
      return [];
    }
    const target = targetOf(declared, directory, found);
    if (target === undefined) return [];
    if (guards.breakGlass.has(target.subject.id)) {
      found.error(
        declared.at,
        `${declared.address} is a break-glass account: mbx never changes it`,
        'Delete it from the file; or, after a review, from settings.breakGlass.',
      );
      return [];
    }
    const twin = declaredById.get(target.subject.id);
    if (twin !== undefined) {
      found.error(
        declared.at,
        `${declared.address} and ${twin.address} (${twin.at.file}:${twin.at.line}) are the same mailbox`,
        'Keep one of the two entries.',
      );
      return [];
    }
    declaredById.set(target.subject.id, declared);
    return [{ declared, target }];
  });
  const signIns = resolved.map(({ declared, target }) => ({
    id: target.subject.id,
    signIn: declared.signIn?.value,
  }));
  const people: People = { ...guards, blocked: blockedIn(directory, signIns) };
  const namesFor = newNames(directory);
  const wanted = resolved.map(({ declared, target }): Wanted => {
    const { address, named, mode, aliases: _aliases, delegates: _delegates, ...keys } = declared;
    const { subject, recipient } = target;
    const whom = whomOf(declared, subject, directory, people, found);
    const aliases = aliasesOf(declared, target, strategy, directory, declaredById, found);
    const delegates = delegatesOf(declared, subject, strategy, directory, people, today, found);
    return {
      ...keys,
      subject,
      mode: mode?.value ?? strategy.settings.mode,
      ...(recipient === undefined
        ? { exists: false, names: namesFor(subject.address) }
        : { exists: true }),
      whom,
      leavers: people.leavers,
      ...(aliases === undefined ? {} : { aliases }),
      ...(delegates === undefined ? {} : { delegates }),
    };
  });
  return {
    wanted,
    complaints: found.complaints,
    notes: found.notes,
    refused: found.refused,
    doubts: found.doubts,
    people,
  };
}

const NOBODY: People = { ...NO_GUARDS, blocked: new Set() };

const TYPE_OF_SECTION = { users: 'UserMailbox', sharedMailboxes: 'SharedMailbox' } as const;
/** Held by one of these, an address does not make the line wrong; the creation is shown as blocked, with the holder. */
const HOLDERS_TOLD_IN_PLAN: ReadonlySet<string> = new Set(['MailContact', 'PublicFolder']);

function targetOf(
  { address, section, at }: DeclaredMailbox,
  directory: Directory,
  found: Findings,
): Target | undefined {
  const name = lookUp(address, directory);
  switch (name.found) {
    case 'one': {
      const { recipient } = name;
      const { id, type } = recipient;
      if (type === TYPE_OF_SECTION[section])
        return { subject: { id, address: recipient.address }, recipient };
      if (section === 'sharedMailboxes' && type !== undefined && HOLDERS_TOLD_IN_PLAN.has(type))
        break;
      const other = section === 'users' ? 'sharedMailboxes' : 'users';
      const [message, mend] =
        type === TYPE_OF_SECTION[other]
          ? [
              `${address} is a ${section === 'users' ? 'shared' : "person's"} mailbox`,
              `Move the entry under \`${other}:\`.`,
            ]
          : [
              `${address} is a ${whatItIs(recipient)}, not a mailbox that this file can manage`,
              'Delete the entry; or, if its mailbox was created just now, plan again in a few minutes.',
            ];
      found.error(at, message, mend);
      return undefined;
    }
    case 'further': {
      const [holder] = name.holders;
      found.error(
        at,
        `${address} is now an alias of ${holder?.address ?? 'another mailbox'}, so this entry would change the wrong mailbox`,
        `Write the primary address of the mailbox that you mean${holder === undefined ? '' : ` (${holder.address}, if it was renamed)`}.`,
      );
      return undefined;
    }
    case 'several':
      found.error(
        at,
        `${address} matches ${name.recipients.length} objects: ${name.recipients.map(described).join(', ')}`,
        'Make the address unique in the tenant first; mbx does not guess.',
      );
      return undefined;
    case 'none':
      break;
  }
  if (section === 'users') {
    found.error(
      at,
      `there is no mailbox ${address}, and mbx never creates people's mailboxes`,
      notFound(address, directory),
    );
    return undefined;
  }
  if (!directory.acceptedDomains.has(domainOf(address))) {
    found.error(
      at,
      `${address} cannot be created: the tenant does not accept mail for ${domainOf(address)}`,
      `Accepted domains: ${[...directory.acceptedDomains].sort().join(', ')}`,
    );
    return undefined;
  }
  return { subject: provisional(address), recipient: undefined };
}
