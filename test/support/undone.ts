/** What is compared of a tenant before and after: all of it, but for order, times and what was created since. */
import type { Action, KindName } from '../../src/kinds/index.ts';
import { itemOf, subjectOf } from '../../src/model/change.ts';
import { canonicalJson } from '../../src/report/json.ts';
import type { Mailbox, Tenant } from '../../src/simulator/tenant/model.ts';
import { CASES } from '../contracts/kinds/index.ts';

/** Lists sorted, times of change left out; what was created since `before` is not looked at. */
export function comparable(now: Tenant, before: Tenant): unknown {
  const known = new Set(before.users.map(({ id }) => id));
  return {
    ...now,
    users: now.users.filter(({ id }) => known.has(id)).map(sorted),
    mailboxes: now.mailboxes
      .filter(({ userId }) => userId !== null && known.has(userId))
      .map(({ whenChanged: _, ...mailbox }) => sorted(mailbox)),
  };
}
/** Every list within it, whatever it lists; addresses compare without case. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(sorted).toSorted((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
  if (typeof value === 'string') return value.startsWith('smtp:') ? value.toLowerCase() : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, sorted(one)]));
}

/** The same tenant, everything listed the other way round. */
export const turnedRound = (tenant: Tenant): Tenant => ({
  ...tenant,
  users: tenant.users.map(reversed).toReversed(),
  groups: tenant.groups.map(reversed).toReversed(),
  mailboxes: tenant.mailboxes.map(reversed).toReversed(),
});
/** With each list of its own reversed. */
const reversed = <T extends object>(one: T): T => {
  const turned = { ...one };
  for (const [key, value] of Object.entries(one))
    if (Array.isArray(value)) Object.assign(turned, { [key]: value.toReversed() });
  return turned;
};

/** The tenant without what these changes took and no undo gives back. */
export function withoutLost(tenant: Tenant, lost: readonly Action[]): Tenant {
  return {
    ...tenant,
    mailboxes: tenant.mailboxes.map((mailbox) =>
      lost
        .filter((action) => action.op === 'remove' && subjectOf(action).id === mailbox.userId)
        .reduce(lessOne, mailbox),
    ),
  };
}
const lessOne = <N extends KindName>(mailbox: Mailbox, action: Action<N>): Mailbox =>
  CASES[action.kind].without?.(mailbox, itemOf(action)) ?? mailbox;
