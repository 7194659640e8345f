/**
 * Changes as lines of a plan: below the heading of their mailbox, one line for a person and direction, one for a setting, the line of the
 * file at its end; a second line only where it does not fit.
 */
import { KIND_NAMES, shownOf } from '../kinds/index.ts';
import type { Effect } from '../kinds/kind.ts';
import { subjectOf } from '../model/change.ts';
import { groupBy } from '../model/group-by.ts';
import { nameOf } from '../model/ref.ts';
import { inStages } from '../plan/order.ts';
import type { Plan, Planned } from '../plan/plan.ts';
import { insideText, placeText, REASON_WORDS } from './plan-words.ts';
import { type Paint, plain, type Screen, wrap } from './terminal.ts';

/** Changes that stand on one line: rights that one person gains, or loses, in the same way; or a setting alone. */
export interface Entry {
  readonly changes: readonly Planned[];
  readonly sign: '+' | '~' | '-';
  readonly effect: Effect;
  /** "Full Access, Send As". */
  readonly what: string;
  /** Who gains or loses it; of a setting its values. */
  readonly who: string;
  /** Why, through which team, until when, and what else there is to know. */
  readonly note: string;
  /** The line of the file; empty: there is none. */
  readonly place: string;
}

/** How the line of a file is told: by its number alone, where the title of the plan names the only file. */
export type Places = (at: NonNullable<Planned['at']>) => string;
export const placesOf = ({
  strategy: { files },
  changes,
  blocked,
}: Pick<Plan, 'strategy' | 'changes' | 'blocked'>): Places => {
  const all = [...changes, ...blocked.map(({ change }) => change)];
  const [only, other] = files;
  return other === undefined && all.every(({ at }) => at === undefined || at.file === only)
    ? ({ line }) => `:${line}`
    : placeText;
};

/** Entries of one mailbox: in the order of work, but what is of one person stands together. */
export function entriesOf(changes: readonly Planned[], places: Places): readonly Entry[] {
  const people = groupBy(inStages(changes), ({ id, action }) => shownOf(action).who?.id ?? id);
  return [...people.values()].flatMap((mine) =>
    [...groupBy(mine, (change) => aloneKey(change))].map(([, alike]) => entryOf(alike, places)),
  );
}

/** Whatever stands on one line with another change says the same of all else. */
const aloneKey = ({
  id,
  action,
  effect,
  reason,
  at,
  team,
  until,
  because,
  noUndo,
  inside,
}: Planned) =>
  shownOf(action).who === undefined
    ? id
    : JSON.stringify([action.op, effect, reason, at, team, until, because, noUndo, inside]);

const SIGN = { add: '+', update: '~', remove: '-' } as const;

function entryOf(changes: readonly Planned[], places: Places): Entry {
  const [first] = changes;
  if (first === undefined) throw new Error('a line of no change');
  const { action, effect, at } = first;
  const ordered = changes.toSorted(
    (a, b) => KIND_NAMES.indexOf(a.action.kind) - KIND_NAMES.indexOf(b.action.kind),
  );
  const { who, value } = shownOf(action);
  return {
    changes: ordered,
    sign: SIGN[action.op],
    effect,
    what: plain(ordered.map((change) => shownOf(change.action).what).join(', ')),
    who: plain(who === undefined ? (value ?? '') : nameOf(who)),
    note: plain(noteOf(first, who !== undefined)),
    place: at === undefined ? '' : plain(places(at)),
  };
}

/** That the file says so needs no word: the line of the file stands there. */
function noteOf(change: Planned, ofPerson: boolean): string {
  const { action, effect, reason, team, until, because, noUndo, inside } = change;
  const terms = [
    ...(reason === 'declared' ? [] : [REASON_WORDS[reason]]),
    ...(team === undefined ? [] : [`team ${team}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
  ].join(', ');
  const why = because === undefined ? terms : `${terms === '' ? 'reason' : terms}: ${because}`;
  return [
    EXPECTED[action.op][ofPerson ? 'person' : 'setting'] === effect ? '' : EFFECT_WORDS[effect],
    why,
    ...(noUndo === undefined ? [] : [`cannot be undone: ${noUndo}`]),
    ...(inside === undefined ? [] : [`in this group: ${insideText(inside)}`]),
  ]
    .filter((text) => text !== '')
    .join('; ');
}
/** What the sign alone says: a right that is given widens, one that is taken narrows. Any other effect stands in words. */
const EXPECTED: Readonly<
  Record<keyof typeof SIGN, { readonly person: Effect; readonly setting: Effect }>
> = {
  add: { person: 'widens', setting: 'neutral' },
  update: { person: 'neutral', setting: 'neutral' },
  remove: { person: 'narrows', setting: 'neutral' },
};
const EFFECT_WORDS: Readonly<Record<Effect, string>> = {
  widens: 'widens',
  narrows: 'narrows',
  both: 'widens and narrows',
  availability: 'alters',
  neutral: 'neutral',
};

const GAP = '  ';
/** Where lines of an entry after its first one begin. */
const INDENT = '      ';
/** A column is not made wider than this for the sake of one long cell. */
const WIDEST = 28;

/** The entries below one another: same columns, places at the right. */
export function entryLines(
  entries: readonly Entry[],
  { paint, width }: Screen,
  indent = '  ',
): readonly string[] {
  const columns = columnsOf(entries);
  const laid = entries.map((entry) => laidOut(entry, columns, width, indent));
  // Places stand below one another as far left as they can.
  const edge = Math.min(width, Math.max(0, ...laid.map(({ natural }) => natural)));
  return laid.map(({ lines, entry }) => painted(entry, withPlace(lines, entry.place, edge), paint));
}

interface Columns {
  readonly what: number;
  readonly who: number;
}
const columnsOf = (entries: readonly Entry[]): Columns => {
  const widest = (of: (entry: Entry) => string): number =>
    Math.max(0, ...entries.map((entry) => of(entry).length).filter((length) => length <= WIDEST));
  return { what: widest(({ what }) => what), who: widest(({ who }) => who) };
};

interface Laid {
  readonly entry: Entry;
  readonly lines: readonly string[];
  /** Columns up to the end of its place. */
  readonly natural: number;
}
function laidOut(entry: Entry, columns: Columns, width: number, indent: string): Laid {
  const { sign, what, who, note, place } = entry;
  const end = place === '' ? 0 : place.length + GAP.length;
  const first = `${indent}${sign} `;
  const inColumns = `${first}${what.padEnd(columns.what)}${GAP}${who.padEnd(columns.who)}${GAP}${note}`;
  const close = [what, who, note].filter((text) => text !== '').join(GAP);
  for (const line of [inColumns.trimEnd(), `${first}${close}`])
    if (line.length + end <= width) return { entry, lines: [line], natural: line.length + end };
  const lines = wrap(close, width, first, `${indent}    `)
    .split('\n')
    .map((line, index) => (index === 0 ? line : `${indent}    ${line.trimStart()}`).trimEnd());
  return { entry, lines, natural: (lines.at(-1)?.length ?? 0) + end };
}

function withPlace(lines: readonly string[], place: string, edge: number): readonly string[] {
  const last = lines.at(-1) ?? '';
  if (place === '') return lines;
  const rest = edge - place.length;
  return last.length + GAP.length <= rest
    ? [...lines.slice(0, -1), `${last.padEnd(rest)}${place}`]
    : [...lines, `${' '.repeat(Math.max(INDENT.length, rest))}${place}`];
}

/** Sign and right in the colour of the effect, the place faint; colour says nothing that the words do not. */
function painted(
  { sign, what, effect, place }: Entry,
  lines: readonly string[],
  paint: Paint,
): string {
  const colour = paintOf(effect, paint);
  const [head = '', ...rest] = lines;
  const start = head.indexOf(sign);
  const whole = head.startsWith(what, start + 2) ? what : '';
  const marked = `${sign} ${whole}`.trimEnd();
  const shown = [
    `${head.slice(0, start)}${colour(marked)}${head.slice(start + marked.length)}`,
    ...rest,
  ];
  const last = shown.at(-1) ?? '';
  return [
    ...shown.slice(0, -1),
    place !== '' && last.endsWith(place)
      ? `${last.slice(0, -place.length)}${paint.dim(place)}`
      : last,
  ].join('\n');
}
const paintOf = (effect: Effect, paint: Paint): ((text: string) => string) =>
  effect === 'widens' || effect === 'both'
    ? paint.widens
    : effect === 'narrows'
      ? paint.narrows
      : (text) => text;

/** Every mailbox with its lines. */
export function changesText(changes: readonly Planned[], places: Places, screen: Screen): string {
  const boxes = [...groupBy(changes, ({ action }) => subjectOf(action).address)].map(
    ([address, mine]) => ({ address, entries: entriesOf(mine, places) }),
  );
  return boxes
    .map(({ address, entries }) =>
      [screen.paint.bold(plain(address)), ...entryLines(entries, screen)].join('\n'),
    )
    .join('\n');
}
