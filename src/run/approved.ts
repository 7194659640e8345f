/** Holds an approved plan against a fresh one: nothing that was not approved is let through, and what differs is told. */

import { rebound } from '../apply/rebound.ts';
import { type Looked, look } from '../apply/verify.ts';
import { describe } from '../kinds/index.ts';
import { endsOf } from '../model/change.ts';
import { isoTime } from '../model/date.ts';
import { MbxError } from '../model/error.ts';
import { isProvisional } from '../model/ref.ts';
import { approve, unseenIn } from '../plan/approval.ts';
import { joinedSince } from '../plan/inside.ts';
import type { Plan, Planned } from '../plan/plan.ts';
import { policyDifferences, policyOf } from '../plan/policy.ts';
import type { Directory } from '../tenant/directory/directory.ts';
import type { Services } from '../tenant/service.ts';
import type { Loaded } from './loaded.ts';
import type { Made } from './plan-tenant.ts';
import { readerOf } from './tenant-ports.ts';
import type { World } from './world.ts';

/** The fresh plan, where there was no approval to hold it against or where that holds. */
export interface Approved extends Made {
  /** Approved changes that this plan could not see: they are neither done nor known to be in effect. */
  readonly unseen: readonly Planned[];
}

/**
 * The settings and leavers here are those under which the plan was approved. Throws MbxError E5003 where they are not, with each that
 * differs; nothing was written, and nothing was read from the tenant.
 */
export function demandSameRules(approved: Plan, { strategy }: Loaded): void {
  if (approved.maker.name !== 'plan')
    throw stale('the file is the record of another command, not a plan to approve');
  const details = policyDifferences(approved.policy, policyOf(strategy));
  if (details.length === 0) return;
  const then = approved.strategy.files.join(', ');
  const now = strategy.files.join(', ');
  throw new MbxError(
    'E5003',
    `the strategy here (${now}) differs in settings or leavers from the one that the plan was made from (${then}); nothing was written`,
    then === now
      ? 'Make a new plan file, and have that approved.'
      : 'If another strategy is meant, name it with -f. Else make a new plan file, and have that approved.',
    { details },
  );
}
const stale = (message: string, hint = 'Make a new plan file, and have that approved.'): MbxError =>
  new MbxError('E5003', `${message}; nothing was written`, hint);

/** Throws MbxError E5003 where the approval does not hold; nothing was written. */
export async function approvedWork(
  approved: Plan | undefined,
  fresh: Made,
  { services, clock, tell }: Pick<World, 'services' | 'clock' | 'tell'>,
): Promise<Approved> {
  if (approved === undefined) return { ...fresh, unseen: [] };
  const { plan } = fresh;
  if (approved.tenant.id !== plan.tenant.id)
    throw stale(
      `the plan is for the tenant ${approved.tenant.domain} (${approved.tenant.id}), and this is ${plan.tenant.domain} (${plan.tenant.id})`,
    );
  if (approved.expires <= isoTime(clock.now()))
    throw stale(`the plan of ${approved.made} expired at ${approved.expires}`);
  const verdict = approve(approved.changes, plan.changes, new Set());
  if (!verdict.ok) {
    tell({ is: 'notApproved', approved, fresh: plan, verdict });
    throw stale(
      `the tenant or the strategy has changed since the plan was made at ${approved.made}`,
      'See what differs above. Make a new plan file, and have that approved.',
    );
  }
  const misread = misreadIn(approved.changes, plan.changes);
  if (misread !== undefined)
    throw stale(
      `what was approved as "${wordsOf(misread.read)}" would now be "${wordsOf(misread.fresh)}"`,
    );
  const joined = joinedSince(approved.changes, plan.changes);
  if (joined !== undefined)
    throw stale(
      `since the plan was approved, the ${joined.who.what} ${joined.who.name} has joined the group that is to get a right (${describe(joined.change.action)})`,
    );
  const missing = verdict.alreadyInEffect;
  const looked = await lookedAt(missing, fresh.directory, services);
  const unseen = new Set([
    ...unseenIn(missing, plan),
    ...missing.filter((change) => looked.get(change) === 'unread'),
  ]);
  const unwanted = missing.filter(
    (change) => !unseen.has(change) && looked.get(change) !== 'in effect',
  );
  if (unwanted.length > 0) {
    tell({ is: 'unwanted', changes: unwanted });
    throw stale('the strategy no longer asks for everything that was approved');
  }
  if (missing.length > unseen.size)
    tell({ is: 'alreadyInEffect', count: missing.length - unseen.size });
  return { ...fresh, unseen: [...unseen] };
}

/** Whether approved changes that the new plan lacks are in effect. If not, the strategy has changed, and a part of an approval is not approved. */
export async function lookedAt(
  changes: readonly Planned[],
  directory: Directory,
  services: Services,
): Promise<ReadonlyMap<Planned, Looked>> {
  if (changes.length === 0) return new Map();
  const created = changes
    .flatMap(({ action }) => endsOf(action))
    .filter(({ id }) => isProvisional(id))
    .flatMap(({ id, address }) =>
      directory.recipients
        .holders(address)
        .filter((holder) => holder.address === address)
        .map((holder) => [id, holder.id] as const),
    );
  const real = rebound(changes, new Map(created));
  const looked = await look(real, (subjects) =>
    readerOf(services, () => directory).fresh(subjects, false),
  );
  return new Map(
    changes.map((change, index) => [change, looked.get(real[index]?.id ?? '') ?? 'unread']),
  );
}

/** The ids approve, and people read addresses: where the two have come apart (a rename, or a forged file), nobody has approved it. */
function misreadIn(
  approved: readonly Planned[],
  fresh: readonly Planned[],
): { readonly read: Planned; readonly fresh: Planned } | undefined {
  const byId = new Map(approved.map((change) => [change.id, change]));
  return fresh
    .flatMap((change) => {
      const read = byId.get(change.id);
      return read === undefined ? [] : [{ read, fresh: change }];
    })
    .find((one) => wordsOf(one.read) !== wordsOf(one.fresh));
}
/** Why something is taken away is read, too; but whether the account could sign in may change at any time, and alters nothing of it. */
const wordsOf = ({ action, reason }: Planned): string =>
  `${describe(action)} (${reason === 'blocked' ? 'not in the file' : reason})`;
