/** What may stand where: the keys known at each place of the grammar, and what is to be said of the others. */
import type { ZodType } from 'zod';
import {
  delegate,
  delegateEntry,
  gates,
  leaverEntry,
  sentItemsCopyEntry,
  settingsPart,
  sharedMailbox,
  strategyPart,
  team,
  userMailbox,
} from './schema.ts';

/** One place of the grammar that is a map with fixed keys. */
export interface Shape {
  /** What the place is called in a complaint. */
  readonly name: string;
  readonly known: readonly string[];
  /** Keys of the whole grammar that this version does not manage. */
  readonly later: readonly string[];
  /** Keys that are known, but not here: where they belong, as a whole sentence. */
  readonly misplaced: Readonly<Record<string, string>>;
  /** How to write one that says nothing, for who left its value away. */
  readonly empty: string;
  /** What a value here must be. */
  readonly schema: ZodType;
}

const LATER_IN_MAILBOX: readonly string[] = [
  'folders',
  'autoReply',
  'forwarding',
  'primary',
  'protocols',
  'revoke',
  'litigationHold',
  'retentionPolicy',
  'archive',
  'language',
  'timeZone',
  'was',
  'region',
  'quotaWarning',
  'type',
  'signature',
  'dlp',
];
/** Rights of the whole grammar that this version does not manage. */
export const LATER_RIGHTS: readonly string[] = ['read', 'write'];

const IN_SETTINGS = 'It stands under `settings:`.';
const shapeOf = (
  name: string,
  entry: { readonly shape: Readonly<Record<string, unknown>> } & ZodType,
  rest: {
    later?: readonly string[];
    misplaced?: Readonly<Record<string, string>>;
    empty?: string;
    schema?: ZodType;
  } = {},
): Shape => ({
  name,
  known: Object.keys(entry.shape),
  later: rest.later ?? [],
  misplaced: rest.misplaced ?? {},
  empty: rest.empty ?? '{}',
  schema: rest.schema ?? entry,
});

const FILE = shapeOf('a strategy', strategyPart, {
  later: ['resources', 'groups', 'signature', 'dlp'],
  misplaced: Object.fromEntries(Object.keys(settingsPart.shape).map((key) => [key, IN_SETTINGS])),
});
const SETTINGS = shapeOf('`settings`', settingsPart, {
  later: ['restrict'],
  empty: '{ mode: additive }',
});
const ONLY_BY_FLAG = 'It is never raised in the file: `--allow` lets one plan through.';
const GATES = shapeOf('`gates`', gates, {
  misplaced: { protected: ONLY_BY_FLAG, externalForward: ONLY_BY_FLAG, irreversible: ONLY_BY_FLAG },
});
const TEAM = shapeOf('a team', team, {
  later: ['membersOf', 'where', 'allowEmpty'],
  empty: '{ members: [] }',
});
const LEAVER = shapeOf('a leaver', leaverEntry, { later: ['on', 'heir'] });
const USER = shapeOf('a mailbox under `users`', userMailbox, {
  later: LATER_IN_MAILBOX,
  misplaced: {
    signIn: "It stands only under `sharedMailboxes:`; a person's sign-in is not managed.",
  },
});
const SHARED = shapeOf('a shared mailbox', sharedMailbox, {
  later: LATER_IN_MAILBOX,
  misplaced: {
    sendOnBehalf:
      'It stands only under `users:`; on a shared mailbox Send on Behalf follows `mode` already.',
  },
});
const DELEGATE = shapeOf('a delegate', delegateEntry, { schema: delegate });
const COPY = shapeOf('`sentItemsCopy`', sentItemsCopyEntry);

/** All words of the whole grammar that this version does not manage. */
export const LATER: readonly string[] = [FILE, SETTINGS, TEAM, LEAVER, USER]
  .flatMap(({ later }) => later)
  .concat(LATER_RIGHTS);

/** A step from a map to its value, or from a list to its entry. */
export type Step = string | number;

/** The place that a path from the root of a file leads to; nothing where it is no map with fixed keys. */
export function shapeAt(path: readonly Step[]): Shape | undefined {
  const [section, , key] = path;
  const mailbox = section === 'users' ? USER : section === 'sharedMailboxes' ? SHARED : undefined;
  switch (path.length) {
    case 0:
      return FILE;
    case 1:
      return section === 'settings' ? SETTINGS : undefined;
    case 2:
      if (section === 'settings') return path[1] === 'gates' ? GATES : undefined;
      if (section === 'teams') return TEAM;
      return section === 'leavers' ? LEAVER : mailbox;
    case 3:
      return mailbox !== undefined && key === 'sentItemsCopy' ? COPY : undefined;
    case 4:
      return mailbox !== undefined && key === 'delegates' ? DELEGATE : undefined;
    default:
      return undefined;
  }
}
