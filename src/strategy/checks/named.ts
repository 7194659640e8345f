/** Whom a key of a mailbox names gets something by it: never the mailbox itself, a leaver or an emergency account. */
import { elsewhere, error } from '../finding.ts';
import type { Check } from './check.ts';

export const namedMayGet: Check = function* (draft) {
  const listed = [
    ...draft.leavers.map((one) => ({ one, what: 'is under `leavers`', why: 'and gets nothing' })),
    ...draft.settings.breakGlass.map((one) => ({
      one,
      what: 'is a break-glass account',
      why: 'which never gets anything',
    })),
  ].map((row) => [draft.primaryOf(row.one.value), row] as const);
  const never = new Map(listed);
  for (const { mailbox } of draft.mailboxes) {
    for (const { value, at, key, reach } of mailbox.named) {
      if (reach === 'noted') continue;
      const primary = draft.primaryOf(value);
      const row = never.get(primary);
      if (row !== undefined)
        yield error(
          at,
          `${value} ${row.what} (${elsewhere(row.one.at, at)}), ${row.why}; \`${key}\` of ${mailbox.address} names it here.`,
          'Name somebody else, or delete the key.',
        );
      else if (primary === mailbox.address)
        yield error(
          at,
          `\`${key}\` of ${mailbox.address} names the mailbox itself.`,
          'Name somebody else, or delete the key.',
        );
    }
  }
};
