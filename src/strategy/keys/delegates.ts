/** `delegates`: who may open the mailbox or send from it. They have a resolver of their own (state/delegates.ts). */
import * as z from 'zod';
import { normalise } from '../../model/address.ts';
import { error, type Finding, warning } from '../finding.ts';
import type { Listed, Place } from '../place.ts';
import { FORMATS } from '../schema/formats.ts';
import { date, text } from '../schema/parts.ts';
import type { Told } from '../schema/told.ts';
import { type Entry, entriesOf, entryOf, itemsOf, type Node, textOf, valueAt } from '../tree.ts';
import { inMailboxes, key } from './key.ts';

export const RIGHTS = ['fullAccess', 'sendAs', 'sendOnBehalf'] as const;
export type Right = (typeof RIGHTS)[number];

/** Who a delegate line speaks of. Addresses are lower case. */
export type Who =
  | { readonly kind: 'person'; readonly address: string }
  | { readonly kind: 'team'; readonly name: string }
  | { readonly kind: 'group'; readonly address: string };

export interface DeclaredDelegate {
  readonly who: Who;
  readonly rights: readonly Right[];
  readonly automap?: boolean;
  /** Last day of the right, `YYYY-MM-DD` in the strategy's time zone. */
  readonly until?: string;
  readonly reason?: string;
  readonly at: Place;
}

const laterRight = (right: string): Told => ({
  message: `\`${right}\` is a level of folder rights; this version of mbx does not manage it.`,
  mend: 'Leave it out: folder rights that people hold stay as they are in the tenant.',
});

const rights = z.array(z.enum(RIGHTS)).min(1).meta({
  id: 'rights',
  uniqueItems: true,
  description:
    'fullAccess opens the mailbox, sendAs sends under its name, sendOnBehalf sends "on behalf of" it.',
});
const long = z.strictObject({
  rights,
  automap: z
    .boolean()
    .optional()
    .describe('Whether Outlook opens the mailbox by itself; only with fullAccess, not for groups.'),
  until: date.optional().describe('Last day of the rights.'),
  reason: text('text').optional().describe('Why, for people.'),
});
const schema = z
  .record(text('who'), z.union([rights, long]))
  .describe('Who may open the mailbox or send from it: ADDRESS, team:NAME or group:ADDRESS.');

export const delegates = inMailboxes(
  key<Listed<DeclaredDelegate>>(
    schema,
    ({ at, value }) => ({ at, entries: [...entriesOf(value)].flatMap(lineOf) }),
    {
      *check(said, entry, today) {
        for (const { line, node } of linesWithNodes(said, entry.value)) {
          yield* twice(node.kind === 'list' ? node : entryOf(node, 'rights')?.value);
          yield* meaningless(line, node);
          yield* past(line, node, today);
        }
      },
      within: {
        called: 'a delegate',
        lines: 'Write who and what on a line each, such as `ann@contoso.com: [fullAccess]`.',
        withoutValue: {
          message: 'has no value: it says who, but not what.',
          mend: 'Write the rights after it, such as [fullAccess], or delete the line.',
        },
        withoutEntries: {
          message: 'gives no right at all.',
          mend: 'Write at least one right, or delete the line to give none.',
        },
        later: { read: laterRight('read'), write: laterRight('write') },
      },
    },
  ),
);

/** A line, and what stands after its key: a list of rights, or a map. */
export interface DelegateLine {
  readonly line: DeclaredDelegate;
  readonly node: Node;
}
/** `node`: the map that the lines were read from. */
export function linesWithNodes(
  said: Listed<DeclaredDelegate>,
  node: Node | undefined,
): readonly DelegateLine[] {
  const nodes = new Map([...entriesOf(node)].map(({ at, value }) => [at, value]));
  return said.entries.flatMap((line) => {
    const own = nodes.get(line.at);
    return own === undefined ? [] : [{ line, node: own }];
  });
}

/** Every part that has the right form counts, so that one wrong word hides nothing else that is wrong. */
function lineOf({ key: name, at, value: node }: Entry): readonly DeclaredDelegate[] {
  const who = whoOf(name);
  if (who === undefined) return [];
  const given = new Set(
    itemsOf(node.kind === 'list' ? node : entryOf(node, 'rights')?.value).map(textOf),
  );
  const automap = entryOf(node, 'automap')?.value;
  const until = textOf(entryOf(node, 'until')?.value);
  const reason = textOf(entryOf(node, 'reason')?.value);
  return [
    {
      who,
      rights: RIGHTS.filter((right) => given.has(right)),
      ...(automap?.kind === 'scalar' && typeof automap.value === 'boolean'
        ? { automap: automap.value }
        : {}),
      ...(until !== undefined && FORMATS.date.pattern.test(until) ? { until } : {}),
      ...(reason === undefined ? {} : { reason }),
      at,
    },
  ];
}

function whoOf(name: string): Who | undefined {
  if (!FORMATS.who.pattern.test(name)) return undefined;
  const [, prefix, rest = ''] = /^(?:(team|group):)?(.*)$/u.exec(name) ?? [];
  if (prefix === 'team') return { kind: 'team', name: rest };
  return { kind: prefix === 'group' ? 'group' : 'person', address: normalise(rest) };
}

function* twice(node: Node | undefined): Iterable<Finding> {
  const seen = new Set<string>();
  for (const item of itemsOf(node)) {
    const right = textOf(item);
    if (right === undefined) continue;
    if (seen.has(right)) {
      yield error(item.at, `\`${right}\` stands twice in this list.`, 'Delete one of the two.');
    }
    seen.add(right);
  }
}

/** Auto-mapping: Outlook opens a mailbox by itself only for people who hold Full Access directly. */
function* meaningless(
  { automap, who, rights, at }: DeclaredDelegate,
  node: Node,
): Iterable<Finding> {
  if (automap === undefined) return;
  const place = valueAt(node, 'automap', at);
  if (who.kind === 'group') {
    yield error(
      place,
      '`automap` says nothing for a group: Outlook opens mailboxes by itself only for people.',
      'Leave `automap` out, or name the people by a team.',
    );
  } else if (!rights.includes('fullAccess')) {
    yield error(
      place,
      '`automap` belongs to fullAccess, which this line does not give.',
      'Leave `automap` out, or write it on the line that gives fullAccess.',
    );
  }
}

function* past({ until, at }: DeclaredDelegate, node: Node, today: string): Iterable<Finding> {
  if (until === undefined || until >= today) return;
  yield warning(
    valueAt(node, 'until', at),
    `The last day of these rights, ${until}, is past: the line gives nothing any more.`,
    'Delete the line, or write a later day.',
  );
}
