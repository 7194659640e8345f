import { READ_MEMBERS } from './read-members.ts';
import { addressesOf, type GateRule } from './rule.ts';

export const mailboxEmptied: GateRule = {
  id: 'mailbox-emptied',
  opens: 'number',
  limit: 0,
  counts:
    'mailboxes that have people or groups as delegates now and will have none; a group counts only where a member can sign in and is no leaver; no flag opens it where the members of such a group cannot be read',
  evaluate(_, { net, doubtful }) {
    if (doubtful.length > 0)
      return {
        unread: true,
        actual: doubtful.length,
        about: doubtful.map(({ subject, why }) => `${subject.address}: ${why}`),
        why: `people lose their rights, and the members of the groups that stay could not be read; ${READ_MEMBERS}`,
      };
    return {
      actual: net.emptied.length,
      about: addressesOf(net.emptied),
      why: 'it leaves mailboxes without any delegate; a group counts only where a member can sign in',
    };
  },
};
