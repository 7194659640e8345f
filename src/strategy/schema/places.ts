/** What may stand where: the keys known at each place of the grammar, and what is to be said of the others. */
import type * as z from 'zod';
import { MAILBOX_KEYS, SETTINGS_KEYS } from '../keys/index.ts';
import type { Key, MailboxKey, MailboxSection } from '../keys/key.ts';
import { mapAt, type Step } from '../keys/maps.ts';
import {
  leaverEntry,
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
  readonly schema: z.core.$ZodType;
}

/** Words of the whole grammar, of which each leaves this list as its key comes. */
const IN_MAILBOX: readonly string[] = [
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
const LATER_IN_MAILBOX = IN_MAILBOX.filter((name) => !Object.hasOwn(MAILBOX_KEYS, name));
const IN_SETTINGS = 'It stands under `settings:`.';
const shapeOf = (
  name: string,
  entry: { readonly shape: Readonly<Record<string, unknown>> } & z.ZodType,
  rest: {
    later?: readonly string[];
    misplaced?: Readonly<Record<string, string>>;
    empty?: string;
  } = {},
): Shape => ({
  name,
  known: Object.keys(entry.shape),
  later: rest.later ?? [],
  misplaced: rest.misplaced ?? {},
  empty: rest.empty ?? '{}',
  schema: entry,
});

const FILE = shapeOf('a strategy', strategyPart, {
  later: ['resources', 'groups', 'signature', 'dlp'],
  misplaced: Object.fromEntries(Object.keys(SETTINGS_KEYS).map((key) => [key, IN_SETTINGS])),
});
const SETTINGS = shapeOf('`settings`', settingsPart, {
  later: ['restrict'],
  empty: '{ mode: additive }',
});
const TEAM = shapeOf('a team', team, {
  later: ['membersOf', 'where', 'allowEmpty'],
  empty: '{ members: [] }',
});
const LEAVER = shapeOf('a leaver', leaverEntry, { later: ['on', 'heir'] });

/** Keys of mailboxes that stand in other sections only. */
const misplacedIn = (section: MailboxSection): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries<MailboxKey<unknown>>(MAILBOX_KEYS).flatMap(([name, { sections, elsewhere }]) =>
      sections.includes(section) || elsewhere === undefined ? [] : [[name, elsewhere]],
    ),
  );
const USER = shapeOf('a mailbox under `users`', userMailbox, {
  later: LATER_IN_MAILBOX,
  misplaced: misplacedIn('users'),
});
const SHARED = shapeOf('a shared mailbox', sharedMailbox, {
  later: LATER_IN_MAILBOX,
  misplaced: misplacedIn('sharedMailboxes'),
});

/** All words of the whole grammar that this version does not manage. */
export const LATER: readonly string[] = [FILE, SETTINGS, TEAM, LEAVER, USER]
  .flatMap(({ later }) => later)
  .concat(
    Object.values<Key<unknown>>({ ...SETTINGS_KEYS, ...MAILBOX_KEYS }).flatMap(({ within }) =>
      Object.keys(within.later ?? {}),
    ),
  );

const MAILBOX: Readonly<Record<string, Shape>> = { users: USER, sharedMailboxes: SHARED };
const ENTRY: Readonly<Record<string, Shape>> = { teams: TEAM, leavers: LEAVER, ...MAILBOX };

/** The place that a path from the root of a file leads to; nothing where it is no map with fixed keys. */
export function shapeAt(path: readonly Step[]): Shape | undefined {
  const [section = '', entry] = path;
  const at = keyAt(path);
  if (at !== undefined) return shapeBelow(at);
  switch (path.length) {
    case 0:
      return FILE;
    case 1:
      return section === 'settings' ? SETTINGS : undefined;
    case 2:
      return entry === undefined ? undefined : ENTRY[section];
    default:
      return undefined;
  }
}

/** A key of a register, and the way on from its value. */
interface AtKey {
  readonly name: string;
  readonly key: Key<unknown>;
  readonly below: readonly Step[];
}

/** The key of settings or of a mailbox that a path leads to, or into. */
export function keyAt(path: readonly Step[]): AtKey | undefined {
  const [section = '', ...rest] = path;
  const [name, ...below] = section === 'settings' ? rest : rest.slice(1);
  const keys: Readonly<Record<string, Key<unknown>>> =
    section === 'settings' ? SETTINGS_KEYS : Object.hasOwn(MAILBOX, section) ? MAILBOX_KEYS : {};
  const key = typeof name === 'string' && Object.hasOwn(keys, name) ? keys[name] : undefined;
  return key === undefined ? undefined : { name: String(name), key, below };
}

function shapeBelow({ name, key, below }: AtKey): Shape | undefined {
  const map = mapAt(key.schema, below);
  if (map === undefined) return undefined;
  const { called, misplaced = {} } = key.within;
  const label = below.findLast((step) => typeof step === 'string') ?? name;
  return { name: called ?? `\`${label}\``, later: [], misplaced, empty: '{}', ...map };
}
