/** Send As: who may send with a mailbox as the sender. */
import * as z from 'zod';
import type { Call } from '../../model/call.ts';
import { itemOf } from '../../model/change.ts';
import { nameOf, type Principal, type Ref } from '../../model/ref.ts';
import { principalSchema, refSchema } from '../../model/schemas.ts';
import { type SendAsRow, sendAsRows } from '../../tenant/read/send-as.ts';
import { merged } from '../../tenant/read/trustees.ts';
import { CMDLET } from '../../wire/exchange.ts';
import type { Kind } from '../kind.ts';
import { reaches } from '../rights.ts';
import { termsOf, verdictOn } from '../wanted.ts';

export interface SendAs {
  readonly subject: Ref;
  readonly trustee: Principal;
  /** Absent: an ordinary grant. */
  readonly entry?: Exclude<SendAsRow['entry'], 'allow'>;
  /** What its entries stand under, where the trustee's SID was another one then; it says only how to take them away. */
  readonly under?: readonly string[];
}

export const sendAs: Kind<SendAs> = {
  title: 'Send As',
  about: 'mailboxes',
  schema: z.strictObject({
    subject: refSchema,
    trustee: principalSchema,
    entry: z.exactOptional(z.enum(['deny', 'inherited', 'self', 'system'])),
    under: z.exactOptional(z.array(z.string().min(1)).min(1)),
  }),
  declared: ({ subject, delegates, mode }) =>
    delegates && {
      wishes: delegates.grants
        .filter(({ right }) => right === 'sendAs')
        .map(({ trustee, at, ...grant }) => ({
          item: { subject, trustee },
          at,
          ...termsOf(grant),
        })),
      verdict: ({ trustee }) => verdictOn({ delegates, mode }, trustee, 'sendAs', false),
    },
  reads: [CMDLET.getRecipientPermission],
  async read(session, subjects) {
    const { rows, gaps } = await sendAsRows(session, subjects);
    const items = merged(rows, ({ subject, trustee, entry }) =>
      [subject.id, trustee.id, entry].join(' '),
    ).map(
      ({ row: { subject, trustee, entry }, under }): SendAs => ({
        subject,
        trustee,
        ...(entry === 'allow' ? {} : { entry }),
        ...(under === undefined ? {} : { under }),
      }),
    );
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
  shown: (change) => ({ what: 'Send As', who: itemOf(change).trustee }),
  calls(change) {
    const { subject, trustee, under } = itemOf(change);
    const call = (cmdlet: string, Trustee: string): Call => ({
      service: 'exchange',
      cmdlet,
      on: subject,
      parameters: { Trustee, AccessRights: ['SendAs'] },
    });
    return change.op === 'remove'
      ? (under ?? [trustee.id]).map((one) => call(CMDLET.removeRecipientPermission, one))
      : [call(CMDLET.addRecipientPermission, trustee.id)];
  },
  noUndo: (change) =>
    change.op === 'remove' && change.before.trustee.kind === 'orphan'
      ? 'the account is deleted, so the right cannot be given back'
      : undefined,
  /** Deny goes before what is granted, whoever grants it. Source: Exchange, access control entries. */
  overrides: ({ entry, trustee }, wished, isIn) =>
    entry === 'deny' && reaches(trustee, wished.trustee, isIn),
  authority: () => 'cloud',
};

function key({ trustee, entry }: SendAs): string {
  return entry === undefined ? trustee.id : `${trustee.id} ${entry}`;
}
