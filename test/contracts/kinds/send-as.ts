/** Send As: entries of a mailbox that let somebody send as it. */
import fc from 'fast-check';
import { mailboxOf, nameIn, sidOf } from '../../support/dump.ts';
import { boxesOf, drawing, forEachBox, forEachNamed, type KindCase } from './case.ts';
import { addRight, forEachLine, gives, holder, missingRights, seldom } from './rights.ts';

const entries = fc.uniqueArray(fc.record({ holder, deny: seldom(10) }), {
  maxLength: 2,
  selector: (one) => `${one.holder} ${one.deny}`,
});

export const sendAs: KindCase<'sendAs'> = {
  there: drawing(forEachBox(entries), ({ mailbox, account }, drawn) => {
    for (const [box, list] of boxesOf(drawn))
      for (const { holder: who, deny } of list)
        if (who !== box) mailbox(box).sendAs.push({ sid: account(who).sid, deny });
  }),
  asked: drawing(forEachNamed(forEachLine(gives)), ({ entries: named }, drawn) => {
    for (const { local, delegates } of named.values()) addRight(delegates, 'sendAs', drawn[local]);
  }),
  isInEffect(tenant, change) {
    const { subject, trustee } = change.op === 'remove' ? change.before : change.after;
    const sid = sidOf(tenant, trustee.id);
    const mailbox = mailboxOf(tenant, subject);
    const isThere = mailbox?.sendAs.some((one) => !one.deny && one.sid === sid) === true;
    return isThere === (change.op !== 'remove');
  },
  missing: (wanted, mailbox, tenant) => {
    const held = mailbox.sendAs.filter(({ deny }) => !deny).map(({ sid }) => sid);
    return missingRights('sendAs', wanted, new Set(held), tenant);
  },
  picture: (mailbox, tenant) =>
    mailbox.sendAs.map(({ sid, deny }) => `${nameIn(tenant, sid)} ${deny}`).toSorted(),
  holders: (mailbox) => mailbox.sendAs.filter(({ deny }) => !deny),
  /** What an account that is gone had. */
  without: (mailbox, { trustee }) => ({
    ...mailbox,
    sendAs: mailbox.sendAs.filter(({ sid, deny }) => deny || sid !== trustee.id),
  }),
  changes: {
    add: (names) =>
      fc
        .record({ subject: names.subject, trustee: names.trustee })
        .map((after) => ({ op: 'add', after })),
    remove: (names) =>
      fc
        .record({ subject: names.subject, trustee: names.trustee })
        .map((before) => ({ op: 'remove', before })),
  },
  readBy: { cmdlet: 'Get-RecipientPermission' },
  writtenBy: ['Add-RecipientPermission', 'Remove-RecipientPermission'],
};
