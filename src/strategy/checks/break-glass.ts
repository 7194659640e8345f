/** Emergency accounts: never the target of a change, never given a right. */
import { elsewhere, error, type Finding } from '../finding.ts';
import type { Place } from '../strategy.ts';
import { type Check, delegateLines, teamMembers } from './check.ts';

export const breakGlassIsLeftAlone: Check = function* (draft) {
  const accounts = new Map(
    draft.settings.breakGlass.map((account) => [draft.primaryOf(account.value), account]),
  );
  const told = (at: Place, address: string, what: string, mend: string): Finding[] => {
    const account = accounts.get(draft.primaryOf(address));
    if (account === undefined) return [];
    const where = elsewhere(account.at, at);
    return [error(at, `${address} is a break-glass account (${where}); ${what}.`, mend)];
  };

  for (const { mailbox } of draft.mailboxes) {
    yield* told(
      mailbox.at,
      mailbox.address,
      'its mailbox is never changed',
      'Delete the mailbox from the file.',
    );
  }
  for (const { line } of delegateLines(draft)) {
    if (line.who.kind === 'team') continue;
    yield* told(line.at, line.who.address, 'it is never given a right', 'Delete the line.');
  }
  for (const { member } of teamMembers(draft)) {
    yield* told(
      member.at,
      member.value,
      'it is never given a right, not even through a team',
      'Delete it from the team.',
    );
  }
  for (const leaver of draft.leavers) {
    yield* told(
      leaver.at,
      leaver.value,
      'mbx never changes it, so it cannot be a leaver',
      'Delete it here, or from `breakGlass` if it is no longer one.',
    );
  }
};
