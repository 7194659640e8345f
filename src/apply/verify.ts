/** Reads back whether changes are in effect. Written once for all kinds: settling, verifying and undo ask here. */

import { inverseOf, type KindName } from '../kinds/index.ts';
import { endsOf } from '../model/change.ts';
import { isProvisional, type Ref } from '../model/ref.ts';
import { whetherInEffect } from '../plan/in-effect.ts';
import type { Planned } from '../plan/plan.ts';
import { actual } from '../state/actual.ts';
import type { State } from '../state/state.ts';
import type { Session } from '../tenant/session.ts';

/** `as before`: not in effect yet, and nothing else has happened either. `otherwise`: neither as before nor as wanted. */
export type Looked = 'in effect' | 'as before' | 'otherwise' | 'unread';

/** One fresh look at all the changes; never throws for a read that fails, only where the run must end. */
export async function look(
  changes: readonly Planned[],
  fresh: (subjects: readonly Ref[]) => Session,
): Promise<ReadonlyMap<string, Looked>> {
  const asked = new Map<KindName, Map<string, Ref>>();
  const subjects = new Map<string, Ref>();
  for (const { action } of changes) {
    const ofKind = asked.get(action.kind) ?? new Map<string, Ref>();
    for (const end of endsOf(action)) {
      if (isProvisional(end.id)) continue;
      ofKind.set(end.id, end);
      subjects.set(end.id, end);
    }
    asked.set(action.kind, ofKind);
  }
  const state = await actual(fresh([...subjects.values()]), (kind) => ({
    mailboxes: [...(asked.get(kind)?.values() ?? [])],
  }));
  return new Map(changes.map((change) => [change.id, lookedAt(change, state)]));
}

function lookedAt({ action }: Planned, state: State): Looked {
  if (endsOf(action).some(({ id }) => isProvisional(id))) return 'as before'; // not there yet
  const now = whetherInEffect(action, state);
  if (now === 'in effect') return 'in effect';
  if (now === 'unread') return 'unread';
  return whetherInEffect(inverseOf(action), state) === 'in effect' ? 'as before' : 'otherwise';
}
