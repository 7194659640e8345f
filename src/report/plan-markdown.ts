/** A plan as Markdown, for a comment on a pull request: the riskiest first, cut between rows and never within one. */
import { describe } from '../kinds/index.ts';
import type { Effect } from '../kinds/kind.ts';
import { subjectOf } from '../model/change.ts';
import { gatesIn } from '../plan/opened.ts';
import type { Plan, Planned } from '../plan/plan.ts';
import { cell, code, row } from './markdown.ts';
import {
  EVERYONE_TITLE,
  everyoneRows,
  notLooked,
  OPENED,
  placeText,
  summary,
  whyText,
} from './plan-words.ts';

/** Characters; GitHub takes 65,536 in a comment, and a job may want to add its own words. */
const MOST = 60_000;
/** Characters that every later section is sure of, where it has that many: gaps are not lost behind a thousand changes. */
const SURE = 5_000;
/** Characters of one text in a cell: a long name must not push out the rows after it. */
const LONGEST = 300;
/** Names in one cell. */
const NAMES = 10;

interface Section {
  readonly title: string;
  /** What a row is, one and many. */
  readonly of: readonly [one: string, many: string];
  readonly columns: readonly string[];
  readonly rows: readonly string[];
}

/** The file in which a plan stands, and the SHA-256 (hexadecimal) of its bytes. */
export interface ReviewedFile {
  readonly name: string;
  readonly sha256: string;
}

export function planMarkdown(plan: Plan, file?: ReviewedFile): string {
  const head = [
    `### Plan for ${inline(plan.tenant.domain)} from ${names(plan.strategy.files, inline)}`,
    `**${summary(plan)}**`,
    ...notLooked(plan),
    ...(file === undefined ? [] : [fileText(file)]),
  ].join('\n\n');
  const sections = [
    everyone(plan),
    gates(plan),
    openedGates(plan),
    changes(plan),
    blocked(plan),
    gaps(plan),
    refused(plan),
    notes(plan),
  ].filter(({ rows }) => rows.length > 0);
  const foot = plan.kept.length === 0 ? '' : keptText(plan.kept.length);
  const shown = fitted(sections, MOST - head.length - foot.length - 2 * GAP.length - 1);
  return `${[head, ...shown, foot].filter((text) => text !== '').join(GAP)}\n`;
}
const GAP = '\n\n';
const fileText = ({ name, sha256 }: ReviewedFile): string =>
  `Plan file ${inline(name)}, SHA-256 ${code(sha256)}. To apply exactly this: ${code(`mbx apply ${PLAIN_NAME.test(name) ? name : 'FILE'} --digest ${sha256}`)}`;
/** A name that any shell takes as it stands. */
const PLAIN_NAME = /^[\w./][\w./-]{0,99}$/;
const keptText = (n: number): string =>
  `${n === 1 ? '1 entry is' : `${n} entries are`} in the tenant and not in the file, and ${n === 1 ? 'stays' : 'stay'}: \`mbx plan\` lists them.`;

/** Sections one after the other, each with as much as the later ones leave it. */
function fitted(sections: readonly Section[], room: number): readonly string[] {
  const sure = sections.map((section) => Math.min(SURE, sectionText(section).length + GAP.length));
  let left = room;
  return sections.map((section, index) => {
    const promised = sure.slice(index + 1).reduce((sum, n) => sum + n, 0);
    const text = cut(section, left - promised - GAP.length);
    left -= text.length + GAP.length;
    return text;
  });
}

/** As many rows as fit, and how many do not. */
function cut(section: Section, room: number): string {
  const whole = sectionText(section);
  if (whole.length <= room) return whole;
  const { rows, of } = section;
  const statement = (n: number): string =>
    `**Cut: ${n} of ${rows.length} ${rows.length === 1 ? of[0] : of[1]} ${n === 1 ? 'is' : 'are'} not shown here.** \`mbx plan\` shows all.`;
  let length =
    headText(section).length +
    tableHead(section).length +
    GAP.length +
    statement(rows.length).length;
  let fits = 0;
  for (const text of rows) {
    length += text.length + 1;
    if (length > room) break;
    fits += 1;
  }
  return `${sectionText({ ...section, rows: rows.slice(0, fits) })}${GAP}${statement(rows.length - fits)}`;
}

/** The table has no head where it has no rows. */
const sectionText = (section: Section): string =>
  [
    `${headText(section)}${section.rows.length === 0 ? '' : tableHead(section)}`,
    ...section.rows,
  ].join('\n');
const headText = ({ title }: Section): string => `#### ${title}`;
const tableHead = ({ columns }: Section): string =>
  `${GAP}${row(columns)}\n${row(columns.map(() => '---'))}`;

const everyone = (plan: Plan): Section => ({
  title: EVERYONE_TITLE,
  of: ['right of everybody', 'rights of everybody'],
  columns: ['What', 'Why it stays, and what to do'],
  rows: everyoneRows(plan).map(([what, why]) => row([inCell(what), inCell(why)])),
});

const gates = (plan: Plan): Section => ({
  title: 'Gates: apply stops here until they are opened',
  of: ['gate', 'gates'],
  columns: ['Gate', 'Why', 'Concerns', 'To allow exactly this'],
  rows: gatesIn(plan).shut.map(({ gate, why, about, allow }) =>
    row([
      inCell(gate),
      inCell(why),
      names(about, inCell),
      allow === undefined ? 'no flag opens it' : names(allow, inCell),
    ]),
  ),
});
const openedGates = (plan: Plan): Section => ({
  title: OPENED,
  of: ['opened gate', 'opened gates'],
  columns: ['Opened by', 'What is allowed', 'Concerns'],
  rows: gatesIn(plan).opened.map(({ text, what, about }) =>
    row([inCell(`--allow ${text}`), inCell(what), names(about, inCell)]),
  ),
});

/** From the riskiest: what gives somebody more, then what takes something away, then the rest; as planned within. */
const RISK: readonly (readonly Effect[])[] = [
  ['widens', 'both'],
  ['narrows'],
  ['availability', 'neutral'],
];
const EFFECT_WORDS: Readonly<Record<Effect, string>> = {
  widens: '**widens**',
  both: '**widens and narrows**',
  narrows: 'narrows',
  availability: 'changes mail delivery or visibility',
  neutral: 'neutral',
};
const changes = (plan: Plan): Section => ({
  title: 'Changes',
  of: ['change', 'changes'],
  columns: ['Mailbox', 'Change', 'Effect', 'Reason'],
  rows: RISK.flatMap((effects) =>
    plan.changes.filter(({ effect }) => effects.includes(effect)).map(changeRow),
  ),
});
const changeRow = (change: Planned): string =>
  row([
    inCell(subjectOf(change.action).address),
    inCell(describe(change.action)),
    EFFECT_WORDS[change.effect],
    inCell(whyText(change)),
  ]);

const blocked = (plan: Plan): Section => ({
  title: 'Blocked: in the file, but mbx cannot make these changes',
  of: ['blocked change', 'blocked changes'],
  columns: ['Mailbox', 'Change', 'Why', 'What to do'],
  rows: plan.blocked.map(({ change: { action }, why, mend }) =>
    row([inCell(subjectOf(action).address), inCell(describe(action)), inCell(why), inCell(mend)]),
  ),
});
const gaps = (plan: Plan): Section => ({
  title: 'Not read: mbx changes nothing there',
  of: ['gap', 'gaps'],
  columns: ['Where', 'Why'],
  rows: plan.gaps.map(({ subject, reason }) =>
    row([subject === null ? 'the directory' : inCell(subject.address), inCell(reason)]),
  ),
});
const refused = (plan: Plan): Section => ({
  title: 'Lines of the file that have no effect now',
  of: ['line', 'lines'],
  columns: ['Line', 'Why'],
  rows: plan.refused.map(({ at, message }) => row([inCell(placeText(at)), inCell(message)])),
});
const notes = (plan: Plan): Section => ({
  title: 'Notes',
  of: ['note', 'notes'],
  columns: ['Line', 'Note'],
  rows: plan.notes.map(({ at, message }) => row([inCell(placeText(at)), inCell(message)])),
});

const inCell = (text: string): string => cell(shortened(text));
const inline = (text: string): string => code(shortened(text));
function names(texts: readonly string[], shown: (text: string) => string): string {
  const more = texts.length - NAMES;
  const list = texts.slice(0, NAMES).map(shown).join(', ');
  return more > 0 ? `${list} and ${more} more` : list;
}
/** Counted in characters as people see them, so that none is torn apart. */
function shortened(text: string): string {
  const chars = [...text];
  const more = chars.length - LONGEST;
  return more > 0 ? `${chars.slice(0, LONGEST).join('')}… (${more} characters more)` : text;
}
