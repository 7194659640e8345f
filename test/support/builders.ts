/** Small plain things for unit tests. */
import { KINDS } from '../../src/kinds/index.ts';
import type { Principal, Ref } from '../../src/model/ref.ts';
import type { Inside } from '../../src/plan/inside.ts';
import { type Planned, planned } from '../../src/plan/plan.ts';

export const ref = (name: string): Ref => ({ id: `id-${name}`, address: `${name}@contoso.com` });
export const person = (name: string): Principal => ({ ...ref(name), kind: 'user' });

/** A group of so many people and guests. */
export const insideOf = (people: number, guests = 0): Inside => ({
  people: Array.from({ length: people }, (_, n) => `id-person${n}`),
  guests: Array.from({ length: guests }, (_, n) => `id-guest${n}`),
  externals: [],
  insiders: Array.from({ length: guests }, (_, n) => ({ what: 'guest', name: `guest${n}@x.test` })),
});

export const grant = (box: string, who: string): Planned =>
  planned({
    action: KINDS.fullAccess.act({ op: 'add', after: { subject: ref(box), trustee: person(who) } }),
    reason: 'declared',
  });
export const revoke = (
  box: string,
  who: string,
  reason: Planned['reason'] = 'not in the file',
): Planned => revokeOf(box, person(who), reason);
export const revokeOf = (
  box: string,
  trustee: Principal,
  reason: Planned['reason'] = 'not in the file',
): Planned =>
  planned({
    action: KINDS.fullAccess.act({ op: 'remove', before: { subject: ref(box), trustee } }),
    reason,
  });
export const automap = (box: string, who: string, to: boolean): Planned =>
  planned({
    action: KINDS.fullAccess.act({
      op: 'update',
      before: { subject: ref(box), trustee: person(who), automap: !to },
      after: { subject: ref(box), trustee: person(who), automap: to },
    }),
    reason: 'declared',
  });
export const behalf = (box: string, who: string, op: 'add' | 'remove'): Planned => {
  const item = { subject: ref(box), trustee: person(who) };
  return planned({
    action: KINDS.sendOnBehalf.act(op === 'add' ? { op, after: item } : { op, before: item }),
    reason: 'declared',
  });
};
export const sendAs = (box: string, who: string, op: 'add' | 'remove'): Planned => {
  const item = { subject: ref(box), trustee: person(who) };
  return planned({
    action: KINDS.sendAs.act(op === 'add' ? { op, after: item } : { op, before: item }),
    reason: 'declared',
  });
};
export const signIn = (box: string, to: 'blocked' | 'allowed'): Planned =>
  planned({
    action: KINDS.signIn.act({
      op: 'update',
      before: { subject: ref(box), to: to === 'blocked' ? 'allowed' : 'blocked' },
      after: { subject: ref(box), to },
    }),
    reason: 'declared',
  });
export const addAlias = (box: string, address: string): Planned =>
  planned({
    action: KINDS.alias.act({ op: 'add', after: { subject: ref(box), address } }),
    reason: 'declared',
  });
export const dropAlias = (box: string, address: string): Planned =>
  planned({
    action: KINDS.alias.act({ op: 'remove', before: { subject: ref(box), address } }),
    reason: 'not in the file',
  });
export const moveAlias = (from: string, to: string, address: string): Planned =>
  planned({
    action: KINDS.alias.act({
      op: 'update',
      before: { subject: ref(from), address },
      after: { subject: ref(to), address },
    }),
    reason: 'declared',
  });
export const hide = (box: string, to: boolean): Planned =>
  planned({
    action: KINDS.mailboxSettings.act({
      op: 'update',
      before: { subject: ref(box), property: 'hidden', to: !to },
      after: { subject: ref(box), property: 'hidden', to },
    }),
    reason: 'declared',
  });
export const create = (address: string): Planned =>
  planned({
    action: KINDS.mailbox.act({
      op: 'add',
      after: { subject: { id: `new:${address}`, address }, type: 'shared', displayName: 'New' },
    }),
    reason: 'declared',
  });

export const forwardOutside = (box: string, address = 'a@fabrikam.example'): Planned =>
  planned({
    action: KINDS.forwarding.act({
      op: 'add',
      after: {
        subject: ref(box),
        trustee: { id: `smtp:${address}`, kind: 'external', address },
        address,
        keepCopy: true,
      },
    }),
    reason: 'declared',
  });
