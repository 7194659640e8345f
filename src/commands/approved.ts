/** Holds an approved plan against a fresh one: nothing that was not approved is let through, and what differs is told. */
import { describe } from '../kinds/index.ts';
import { isoTime } from '../model/date.ts';
import { MbxError } from '../model/error.ts';
import { approve, unseenIn } from '../plan/approval.ts';
import type { Plan, Planned } from '../plan/plan.ts';
import { reAimed } from '../plan/touched.ts';
import { plain, wrap } from '../report/terminal.ts';
import type { Context } from './context.ts';
import type { Loaded } from './strategy-files.ts';
import type { Made } from './tenant-plan.ts';

/** The fresh plan, where there was no approval to hold it against or where that holds. */
export interface Approved extends Made {
  /** Approved changes that this plan could not see: they are neither done nor known to be so. */
  readonly unseen: readonly Planned[];
}

/** Throws MbxError E5003 where the approval does not hold; nothing was written. */
export function approvedWork(
  approved: Plan | undefined,
  fresh: Made,
  { strategy }: Loaded,
  context: Context,
): Approved {
  if (approved === undefined) return { ...fresh, unseen: [] };
  const { plan } = fresh;
  const stale = (
    message: string,
    hint = 'Make a new plan file, and have that approved.',
  ): MbxError => new MbxError('E5003', `${message}; nothing was written`, hint);
  if (approved.maker.name !== 'plan')
    throw stale('the file is the record of another command, not a plan to approve');
  if (approved.tenant.id !== plan.tenant.id)
    throw stale(
      `the plan is for the tenant ${approved.tenant.domain}, and this is ${plan.tenant.domain}`,
    );
  if (approved.expires <= isoTime(context.clock.now()))
    throw stale(`the plan of ${approved.made} expired at ${approved.expires}`);
  const verdict = approve(approved.changes, plan.changes, new Set());
  if (!verdict.ok) {
    context.err(
      differences(
        approved,
        plan,
        verdict.extra,
        verdict.changed,
        strategy.hash !== approved.strategy.hash,
        context,
      ),
    );
    throw stale(
      `the tenant or the strategy has changed since the plan was made at ${approved.made}`,
      'See what differs above. Make a new plan file, and have that approved.',
    );
  }
  const misread = misreadIn(approved.changes, plan.changes);
  if (misread !== undefined)
    throw stale(
      `what was approved as "${describe(misread.read.action)}" would ${describe(misread.fresh.action)}`,
    );
  const unseen = unseenIn(approved.changes, plan);
  if (verdict.alreadySo.length > unseen.length) {
    context.err(
      `${verdict.alreadySo.length - unseen.length} of the approved changes are so already.\n`,
    );
  }
  return { ...fresh, unseen };
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
    .find((one) => describe(one.read.action) !== describe(one.fresh.action));
}

function differences(
  approved: Plan,
  fresh: Plan,
  extra: readonly Planned[],
  changed: readonly { readonly approved: Planned; readonly fresh: Planned }[],
  otherStrategy: boolean,
  { errScreen: { width } }: Context,
): string {
  const line = (text: string): string => `${wrap(plain(text), width, '  ', '    ')}\n`;
  return [
    `What differs from the plan of ${approved.made}:\n`,
    ...(otherStrategy ? [line('the strategy file is not the one the plan was made from')] : []),
    ...reAimed(approved.objects, fresh.objects).map(({ was, is }) =>
      line(
        `${was.address} was ${was.displayName} (${was.id}) and is now another object (${is.id})`,
      ),
    ),
    ...extra.map(({ action }) => line(`not approved: ${describe(action)}`)),
    ...changed.map((one) => line(`approved from another beginning: ${describe(one.fresh.action)}`)),
  ].join('');
}
