/** A plan with what guards it: reads the few things that the gates must know, then asks them. */

import { blocksSignIn } from '../kinds/traits.ts';
import { endsOf, subjectOf } from '../model/change.ts';
import { nameOf, type Ref } from '../model/ref.ts';
import { unreadOf } from '../plan/blocked.ts';
import { type Able, emptiedBehind, groupsInDoubt } from '../plan/emptied.ts';
import { gatesOf } from '../plan/gates/index.ts';
import { type Insides, insidesOf, unknownInside, withInsiders } from '../plan/inside.ts';
import { measured, type Net } from '../plan/net.ts';
import { type BarePlan, byPlace, type Plan, type PlanGap } from '../plan/plan.ts';
import { touchedBy } from '../plan/touched.ts';
import type { Guards } from '../state/guards.ts';
import type { State } from '../state/state.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { groupMembers } from '../tenant/directory/group-members.ts';
import type { Session } from '../tenant/session.ts';
import { administratorsBeside } from './administrators.ts';

export interface Guarding {
  /** Mailboxes in the plan's scope. */
  readonly subjects: readonly Ref[];
  readonly actual: State;
  readonly strategy: Pick<Strategy, 'settings' | 'mailboxes'>;
  readonly people: Guards;
  readonly session: Session;
}

export async function guarded(
  made: BarePlan,
  { subjects, actual, strategy, people, session }: Guarding,
): Promise<Plan> {
  const { recipients } = session.directory;
  const able = { recipients, leavers: people.leavers };
  const first = measured(made.changes, subjects, actual);
  const asked = new Set([...gainingGroups(first.net), ...groupsInDoubt(first.held, able)]);
  const members = await groupMembers([...asked], {
    graph: session.services.graph,
    pause: session.pause,
  });
  const insides = insidesOf(members, recipients, people);
  const bare = withoutUnsound(made, unsound(first, insides, able));
  const { net, held } = bare === made ? first : measured(bare.changes, subjects, actual);
  const changes = bare.changes.map((change) => withInsiders(change, insides));
  const toBlock = changes
    .filter(({ action }) => blocksSignIn(action))
    .map(({ action }) => subjectOf(action));
  const administrators =
    toBlock.length === 0 ? undefined : await administratorsBeside(toBlock, session);
  const { emptied, doubtful } = emptiedBehind(held, insides, able);
  const gates = gatesOf(changes, {
    net: { ...net, emptied: [...new Set([...net.emptied, ...emptied])] },
    settings: strategy.settings.gates,
    protectedIds: people.protected,
    breakGlass: people.breakGlass,
    insides,
    doubtful: doubtful.map(({ subject, group }) => ({
      subject,
      why: `${nameOf(group)} (${unknownInside(group.id, insides)?.why ?? ''})`,
    })),
    addresses: [...recipients.all()].map(({ address }) => address),
    declared: strategy.mailboxes.length,
    lockOut: { actor: bare.actor.id, administrators },
  });
  return { ...bare, changes, gates, objects: touchedBy(changes, recipients) };
}

const gainingGroups = ({ pairs }: Net): readonly string[] =>
  pairs.flatMap(({ gains, holder }) => (gains && holder.kind === 'group' ? [holder.id] : []));

/** Mailboxes on which it cannot be said whom the plan lets in, or whether anybody is left, since the members of a group are not all known. */
function unsound(
  { net, held }: ReturnType<typeof measured>,
  insides: Insides,
  able: Able,
): readonly PlanGap[] {
  const gaining = net.pairs
    .filter(({ gains, holder }) => gains && holder.kind === 'group')
    .map(({ subject, holder }) => ({ subject, group: holder }));
  const gaps = new Map<string, PlanGap>();
  for (const { subject, group } of [...emptiedBehind(held, insides, able).doubtful, ...gaining]) {
    const unknown = unknownInside(group.id, insides);
    // Where the members may not be read at all, the gate says so, and stays shut.
    if (unknown === undefined || unknown.denied) continue;
    gaps.set(subject.id, {
      subject,
      kind: null,
      reason: `who is in ${nameOf(group)}: ${unknown.why}`,
    });
  }
  return [...gaps.values()];
}

/** The plan with these gaps, and without the changes on their mailboxes. */
function withoutUnsound(bare: BarePlan, gaps: readonly PlanGap[]): BarePlan {
  if (gaps.length === 0) return bare;
  const gapped = new Set(gaps.map(({ subject }) => subject?.id));
  const [stopped, changes] = [true, false].map((cut) =>
    bare.changes.filter(({ action }) => endsOf(action).some(({ id }) => gapped.has(id)) === cut),
  );
  return {
    ...bare,
    changes: changes ?? [],
    blocked: [
      ...bare.blocked,
      ...(stopped ?? []).map((change) => ({ change, ...unreadOf(subjectOf(change.action)) })),
    ].toSorted((a, b) => byPlace(a.change, b.change)),
    gaps: [...bare.gaps, ...gaps],
  };
}
