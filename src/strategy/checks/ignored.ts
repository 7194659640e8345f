/** `ignoreTrustees` beside what else the file says of the same account. */
import { matching } from '../../model/address.ts';
import type { Draft } from '../draft.ts';
import { elsewhere, error, warning } from '../finding.ts';
import type { Placed } from '../strategy.ts';
import { type Check, delegateLines, teamMembers, written } from './check.ts';

/** The first entry that fits an address. */
function ignoring({ settings }: Draft): (address: string) => Placed<string> | undefined {
  const entries = new Map(settings.ignoreTrustees.toReversed().map((one) => [one.value, one]));
  const fitting = matching(settings.ignoreTrustees.map(({ value }) => value));
  return (address) => entries.get(fitting(address)[0] ?? '');
}

/** What is ignored is never changed, so nothing can be given to it. */
export const nobodyIgnoredIsGiven: Check = function* (draft) {
  const ignoredBy = ignoring(draft);
  for (const { line } of delegateLines(draft)) {
    const by = line.who.kind === 'team' ? undefined : ignoredBy(line.who.address);
    if (by === undefined) continue;
    yield error(
      line.at,
      `\`${written(line.who)}\` is given rights here, and ignored by \`${by.value}\` in \`ignoreTrustees\` (${elsewhere(by.at, line.at)}).`,
      'Choose one: delete this line, or make the pattern narrower.',
    );
  }
  for (const { team, member } of teamMembers(draft)) {
    const by = ignoredBy(member.value);
    if (by === undefined) continue;
    yield warning(
      member.at,
      `${member.value} is a member of \`${team.name}\`, and ignored by \`${by.value}\` in \`ignoreTrustees\` (${elsewhere(by.at, member.at)}).`,
      'Choose one: delete the member, or make the pattern narrower.',
    );
  }
};

/** `leavers` goes before `ignoreTrustees`; whoever wrote the pattern may think otherwise. */
export const leaversAreNotIgnored: Check = function* (draft) {
  const ignoredBy = ignoring(draft);
  for (const { value, at } of draft.leavers) {
    const by = ignoredBy(value);
    if (by === undefined) continue;
    yield warning(
      at,
      `${value} is a leaver and matches \`${by.value}\` in \`ignoreTrustees\` (${elsewhere(by.at, at)}): \`leavers\` goes first, so it loses what it holds.`,
      'If this is intended, you need not do anything; else delete it here, or make the pattern narrower.',
    );
  }
};
