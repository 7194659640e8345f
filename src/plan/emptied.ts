/**
 * Mailboxes that nobody can use any more once the plan is carried out, though somebody holds a right there by name: a group without
 * members, or one whose members have all left or cannot sign in. Pure.
 */
import type { Principal, Ref } from '../model/ref.ts';
import type { Recipients } from '../tenant/directory/recipients.ts';
import { type Insides, knownInside } from './inside.ts';
import type { Held } from './net.ts';

/** By whom a right can be used. */
export interface Able {
  readonly recipients: Pick<Recipients, 'get'>;
  /** By object id: people under `leavers:`. */
  readonly leavers: ReadonlyMap<string, unknown>;
}
export interface Emptied {
  readonly emptied: readonly Ref[];
  /** Where it cannot be said whether somebody is left, with the group whose members are not known. */
  readonly doubtful: readonly { readonly subject: Ref; readonly group: Principal }[];
}

/** Object ids of the groups by which it is decided: on mailboxes where a holder goes and no person who can use it is left by name. */
export function groupsInDoubt(held: readonly Held[], able: Able): readonly string[] {
  const decided = (who: Principal): boolean => reachOf(who, NOBODY).some((id) => canUse(id, able));
  const ids = held
    .filter(({ before, after }) => goneOf(before, after).length > 0 && !after.some(decided))
    .flatMap(({ before, after }) => [...before, ...after])
    .flatMap(({ kind, id }) => (kind === 'group' ? [id] : []));
  return [...new Set(ids)];
}
const NOBODY: Insides = new Map();

/** Where somebody who could use a right loses it, and nobody is left who can. */
export function emptiedBehind(held: readonly Held[], insides: Insides, able: Able): Emptied {
  const emptied: Ref[] = [];
  const doubtful: { readonly subject: Ref; readonly group: Principal }[] = [];
  for (const { subject, before, after } of held) {
    if (!somebodyLoses(before, after, insides, able)) continue;
    if (after.some((who) => reachOf(who, insides).some((id) => canUse(id, able)))) continue;
    const group = after.find((who) => isUnknown(who, insides));
    if (group === undefined) emptied.push(subject);
    else doubtful.push({ subject, group });
  }
  return { emptied, doubtful };
}

const goneOf = (
  before: readonly Principal[],
  after: readonly Principal[],
): readonly Principal[] => {
  const stays = new Set(after.map(({ id }) => id));
  return before.filter(({ id }) => !stays.has(id));
};

/** A leaver counts here: he is one of those who lose it. Of a group whose members are not known somebody is thought to. */
function somebodyLoses(
  before: readonly Principal[],
  after: readonly Principal[],
  insides: Insides,
  { recipients }: Able,
): boolean {
  const left = new Set(after.flatMap((who) => reachOf(who, insides)));
  return goneOf(before, after).some(
    (who) =>
      isUnknown(who, insides) ||
      reachOf(who, insides).some((id) => !left.has(id) && isEnabled(id, recipients)),
  );
}

const canUse = (id: string, { recipients, leavers }: Able): boolean =>
  !leavers.has(id) && isEnabled(id, recipients);
/** Where it is not known whether somebody may sign in, he may. */
const isEnabled = (id: string, recipients: Able['recipients']): boolean =>
  recipients.get(id)?.enabled !== false;

const isUnknown = ({ id, kind }: Principal, insides: Insides): boolean =>
  kind === 'group' && knownInside(id, insides) === undefined;

/**
 * Object ids of those whom a holder stands for: himself, or the organisation's own people in a group. Guests open no mailbox here, and
 * who has the mail elsewhere is not one who reads what comes here; nor is an AI agent a person who does.
 * Source: Microsoft, about shared mailboxes (people outside of the organisation cannot be given access).
 */
function reachOf(who: Principal, insides: Insides): readonly string[] {
  switch (who.kind) {
    case 'group':
      return knownInside(who.id, insides)?.people ?? [];
    case 'user':
    case 'everyone':
      return [who.id];
    case 'agent':
    case 'guest':
    case 'external':
    case 'contact':
    case 'service':
    case 'orphan':
    case 'unresolved':
      return [];
  }
}
