/** What is in the way of giving an address to a mailbox, or of taking it away. */
import type { Change } from '../../model/change.ts';
import type { Subject } from '../../model/ref.ts';
import type { Recipient } from '../../tenant/directory/recipients.ts';
import type { Obstacle, TenantFacts } from '../obstacle.ts';

interface Address extends Subject {
  readonly address: string;
}

/** A move has none: it is planned only where the one who has the address gives it away. */
export function obstacle(change: Change<Address>, facts: TenantFacts): Obstacle | undefined {
  switch (change.op) {
    case 'add':
      return taken(change.after, facts);
    case 'remove':
      return lost(change.before, facts);
    case 'update':
      return undefined;
  }
}

function taken(
  { subject, address }: Address,
  { directory, softDeleted }: TenantFacts,
): Obstacle | undefined {
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
function lost({ address }: Address, { promised }: TenantFacts): Obstacle | undefined {
  const to = promised.get(address);
  return to === undefined
    ? undefined
    : {
        why: `${address} is to move to ${to}, which this plan does not change`,
        mend: `Plan both together: do not leave ${to} out with --only or --exclude, and see the gaps.`,
      };
}
