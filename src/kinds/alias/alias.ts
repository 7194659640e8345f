/**
 * Further addresses of a mailbox. An address belongs to one object at a time, so one that moves is one change of two calls:
 * taken from the one and given to the other, back to back. Service addresses are never ours.
 */
import * as z from 'zod';
import { domainOf, normalise } from '../../model/address.ts';
import type { Call } from '../../model/call.ts';
import { itemOf } from '../../model/change.ts';
import type { Ref } from '../../model/ref.ts';
import { refSchema } from '../../model/schemas.ts';
import { texts, WrongShape } from '../../tenant/fields.ts';
import { mailboxFacet } from '../../tenant/read/mailboxes.ts';
import type { Facet } from '../../tenant/session.ts';
import { CMDLET } from '../../wire/exchange.ts';
import type { Kind } from '../kind.ts';
import { obstacle } from './obstacle.ts';

export interface Alias {
  readonly subject: Ref;
  readonly address: string;
  /** Cannot be ours: under *.onmicrosoft.com. Others of the service's own have another prefix and are not read at all. */
  readonly service?: true;
}

const PREFIX = 'smtp:';
const INITIAL = /(^|\.)onmicrosoft\.(com|us|de|cn)$/;

const edit = (subject: Ref, side: 'add' | 'remove', address: string): Call => ({
  service: 'exchange',
  cmdlet: CMDLET.setMailbox,
  on: subject,
  parameters: { EmailAddresses: { add: [], remove: [], [side]: [`${PREFIX}${address}`] } },
});

/** As the service lists them, prefix included. Every mailbox has exactly one primary address. */
const proxyAddresses: Facet<readonly string[]> = {
  fields: ['EmailAddresses'],
  narrow(row) {
    const addresses = texts(row, 'EmailAddresses');
    if (addresses.filter((one) => one.startsWith('SMTP:')).length !== 1)
      throw new WrongShape('EmailAddresses', 'one primary address', row);
    return addresses;
  },
};

export const alias: Kind<Alias> = {
  title: 'Alias',
  about: 'mailboxes',
  schema: z.strictObject({
    subject: refSchema,
    address: z.string(),
    service: z.exactOptional(z.literal(true)),
  }),
  declared: ({ subject, aliases, mode }) =>
    aliases && {
      wishes: aliases.entries.map(({ value, at }) => ({ item: { subject, address: value }, at })),
      verdict({ address }) {
        if (address === aliases.userPrincipalName) return { keep: 'service address' };
        if (!aliases.domains.includes(domainOf(address))) return { keep: 'service address' };
        return mode === 'exact'
          ? { take: 'not in the file', at: aliases.at }
          : { keep: 'additive' };
      },
    },
  reads: [CMDLET.getMailbox],
  facets: [proxyAddresses],
  async read(session) {
    const { rows, gaps } = await mailboxFacet(session, proxyAddresses);
    const items = rows.flatMap(({ subject, value }) =>
      value
        .filter((proxy) => proxy.startsWith(PREFIX))
        .map((proxy): Alias => {
          const address = normalise(proxy.slice(PREFIX.length));
          return INITIAL.test(domainOf(address))
            ? { subject, address, service: true }
            : { subject, address };
        }),
    );
    return { items, gaps };
  },
  key: ({ address }) => address,
  value: ({ subject }) => subject.id,
  unmanaged: ({ service }) => (service ? 'service address' : undefined),
  address: ({ address }) => address,
  grants: () => [],
  /** Whoever reads the new holder's mail reads what comes to the address from now on. */
  effect: (change) => (change.op === 'update' ? 'widens' : 'availability'),
  label: ({ address }) => address,
  describe(change) {
    const { subject, address } = itemOf(change);
    switch (change.op) {
      case 'add':
        return `give ${subject.address} the address ${address}`;
      case 'update':
        return `move the address ${address} from ${change.before.subject.address} to ${subject.address}`;
      case 'remove':
        return `take the address ${address} from ${subject.address}`;
    }
  },
  shown(change) {
    const { address } = itemOf(change);
    return {
      what: 'Alias',
      value:
        change.op === 'update'
          ? `${address}, moves here from ${change.before.subject.address}`
          : address,
    };
  },
  steps: (change) =>
    change.op === 'update'
      ? [
          { op: 'remove', before: change.before },
          { op: 'add', after: change.after },
        ]
      : [change],
  calls(change) {
    switch (change.op) {
      case 'add':
        return [edit(change.after.subject, 'add', change.after.address)];
      case 'update':
        return [
          edit(change.before.subject, 'remove', change.before.address),
          edit(change.after.subject, 'add', change.after.address),
        ];
      case 'remove':
        return [edit(change.before.subject, 'remove', change.before.address)];
    }
  },
  /** Source: Exchange Online limits. */
  most: { items: 300, called: 'addresses', counts: () => true },
  obstacle,
  authority: () => 'exchange',
};
