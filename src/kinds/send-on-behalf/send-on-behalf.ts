/** Send on Behalf: a list on the mailbox itself, changed by its difference. */
import * as z from 'zod';
import { itemOf } from '../../model/change.ts';
import { nameOf, type Principal, type Ref } from '../../model/ref.ts';
import { principalSchema, refSchema } from '../../model/schemas.ts';
import { texts, WrongShape } from '../../tenant/fields.ts';
import { mailboxFacet } from '../../tenant/read/mailboxes.ts';
import { trusteesOf } from '../../tenant/read/trustees.ts';
import type { Facet } from '../../tenant/session.ts';
import { CMDLET } from '../../wire/exchange.ts';
import type { Kind } from '../kind.ts';
import { termsOf, verdictOn } from '../wanted.ts';

export interface SendOnBehalf {
  readonly subject: Ref;
  readonly trustee: Principal;
}

/** The service tells no more than names. A list that was asked for and did not come is no empty list. */
const namesOnBehalf: Facet<readonly string[]> = {
  fields: ['GrantSendOnBehalfTo'],
  narrow(row) {
    if (!('GrantSendOnBehalfTo' in row)) throw new WrongShape('GrantSendOnBehalfTo', 'list', row);
    return texts(row, 'GrantSendOnBehalfTo');
  },
};

export const sendOnBehalf: Kind<SendOnBehalf> = {
  title: 'Send on Behalf',
  about: 'mailboxes',
  schema: z.strictObject({ subject: refSchema, trustee: principalSchema }),
  declared: ({ subject, delegates, mode }) =>
    delegates && {
      wishes: delegates.grants
        .filter(({ right }) => right === 'sendOnBehalf')
        .map(({ trustee, at, ...grant }) => ({
          item: { subject, trustee },
          at,
          ...termsOf(grant),
        })),
      verdict: ({ trustee }) =>
        verdictOn({ delegates, mode }, trustee, 'sendOnBehalf', !delegates.sendOnBehalfExact),
    },
  reads: [CMDLET.getMailbox],
  facets: [namesOnBehalf],
  async read(session) {
    const { rows, gaps } = await mailboxFacet(session, namesOnBehalf);
    const named = await trusteesOf(session, rows, 'sendOnBehalf', ({ value }) =>
      value.map((name) => ({ name, sid: '' })),
    );
    return {
      items: rows.flatMap(({ subject }, index) =>
        (named.trustees[index] ?? []).map(({ principal }) => ({ subject, trustee: principal })),
      ),
      gaps: [...gaps, ...named.gaps],
    };
  },
  key: ({ trustee }) => trustee.id,
  value: () => '',
  unmanaged: ({ trustee }) => (trustee.kind === 'unresolved' ? 'unresolved' : undefined),
  grants: ({ trustee }) => [{ to: trustee, right: 'sendOnBehalf' }],
  label: ({ trustee }) => nameOf(trustee),
  describe(change) {
    const { subject, trustee } = itemOf(change);
    return change.op === 'remove'
      ? `stop ${nameOf(trustee)} sending on behalf of ${subject.address}`
      : `let ${nameOf(trustee)} send on behalf of ${subject.address}`;
  },
  shown: (change) => ({ what: 'Send on Behalf', who: itemOf(change).trustee }),
  calls(change) {
    const { subject, trustee } = itemOf(change);
    const side = change.op === 'remove' ? 'remove' : 'add';
    return [
      {
        service: 'exchange',
        cmdlet: CMDLET.setMailbox,
        on: subject,
        parameters: { GrantSendOnBehalfTo: { add: [], remove: [], [side]: [trustee.id] } },
      },
    ];
  },
  authority: () => 'exchange',
};
