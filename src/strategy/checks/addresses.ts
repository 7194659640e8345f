/** Every address belongs to one mailbox. */
import { elsewhere, error } from '../finding.ts';
import type { DeclaredMailbox, Place } from '../strategy.ts';
import type { Check } from './check.ts';

const MAILBOX_MEND = 'A mailbox may appear only once: keep one of the two entries, and merge them.';

export const mailboxesOnce: Check = function* ({ mailboxes, mailboxAt }) {
  for (const { mailbox } of mailboxes) {
    const first = mailboxAt.get(mailbox.address)?.mailbox;
    if (first === undefined || first === mailbox) continue;
    const where =
      first.section === mailbox.section
        ? `twice under \`${mailbox.section}\``
        : `both under \`${first.section}\` and under \`${mailbox.section}\``;
    yield error(
      mailbox.at,
      `The mailbox ${mailbox.address} appears ${where}, first at ${elsewhere(first.at, mailbox.at)}.`,
      MAILBOX_MEND,
    );
  }
};

export const aliasesOnce: Check = function* ({ mailboxes, mailboxAt }) {
  const seen = new Map<string, { readonly of: DeclaredMailbox; readonly at: Place }>();
  for (const { mailbox } of mailboxes) {
    for (const { value, at } of mailbox.aliases?.entries ?? []) {
      const holder = mailboxAt.get(value)?.mailbox;
      const before = seen.get(value);
      if (value === mailbox.address) {
        yield error(
          at,
          `${value} is the primary address of this mailbox, which \`aliases\` never manages.`,
          'Delete the line: the primary address is kept without it.',
        );
      } else if (holder !== undefined) {
        yield error(
          at,
          `${value} is an alias of ${mailbox.address} here, and a mailbox of its own (${elsewhere(holder.at, at)}).`,
          'An address belongs to one mailbox: delete the alias, or the mailbox from the file.',
        );
      } else if (before?.of === mailbox) {
        yield error(
          at,
          `${value} appears twice in these aliases, first on ${elsewhere(before.at, at)}.`,
          'Delete one of the two.',
        );
      } else if (before !== undefined) {
        yield error(
          at,
          `${value} is an alias of ${mailbox.address} here, and of ${before.of.address} (${elsewhere(before.at, at)}).`,
          'An address belongs to one mailbox: delete one of the two lines.',
        );
      } else seen.set(value, { of: mailbox, at });
    }
  }
};
