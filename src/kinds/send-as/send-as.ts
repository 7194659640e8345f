/** Send As: who may send with a mailbox as the sender. */
import * as z from 'zod';
import { itemOf } from '../../model/change.ts';
import { nameOf, type Principal, type Ref } from '../../model/ref.ts';
import { principalSchema, refSchema } from '../../model/schemas.ts';
import { type SendAsRow, sendAsRows } from '../../tenant/read/send-as.ts';
import { CMDLET } from '../../wire/exchange.ts';
import type { Kind } from '../kind.ts';
import { verdictOn } from '../wanted.ts';

export interface SendAs {
  readonly subject: Ref;
  readonly trustee: Principal;
  /** Absent: an ordinary grant. */
  readonly entry?: Exclude<SendAsRow['entry'], 'allow'>;
}

export const sendAs: Kind<SendAs> = {
  title: 'Send As',
  schema: z.strictObject({
    subject: refSchema,
    trustee: principalSchema,
    entry: z.exactOptional(z.enum(['deny', 'inherited', 'self', 'system'])),
  }),
  declared: ({ subject, delegates, mode }) =>
    delegates && {
      wishes: delegates.grants
        .filter(({ right }) => right === 'sendAs')
        .map(({ trustee, at, team }) => ({
          item: { subject, trustee },
          at,
          ...(team === undefined ? {} : { team }),
        })),
      verdict: ({ trustee }) => verdictOn({ delegates, mode }, trustee, 'sendAs', false),
    },
  async read(session, subjects) {
    const { rows, gaps } = await sendAsRows(session, subjects);
    const seen = new Set<string>();
    const items = rows
      .map(
        ({ subject, trustee, entry }): SendAs => ({
          subject,
          trustee,
          ...(entry === 'allow' ? {} : { entry }),
        }),
      )
      .filter((item) => {
        const name = `${item.subject.id} ${key(item)}`;
        if (seen.has(name)) return false;
        seen.add(name);
        return true;
      });
    return { items, gaps };
  },
  key,
  value: () => '', // a grant is there or it is not
  unmanaged: ({ entry, trustee }) =>
    entry ?? (trustee.kind === 'unresolved' ? 'unresolved' : undefined),
  grants: ({ trustee, entry }) => (entry === 'deny' ? [] : [{ to: trustee, right: 'sendAs' }]),
  label: ({ trustee, entry }) =>
    entry === undefined ? nameOf(trustee) : `${nameOf(trustee)} (${entry})`,
  describe(change) {
    const { subject, trustee } = itemOf(change);
    return change.op === 'remove'
      ? `stop ${nameOf(trustee)} sending as ${subject.address}`
      : `let ${nameOf(trustee)} send as ${subject.address}`;
  },
  calls(change) {
    const { subject, trustee } = itemOf(change);
    const cmdlet =
      change.op === 'remove' ? CMDLET.removeRecipientPermission : CMDLET.addRecipientPermission;
    return [
      {
        service: 'exchange',
        cmdlet,
        on: subject,
        parameters: { Trustee: trustee.id, AccessRights: ['SendAs'] },
      },
    ];
  },
  noUndo: (change) =>
    change.op === 'remove' && change.before.trustee.kind === 'orphan'
      ? 'the account is gone: nobody can be given it back'
      : undefined,
  /** Deny goes before what is granted, whoever grants it. Source: Exchange, access control entries. */
  overrides: (there, wished) => there.entry === 'deny' && there.trustee.id === wished.trustee.id,
  authority: () => 'cloud',
};

function key({ trustee, entry }: SendAs): string {
  return entry === undefined ? trustee.id : `${trustee.id} ${entry}`;
}
