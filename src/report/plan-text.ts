/** A plan as text, for the person who must decide on it. */

import { describe, KINDS } from '../kinds/index.ts';
import type { Effect } from '../kinds/kind.ts';
import type { Kept, Reason } from '../kinds/wanted.ts';
import { endsOf, subjectOf } from '../model/change.ts';
import { groupBy } from '../model/group-by.ts';
import type { Gate } from '../plan/gates/gate.ts';
import { gatesIn } from '../plan/opened.ts';
import { inStages } from '../plan/order.ts';
import { compare, type Insider, type Plan, type Planned } from '../plan/plan.ts';
import type { Place } from '../strategy/strategy.ts';
import { count, mailboxCount, type Paint, plain, type Screen, wrap } from './terminal.ts';

export function planText(plan: Plan, screen: Screen): string {
  const { paint, width } = screen;
  const title = `Plan for ${plan.tenant.domain} from ${plan.strategy.files.join(', ')}`;
  const sections = [
    wrap(plain(title), width, '', '  '),
    everyoneText(plan, screen),
    changesText(plan.changes, screen),
    section(
      'Blocked: in the file, but mbx cannot make these changes',
      plan.blocked.map(({ change, why, mend }) => [describe(change.action), `${why}. ${mend}`]),
      screen,
    ),
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
    [
      paint.bold(wrap(summary(plan), width, '', '')),
      ...notLooked(plan).map((text) => wrap(text, width, '', '')),
    ].join('\n'),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

/** One sentence: how much, and what it does. */
export function summary({ changes, blocked, gaps, kept, maker, scope }: Plan): string {
  const open = kept.filter(({ everyone }) => everyone).length;
  const part = scope.compared < scope.declared;
  const extras = [
    open > 0 ? `${count(open, 'right')} of everybody ${open === 1 ? 'stays' : 'stay'}` : '',
    blocked.length > 0 ? `${blocked.length} blocked` : '',
    gaps.length > 0 ? `${count(gaps.length, 'gap')}: the plan is incomplete` : '',
    part ? `${scope.compared} of ${mailboxCount(scope.declared)} of the file compared` : '',
  ].filter((text) => text !== '');
  const rest = extras.length === 0 ? '' : ` (${extras.join('; ')})`;
  if (changes.length === 0) {
    if (blocked.length + gaps.length + open > 0) return `No changes${rest}.`;
    if (maker.name === 'undo') return 'No changes: nothing is left to undo.';
    // A leaver may hold rights where the file has no `delegates:`, and is not looked for there.
    return part || scope.leavers > 0
      ? `No changes: what was compared is as the strategy says${rest}.`
      : 'No changes: the tenant is as the strategy says.';
  }
  const mailboxes = new Set(changes.flatMap(({ action }) => endsOf(action).map(({ id }) => id)))
    .size;
  const by = groupBy(changes, ({ effect }) => effect);
  const effects = (['widens', 'narrows', 'both', 'availability', 'neutral'] as const)
    .map((effect) => ({ n: by.get(effect)?.length ?? 0, words: EFFECT_WORDS[effect] }))
    .filter(({ n }) => n > 0)
    .map(({ n, words }) => `${n} ${n === 1 ? words[0] : words[1]}`);
  return `${count(changes.length, 'change')} on ${mailboxCount(mailboxes)}: ${effects.join(', ')}${rest}`;
}
/** What a plan did not look at, as sentences. */
export const notLooked = ({ scope: { leavers } }: Plan): readonly string[] =>
  leavers === 0
    ? []
    : [
        `${count(leavers, 'leaver')}: mbx looks for their rights on these mailboxes only, where the file has \`delegates:\`.`,
      ];
const EFFECT_WORDS: Readonly<Record<Effect, readonly [one: string, many: string]>> = {
  widens: ['widens access', 'widen access'],
  narrows: ['narrows access', 'narrow access'],
  both: ['does both', 'do both'],
  availability: ['changes mail delivery or visibility', 'change mail delivery or visibility'],
  neutral: ['is neutral', 'are neutral'],
};

function changesText(changes: readonly Planned[], screen: Screen): string {
  const bySubject = groupBy(changes, ({ action }) => subjectOf(action).address);
  return [...bySubject]
    .map(([address, mine]) =>
      [
        screen.paint.bold(plain(address)),
        ...inStages(mine).map((change) => changeText(change, screen)),
      ].join('\n'),
    )
    .join('\n\n');
}

const SIGN = { add: '+', update: '~', remove: '-' } as const;
const EFFECT_SHOWN: Readonly<Record<Effect, string>> = {
  widens: 'widens',
  narrows: 'narrows',
  both: 'both',
  availability: 'alters',
  neutral: '',
};
const EFFECT_COLUMN = 8;

/** Two lines: what, and why. */
function changeText(change: Planned, { paint, width }: Screen): string {
  const { action, effect } = change;
  const label = EFFECT_SHOWN[effect].padEnd(EFFECT_COLUMN);
  const indent = ' '.repeat(4 + EFFECT_COLUMN);
  const what = wrap(plain(describe(action)), width, `  ${SIGN[action.op]} ${label}`, indent);
  const why = wrap(plain(whyText(change)), width, indent, indent);
  return `${what.replace(label, paintOf(effect, paint)(label))}\n${paint.dim(why)}`;
}
const paintOf = (effect: Effect, paint: Paint): ((text: string) => string) =>
  effect === 'widens' || effect === 'both'
    ? paint.widens
    : effect === 'narrows'
      ? paint.narrows
      : paint.dim;

/** Why, by which line, what cannot be put back, and who gets in with a group. */
export const whyText = (change: Planned): string =>
  [
    reasonText(change),
    ...(change.noUndo === undefined ? [] : [`cannot be undone: ${change.noUndo}`]),
    ...(change.inside === undefined ? [] : [`in this group: ${insideText(change.inside)}`]),
  ].join('; ');
/** Names of each sort in one line; the whole list is in the JSON. */
const INSIDE_NAMES = 5;
function insideText(inside: readonly Insider[]): string {
  return [...groupBy(inside, ({ what }) => what)]
    .map(([what, some]) => {
      const more = some.length - INSIDE_NAMES;
      const names = some.slice(0, INSIDE_NAMES).map(({ name }) => name);
      return `${some.length === 1 ? what : `${some.length} ${what}s`} ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    })
    .join('; ');
}
export function reasonText({ reason, at, team, until, because }: Planned): string {
  const parts = [
    REASON_WORDS[reason],
    ...(at === undefined ? [] : [placeText(at)]),
    ...(team === undefined ? [] : [`team ${team}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
  ];
  return `${parts.join(', ')}${because === undefined ? '' : `: ${because}`}`;
}
/** "Blocked" is the heading of what cannot be made from here. */
const REASON_WORDS: Readonly<Record<Reason, string>> = {
  declared: 'declared',
  'not in the file': 'not in the file',
  expired: 'expired',
  blocked: 'the account cannot sign in',
  leaver: 'leaver',
  undo: 'undo',
};
export const placeText = ({ file, line }: Place): string => `${file}:${line}`;

function section(
  title: string,
  rows: readonly (readonly [what: string, text: string])[],
  { paint, width }: Screen,
): string {
  if (rows.length === 0) return '';
  const lines = rows.map(
    ([what, text]) =>
      `${wrap(plain(what), width, '  ', '    ')}\n${paint.dim(wrap(plain(text), width, '      ', '      '))}`,
  );
  return [paint.bold(title), ...lines].join('\n');
}

const KEPT_WORDS: Partial<Readonly<Record<Kept, string>>> = {
  additive: 'mode additive never removes rights',
  'own list': 'people set Send on Behalf themselves; only `sendOnBehalf: exact` removes it',
  ignored: 'in ignoreTrustees',
  application: 'an application, removed only when it is named',
  'break-glass': 'a break-glass account',
  team: 'in a team of the file, which gives this account no rights',
  unresolved: 'it could not be identified, so it is never touched',
  deny: 'a Deny entry, never managed',
  inherited: 'inherited, so it cannot be removed at the mailbox',
};

/** Why a right of everybody stays, and what to do about it: the first thing that any form of the plan tells. */
export const EVERYONE_TITLE = 'Everybody has rights that the file does not give, and they stay';
export const everyoneRows = ({ kept }: Plan): readonly (readonly [what: string, why: string])[] =>
  kept
    .filter(({ everyone }) => everyone)
    .map(({ subject, kind, what, why }) => [
      `${subject.address}: ${what}, ${KINDS[kind].title}`,
      `${KEPT_WORDS[why] ?? why}. ${why === 'additive' ? 'Remove it in Exchange, or write `mode: exact` at this mailbox.' : 'Look at it in Exchange.'}`,
    ]);
function everyoneText(plan: Plan, screen: Screen): string {
  const rows = everyoneRows(plan);
  const { paint } = screen;
  return section(EVERYONE_TITLE, rows, { ...screen, paint: { ...paint, bold: paint.error } });
}

/** Other extras that stay, one line a mailbox and reason. */
function keptText(plan: Plan, { paint, width }: Screen): string {
  const kept = plan.kept.filter(({ everyone }) => everyone !== true);
  if (kept.length === 0) return '';
  const groups = groupBy(kept, ({ subject, why }) => `${subject.address}\n${why}`);
  const lines = [...groups.values()].flatMap((items) => {
    const [first] = items;
    if (first === undefined) return [];
    const list = items
      .map(({ kind, what }) => `${what} (${KINDS[kind].title})`)
      .sort(compare)
      .join(', ');
    return [
      wrap(
        plain(`${first.subject.address}: ${list}: ${KEPT_WORDS[first.why] ?? first.why}`),
        width,
        '  ',
        '    ',
      ),
    ];
  });
  return [paint.bold('In the tenant, not in the file, and left as it is'), ...lines].join('\n');
}

/** What is shut, each with the exact flag that lets this plan through, where there is one; then what the plan opens by itself. */
function gatesText(plan: Plan, screen: Screen): string {
  const { shut, opened } = gatesIn(plan);
  const rows = opened.map(
    ({ text, what, about }) => [`--allow ${text}`, `${what}${among(about)}`] as const,
  );
  return [shutText(shut, screen), section(OPENED, rows, screen)]
    .filter((text) => text !== '')
    .join('\n\n');
}
/** Heading of the gates that a plan opens. */
export const OPENED = 'Gates that this plan opens: whoever approves it approves this too';
const among = (about: readonly string[]): string =>
  about.length === 0 ? '' : ` (${about.join(', ')})`;

function shutText(shut: readonly Gate[], { paint, width }: Screen): string {
  if (shut.length === 0) return '';
  const lines = shut.map(({ gate, why, about, allow }) => {
    const flag =
      allow === undefined ? 'No flag opens it.' : `To allow exactly this: ${allow.join(' ')}`;
    return `${wrap(plain(`${gate}: ${why}${among(about)}`), width, '  ', '    ')}\n${wrap(plain(flag), width, '      ', '      ')}`;
  });
  return [paint.error('Gates: apply stops here until they are opened'), ...lines].join('\n');
}
