/** The delegate lines of one mailbox -> who shall hold which right: teams become people, ended lines are withdrawn. */
import {
  type Terms,
  termsOf,
  type WantedDelegates,
  type WantedGrant,
  type Withdrawn,
} from '../kinds/wanted.ts';
import { daysBetween } from '../model/date.ts';
import type { Ref } from '../model/ref.ts';
import type { DeclaredDelegate, DeclaredMailbox, Place, Strategy } from '../strategy/strategy.ts';
import type { Directory } from '../tenant/directory/directory.ts';
import { principalOf, type Recipient } from '../tenant/directory/recipients.ts';
import { whatItIs } from '../tenant/directory/what-it-is.ts';
import type { Findings } from './complaints.ts';
import type { Guards } from './guards.ts';
import { lookUp, notFound } from './look-up.ts';
import { isDoubtful, oneAt } from './named.ts';

/** People about whom the whole file says something, by object id. */
export interface People extends Guards {
  /** Who cannot sign in once the file is applied. */
  readonly blocked: ReadonlySet<string>;
}

/** A right that ends within so many days is told. Source: design, `until`. */
const WARN_DAYS = 7;

/** A person or group that a line comes to. */
interface Holder {
  readonly recipient: Recipient;
  readonly team?: string;
  /** A member who is not counted: nothing is given, and what a line of their own would keep is kept. */
  readonly skipped?: true;
}

export function delegatesOf(
  { delegates, section, sendOnBehalf }: DeclaredMailbox,
  subject: Ref,
  strategy: Strategy,
  directory: Directory,
  people: People,
  today: string,
  found: Findings,
): WantedDelegates | undefined {
  if (delegates === undefined) return undefined;
  const grants = new Map<string, WantedGrant>();
  const undecided = new Set<string>();
  const lines = new Map<string, readonly DeclaredDelegate[]>();
  const withdrawn: Withdrawn[] = [];
  const spared = new Set<string>();
  for (const line of delegates.entries) {
    const over = isOver(line, subject, today, found);
    for (const { recipient, team, skipped: isSkipped } of holdersOf(
      line,
      subject,
      strategy,
      directory,
      people,
      found,
    )) {
      const blocked = people.blocked.has(recipient.id);
      const reason = over ? 'expired' : blocked ? 'blocked' : undefined;
      if (isSkipped) {
        if (reason === undefined)
          for (const right of line.rights) spared.add(`${recipient.id} ${right}`);
        continue;
      }
      if (reason === 'blocked') {
        found.refuse(
          line.at,
          `${recipient.address} cannot sign in, so mbx gives them nothing on ${subject.address}`,
        );
      }
      if (reason === undefined && recipient.signInUnknown !== undefined) {
        undecided.add(recipient.id);
        found.refuse(
          line.at,
          `whether ${recipient.address} may sign in could not be read, so mbx gives them nothing on ${subject.address}: ${recipient.signInUnknown}`,
        );
        continue;
      }
      for (const right of line.rights) {
        if (reason !== undefined) {
          withdrawn.push({ trustee: recipient.id, right, reason, at: line.at, ...saidIn([line]) });
          continue;
        }
        const key = `${recipient.id} ${right}`;
        const before = grants.get(key);
        const automap = before?.automap ?? line.automap;
        grants.set(key, {
          trustee: directory.recipients.principal(recipient.id) ?? principalOf(recipient),
          right,
          ...(automap === undefined || right !== 'fullAccess' ? {} : { automap }),
          at: before?.at ?? line.at,
          ...termsOf({ team: before === undefined ? team : before.team }),
        });
        lines.set(key, [...(lines.get(key) ?? []), line]);
      }
    }
  }
  return {
    at: delegates.at,
    grants: [...grants].map(([key, grant]) => ({ ...grant, ...saidIn(lines.get(key) ?? []) })),
    withdrawn: withdrawn.filter(
      ({ trustee, right }) =>
        !grants.has(`${trustee} ${right}`) && !spared.has(`${trustee} ${right}`),
    ),
    leavers: people.leavers,
    blocked: people.blocked,
    ...(undecided.size === 0 ? {} : { undecided }),
    breakGlass: people.breakGlass,
    ignored: people.ignored,
    spared: new Set([...spared].filter((key) => !grants.has(key))),
    sendOnBehalfExact: section === 'sharedMailboxes' || sendOnBehalf !== undefined,
  };
}
/** A right that several lines give lasts as long as the longest, for all their reasons, in whatever order they stand. */
function saidIn(lines: readonly DeclaredDelegate[]): Terms {
  const days = lines.flatMap(({ until }) => until ?? []).sort();
  const reasons = [...new Set(lines.flatMap(({ reason }) => reason ?? []))].sort();
  return termsOf({
    until: days.length < lines.length ? undefined : days.at(-1),
    because: reasons.length === 0 ? undefined : reasons.join('; '),
  });
}

/** `until` is the last day of the right. */
function isOver(
  { until, at }: DeclaredDelegate,
  subject: Ref,
  today: string,
  found: Findings,
): boolean {
  if (until === undefined) return false;
  const left = daysBetween(today, until);
  if (left >= 0 && left <= WARN_DAYS)
    found.note(at, `this right on ${subject.address} ends after ${until}`);
  return left < 0;
}

function holdersOf(
  line: DeclaredDelegate,
  subject: Ref,
  strategy: Strategy,
  directory: Directory,
  people: People,
  found: Findings,
): readonly Holder[] {
  const { who, at } = line;
  switch (who.kind) {
    case 'person': {
      if (isDoubtful(who.address, subject, directory, found)) return [];
      const recipient = personAt(who.address, at, directory, people, found);
      if (recipient === undefined) return [];
      if (people.leavers.has(recipient.id)) {
        found.error(
          at,
          `${who.address} is under \`leavers:\` and gets nothing`,
          'Delete this line, or the entry under `leavers:`.',
        );
        return [];
      }
      if (recipient.id === subject.id) {
        found.error(
          at,
          `${who.address} is the mailbox itself`,
          'Delete the line: a mailbox needs no right on itself.',
        );
        return [];
      }
      return [{ recipient }];
    }
    case 'group': {
      if (isDoubtful(who.address, subject, directory, found)) return [];
      const recipient = groupAt(who.address, at, directory, found);
      return recipient === undefined ? [] : [{ recipient }];
    }
    case 'team':
      return membersOf(who.name, subject, strategy, directory, people, found);
  }
}

function membersOf(
  name: string,
  subject: Ref,
  { teams }: Strategy,
  directory: Directory,
  people: People,
  found: Findings,
): readonly Holder[] {
  const team = teams.get(name);
  if (team === undefined) return []; // the parser has told it
  return team.members.flatMap(({ value, at }) => {
    if (isDoubtful(value, subject, directory, found)) return [];
    const recipient = personAt(value, at, directory, people, found);
    if (recipient === undefined) return [];
    const skip = skipped(recipient, subject, people);
    if (skip === undefined) return [{ recipient, team: name }];
    const keeps = skip !== 'itself' && skip !== 'leaver';
    found.note(
      at,
      `team ${name}: ${value} is skipped${skip === 'itself' ? ` on ${subject.address}` : ''}: ${SKIPPED[skip]}${keeps ? '; it gets nothing, but the rights of these lines that it holds already stay while it can sign in' : ''}`,
    );
    return keeps ? [{ recipient, team: name, skipped: true }] : [];
  });
}

const SKIPPED = {
  itself: 'it is the mailbox itself',
  leaver: 'is under `leavers:`',
  agent: 'is an AI agent, and a team gives rights only to people',
  guest: 'is a guest, and a team gives rights only to people of this tenant',
  shared: 'is not a person',
  noMailbox: 'has no mailbox here (a mail user: it is on premises or outside)',
} as const;
/** Why a member of a team does not count on this mailbox. Blocked people do: what they hold is withdrawn with that reason. */
function skipped(
  recipient: Recipient,
  subject: Ref,
  people: People,
): keyof typeof SKIPPED | undefined {
  if (recipient.id === subject.id) return 'itself';
  if (people.leavers.has(recipient.id)) return 'leaver';
  if (recipient.agent === true) return 'agent';
  if (recipient.kind === 'guest') return 'guest';
  if (recipient.type === 'UserMailbox') return undefined;
  return recipient.type === undefined || recipient.type === 'MailUser' ? 'noMailbox' : 'shared';
}

/** A person who can hold a right, or a complaint at the line. */
function personAt(
  address: string,
  at: Place,
  directory: Directory,
  people: People,
  found: Findings,
): Recipient | undefined {
  const recipient = oneAt(address, at, directory, found);
  if (recipient === undefined) return undefined;
  if (people.breakGlass.has(recipient.id)) {
    found.error(
      at,
      `${address} is a break-glass account and never holds a right`,
      'Delete the line.',
    );
    return undefined;
  }
  if (recipient.kind === 'group') {
    found.error(
      at,
      `${address} is a ${whatItIs(recipient)}, not a person`,
      `To give the right to the group itself, write \`group:${address}\`.`,
    );
    return undefined;
  }
  if (recipient.kind === 'contact' || recipient.kind === 'service') {
    found.error(
      at,
      `${address} is a ${whatItIs(recipient)} and cannot hold rights on a mailbox`,
      'Delete the line.',
    );
    return undefined;
  }
  if (recipient.type === undefined) {
    found.error(
      at,
      `${address} has no mailbox here, so Exchange cannot give it rights`,
      'Delete the line, or give the account a mailbox first.',
    );
    return undefined;
  }
  return recipient;
}

function groupAt(
  address: string,
  at: Place,
  directory: Directory,
  found: Findings,
): Recipient | undefined {
  const name = lookUp(address, directory);
  if (name.found !== 'one') {
    found.error(at, `there is no group ${address} in this tenant`, notFound(address, directory));
    return undefined;
  }
  const { recipient } = name;
  if (recipient.groupKind === 'mail-enabled security group') return recipient;
  found.error(
    at,
    `${address} is a ${whatItIs(recipient)}; only a mail-enabled security group can hold rights on a mailbox`,
    'Name a mail-enabled security group, or list the people (or a team of them).',
  );
  return undefined;
}
