/** Forwarding: one receiver in two fields, of which one wins, and a switch for the copy that stands there without a receiver, too. */
import fc from 'fast-check';
import type { ItemOf } from '../../../src/kinds/index.ts';
import type { Mailbox, Tenant } from '../../../src/simulator/tenant/model.ts';
import { livingIn, mailboxOf, nameIn, primaryOf, sidOf } from '../../support/dump.ts';
import { addressOf } from '../../support/small-company.ts';
import { boxesOf, drawing, forEachBox, forEachNamed, type KindCase, maybe } from './case.ts';

type Item = ItemOf<'forwarding'>;
const OUTSIDE = ['archive@fabrikam.example', 'x@northwind.example'];
const receiver = fc.constantFrom('ann', 'cy', 'blocked', 'sales', 'desk', 'readers');
/** Names in the two fields. */
interface Fields {
  readonly recipient?: string;
  readonly address?: string;
}
const fields: fc.Arbitrary<Fields> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.record({ recipient: receiver }) },
  { weight: 2, arbitrary: fc.record({ address: fc.constantFrom(...OUTSIDE) }) },
  // An address of the organisation in the field for any, somebody's or nobody's; and both fields at once.
  {
    weight: 1,
    arbitrary: fc.record({ address: fc.constantFrom(addressOf('bob'), addressOf('nobody')) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ recipient: receiver, address: fc.constantFrom(...OUTSIDE) }),
  },
);
const there = fc.record({
  fields,
  keepCopy: fc.boolean(),
});
const asked = maybe(
  fc.record({
    to: fc.constantFrom(
      undefined,
      ...OUTSIDE,
      ...['ann', 'bob', 'sales', 'readers'].map(addressOf),
    ),
    keepCopy: fc.constantFrom('', ', keepCopy: true', ', keepCopy: false'),
  }),
);

const idOf = ({ users, groups }: Tenant, address: string): string | undefined =>
  users.find(({ userPrincipalName }) => userPrincipalName === address)?.id ??
  groups.find(({ mail }) => mail === address)?.id;
/** By the tenant's document alone: whom the mail goes on to, as an id, or as an address that nobody here has. */
function receiverOf(mailbox: Mailbox, tenant: Tenant): string | undefined {
  if (mailbox.forwardingAddress !== null) return mailbox.forwardingAddress;
  const address = mailbox.forwardingSmtpAddress?.slice('smtp:'.length);
  if (address === undefined) return undefined;
  const holder = livingIn(tenant).find((one) => primaryOf(one) === address);
  return holder?.userId ?? idOf(tenant, address) ?? `smtp:${address}`;
}
const isLike = (mailbox: Mailbox, item: Item | undefined): boolean =>
  mailbox.forwardingAddress === (item?.recipient ?? null) &&
  mailbox.forwardingSmtpAddress === (item?.address === undefined ? null : `smtp:${item.address}`) &&
  mailbox.deliverToMailboxAndForward === (item?.keepCopy ?? false);

const target = fc.constantFrom<Pick<Item, 'trustee' | 'address'>>(
  ...OUTSIDE.map((address) => ({
    trustee: { id: `smtp:${address}`, kind: 'external' as const, address },
    address,
  })),
);

export const forwarding: KindCase<'forwarding'> = {
  there: drawing(forEachBox(there), ({ mailbox, account, tenant }, drawn) => {
    for (const [box, { fields: said, keepCopy }] of boxesOf(drawn)) {
      if (said.recipient === box || said.address === addressOf(box)) continue;
      Object.assign(mailbox(box), {
        forwardingAddress: said.recipient === undefined ? null : (idIn(said.recipient) ?? null),
        forwardingSmtpAddress: said.address === undefined ? null : `smtp:${said.address}`,
        deliverToMailboxAndForward: keepCopy,
      });
    }
    function idIn(who: string): string | undefined {
      return who === 'readers' ? account('readers').id : idOf(tenant, addressOf(who));
    }
  }),
  asked: drawing(forEachNamed(asked), ({ entries }, drawn) => {
    for (const { local, says } of entries.values()) {
      const wish = drawn[local];
      if (wish === undefined || wish.to === addressOf(local)) continue;
      says.push(
        wish.to === undefined ? 'forwarding: {}' : `forwarding: { to: ${wish.to}${wish.keepCopy} }`,
      );
    }
  }),
  isInEffect(tenant, change) {
    const item = change.op === 'remove' ? change.before : change.after;
    const mailbox = mailboxOf(tenant, item.subject);
    return mailbox !== undefined && isLike(mailbox, change.op === 'remove' ? undefined : item);
  },
  missing({ forwarding: said, mode, leavers }, mailbox, tenant) {
    if (said === undefined) return [];
    const now = receiverOf(mailbox, tenant);
    const { to, keepCopy } = said.value;
    if (to === undefined)
      return now === undefined || (mode === 'additive' && !leavers.has(now))
        ? []
        : [`no forwarding to ${now}`];
    const wanted = idOf(tenant, to) ?? `smtp:${to}`;
    const is =
      now === wanted &&
      mailbox.deliverToMailboxAndForward === keepCopy &&
      (mailbox.forwardingAddress === null || mailbox.forwardingSmtpAddress === null);
    return is ? [] : [`forwarding to ${to}, copy ${keepCopy}`];
  },
  picture: (mailbox, tenant) => [
    mailbox.forwardingAddress === null ? null : nameIn(tenant, mailbox.forwardingAddress),
    mailbox.forwardingSmtpAddress,
    mailbox.deliverToMailboxAndForward,
  ],
  holders(mailbox, tenant) {
    const now = receiverOf(mailbox, tenant);
    return now === undefined ? [] : [{ sid: sidOf(tenant, now) }];
  },
  changes: {
    add: ({ subject }) =>
      fc
        .tuple(subject, target, fc.boolean())
        .map(([box, to, keepCopy]) => ({ op: 'add', after: { subject: box, keepCopy, ...to } })),
    update: ({ subject }) =>
      fc.tuple(subject, target, fc.boolean()).map(([box, to, keepCopy]) => ({
        op: 'update',
        before: { subject: box, keepCopy: !keepCopy, ...to },
        after: { subject: box, keepCopy, ...to },
      })),
    remove: ({ subject }) =>
      fc.tuple(subject, target, fc.boolean()).map(([box, to, keepCopy]) => ({
        op: 'remove',
        before: { subject: box, keepCopy, ...to },
      })),
  },
  readBy: { cmdlet: 'Get-Mailbox' },
  writtenBy: ['Set-Mailbox'],
};
