/**
 * Forwarding: where mail to a mailbox goes on to. Somebody of the organisation stands in ForwardingAddress, an address outside in
 * ForwardingSmtpAddress; one is written, the other cleared, and the switch for the copy set, all in one call.
 */
import * as z from 'zod';
import { afterOf, beforeOf, type Change, itemOf } from '../../model/change.ts';
import { nameOf } from '../../model/ref.ts';
import { principalSchema, refSchema } from '../../model/schemas.ts';
import type { Place } from '../../strategy/strategy.ts';
import {
  type ForwardingRow,
  forwardingFields,
  forwardingRows,
  type Target,
  targetAt,
  targetOutside,
} from '../../tenant/read/forwarding.ts';
import { CMDLET } from '../../wire/exchange.ts';
import type { Effect, Kind } from '../kind.ts';
import type { Obstacle, TenantFacts } from '../obstacle.ts';
import type { Verdict, Wanted, Whom } from '../wanted.ts';

/** What a mailbox has of it; nothing at all is no item. Without `trustee` only the switch is on, and does nothing. */
export type Forwarding = ForwardingRow;

const KEY = 'forwarding';

export const forwarding: Kind<Forwarding> = {
  title: 'Forwarding',
  about: 'mailboxes',
  schema: z.strictObject({
    subject: refSchema,
    keepCopy: z.boolean(),
    trustee: z.exactOptional(principalSchema),
    recipient: z.exactOptional(z.string().min(1)),
    address: z.exactOptional(z.string().min(1)),
  }),
  declared(wanted) {
    const { forwarding: said, subject, whom } = wanted;
    if (said === undefined) return undefined;
    const verdict = (item: Forwarding): Verdict => verdictOn(item, wanted, said.at);
    const { to, keepCopy } = said.value;
    if (to === undefined) return { wishes: [], verdict };
    const target = whom.get(to);
    return target === undefined // it was complained of, or is in doubt
      ? undefined
      : { wishes: [{ item: { subject, keepCopy, ...targetOf(target) }, at: said.at }], verdict };
  },
  reads: [CMDLET.getMailbox],
  facets: [forwardingFields],
  async read(session) {
    const { rows, gaps } = await forwardingRows(session);
    return { items: rows, gaps };
  },
  key: () => KEY,
  /** A second receiver beside the one that counts is a difference; by which of the two fields it is the same receiver is none. */
  value: (item) =>
    [
      item.trustee?.id ?? 'nobody',
      item.keepCopy ? 'copy kept' : 'no copy kept',
      ...(idle(item) === undefined ? [] : [`beside ${idle(item)}`]),
    ].join(', '),
  grants: ({ trustee }) => (trustee === undefined ? [] : [{ to: trustee, right: 'mail' }]),
  effect,
  label: ({ trustee }) => (trustee === undefined ? 'nobody' : nameOf(trustee)),
  describe,
  shown(change) {
    const { before, after } = { before: beforeOf(change), after: afterOf(change) };
    return {
      what: 'Forwarding',
      value: `${before === undefined ? 'nobody' : targetText(before)} -> ${after === undefined ? 'nobody' : targetText(after)}`,
    };
  },
  calls(change) {
    const { subject } = itemOf(change);
    const item = change.op === 'remove' ? undefined : change.after;
    return [
      {
        service: 'exchange',
        cmdlet: CMDLET.setMailbox,
        on: subject,
        parameters: {
          ForwardingAddress: item?.recipient ?? null,
          ForwardingSmtpAddress: item?.address === undefined ? null : `smtp:${item.address}`,
          DeliverToMailboxAndForward: item?.keepCopy ?? false,
        },
      },
    ];
  },
  obstacle: (change, facts) => (change.op === 'remove' ? undefined : noMail(change.after, facts)),
  authority: () => 'exchange',
};

const targetOf = (whom: Whom): Target =>
  whom.is === 'outside' ? targetOutside(whom.address) : targetAt(whom.recipient);

/** Forwarding that the file does not want. Mail to somebody who has left stops in every mode. */
function verdictOn(
  { trustee, recipient }: Forwarding,
  { leavers, mode }: Wanted,
  at: Place,
): Verdict {
  if (trustee === undefined) return { keep: 'not managed' };
  const left = leavers.get(trustee.id) ?? leavers.get(recipient ?? '');
  if (left !== undefined) return { take: 'leaver', at: left };
  return mode === 'additive' ? { keep: 'additive' } : { take: 'not in the file', at };
}

/** The address in ForwardingSmtpAddress that counts for nothing, since ForwardingAddress names somebody. */
const idle = ({ recipient, address }: Forwarding): string | undefined =>
  recipient === undefined ? undefined : address;

function effect(change: Change<Forwarding>): Effect {
  const before = beforeOf(change);
  const after = change.op === 'remove' ? undefined : change.after;
  const [had, has] = [before?.trustee?.id, after?.trustee?.id];
  if (had !== has) {
    if (had !== undefined && has !== undefined) return 'both';
    return has === undefined ? 'narrows' : 'widens';
  }
  return has !== undefined && before?.keepCopy !== after?.keepCopy ? 'availability' : 'neutral';
}

function describe(change: Change<Forwarding>): string {
  const { subject, trustee, keepCopy } = itemOf(change);
  const before = beforeOf(change);
  const box = subject.address;
  const was = before?.trustee;
  if (change.op === 'remove' || trustee === undefined)
    return was === undefined
      ? `keep no copy in ${box} of mail that goes on to nobody`
      : `stop mail to ${box} going on to ${nameOf(was)}${where(before)}`;
  const to = `${nameOf(trustee)}${where(change.after)}`;
  const copy = keepCopy ? `keeping a copy in ${box}` : `keeping no copy in ${box}`;
  const stale = before === undefined ? undefined : idle(before);
  const cleared =
    stale === undefined ? '' : ` (the second address ${stale}, which has no effect, is cleared)`;
  if (was?.id !== trustee.id)
    return `send mail to ${box} on to ${to}, ${copy}${was === undefined ? '' : ` (until now to ${nameOf(was)}${where(before)})`}${cleared}`;
  if (before?.keepCopy !== keepCopy)
    return `send mail to ${box} on to ${to} as before, but ${copy} from now on${cleared}`;
  return `leave mail to ${box} going on to ${to}${cleared}`;
}
/** Who gets the mail, and whether it stays here too. */
function targetText(item: Forwarding): string {
  const { trustee, keepCopy } = item;
  const beside =
    idle(item) === undefined
      ? ''
      : `, beside the second address ${idle(item)}, which has no effect`;
  const copy = keepCopy ? 'a copy stays here' : 'no copy stays here';
  return `${trustee === undefined ? 'nobody' : nameOf(trustee)}${where(item)} (${copy}${beside})`;
}
const where = (item: Forwarding | undefined): string =>
  item?.trustee?.kind === 'external' ? ' outside the organisation' : '';

/** An account without mailbox or address in Exchange gets no mail there. */
function noMail(
  { subject, trustee, recipient }: Forwarding,
  { directory }: TenantFacts,
): Obstacle | undefined {
  const found = recipient === undefined ? undefined : directory.recipients.get(recipient);
  return trustee === undefined || found === undefined || found.type !== undefined
    ? undefined
    : {
        why: `${nameOf(trustee)} gets no mail in Exchange, so mail to ${subject.address} cannot go on there`,
        mend: 'Name a mailbox, a mail-enabled group, a contact, or an address outside.',
      };
}
