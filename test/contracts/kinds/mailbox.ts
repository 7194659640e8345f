/** The mailbox itself: the file names one that is not there, and it is created. */
import fc from 'fast-check';
import { provisional } from '../../../src/model/ref.ts';
import { mailboxOf } from '../../support/dump.ts';
import { NEW_BOX } from '../../support/small-company.ts';
import { drawing, type KindCase, noDraw } from './case.ts';

export const mailbox: KindCase<'mailbox'> = {
  there: noDraw, // some are there, and one was deleted
  asked: drawing(
    fc.nat(4).map((n) => n > 2),
    ({ entries, spare }, isWanted) => {
      if (isWanted) entries.set(NEW_BOX, spare);
    },
  ),
  isInEffect: (tenant, { op, ...change }) => {
    const item = 'after' in change ? change.after : undefined;
    const there = item !== undefined && mailboxOf(tenant, item.subject) !== undefined;
    return op !== 'remove' && there;
  },
  missing: () => [], // the mailbox that it is asked of is there
  picture: ({ type }) => type,
  changes: {
    add: ({ address, word }) =>
      fc.tuple(address, word).map(([one, displayName]) => ({
        op: 'add',
        after: { subject: provisional(one), type: 'shared', displayName },
      })),
  },
  readBy: { cmdlet: 'Get-Mailbox' },
  writtenBy: ['New-Mailbox'],
};
