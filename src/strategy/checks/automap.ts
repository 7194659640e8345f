/** Auto-mapping: Outlook opens the mailbox by itself, only for people who hold Full Access directly. */
import type { Draft, DraftMailbox } from '../draft.ts';
import { elsewhere, error, type Finding } from '../finding.ts';
import type { DeclaredDelegate } from '../strategy.ts';
import { type Check, delegateLines, valueAt } from './check.ts';

export const automapHasMeaning: Check = function* (draft) {
  for (const { line, node } of delegateLines(draft)) {
    if (line.automap === undefined) continue;
    const at = valueAt(node, 'automap', line.at);
    if (line.who.kind === 'group') {
      yield error(
        at,
        '`automap` says nothing for a group: Outlook opens mailboxes by itself only for people.',
        'Leave `automap` out, or name the people by a team.',
      );
    } else if (!line.rights.includes('fullAccess')) {
      yield error(
        at,
        '`automap` belongs to fullAccess, which this line does not give.',
        'Leave `automap` out, or write it on the line that gives fullAccess.',
      );
    }
  }
};

/** Rights of several lines add up; two opposite words on auto-mapping cannot. */
export const automapAgrees: Check = function* (draft) {
  for (const mailbox of draft.mailboxes) yield* disagreements(draft, mailbox);
};

function* disagreements(draft: Draft, { delegates }: DraftMailbox): Iterable<Finding> {
  const lines = delegates.filter(
    ({ line }) => line.automap !== undefined && line.rights.includes('fullAccess'),
  );
  if (new Set(lines.map(({ line }) => line.automap)).size < 2) return;
  const said = new Map<string, DeclaredDelegate>();
  for (const { line, node } of lines) {
    const opposite = peopleOf(draft, line)
      .map((person) => ({ person, before: said.get(person) }))
      .find(({ before }) => before !== undefined && before.automap !== line.automap);
    if (opposite?.before !== undefined) {
      const at = valueAt(node, 'automap', line.at);
      yield error(
        at,
        `For ${opposite.person} \`automap\` is ${line.automap} here and ${opposite.before.automap} on ${elsewhere(opposite.before.at, at)}.`,
        'Say the same on both lines, or leave one out.',
      );
    }
    for (const person of peopleOf(draft, line)) {
      if (!said.has(person)) said.set(person, line);
    }
  }
}

function peopleOf(draft: Draft, { who }: DeclaredDelegate): string[] {
  if (who.kind === 'group') return [];
  if (who.kind === 'person') return [draft.primaryOf(who.address)];
  return (draft.teams.get(who.name)?.team.members ?? []).map(({ value }) => draft.primaryOf(value));
}
