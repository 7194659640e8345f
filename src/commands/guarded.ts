/** A plan with what guards it: reads the few things that the gates must know, then asks them. */

import { nameOf, type Ref } from '../model/ref.ts';
import { unreadOf } from '../plan/blocked.ts';
import { gatesOf } from '../plan/gates.ts';
import { type Net, netOf } from '../plan/net.ts';
import {
  type BarePlan,
  byPlace,
  endsOf,
  type Plan,
  type PlanGap,
  type Planned,
  subjectOf,
} from '../plan/plan.ts';
import { touchedBy } from '../plan/touched.ts';
import type { NamedPeople } from '../state/resolve.ts';
import type { State } from '../state/state.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { administratorsBeside } from '../tenant/administrators.ts';
import type { Directory } from '../tenant/directory.ts';
import { type GroupMembers, groupMembers, groupSizes, isUnread } from '../tenant/group-members.ts';
import type { Services } from '../tenant/service.ts';

export interface Guarding {
  /** Mailboxes in the plan's scope. */
  readonly subjects: readonly Ref[];
  readonly actual: State;
  readonly strategy: Pick<Strategy, 'settings' | 'mailboxes'>;
  readonly people: NamedPeople;
  readonly directory: Directory;
  readonly services: Services;
}

export async function guarded(
  made: BarePlan,
  { subjects, actual, strategy, people, directory, services }: Guarding,
): Promise<Plan> {
  const firstNet = netOf(made.changes, subjects, actual);
  const members = await groupMembers(gainingGroups(firstNet), services);
  const bare = withoutUnsound(made, firstNet, members);
  const { changes, actor } = bare;
  const net = bare === made ? firstNet : netOf(changes, subjects, actual);
  const toBlock = changes.filter(blocksSignIn).map(({ action }) => subjectOf(action).id);
  const administrators =
    toBlock.length === 0 ? undefined : await administratorsBeside(toBlock, services, directory);
  const gates = gatesOf(changes, {
    net,
    settings: strategy.settings.gates,
    protectedIds: people.protected,
    breakGlass: people.breakGlass,
    groupSizes: groupSizes(members),
    addresses: [...directory.recipients.all()].map(({ address }) => address),
    declared: strategy.mailboxes.length,
    lockOut: { actor: actor.id, administrators },
  });
  return { ...bare, gates, objects: touchedBy(changes, directory.recipients) };
}

const gainingGroups = ({ pairs }: Net): readonly string[] => [
  ...new Set(
    pairs.flatMap(({ gains, holder }) => (gains && holder.kind === 'group' ? [holder.id] : [])),
  ),
];
/**
 * Where a group gains rights and its members are not all known, its mailbox is a gap: nobody can say whom the change lets in.
 * Where the members may not be read at all, the gate says so, and stays shut.
 */
function withoutUnsound(
  bare: BarePlan,
  { pairs }: Net,
  members: ReadonlyMap<string, GroupMembers>,
): BarePlan {
  const gaps = new Map<string, PlanGap>();
  for (const { gains, holder, subject } of pairs) {
    const group = gains ? members.get(holder.id) : undefined;
    if (group === undefined || !isUnread(group) || group.denied) continue;
    const reason = `who is in ${nameOf(holder)}: ${group.why}`;
    gaps.set(subject.id, { subject, kind: null, reason });
  }
  if (gaps.size === 0) return bare;
  const [stopped, changes] = [true, false].map((cut) =>
    bare.changes.filter(({ action }) => endsOf(action).some(({ id }) => gaps.has(id)) === cut),
  );
  return {
    ...bare,
    changes: changes ?? [],
    blocked: [
      ...bare.blocked,
      ...(stopped ?? []).map((change) => ({ change, ...unreadOf(subjectOf(change.action)) })),
    ].toSorted((a, b) => byPlace(a.change, b.change)),
    gaps: [...bare.gaps, ...gaps.values()],
  };
}
const blocksSignIn = ({ action }: Planned): boolean =>
  action.kind === 'signIn' && action.op !== 'remove' && action.after.to === 'blocked';
