/** Addresses that count as taken from a mailbox: those given to nobody, and all that leave where many leave one mailbox at once. */
import { addressIn } from '../../kinds/traits.ts';
import { groupBy } from '../../model/group-by.ts';
import type { Ref } from '../../model/ref.ts';
import type { Planned } from '../plan.ts';
import type { GateRule } from './rule.ts';

/** From one mailbox, more than this many count as removed, moved or not. Source: design, gates. */
const LEAVING_ONE = 5;

export const addressesRemoved: GateRule = {
  id: 'addresses-removed',
  opens: 'number',
  limit: 5,
  counts: `addresses that are removed and go to no other mailbox: mail to them bounces; where more than ${LEAVING_ONE} leave one mailbox, those that move to another mailbox count too`,
  evaluate(changes, _, limit) {
    const gone = countedAsRemoved(changes);
    const moved = gone.filter(({ to }) => to !== undefined);
    const pass = `${limit} are allowed without --allow`;
    return {
      actual: gone.length,
      about: gone.map(({ address, to }) =>
        to === undefined ? address : `${address} (to ${to.address})`,
      ),
      why:
        moved.length === 0
          ? `mail to ${gone.length} addresses would bounce; ${pass}`
          : `${gone.length} addresses leave their mailboxes, ${moved.length} of them for another mailbox; where more than ${LEAVING_ONE} leave one mailbox, moved ones count too; ${pass}`,
    };
  },
};

/** An address that leaves a mailbox. */
interface Leaving {
  readonly address: string;
  readonly from: Ref;
  /** Undefined: nobody has it afterwards, and mail to it bounces. */
  readonly to?: Ref;
}

/** In the order of the changes. */
function countedAsRemoved(changes: readonly Planned[]): readonly Leaving[] {
  const leaving = changes.map(({ action }) => leftBy(action)).filter((one) => one !== undefined);
  const byMailbox = groupBy(leaving, ({ from }) => from.id);
  const many = ({ from }: Leaving): boolean => (byMailbox.get(from.id)?.length ?? 0) > LEAVING_ONE;
  return leaving.filter((one) => one.to === undefined || many(one));
}

function leftBy(action: Planned['action']): Leaving | undefined {
  const address = addressIn(action);
  if (address === undefined || action.op === 'add') return undefined;
  const { subject: from } = action.before;
  if (action.op === 'remove') return { address, from };
  const to = action.after.subject;
  return to.id === from.id ? undefined : { address, from, to };
}
