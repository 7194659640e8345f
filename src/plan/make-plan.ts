/** `plan`: the strategy and what is there -> Plan. One of the makers; pure. */

import { KIND_NAMES } from '../kinds/index.ts';
import type { IsIn } from '../kinds/kind.ts';
import type { Obstacle, TenantFacts } from '../kinds/obstacle.ts';
import { isCreation } from '../kinds/traits.ts';
import { endsOf, subjectOf } from '../model/change.ts';
import type { Claimed } from '../state/claims.ts';
import type { Doubt, Note, Refused } from '../state/complaints.ts';
import { desired, keptItems } from '../state/desired.ts';
import type { State } from '../state/state.ts';
import type { Missing } from '../tenant/directory/directory.ts';
import { isOnNew, NOT_CREATED, obstacleOf, unreadOf } from './blocked.ts';
import { diff } from './diff.ts';
import { overridden } from './overridden.ts';
import {
  type BarePlan,
  type Blocked,
  byPlace,
  inPlanOrder,
  type Plan,
  type PlanGap,
  type Planned,
  planned,
} from './plan.ts';
import { withoutRoom } from './room.ts';
import { whyOf } from './why.ts';

/** What a plan is made from, beside the two States. */
export interface PlanInput {
  /** What the file claims of the mailboxes that are compared. */
  readonly claimed: readonly Claimed[];
  readonly actual: State;
  readonly facts: TenantFacts;
  readonly isIn: IsIn;
  /** Sources of the directory that could not be read. */
  readonly missing: readonly Missing[];
  readonly notes: readonly Note[];
  readonly refused: readonly Refused[];
  /** Mailboxes of which nothing may be concluded. */
  readonly doubts: readonly Doubt[];
  readonly head: Pick<
    Plan,
    'maker' | 'tenant' | 'actor' | 'made' | 'expires' | 'strategy' | 'policy' | 'opens' | 'scope'
  >;
}

export function makePlan({
  claimed,
  actual,
  facts,
  isIn,
  missing,
  notes,
  refused,
  doubts,
  head,
}: PlanInput): BarePlan {
  const byId = new Map(claimed.map((one) => [one.subject.id, one]));
  const gaps = [
    ...doubts.map(({ subject, reason }) => ({ subject, kind: null, reason })),
    ...gapsOf(claimed, actual),
  ];
  const gapped = new Set(gaps.map(({ subject }) => subject?.id));
  const idle = overridden(claimed, actual, isIn);
  const without = new Set(idle.map(({ change }) => change.aim));
  const drafts = diff(desired(claimed, actual), actual)
    .map((action) => planned({ action, ...whyOf(action, byId) }))
    .filter(({ aim }) => !without.has(aim));
  const noRoom = withoutRoom(drafts, actual);
  const stopped = drafts.map(
    (change) => obstacleTo(change, facts, gapped) ?? noRoom.get(change.id),
  );
  const creationBlocked = new Set(
    drafts
      .filter(({ action }, index) => isCreation(action) && stopped[index] !== undefined)
      .map(({ action }) => subjectOf(action).id),
  );
  const changes: Planned[] = [];
  const blocked: Blocked[] = [...idle];
  for (const [index, change] of drafts.entries()) {
    const waits =
      isOnNew(change) && creationBlocked.has(subjectOf(change.action).id) ? NOT_CREATED : undefined;
    const obstacle = stopped[index] ?? waits;
    if (obstacle === undefined) changes.push(change);
    else blocked.push({ change, ...obstacle });
  }
  return {
    version: 2,
    ...head,
    changes: inPlanOrder(changes),
    blocked: blocked.toSorted((a, b) => byPlace(a.change, b.change)),
    gaps: [
      ...gaps,
      ...missing.map(({ source, reason }) => ({
        subject: null,
        kind: null,
        reason: `${source}: ${reason}`,
      })),
    ],
    refused,
    kept: keptItems(claimed, actual, isIn),
    notes,
  };
}

/** A gap in one kind stops everything on that mailbox: without it the effect of the other changes is not known. */
function obstacleTo(
  change: Planned,
  facts: TenantFacts,
  gapped: ReadonlySet<string | undefined>,
): Obstacle | undefined {
  const unread = endsOf(change.action).find(({ id }) => gapped.has(id));
  return unread === undefined ? obstacleOf(change, facts) : unreadOf(unread);
}

/** In the order of the strategy; each mailbox once for each reason. */
function gapsOf(claimed: readonly Claimed[], actual: State): readonly PlanGap[] {
  return claimed
    .filter(({ exists }) => exists)
    .flatMap(({ subject, claims }) => {
      const told = new Set<string>();
      return KIND_NAMES.flatMap((kind): readonly PlanGap[] => {
        if (claims[kind] === undefined) return [];
        const there = actual[kind].of(subject.id);
        if (there.known || told.has(there.gap)) return [];
        told.add(there.gap);
        return [{ subject, kind, reason: there.gap }];
      });
    });
}
