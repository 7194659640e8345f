/** What a check is: it looks at all that could be read, and tells what does not fit together. */
import type { Draft, DraftMailbox } from '../draft.ts';
import type { Finding } from '../finding.ts';
import type { Who } from '../strategy.ts';

export type Check = (draft: Draft) => Iterable<Finding>;

/** Who a line speaks of, as the file writes it. */
export const written = (who: Who): string =>
  who.kind === 'team'
    ? `team:${who.name}`
    : who.kind === 'group'
      ? `group:${who.address}`
      : who.address;

/** Every delegate line with its mailbox, in the order of the files. */
export function* delegateLines({ mailboxes }: Draft) {
  for (const { mailbox, delegates } of mailboxes) {
    for (const { line, node } of delegates) yield { mailbox, line, node };
  }
}

/** Every member of every team, in the order of the files. */
export function* teamMembers({ teams }: Draft) {
  for (const { team } of teams.values()) {
    for (const member of team.members) yield { team, member };
  }
}

/** The mailboxes an address has in the file: its own, or the one that it is an alias of. */
export const mailboxOf = (draft: Draft, address: string): DraftMailbox | undefined =>
  draft.mailboxAt.get(draft.primaryOf(address));
