/** Law 11: who holds what at every prefix of a run. */

import { expect } from 'vitest';
import type { Action } from '../../src/kinds/index.ts';
import { subjectOf } from '../../src/model/change.ts';
import type { Principal } from '../../src/model/ref.ts';
import type { Plan, Planned } from '../../src/plan/plan.ts';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import { CASES, RIGHTS } from '../contracts/kinds/index.ts';
import { sidOf } from './dump.ts';

export function trusteeOf(action: Action): Principal | undefined {
  const item = action.op === 'remove' ? action.before : action.after;
  return 'trustee' in item ? item.trustee : undefined;
}

/**
 * Who holds what, as `mailbox right holder`; Deny entries give nothing, and a right that does not reach all of the mailbox is another
 * one (`fullAccess:None`).
 */
export const rightsIn = (tenant: Tenant): ReadonlySet<string> =>
  new Set(
    tenant.mailboxes.flatMap((mailbox) =>
      RIGHTS.flatMap((name) =>
        (CASES[name].holders?.(mailbox, tenant) ?? []).map(({ sid, part }) =>
          [mailbox.userId, part === undefined ? name : `${name}:${part}`, sid].join(' '),
        ),
      ),
    ),
  );

export function rightsAreOnTheWay(
  before: Tenant,
  after: Tenant,
  snapshots: readonly Tenant[],
): void {
  const either = new Set([...rightsIn(before), ...rightsIn(after)]);
  for (const snapshot of snapshots) {
    const stray = [...rightsIn(snapshot)].filter((right) => !either.has(right));
    expect(stray, 'law 11: a right that neither before nor after gives').toEqual([]);
  }
}

/**
 * What both before and after give, everybody has all the way; but for a change of auto-mapping, in which access is taken and given
 * again.
 */
export function whatBothGiveIsKept(
  before: Tenant,
  after: Tenant,
  snapshots: readonly Tenant[],
  { changes }: Pick<Plan, 'changes'>,
): void {
  const remapped = rightsOf(after, changes, ({ action }) => action.op === 'update');
  const end = rightsIn(after);
  const both = [...rightsIn(before)].filter((right) => end.has(right) && !remapped.has(right));
  for (const snapshot of snapshots) {
    const now = rightsIn(snapshot);
    const lost = both.filter((right) => !now.has(right));
    expect(lost, 'law 11: without a right that both before and after give').toEqual([]);
  }
}

/** The rights that some of the changes are about, as in `rightsIn`. */
const rightsOf = (
  tenant: Tenant,
  changes: readonly Planned[],
  fits: (change: Planned) => boolean,
): ReadonlySet<string> =>
  new Set(
    changes.filter(fits).flatMap(({ action }) => {
      const trustee = trusteeOf(action);
      return trustee === undefined
        ? []
        : [`${subjectOf(action).id} ${action.kind} ${sidOf(tenant, trustee.id)}`];
    }),
  );

/** Rights of these holders, under `mailbox right`. */
function byMailboxAndRight(
  tenant: Tenant,
  holders: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const one of rightsIn(tenant)) {
    const [mailbox, right, holder = ''] = one.split(' ');
    if (!holders.has(holder)) continue;
    const key = `${mailbox} ${right}`;
    const there = found.get(key) ?? [];
    there.push(one);
    found.set(key, there);
  }
  return found;
}

/**
 * Whoever can use a mailbox: enabled people and groups. Urgent narrowing comes first by design, so whom it concerns does not count;
 * and one person alone whose auto-mapping changes is without access for a moment, as the plan tells.
 */
export function nobodyIsLeftWithout(
  before: Tenant,
  after: Tenant,
  snapshots: readonly Tenant[],
  { changes }: Pick<Plan, 'changes'>,
): void {
  const { users, groups } = after;
  const usable = new Set(
    [...users.filter(({ accountEnabled }) => accountEnabled), ...groups].map(({ sid }) => sid),
  );
  const urgent = rightsOf(after, changes, ({ reason }) =>
    ['leaver', 'expired', 'blocked'].includes(reason),
  );
  const remapped = rightsOf(after, changes, ({ action }) => action.op === 'update');
  /** Looked up for each mailbox and right: so each tenant is gone through once. */
  const usableIn = new Map<Tenant, ReadonlyMap<string, readonly string[]>>();
  const holders = (of: Tenant, mailbox: string, right: string): readonly string[] => {
    const known = usableIn.get(of) ?? byMailboxAndRight(of, usable);
    usableIn.set(of, known);
    return known.get(`${mailbox} ${right}`) ?? [];
  };
  for (const { userId } of before.mailboxes) {
    for (const right of RIGHTS) {
      const had = holders(before, userId ?? '', right).filter((one) => !urgent.has(one));
      const [one, other] = new Set([...had, ...holders(after, userId ?? '', right)]);
      const sole = one !== undefined && other === undefined && remapped.has(one);
      if (had.length === 0 || holders(after, userId ?? '', right).length === 0 || sole) continue;
      for (const snapshot of snapshots)
        expect(holders(snapshot, userId ?? '', right), `law 11: ${right} on ${userId}`).not.toEqual(
          [],
        );
    }
  }
}
