/** From the tree of one file to what it says. What has not the right form is left out: the schema tells of it. */
import { isAddress, normalise } from '../model/address.ts';
import type { DraftMailbox, DraftTeam, Part } from './draft.ts';
import { namedIn } from './keys/addresses.ts';
import { linesWithNodes } from './keys/delegates.ts';
import { MAILBOX_KEYS, type SaidOfMailbox } from './keys/index.ts';
import type { MailboxKey, MailboxSection } from './keys/key.ts';
import { keysIn, readKeys } from './keys/read.ts';
import type { Placed } from './place.ts';
import type { Leaver } from './strategy.ts';
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
const addressesOf = (node: Node | undefined): Placed<string>[] =>
  itemsOf(node).flatMap((item) => {
    const address = placedText(item, true);
    return address !== undefined && isAddress(textOf(item) ?? '') ? [address] : [];
  });

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

const mailboxesOf = (root: Node, section: MailboxSection): DraftMailbox[] =>
  [...entriesOf(entryOf(root, section)?.value)]
    .filter(({ key }) => isAddress(key))
    .map((entry) => mailboxOf(section, entry));

function mailboxOf(section: MailboxSection, { key, at, value: node }: Entry): DraftMailbox {
  const keys: Readonly<Record<string, MailboxKey<unknown>>> = keysIn(MAILBOX_KEYS, section);
  const entryAt = (name: string): Entry | undefined =>
    Object.hasOwn(keys, name) ? entryOf(node, name) : undefined;
  const said: SaidOfMailbox = readKeys(MAILBOX_KEYS, entryAt);
  const named = Object.entries(keys).flatMap(([name, one]) => {
    const value = entryAt(name)?.value;
    return value === undefined ? [] : namedIn(name, one, value);
  });
  return {
    mailbox: { address: normalise(key), section, at, named, ...said },
    node,
    delegates:
      said.delegates === undefined
        ? []
        : linesWithNodes(said.delegates, entryAt('delegates')?.value),
  };
}
