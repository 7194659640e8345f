/** Properties of a mailbox. What is new has them as the service gives them, so they are added on a mailbox that is created alone. */
import fc from 'fast-check';
import type { ItemOf } from '../../../src/kinds/index.ts';
import type { Mailbox } from '../../../src/simulator/tenant/model.ts';
import { mailboxOf } from '../../support/dump.ts';
import {
  boxesOf,
  drawing,
  forEachBox,
  forEachNamed,
  type KindCase,
  maybe,
  type Names,
} from './case.ts';

type Item = ItemOf<'mailboxSettings'>;
const there = fc.record({
  hidden: fc.boolean(),
  messageCopyForSentAs: fc.boolean(),
  messageCopyForSendOnBehalf: fc.boolean(),
});
const asked = fc.record({
  displayName: maybe(fc.constantFrom('Sales', 'The "new" name', 'Ünïcode $1 \\ name', "O'Brien")),
  hidden: maybe(fc.boolean()),
  copy: maybe(fc.constantFrom('true', 'false', '{ sendAs: true }', '{ onBehalf: false }')),
});
const picture = ({
  displayName,
  hidden,
  messageCopyForSentAs: copySendAs,
  messageCopyForSendOnBehalf: copyOnBehalf,
}: Mailbox) => ({ displayName, hidden, copySendAs, copyOnBehalf });

const setting = ({ subject, word }: Names): fc.Arbitrary<Item> =>
  fc.oneof(
    fc.record({ subject, property: fc.constant('displayName'), to: word }),
    fc.record({
      subject,
      property: fc.constantFrom('hidden', 'copySendAs', 'copyOnBehalf'),
      to: fc.boolean(),
    }),
  );
const before = (after: Item, word: string): Item =>
  after.property === 'displayName' ? { ...after, to: word } : { ...after, to: !after.to };

export const mailboxSettings: KindCase<'mailboxSettings'> = {
  there: drawing(forEachBox(there), ({ mailbox }, drawn) => {
    for (const [box, values] of boxesOf(drawn)) Object.assign(mailbox(box), values);
  }),
  asked: drawing(forEachNamed(asked), ({ entries }, drawn) => {
    for (const { local, says } of entries.values()) {
      const { displayName, hidden, copy } = drawn[local];
      if (displayName !== undefined) says.push(`displayName: ${JSON.stringify(displayName)}`);
      if (hidden !== undefined) says.push(`hidden: ${hidden}`);
      if (copy !== undefined) says.push(`sentItemsCopy: ${copy}`);
    }
  }),
  isInEffect(tenant, change) {
    if (change.op === 'remove') return false; // a setting is never removed
    const { subject, property, to } = change.after;
    const mailbox = mailboxOf(tenant, subject);
    return mailbox !== undefined && picture(mailbox)[property] === to;
  },
  missing({ displayName, hidden, sentItemsCopy }, mailbox) {
    const wishes = {
      displayName: displayName?.value,
      hidden: hidden?.value,
      copySendAs: sentItemsCopy?.value.sendAs,
      copyOnBehalf: sentItemsCopy?.value.onBehalf,
    };
    const now = new Map<string, unknown>(Object.entries(picture(mailbox)));
    return Object.entries(wishes).flatMap(([property, wish]) =>
      wish === undefined || now.get(property) === wish ? [] : [`${property} ${wish}`],
    );
  },
  picture,
  changes: {
    add: (names) => setting(names).map((after) => ({ op: 'add', after })),
    update: (names) =>
      fc.tuple(setting(names), names.word).map(([after, word]) => ({
        op: 'update',
        before: before(after, word),
        after,
      })),
  },
  readBy: { cmdlet: 'Get-Mailbox' },
  writtenBy: ['Set-Mailbox'],
};
