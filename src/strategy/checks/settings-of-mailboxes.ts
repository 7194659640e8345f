/** Settings of a mailbox that work, but hardly as meant: dates, hiding, sign-in. */
import { error, warning } from '../finding.ts';
import type { DeclaredDelegate } from '../strategy.ts';
import { entryOf } from '../tree.ts';
import { type Check, delegateLines, valueAt, written } from './check.ts';

export const datesAreCurrent: Check = function* (draft) {
  for (const { line, node } of delegateLines(draft)) {
    if (line.until === undefined || line.until >= draft.today) continue;
    yield warning(
      valueAt(node, 'until', line.at),
      `The last day of these rights, ${line.until}, is past: the line gives nothing any more.`,
      'Delete the line, or write a later day.',
    );
  }
  for (const { mailbox, node } of draft.mailboxes) {
    if (mailbox.reviewed === undefined || mailbox.reviewed <= draft.today) continue;
    yield warning(
      valueAt(node, 'reviewed', mailbox.at),
      `The last review, ${mailbox.reviewed}, is still to come.`,
      'Write the day on which the mailbox was reviewed.',
    );
  }
};

/** Desktop Outlook finds a hidden mailbox only where it is auto-mapped. */
export const hiddenCanBeUsed: Check = function* (draft) {
  for (const { mailbox, delegates } of draft.mailboxes) {
    if (mailbox.hidden?.value !== true) continue;
    const failing = delegates
      .map(({ line }) => line)
      .filter((line) => (line.until === undefined || line.until >= draft.today) && fails(line));
    const [first] = failing;
    if (first === undefined) continue;
    const more = failing.length > 1 ? ` and ${failing.length - 1} more` : '';
    yield warning(
      mailbox.hidden.at,
      `Desktop Outlook fails on a hidden mailbox for who sends from it or opens it without auto-mapping: \`${written(first.who)}\`${more}.`,
      'Write `hidden: false`, or give fullAccess alone, with auto-mapping, to people.',
    );
  }
};

const fails = ({ who, rights, automap }: DeclaredDelegate): boolean =>
  rights.includes('sendAs') ||
  rights.includes('sendOnBehalf') ||
  (rights.includes('fullAccess') && (automap === false || who.kind === 'group'));

export const sharedMailboxesAreNotSignedInTo: Check = function* ({ mailboxes }) {
  for (const { mailbox } of mailboxes) {
    if (mailbox.signIn?.value !== 'allowed') continue;
    yield warning(
      mailbox.signIn.at,
      'A shared mailbox that one can sign in to has a password that people share: nobody can tell who did what.',
      'Write `signIn: blocked` and give people rights instead, unless a device or program needs it.',
    );
  }
};

export const copySaysSomething: Check = function* ({ mailboxes }) {
  for (const { node } of mailboxes) {
    const entry = entryOf(node, 'sentItemsCopy');
    if (entry?.value.kind !== 'map' || entry.value.entries.size > 0) continue;
    yield error(
      entry.at,
      '`sentItemsCopy` says neither `sendAs` nor `onBehalf`.',
      'Write true or false for both, or { sendAs: true }, or leave the key out.',
    );
  }
};
