/** A hidden mailbox, beside what its delegates may do with it. */
import { warning } from '../finding.ts';
import type { DeclaredDelegate } from '../strategy.ts';
import { type Check, written } from './check.ts';

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
      `On a hidden mailbox, desktop Outlook fails for delegates who send from it, or open it without auto-mapping: \`${written(first.who)}\`${more}.`,
      'Write `hidden: false`, or give fullAccess alone, with auto-mapping, to people.',
    );
  }
};

const fails = ({ who, rights, automap }: DeclaredDelegate): boolean =>
  rights.includes('sendAs') ||
  rights.includes('sendOnBehalf') ||
  (rights.includes('fullAccess') && (automap === false || who.kind === 'group'));
