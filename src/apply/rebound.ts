/** The same changes with real ids instead of provisional ones, and with new change ids that follow from them. */
import { isProvisional } from '../model/ref.ts';
import { type Planned, plannedAgain } from '../plan/plan.ts';

export function rebound(
  changes: readonly Planned[],
  bound: ReadonlyMap<string, string>,
): readonly Planned[] {
  return bound.size === 0
    ? changes
    : changes.map((change) => (mentions(change.action, bound) ? renamed(change, bound) : change));
}
function renamed(change: Planned, bound: ReadonlyMap<string, string>): Planned {
  const action: Planned['action'] = JSON.parse(
    JSON.stringify(change.action),
    (_, value: unknown) =>
      typeof value === 'string' && isProvisional(value) ? (bound.get(value) ?? value) : value,
  );
  return plannedAgain(change, action);
}

/** Does plain data name one of these ids anywhere? */
export function mentions(value: unknown, ids: { readonly has: (id: string) => boolean }): boolean {
  if (typeof value === 'string') return ids.has(value);
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).some((part) => mentions(part, ids))
  );
}
