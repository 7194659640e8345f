/** A plan as text, for the person who must decide on it. */
import { KINDS } from '../kinds/index.ts';
import { groupBy } from '../model/group-by.ts';
import type { Gate } from '../plan/gates/gate.ts';
import { gatesIn } from '../plan/opened.ts';
import { compare, type Plan } from '../plan/plan.ts';
import { blockedText } from './blocked-text.ts';
import { changesText, placesOf } from './plan-lines.ts';
import {
  EVERYONE_TITLE,
  everyoneRows,
  KEPT_WORDS,
  notLooked,
  OPENED,
  placeText,
  summary,
} from './plan-words.ts';
import { plain, type Screen, wrap } from './terminal.ts';

export function planText(plan: Plan, screen: Screen): string {
  const { paint, width } = screen;
  const title = `Plan for ${plan.tenant.domain} from ${plan.strategy.files.join(', ')}`;
  const places = placesOf(plan);
  const sections = [
    everyoneText(plan, screen),
    changesText(plan.changes, places, screen),
    blockedText(plan.blocked, places, screen),
    section(
      'Not read: mbx changes nothing there',
      plan.gaps.map(({ subject, reason }) => [subject?.address ?? 'the directory', reason]),
      screen,
    ),
    gatesText(plan, screen),
    section(
      'Lines of the file that have no effect now',
      plan.refused.map(({ at, message }) => [placeText(at), message]),
      screen,
    ),
    keptText(plan, screen),
    section(
      'Notes',
      plan.notes.map(({ at, message }) => [placeText(at), message]),
      screen,
    ),
    paint.bold(wrap(asSentences([summary(plan), ...notLooked(plan)]), width, '', '')),
  ];
  const body = sections.filter((text) => text !== '').join('\n\n');
  return `${wrap(plain(title), width, '', '  ')}\n${body}\n`;
}

const asSentences = (texts: readonly string[]): string =>
  texts
    .map((text, index) => (index < texts.length - 1 && !text.endsWith('.') ? `${text}.` : text))
    .join(' ');

function section(
  title: string,
  rows: readonly (readonly [what: string, text: string])[],
  { paint, width }: Screen,
): string {
  if (rows.length === 0) return '';
  const lines = rows.map(([what, text]) => wrap(plain(`${what}: ${text}`), width, '  ', '      '));
  return [paint.bold(wrap(title, width, '', '')), ...lines].join('\n');
}

function everyoneText(plan: Plan, screen: Screen): string {
  const rows = everyoneRows(plan);
  const { paint } = screen;
  return section(EVERYONE_TITLE, rows, { ...screen, paint: { ...paint, bold: paint.error } });
}

/** Other extras that stay: a paragraph for each mailbox, by why they stay, each holder once with all that he has. */
function keptText(plan: Plan, { paint, width }: Screen): string {
  const kept = plan.kept.filter(({ everyone }) => everyone !== true);
  if (kept.length === 0) return '';
  const boxes = [...groupBy(kept, ({ subject }) => subject.address)].map(([address, mine]) => {
    const reasons = [...groupBy(mine, ({ why }) => why)].map(([why, items]) => {
      const holders = [...groupBy(items, ({ what }) => what)]
        .map(([what, his]) => `${what} (${his.map(({ kind }) => KINDS[kind].title).join(', ')})`)
        .sort(compare);
      return `${holders.join(', ')}: ${KEPT_WORDS[why] ?? why}`;
    });
    return wrap(plain(`${address}: ${reasons.join('; ')}`), width, '  ', '    ');
  });
  const title = 'In the tenant, not in the file, and left as it is';
  return [paint.bold(wrap(title, width, '', '')), ...boxes].join('\n');
}

/** What is shut, and the exact flags that let this plan through, where there are any; then what the plan opens by itself. */
function gatesText(plan: Plan, screen: Screen): string {
  const { shut, opened } = gatesIn(plan);
  const rows = opened.map(
    ({ text, what, about }) => [`--allow ${text}`, `${what}${among(about, text)}`] as const,
  );
  return [shutText(shut, screen), section(OPENED, rows, screen)]
    .filter((text) => text !== '')
    .join('\n\n');
}
/** Who or what it is about, unless the flag itself says so. */
const among = (about: readonly string[], flags: string): string => {
  const rest = about.filter((one) => !flags.includes(`=${one}`));
  return rest.length === 0 ? '' : ` (${about.join(', ')})`;
};

/** All flags stand on one line however long, to be copied. */
function shutText(shut: readonly Gate[], { paint, width }: Screen): string {
  if (shut.length === 0) return '';
  const lines = shut.map(({ gate, why, about, allow }) =>
    wrap(
      plain(
        `${gate}: ${why}${among(about, (allow ?? []).join(' '))}${allow === undefined ? '. No flag opens it.' : ''}`,
      ),
      width,
      '  ',
      '    ',
    ),
  );
  const flags = shut.flatMap(({ allow = [] }) => allow);
  return [
    paint.error(wrap('Gates: apply stops here until they are opened', width, '', '')),
    ...lines,
    ...(flags.length === 0 ? [] : [plain(`To allow exactly this: ${flags.join(' ')}`)]),
  ].join('\n');
}
