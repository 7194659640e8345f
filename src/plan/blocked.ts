/** Changes that cannot be made from here, each with the reason and the step to take elsewhere. */

import { type Action, KINDS, type KindName } from '../kinds/index.ts';
import type { Obstacle, TenantFacts } from '../kinds/obstacle.ts';
import { endsOf, subjectOf } from '../model/change.ts';
import { isProvisional, type Ref } from '../model/ref.ts';
import type { Planned } from './plan.ts';

/** In the way of everything on a mailbox of which something could not be read. */
export const unreadOf = ({ address }: Ref): Obstacle => ({
  why: `not everything about ${address} could be read`,
  mend: 'See the reason under "Not read".',
});

/** The first thing in the way of a change; undefined: it can be made. */
export const obstacleOf = ({ action }: Planned, facts: TenantFacts): Obstacle | undefined =>
  onPremises(action, facts) ?? ofKind(action, facts);

/** Both ends of a move count. */
function onPremises<N extends KindName>(
  action: Action<N>,
  { directory, cloudManaged }: TenantFacts,
): Obstacle | undefined {
  const authority = KINDS[action.kind].authority(action);
  if (authority === 'cloud') return undefined;
  const synced = endsOf(action).find(
    ({ id }) =>
      directory.recipients.get(id)?.synced === true &&
      !(authority === 'exchange' && cloudManaged.has(id)),
  );
  return (
    synced && {
      why: `${synced.address} is synchronised from the on-premises directory, which owns this property`,
      mend: 'Make the change on premises; it arrives with the next synchronisation.',
    }
  );
}

const ofKind = <N extends KindName>(action: Action<N>, facts: TenantFacts): Obstacle | undefined =>
  KINDS[action.kind].obstacle?.(action, facts);

/** Changes on a mailbox whose creation is blocked wait with it. */
export const isOnNew = ({ action }: Planned): boolean => isProvisional(subjectOf(action).id);
/** In the way of all else on a mailbox whose creation is blocked. */
export const NOT_CREATED: Obstacle = {
  why: 'the mailbox itself cannot be created',
  mend: 'See the blocked creation.',
};
