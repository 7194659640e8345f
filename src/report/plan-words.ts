/** Words of a plan that stand in more than one of its forms. */
import { KINDS } from '../kinds/index.ts';
import type { Effect } from '../kinds/kind.ts';
import type { Kept, Reason } from '../kinds/wanted.ts';
import { endsOf } from '../model/change.ts';
import { groupBy } from '../model/group-by.ts';
import type { Insider, Plan, Planned } from '../plan/plan.ts';
import type { Place } from '../strategy/strategy.ts';
import { count, mailboxCount } from './terminal.ts';

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

/** Why, by which line, what cannot be put back, and who gets in with a group. */
export const whyText = (change: Planned): string =>
  [
    reasonText(change),
    ...(change.noUndo === undefined ? [] : [`cannot be undone: ${change.noUndo}`]),
    ...(change.inside === undefined ? [] : [`in this group: ${insideText(change.inside)}`]),
  ].join('; ');
/** Names of each sort in one line; the whole list is in the JSON. */
const INSIDE_NAMES = 5;
export function insideText(inside: readonly Insider[]): string {
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
export const REASON_WORDS: Readonly<Record<Reason, string>> = {
  declared: 'declared',
  'not in the file': 'not in the file',
  expired: 'expired',
  blocked: 'the account cannot sign in',
  leaver: 'leaver',
  undo: 'undo',
};
export const placeText = ({ file, line }: Place): string => `${file}:${line}`;

export const KEPT_WORDS: Partial<Readonly<Record<Kept, string>>> = {
  additive: 'mode additive never removes rights',
  'own list': 'people set Send on Behalf themselves; only `sendOnBehalf: exact` removes it',
  ignored: 'in ignoreTrustees',
  application: 'an application, removed only when it is named',
  'break-glass': 'a break-glass account',
  team: 'in a team of the file, which gives this account no rights',
  unresolved: 'it could not be identified, so it is never touched',
  deny: 'never managed',
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
/** Heading of the gates that a plan opens. */
export const OPENED = 'Gates that this plan opens: whoever approves it approves this too';
