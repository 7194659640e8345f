/** Delegate lines: whom they name, and whether that can be. */
import { elsewhere, error, warning } from '../finding.ts';
import { guesser } from '../nearest.ts';
import type { DeclaredDelegate } from '../strategy.ts';
import { entryOf } from '../tree.ts';
import { type Check, delegateLines, mailboxOf, teamMembers, written } from './check.ts';

export const teamsAreDefined: Check = function* (draft) {
  const guessed = guesser(new Set(draft.teams.keys()));
  for (const { line } of delegateLines(draft)) {
    if (line.who.kind !== 'team' || draft.teams.has(line.who.name)) continue;
    const { name } = line.who;
    const guess = guessed(name);
    yield error(
      line.at,
      `There is no team \`${name}\`.`,
      guess === undefined
        ? 'Define it under `teams:`, or name people by their addresses.'
        : `Did you mean \`team:${guess}\`? Else define it under \`teams:\`.`,
    );
  }
};

export const teamsHaveMembers: Check = function* ({ teams }) {
  for (const { team, node } of teams.values()) {
    const members = entryOf(node, 'members')?.value;
    if (members?.kind !== 'list' || members.items.length > 0) continue;
    yield warning(
      team.at,
      `The team \`${team.name}\` has no members: lines that name it give nobody anything.`,
      'Add members, or delete the team and the lines that name it.',
    );
  }
};

export const nobodyOnOwnMailbox: Check = function* (draft) {
  const members = new Map(
    [...draft.teams.values()].map(({ team }) => [
      team.name,
      new Set(team.members.map(({ value }) => draft.primaryOf(value))),
    ]),
  );
  for (const { mailbox, line } of delegateLines(draft)) {
    if (line.who.kind === 'team') {
      if (!members.get(line.who.name)?.has(mailbox.address)) continue;
      yield warning(
        line.at,
        `${mailbox.address} is a member of the team \`${line.who.name}\`; it is skipped on its own mailbox.`,
        'You need not do anything: everybody has access to their own mailbox already.',
      );
    } else if (
      line.who.kind === 'person' &&
      draft.primaryOf(line.who.address) === mailbox.address
    ) {
      yield error(
        line.at,
        `${mailbox.address} is a delegate of its own mailbox.`,
        'Delete the line: everybody has access to their own mailbox already.',
      );
    }
  }
};

/** One person, one line: two spellings of one address, or an alias beside the address. */
export const delegatesOnce: Check = function* (draft) {
  for (const { delegates } of draft.mailboxes) {
    const seen = new Map<string, DeclaredDelegate>();
    for (const { line } of delegates) {
      const { who } = line;
      const same = who.kind === 'person' ? draft.primaryOf(who.address) : written(who);
      const before = seen.get(same);
      if (before === undefined) seen.set(same, line);
      else {
        yield error(
          line.at,
          `\`${written(who)}\` is the same as \`${written(before.who)}\` on ${elsewhere(before.at, line.at)}.`,
          'Merge the two lines into one.',
        );
      }
    }
  }
};

/** Kinds of object that the file itself contradicts. */
export const delegatesAreOfTheirKind: Check = function* (draft) {
  for (const { line } of delegateLines(draft)) {
    if (line.who.kind === 'team') continue;
    const mailbox = mailboxOf(draft, line.who.address)?.mailbox;
    if (mailbox === undefined) continue;
    if (line.who.kind === 'group') {
      yield error(
        line.at,
        `${line.who.address} is a mailbox of this file (${elsewhere(mailbox.at, line.at)}), not a group.`,
        'Leave `group:` out to name a person, or write the address of a mail-enabled security group.',
      );
    } else if (mailbox.section === 'sharedMailboxes') {
      yield warning(
        line.at,
        `${line.who.address} is a shared mailbox; nobody signs in as one, so the rights would help nobody.`,
        'Name the people who need the rights, or a team.',
      );
    }
  }
  for (const { team, member } of teamMembers(draft)) {
    if (mailboxOf(draft, member.value)?.mailbox.section !== 'sharedMailboxes') continue;
    yield warning(
      member.at,
      `${member.value} is a shared mailbox; as a member of \`${team.name}\` it is skipped.`,
      'Name people as members.',
    );
  }
};
