/** Send on Behalf: a list of people on the mailbox itself, which its owner may change in Outlook. */
import fc from 'fast-check';
import type { Mailbox, Tenant } from '../../../src/simulator/tenant/model.ts';
import { mailboxOf, nameIn, sidOf } from '../../support/dump.ts';
import { isPerson } from '../../support/small-company.ts';
import { boxesOf, drawing, forEachBox, forEachNamed, type KindCase } from './case.ts';
import { addRight, forEachLine, gives, holder, missingRights } from './rights.ts';

const sidsOf = (mailbox: Mailbox, tenant: Tenant): readonly string[] =>
  mailbox.grantSendOnBehalfTo.map((id) => sidOf(tenant, id));

export const sendOnBehalf: KindCase<'sendOnBehalf'> = {
  there: drawing(
    forEachBox(fc.uniqueArray(holder, { maxLength: 2 })),
    ({ mailbox, account }, drawn) => {
      for (const [box, list] of boxesOf(drawn))
        for (const who of list) {
          const { id } = account(who);
          if (who !== box && id !== undefined) mailbox(box).grantSendOnBehalfTo.push(id);
        }
    },
  ),
  asked: drawing(
    forEachNamed(fc.record({ isExact: fc.boolean(), given: forEachLine(gives) })),
    ({ entries }, drawn) => {
      for (const { local, says, delegates } of entries.values()) {
        const { isExact, given } = drawn[local];
        if (isExact && isPerson(local)) says.push('sendOnBehalf: exact');
        addRight(delegates, 'sendOnBehalf', given);
      }
    },
  ),
  isInEffect(tenant, change) {
    const { subject, trustee } = change.op === 'remove' ? change.before : change.after;
    const isThere = mailboxOf(tenant, subject)?.grantSendOnBehalfTo.includes(trustee.id) === true;
    return isThere === (change.op !== 'remove');
  },
  missing: (wanted, mailbox, tenant) =>
    missingRights('sendOnBehalf', wanted, new Set(sidsOf(mailbox, tenant)), tenant),
  picture: (mailbox, tenant) =>
    mailbox.grantSendOnBehalfTo.map((id) => nameIn(tenant, id)).toSorted(),
  holders: (mailbox, tenant) => sidsOf(mailbox, tenant).map((sid) => ({ sid })),
  changes: {
    add: ({ subject, trustee }) =>
      fc.record({ subject, trustee }).map((after) => ({ op: 'add', after })),
    remove: ({ subject, trustee }) =>
      fc.record({ subject, trustee }).map((before) => ({ op: 'remove', before })),
  },
  readBy: { cmdlet: 'Get-Mailbox' },
  writtenBy: ['Set-Mailbox'],
};
