/** Addresses that count as taken from a mailbox: those given to nobody, and all that leave where many leave one mailbox at once. Pure. */
import { groupBy } from '../model/group-by.ts';
import type { Ref } from '../model/ref.ts';
import type { Planned } from './plan.ts';

/** From one mailbox, more than this many count as removed, moved or not. Source: design, gates. */
export const LEAVING_ONE = 5;

/** An address that leaves a mailbox. */
export interface Leaving {
  readonly address: string;
  readonly from: Ref;
  /** Undefined: nobody has it afterwards, and mail to it bounces. */
  readonly to?: Ref;
}

/** What counts as removed, in the order of the changes. */
export function countedAsRemoved(changes: readonly Planned[]): readonly Leaving[] {
  const leaving = changes.map(({ action }) => leftBy(action)).filter((one) => one !== undefined);
  const byMailbox = groupBy(leaving, ({ from }) => from.id);
  const many = ({ from }: Leaving): boolean => (byMailbox.get(from.id)?.length ?? 0) > LEAVING_ONE;
  return leaving.filter((one) => one.to === undefined || many(one));
}

function leftBy(action: Planned['action']): Leaving | undefined {
  if (action.kind !== 'alias' || action.op === 'add') return undefined;
  const { address, subject: from } = action.before;
  if (action.op === 'remove') return { address, from };
  const to = action.after.subject;
  return to.id === from.id ? undefined : { address, from, to };
}
