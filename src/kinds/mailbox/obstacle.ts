/** What is in the way of creating a mailbox. */
import type { Change } from '../../model/change.ts';
import type { Subject } from '../../model/ref.ts';
import { whatItIs } from '../../tenant/directory/what-it-is.ts';
import type { Obstacle, TenantFacts } from '../obstacle.ts';

export function obstacle(
  change: Change<Subject>,
  { directory, softDeleted, cloudCreate }: TenantFacts,
): Obstacle | undefined {
  if (change.op !== 'add') return undefined;
  const { address } = change.after.subject;
  const [holder] = directory.recipients.holders(address);
  if (holder !== undefined) {
    return {
      why: `${address} belongs to ${holder.displayName} (${whatItIs(holder)})`,
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
