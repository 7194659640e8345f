/** The mailbox itself: that it exists, and whether it is a person's or shared. Only shared ones are created, none is deleted. */
import * as z from 'zod';
import { localPartOf } from '../../model/address.ts';
import type { Ref } from '../../model/ref.ts';
import { refSchema } from '../../model/schemas.ts';
import { needed } from '../../tenant/fields.ts';
import { mailboxFacet } from '../../tenant/read/mailboxes.ts';
import type { Facet } from '../../tenant/session.ts';
import { CMDLET } from '../../wire/exchange.ts';
import type { Kind } from '../kind.ts';
import { obstacle } from './obstacle.ts';

export interface Mailbox {
  readonly subject: Ref;
  /** `shared`, `user`, or Exchange's own name of another type. */
  readonly type: string;
  /** Only where it is to be created. */
  readonly displayName?: string;
  /** Exchange's `Name` and `Alias`, free when it was planned; only where it is to be created. */
  readonly names?: { readonly name: string; readonly alias: string };
}

const TYPES: Readonly<Record<string, string>> = { SharedMailbox: 'shared', UserMailbox: 'user' };

/** Exchange's RecipientTypeDetails. */
const recipientType: Facet<string> = {
  fields: ['RecipientTypeDetails'],
  narrow: (row) => needed(row, 'RecipientTypeDetails'),
};

export const mailbox: Kind<Mailbox> = {
  title: 'Mailbox',
  about: 'mailboxes',
  schema: z.strictObject({
    subject: refSchema,
    type: z.string(),
    displayName: z.exactOptional(z.string()),
    names: z.exactOptional(z.strictObject({ name: z.string(), alias: z.string() })),
  }),
  declared: ({ subject, exists, displayName, names, at }) =>
    exists
      ? undefined
      : {
          wishes: [
            {
              item: {
                subject,
                type: 'shared',
                displayName: displayName?.value ?? localPartOf(subject.address),
                ...(names === undefined ? {} : { names }),
              },
              at,
            },
          ],
          verdict: () => ({ keep: 'not managed' }),
        },
  reads: [CMDLET.getMailbox],
  facets: [recipientType],
  async read(session) {
    const { rows, gaps } = await mailboxFacet(session, recipientType);
    return {
      items: rows.map(({ subject, value }) => ({ subject, type: TYPES[value] ?? value })),
      gaps,
    };
  },
  key: () => 'mailbox',
  /** Of what is there no name is read; of what is created it is a part of what was approved. */
  value: ({ type, displayName }) => (displayName === undefined ? type : `${type} ${displayName}`),
  complete: (wanted, actual) => ({ ...actual, type: wanted.type }),
  creates: true,
  grants: () => [],
  effect: () => 'availability',
  label: ({ type }) => type,
  describe(change) {
    switch (change.op) {
      case 'add':
        return `create the ${change.after.type} mailbox ${change.after.subject.address}${named(change.after)}`;
      case 'update':
        return `make ${change.after.subject.address} a ${change.after.type} mailbox (now ${change.before.type})`;
      case 'remove':
        return `delete the mailbox ${change.before.subject.address}`;
    }
  },
  shown(change) {
    switch (change.op) {
      case 'add':
        return {
          what: `New ${change.after.type} mailbox`,
          ...(change.after.displayName === undefined
            ? {}
            : { value: `display name "${change.after.displayName}"` }),
        };
      case 'update':
        return { what: 'Mailbox type', value: `${change.before.type} -> ${change.after.type}` };
      case 'remove':
        return { what: 'Mailbox', value: 'deleted' };
    }
  },
  calls(change) {
    if (change.op !== 'add') return []; // conversion and deletion are not this kind's
    const { subject, displayName, names } = change.after;
    const local = localPartOf(subject.address);
    return [
      {
        service: 'exchange',
        cmdlet: CMDLET.newMailbox,
        on: subject,
        parameters: {
          Shared: true,
          // Journals of earlier versions have no names.
          Name: names?.name ?? subject.address.replace('@', '-at-').slice(0, 64),
          Alias: names?.alias ?? local.slice(0, 64),
          DisplayName: displayName ?? local,
          PrimarySmtpAddress: subject.address,
        },
      },
    ];
  },
  noUndo: (change) =>
    change.op === 'add'
      ? 'mbx never deletes a mailbox; remove it by hand within 30 days if it was a mistake'
      : undefined,
  obstacle,
  authority: () => 'exchange',
};

const named = ({ displayName }: Mailbox): string =>
  displayName === undefined ? '' : ` with the display name "${displayName}"`;
