/** From the tree of one file to what it says. What has not the right form is left out: the schema tells of it. */
import { isAddress, normalise } from '../model/address.ts';
import type { DraftDelegate, DraftMailbox, DraftTeam, Part } from './draft.ts';
import { FORMATS } from './schema/formats.ts';
import {
  type DeclaredDelegate,
  type DeclaredMailbox,
  type Leaver,
  type Mode,
  type Placed,
  RIGHTS,
  type SentItemsCopy,
  type Who,
} from './strategy.ts';
import { type Entry, entriesOf, entryOf, itemsOf, type Node, textOf } from './tree.ts';

/** Reads one file. `whole` is false where a breach of YAML made part of the tree a guess. */
export function readPart(file: string, root: Node, whole: boolean): Part {
  const version = entryOf(root, 'version');
  const tenant = entryOf(root, 'tenant');
  const settings = entryOf(root, 'settings');
  const teams = entryOf(root, 'teams')?.value;
  return {
    file,
    root,
    whole,
    ...(version && { version }),
    ...(tenant && { tenant }),
    ...(settings && { settings }),
    teams: [...entriesOf(teams)].map(teamOf),
    leavers: itemsOf(entryOf(root, 'leavers')?.value).flatMap(leaverOf),
    mailboxes: [...mailboxesOf(root, 'users'), ...mailboxesOf(root, 'sharedMailboxes')],
  };
}

/** The text of a value, with its place; `lower` for what is compared without case. */
export function placedText(node: Node | undefined, lower = false): Placed<string> | undefined {
  const text = textOf(node);
  if (text === undefined || node === undefined) return undefined;
  return { value: lower ? normalise(text) : text, at: node.at };
}

/** The addresses of a list, lower case; what is no address is left out. */
export const addressesOf = (node: Node | undefined): Placed<string>[] =>
  itemsOf(node).flatMap((item) => {
    const address = placedText(item, true);
    return address !== undefined && isAddress(textOf(item) ?? '') ? [address] : [];
  });

export function modeOf(node: Node | undefined): Mode | undefined {
  const text = textOf(node);
  return text === 'exact' || text === 'additive' ? text : undefined;
}

const teamOf = ({ key, at, value: node }: Entry): DraftTeam => ({
  team: { name: key, at, members: addressesOf(entryOf(node, 'members')?.value) },
  node,
});

function leaverOf(node: Node): Leaver[] {
  const who = node.kind === 'map' ? entryOf(node, 'who')?.value : node;
  const address = placedText(who, true);
  if (address === undefined || !isAddress(textOf(who) ?? '')) return [];
  const reason = textOf(entryOf(node, 'reason')?.value);
  return [{ ...address, ...(reason === undefined ? {} : { reason }) }];
}

const mailboxesOf = (root: Node, section: DeclaredMailbox['section']): DraftMailbox[] =>
  [...entriesOf(entryOf(root, section)?.value)]
    .filter(({ key }) => isAddress(key))
    .map((entry) => mailboxOf(section, entry));

function mailboxOf(
  section: DeclaredMailbox['section'],
  { key, at, value: node }: Entry,
): DraftMailbox {
  const value = (name: string): Node | undefined => entryOf(node, name)?.value;
  const delegatesEntry = entryOf(node, 'delegates');
  const aliasesEntry = entryOf(node, 'aliases');
  const delegates = [...entriesOf(delegatesEntry?.value)].flatMap(delegateOf);
  const mode = modeOf(value('mode'));
  const displayName = placedText(value('displayName'));
  const hidden = placedBoolean(value('hidden'));
  const sentItemsCopy = copyOf(value('sentItemsCopy'));
  const signIn = section === 'sharedMailboxes' ? signInOf(value('signIn')) : undefined;
  const sendOnBehalf = section === 'users' ? exactOf(value('sendOnBehalf')) : undefined;
  const owner = placedText(value('owner'), true);
  const purpose = textOf(value('purpose'));
  const reviewed = dateOf(value('reviewed'));
  const tags = itemsOf(value('tags')).flatMap((tag) => textOf(tag) ?? []);
  const mailbox: DeclaredMailbox = {
    address: normalise(key),
    section,
    at,
    ...(mode === undefined ? {} : { mode }),
    ...(displayName && { displayName }),
    ...(hidden && { hidden }),
    ...(sentItemsCopy && { sentItemsCopy }),
    ...(signIn && { signIn }),
    ...(aliasesEntry && {
      aliases: { at: aliasesEntry.at, entries: addressesOf(aliasesEntry.value) },
    }),
    ...(delegatesEntry && {
      delegates: { at: delegatesEntry.at, entries: delegates.map(({ line }) => line) },
    }),
    ...(sendOnBehalf && { sendOnBehalf }),
    ...(owner && { owner }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(reviewed === undefined ? {} : { reviewed }),
    ...(entryOf(node, 'tags') && { tags }),
  };
  return { mailbox, node, delegates };
}

function delegateOf({ key, at, value: node }: Entry): DraftDelegate[] {
  const who = whoOf(key);
  if (who === undefined) return [];
  const given = new Set(
    itemsOf(node.kind === 'list' ? node : entryOf(node, 'rights')?.value).map(textOf),
  );
  const automap = placedBoolean(entryOf(node, 'automap')?.value)?.value;
  const until = dateOf(entryOf(node, 'until')?.value);
  const reason = textOf(entryOf(node, 'reason')?.value);
  const line: DeclaredDelegate = {
    who,
    rights: RIGHTS.filter((right) => given.has(right)),
    ...(automap === undefined ? {} : { automap }),
    ...(until === undefined ? {} : { until }),
    ...(reason === undefined ? {} : { reason }),
    at,
  };
  return [{ line, node }];
}

function whoOf(key: string): Who | undefined {
  if (!FORMATS.who.pattern.test(key)) return undefined;
  const [, prefix, rest = ''] = /^(?:(team|group):)?(.*)$/u.exec(key) ?? [];
  if (prefix === 'team') return { kind: 'team', name: rest };
  return { kind: prefix === 'group' ? 'group' : 'person', address: normalise(rest) };
}

const booleanOf = (node: Node | undefined): boolean | undefined =>
  node?.kind === 'scalar' && typeof node.value === 'boolean' ? node.value : undefined;

function placedBoolean(node: Node | undefined): Placed<boolean> | undefined {
  const value = booleanOf(node);
  return node === undefined || value === undefined ? undefined : { value, at: node.at };
}

function copyOf(node: Node | undefined): Placed<SentItemsCopy> | undefined {
  if (node === undefined) return undefined;
  const both = booleanOf(node);
  if (both !== undefined) return { value: { sendAs: both, onBehalf: both }, at: node.at };
  if (node.kind !== 'map') return undefined;
  const sendAs = booleanOf(entryOf(node, 'sendAs')?.value);
  const onBehalf = booleanOf(entryOf(node, 'onBehalf')?.value);
  const value = {
    ...(sendAs === undefined ? {} : { sendAs }),
    ...(onBehalf === undefined ? {} : { onBehalf }),
  };
  return { value, at: node.at };
}

function signInOf(node: Node | undefined): Placed<'blocked' | 'allowed'> | undefined {
  const text = placedText(node);
  if (text?.value === 'blocked') return { value: 'blocked', at: text.at };
  return text?.value === 'allowed' ? { value: 'allowed', at: text.at } : undefined;
}

function exactOf(node: Node | undefined): Placed<'exact'> | undefined {
  const text = placedText(node);
  return text?.value === 'exact' ? { value: 'exact', at: text.at } : undefined;
}

function dateOf(node: Node | undefined): string | undefined {
  const text = textOf(node);
  return text !== undefined && FORMATS.date.pattern.test(text) ? text : undefined;
}
