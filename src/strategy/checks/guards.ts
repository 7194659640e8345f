/** `leavers` are names that guard. Whom they mean is found in the tenant; this is what the file alone tells. */
import { elsewhere, error } from '../finding.ts';
import { patternsIn } from '../keys/accounts.ts';
import type { Check } from './check.ts';

export const leaversArePlainAddresses: Check = ({ leavers }) => patternsIn('leavers', leavers);

/** The mailbox that has a leaver's address by now may be anybody's: the one who took over the mail, mostly. */
export const leaversAreNoAliases: Check = function* ({ leavers, primaryOf, mailboxAt }) {
  for (const { value, at } of leavers) {
    const address = primaryOf(value);
    const mailbox = address === value ? undefined : mailboxAt.get(address)?.mailbox;
    if (mailbox === undefined) continue;
    yield error(
      at,
      `${value} is an alias of ${address} in this file (${elsewhere(mailbox.at, at)}): it is not clear who has left, ${address} or whoever had the alias before.`,
      `Write ${address} if that is who left. Else name the leaver by an address of their own, or delete the entry where the account is gone.`,
    );
  }
};
