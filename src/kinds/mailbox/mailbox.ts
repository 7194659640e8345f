/** The mailbox itself: that it exists, and whether it is a person's or shared. Only shared ones are created, none is deleted. */
import * as z from 'zod';
import { localPartOf } from '../../model/address.ts';
import type { Ref } from '../../model/ref.ts';
import { refSchema } from '../../model/schemas.ts';
import { mailboxes } from '../../tenant/read/mailboxes.ts';
import { CMDLET } from '../../wire/exchange.ts';
import type { Kind } from '../kind.ts';

export interface Mailbox {
  readonly subject: Ref;
  /** `shared`, `user`, or Exchange's own name of another type. */
  readonly type: string;
  /** Only where it is to be created. */
  readonly displayName?: string;
}

const TYPES: Readonly<Record<string, string>> = { SharedMailbox: 'shared', UserMailbox: 'user' };

export const mailbox: Kind<Mailbox> = {
  title: 'Mailbox',
  schema: z.strictObject({
    subject: refSchema,
    type: z.string(),
    displayName: z.exactOptional(z.string()),
  }),
  declared: ({ subject, exists, displayName, at }) =>
    exists
      ? undefined
      : {
          wishes: [
            {
              item: {
                subject,
                type: 'shared',
                displayName: displayName?.value ?? localPartOf(subject.address),
              },
              at,
            },
          ],
          verdict: () => ({ keep: 'not managed' }),
        },
  async read(session) {
    const { rows, gaps } = await mailboxes(session);
    return {
      items: rows.map(({ subject, type }) => ({ subject, type: TYPES[type] ?? type })),
      gaps,
    };
  },
  key: () => 'mailbox',
  value: ({ type }) => type,
  complete: (wanted, actual) => ({ ...actual, type: wanted.type }),
  grants: () => [],
  effect: () => 'availability',
  label: ({ type }) => type,
  describe(change) {
    switch (change.op) {
      case 'add':
        return `create the ${change.after.type} mailbox ${change.after.subject.address}`;
      case 'update':
        return `make ${change.after.subject.address} a ${change.after.type} mailbox (now ${change.before.type})`;
      case 'remove':
        return `delete the mailbox ${change.before.subject.address}`;
    }
  },
  calls(change) {
    if (change.op !== 'add') return []; // conversion and deletion are not this kind's
    const { subject, displayName } = change.after;
    const name = localPartOf(subject.address);
    return [
      {
        service: 'exchange',
        cmdlet: CMDLET.newMailbox,
        on: subject,
        parameters: {
          Shared: true,
          Name: nameFor(subject.address),
          Alias: aliasFor(name),
          DisplayName: displayName ?? name,
          PrimarySmtpAddress: subject.address,
        },
      },
    ];
  },
  noUndo: (change) =>
    change.op === 'add'
      ? 'mbx never deletes a mailbox; remove it by hand within 30 days if it was a mistake'
      : undefined,
  ownedOnPremises: true,
};

/** Exchange's `Name`: unique in the tenant, at most 64 characters. The address is, where it is short enough. Source: New-Mailbox. */
const nameFor = (address: string): string =>
  (address.length <= 64 ? address : address.slice(0, 64)).replace('@', '-at-').slice(0, 64);
/** Letters, digits and the few signs that an alias may have. Source: New-Mailbox. */
const aliasFor = (localPart: string): string =>
  localPart.replaceAll(/[^a-z0-9!#$%&'*+\-/=?^_`{|}~.]/g, '').slice(0, 64) || 'mailbox';
