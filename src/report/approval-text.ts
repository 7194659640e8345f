/** Why an approval does not hold, as text. */

import { describe, keyOf } from '../kinds/index.ts';
import { subjectOf } from '../model/change.ts';
import type { Approval } from '../plan/approval.ts';
import type { Plan, Planned } from '../plan/plan.ts';
import { reAimed } from '../plan/touched.ts';
import { plain, type Screen, wrap } from './terminal.ts';

/** What was approved, what would be done now, and how the two differ. */
export interface NotApproved {
  readonly approved: Plan;
  readonly fresh: Plan;
  readonly verdict: Approval & { readonly ok: false };
}

export function notApprovedText(
  { approved, fresh, verdict: { extra, changed } }: NotApproved,
  { width }: Screen,
): string {
  const { strategy } = fresh;
  const line = (text: string): string => `${wrap(plain(text), width, '  ', '    ')}\n`;
  return [
    `What differs from the plan of ${approved.made}:\n`,
    ...(strategy.hash === approved.strategy.hash
      ? []
      : [
          line(
            `the strategy file is not the one the plan was made from (${approved.strategy.files.join(', ')} then, ${strategy.files.join(', ')} now)`,
          ),
        ]),
    ...reAimed(approved.objects, fresh.objects).map(({ was, is }) =>
      line(
        `${was.address} was ${was.displayName} (${was.id}) and is now another object (${is.id})`,
      ),
    ),
    ...extra.map((change) => line(`not approved: ${notApproved(change, approved.changes)}`)),
    ...changed.map((one) =>
      line(`approved from another starting value: ${describe(one.fresh.action)}`),
    ),
  ].join('');
}

/** The change, and how it differs from what was approved in its place, where something was. */
function notApproved(change: Planned, approved: readonly Planned[]): string {
  const line = describe(change.action);
  const was = approved.find((one) => placeOf(one) === placeOf(change));
  if (was === undefined) return line;
  const before = describe(was.action);
  const parts = [
    ...(before === line ? [] : [`at approval it was: ${before}`]),
    ...(was.until === change.until
      ? []
      : [`until: ${was.until ?? 'no end'} -> ${change.until ?? 'no end'}`]),
    ...(was.because === change.because
      ? []
      : [`reason: ${was.because ?? 'none'} -> ${change.because ?? 'none'}`]),
  ];
  return parts.length === 0 ? line : `${line} (${parts.join('; ')})`;
}
const placeOf = ({ action }: Planned): string =>
  JSON.stringify([action.kind, subjectOf(action).id, keyOf(action)]);
