/** People who have left get nothing; the own mailbox of one may still be managed. */
import { elsewhere, error, warning } from '../finding.ts';
import { type Check, delegateLines, teamMembers } from './check.ts';

export const leaversGetNothing: Check = function* (draft) {
  const leavers = new Map(draft.leavers.map((leaver) => [draft.primaryOf(leaver.value), leaver]));
  const left = (address: string) => leavers.get(draft.primaryOf(address));

  for (const { mailbox, line } of delegateLines(draft)) {
    const leaver = line.who.kind === 'team' ? undefined : left(line.who.address);
    if (leaver === undefined) continue;
    yield error(
      line.at,
      `${leaver.value} is under \`leavers\` (${elsewhere(leaver.at, line.at)}) and is given rights on ${mailbox.address} here.`,
      'Delete this line; or, if the person is back, the entry under `leavers`.',
    );
  }
  for (const { team, member } of teamMembers(draft)) {
    const leaver = left(member.value);
    if (leaver === undefined) continue;
    yield warning(
      member.at,
      `${member.value} is under \`leavers\` (${elsewhere(leaver.at, member.at)}); as a member of \`${team.name}\` it is skipped.`,
      'Delete the leaver from the team.',
    );
  }
  for (const { mailbox } of draft.mailboxes) {
    const { owner } = mailbox;
    const leaver = owner && left(owner.value);
    if (owner === undefined || leaver === undefined) continue;
    yield warning(
      owner.at,
      `The owner of ${mailbox.address} is under \`leavers\` (${elsewhere(leaver.at, owner.at)}).`,
      'Name somebody who is still there.',
    );
  }
};
