/** Whom and what a list of changes touches, as it is: mailboxes and holders, each once. Pure. */

import { grantsOf } from '../kinds/index.ts';
import { endsOf } from '../model/change.ts';
import type { Principal, Ref } from '../model/ref.ts';
import { nameOf } from '../model/ref.ts';
import type { Recipients } from '../tenant/directory/recipients.ts';
import { whatItIs } from '../tenant/directory/what-it-is.ts';
import { compare, type Fingerprint, type Planned } from './plan.ts';

export function touchedBy(
  changes: readonly Planned[],
  recipients: Recipients,
): readonly Fingerprint[] {
  const found = new Map<string, Fingerprint>();
  const add = (id: string, address: string): void => {
    const recipient = recipients.get(id);
    const [displayName, type] =
      recipient === undefined
        ? ['', 'not in the directory']
        : [recipient.displayName, whatItIs(recipient)];
    found.set(id, { id, address, displayName, type });
  };
  for (const { action } of changes) {
    for (const { id, address } of endsOf(action)) add(id, address);
    for (const who of holdersOf(action)) add(who.id, nameOf(who));
  }
  return [...found.values()].sort((a, b) => compare(a.address, b.address) || compare(a.id, b.id));
}
const holdersOf = (action: Planned['action']): readonly Principal[] => {
  const { before, after } = grantsOf(action);
  return [...before, ...after].map(({ to }) => to);
};

/** An address that meant one object when a plan was approved, and means another one now. */
export interface ReAimed {
  readonly was: Fingerprint;
  readonly is: Ref;
}
export function reAimed(
  approved: readonly Fingerprint[],
  fresh: readonly Fingerprint[],
): readonly ReAimed[] {
  const now = new Map(fresh.map((one) => [one.address, one]));
  return approved.flatMap((was) => {
    const is = now.get(was.address);
    return is === undefined || is.id === was.id || was.id.startsWith('new:') ? [] : [{ was, is }];
  });
}
