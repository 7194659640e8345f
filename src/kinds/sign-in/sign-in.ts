/** Sign-in of a shared mailbox's own account. It needs none, and a converted one keeps its old password. */
import * as z from 'zod';
import { itemOf } from '../../model/change.ts';
import type { Ref } from '../../model/ref.ts';
import { refSchema } from '../../model/schemas.ts';
import { signInRows } from '../../tenant/read/sign-ins.ts';
import { GRAPH_PATH } from '../../wire/graph.ts';
import type { Kind } from '../kind.ts';

export interface SignIn {
  readonly subject: Ref;
  readonly to: 'blocked' | 'allowed';
}

export const signIn: Kind<SignIn> = {
  title: 'Sign-in',
  about: 'mailboxes',
  schema: z.strictObject({ subject: refSchema, to: z.enum(['blocked', 'allowed']) }),
  declared: ({ subject, exists, signIn: wish }) =>
    wish && (exists || wish.value === 'allowed') // a new shared mailbox is blocked already
      ? {
          wishes: [{ item: { subject, to: wish.value }, at: wish.at }],
          verdict: () => ({ keep: 'not managed' }),
        }
      : undefined,
  reads: [],
  async read(session, subjects) {
    const { rows, gaps } = await signInRows(session, subjects);
    return {
      items: rows.map(({ subject, enabled }) => ({ subject, to: enabled ? 'allowed' : 'blocked' })),
      gaps,
    };
  },
  key: () => 'signIn',
  value: ({ to }) => to,
  grants: ({ subject, to }) =>
    to === 'allowed'
      ? [{ to: { id: subject.id, kind: 'user', address: subject.address }, right: 'signIn' }]
      : [],
  admits: ({ to }) => to === 'allowed',
  label: ({ to }) => to,
  describe(change) {
    const { subject, to } = itemOf(change);
    return to === 'blocked'
      ? `block sign-in of ${subject.address}`
      : `allow ${subject.address} to sign in`;
  },
  shown: (change) => ({
    what: 'Sign-in',
    value: change.op === 'update' ? `${change.before.to} -> ${change.after.to}` : itemOf(change).to,
  }),
  calls(change) {
    if (change.op === 'remove') return [];
    const { subject, to } = change.after;
    return [
      {
        service: 'graph',
        method: 'PATCH',
        path: GRAPH_PATH.user(subject.id),
        on: subject,
        body: { accountEnabled: to === 'allowed' },
      },
    ];
  },
  authority: () => 'premises',
};
