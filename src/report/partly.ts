/** Why a command ends with exit 3, in one line, and where to look. */
import { groupBy } from '../model/group-by.ts';
import type { Plan } from '../plan/plan.ts';
import { type EndedChange, wordOf } from './apply-text.ts';
import { count, plain } from './terminal.ts';

/** So many names stand in the line; the plan has all. */
const NAMES = 3;

export interface Partly {
  readonly plan: Pick<Plan, 'gaps' | 'blocked'>;
  /** How the changes of a run ended; none where it was no run. */
  readonly ended?: readonly EndedChange[];
  /** Approved changes that cannot be seen to be possible now. */
  readonly unseen?: number;
}

/** A line with its end; empty where nothing of this is why. */
export function partlyText({ plan: { gaps, blocked }, ended = [], unseen = 0 }: Partly): string {
  const parts = [
    ...endedWords(ended),
    ...(gaps.length === 0
      ? []
      : [`not everything could be read: ${namesOf(gaps)} (in the plan: Not read; in JSON: gaps)`]),
    ...(blocked.length === 0
      ? []
      : [`${count(blocked.length, 'change')} blocked (in the plan: Blocked; in JSON: blocked)`]),
    ...(unseen === 0 ? [] : [`${count(unseen, 'approved change')} not possible now (above)`]),
  ];
  return parts.length === 0 ? '' : `Exit 3: ${parts.join('; ')}.\n`;
}

function endedWords(ended: readonly EndedChange[]): readonly string[] {
  const left = ended.filter(({ end }) => !['verified', 'already', 'pending'].includes(end));
  if (left.length === 0) return [];
  const words = [...groupBy(left, ({ end }) => end)].map(
    ([end, some]) => `${some.length} ${wordOf(end)}`,
  );
  return [`not all changes were made: ${words.join(', ')} (above; in JSON: ended)`];
}

function namesOf(gaps: Plan['gaps']): string {
  const names = [...new Set(gaps.map(({ subject }) => subject?.address ?? 'the directory'))];
  const more = names.length - NAMES;
  return plain(`${names.slice(0, NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`);
}
