/** Changes that cannot be made from here, each with the reason and the step to take elsewhere. */
import { type Action, KINDS, type KindName } from '../kinds/index.ts';
import { itemOf } from '../model/change.ts';
import { isProvisional, type Ref } from '../model/ref.ts';
import { kindName } from '../state/look-up.ts';
import type { Directory } from '../tenant/directory.ts';
import type { Recipient } from '../tenant/recipients.ts';
import { endsOf, type Planned, subjectOf } from './plan.ts';

/** What the plan must know of the tenant beyond the State. */
export interface Facts {
  readonly directory: Pick<Directory, 'organization' | 'recipients'>;
  /** Display name of the soft-deleted mailbox that holds an address. */
  readonly softDeleted: ReadonlyMap<string, string>;
  /** The strategy allows to create mailboxes in the cloud of a synchronised tenant. */
  readonly cloudCreate: boolean;
  /** Primary address of the mailbox to which the whole strategy gives an alias, selected for this plan or not. */
  readonly promised: ReadonlyMap<string, string>;
  /** Object ids of synchronised mailboxes whose Exchange attributes are managed in the cloud. */
  readonly cloudManaged: ReadonlySet<string>;
}
export interface Obstacle {
  readonly why: string;
  readonly mend: string;
}

/** In the way of everything on a mailbox of which something could not be read. */
export const unreadOf = ({ address }: Ref): Obstacle => ({
  why: `not everything about ${address} could be read`,
  mend: 'See what is told under the gaps.',
});

/** The first thing in the way of a change; undefined: it can be made. */
export function obstacleOf({ action }: Planned, facts: Facts): Obstacle | undefined {
  return OBSTACLES.map((find) => find(action, facts)).find((found) => found !== undefined);
}

const OBSTACLES: readonly ((action: Action, facts: Facts) => Obstacle | undefined)[] = [
  onPremises,
  creation,
  addressTaken,
  addressLost,
];

/** Both ends of a move count. */
function onPremises<N extends KindName>(
  action: Action<N>,
  { directory, cloudManaged }: Facts,
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

function creation(
  action: Action,
  { directory, softDeleted, cloudCreate }: Facts,
): Obstacle | undefined {
  if (action.kind !== 'mailbox' || action.op !== 'add') return undefined;
  const { address } = action.after.subject;
  const [holder] = directory.recipients.holders(address);
  if (holder !== undefined) {
    return {
      why: `${address} belongs to ${holder.displayName} (${kindName(holder)})`,
      mend: 'Free the address there first, or choose another one.',
    };
  }
  const deleted = softDeleted.get(address);
  if (deleted !== undefined) {
    return {
      why: `${address} belongs to the deleted mailbox ${deleted}, which can still be restored`,
      mend: 'Restore that mailbox, or wait until it is gone for good (30 days after deletion).',
    };
  }
  if (directory.organization.synced && !cloudCreate) {
    return {
      why: 'the tenant is synchronised from an on-premises directory, where mailboxes are made',
      mend: 'Create it on premises and plan again, or allow creation in the cloud with `hybrid: cloudCreate` under `settings:`.',
    };
  }
  return undefined;
}

function addressTaken(action: Action, { directory, softDeleted }: Facts): Obstacle | undefined {
  if (action.kind !== 'alias' || action.op !== 'add') return undefined;
  const { subject, address } = itemOf(action);
  const holder = directory.recipients.holders(address).find(({ id }) => id !== subject.id);
  if (holder !== undefined) return stillHeld(address, holder);
  const deleted = softDeleted.get(address);
  return deleted === undefined
    ? undefined
    : {
        why: `${address} belongs to the deleted mailbox ${deleted}`,
        mend: 'Restore that mailbox, or wait until it is gone for good.',
      };
}
/** The mailbox that gives the address away is not part of this plan, or cannot be read. */
const stillHeld = (address: string, holder: Recipient): Obstacle => ({
  why: `${address} still belongs to ${holder.address}, which this plan does not change`,
  mend: `Plan both together: do not leave ${holder.address} out with --only or --exclude.`,
});

/** Taken here and not given there, an address would belong to nobody: mail to it would bounce. */
function addressLost(action: Action, { promised }: Facts): Obstacle | undefined {
  if (action.kind !== 'alias' || action.op !== 'remove') return undefined;
  const { address } = action.before;
  const to = promised.get(address);
  return to === undefined
    ? undefined
    : {
        why: `${address} is to move to ${to}, which this plan does not change`,
        mend: `Plan both together: do not leave ${to} out with --only or --exclude, and see the gaps.`,
      };
}

/** Changes on a mailbox whose creation is blocked wait with it. */
export const isOnNew = ({ action }: Planned): boolean => isProvisional(subjectOf(action).id);
