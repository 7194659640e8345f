/** Names that guard something: `protected`, `breakGlass`, `leavers`. Whom they mean is found in the tenant; this is what the file alone tells. */
import { elsewhere, error } from '../finding.ts';
import type { Check } from './check.ts';

/** A pattern there would guard nobody. */
export const guardsArePlainAddresses: Check = function* ({ settings, leavers }) {
  const lists = [
    ['protected', settings.protected],
    ['breakGlass', settings.breakGlass],
    ['leavers', leavers],
  ] as const;
  for (const [list, entries] of lists) {
    for (const { value, at } of entries) {
      if (!value.includes('*')) continue;
      yield error(
        at,
        `\`${value}\` is a pattern; \`${list}\` takes whole addresses only, so it would mean nobody.`,
        'Write each address in full; patterns stand under `ignoreTrustees` alone.',
      );
    }
  }
};

/** The mailbox that has a leaver's address by now may be anybody's: the one who took over the mail, mostly. */
export const leaversAreNoAliases: Check = function* ({ leavers, primaryOf, mailboxAt }) {
  for (const { value, at } of leavers) {
    const address = primaryOf(value);
    const mailbox = address === value ? undefined : mailboxAt.get(address)?.mailbox;
    if (mailbox === undefined) continue;
    yield error(
      at,
      `${value} is an alias of ${address} in this file (${elsewhere(mailbox.at, at)}): who has left, ${address}, or who had the alias before?`,
      `Write ${address} if that is who left. Else name the leaver by an address of their own, or delete the entry where the account is gone.`,
    );
  }
};
