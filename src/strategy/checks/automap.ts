/** Auto-mapping: Outlook opens the mailbox by itself, only for people who hold Full Access directly. */
import type { Draft, DraftMailbox } from '../draft.ts';
import { elsewhere, error, type Finding } from '../finding.ts';
import type { DeclaredDelegate } from '../strategy.ts';
import { valueAt } from '../tree.ts';
import type { Check } from './check.ts';

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
