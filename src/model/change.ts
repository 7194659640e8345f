import type { Ref, Subject } from './ref.ts';

/** A change of one item, as plain data. */
export type Change<Item> =
  | { readonly op: 'add'; readonly after: Item }
  | { readonly op: 'update'; readonly before: Item; readonly after: Item }
  | { readonly op: 'remove'; readonly before: Item };

/** Turned round; written once for all kinds. */
export function inverse<Item>(change: Change<Item>): Change<Item> {
  switch (change.op) {
    case 'add':
      return { op: 'remove', before: change.after };
    case 'update':
      return { op: 'update', before: change.after, after: change.before };
    case 'remove':
      return { op: 'add', after: change.before };
  }
}

/** The item a change is about: as it will be, or as it was where it goes. */
export const itemOf = <Item>(change: Change<Item>): Item =>
  change.op === 'remove' ? change.before : change.after;
export const beforeOf = <Item>(change: Change<Item>): Item | undefined =>
  change.op === 'add' ? undefined : change.before;
export const afterOf = <Item>(change: Change<Item>): Item | undefined =>
  change.op === 'remove' ? undefined : change.after;

/** What it sits on: afterwards, where it moves. */
export const subjectOf = (action: Change<Subject>): Ref => itemOf(action).subject;
/** Every mailbox a change touches: two where something moves from one to the other. */
export function endsOf(action: Change<Subject>): readonly Ref[] {
  const to = itemOf(action).subject;
  const from = beforeOf(action)?.subject ?? to;
  return from.id === to.id ? [to] : [from, to];
}
