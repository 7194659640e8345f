/** What stands in a simulated tenant, told from its document alone: an eye that shares nothing with the product's. */
import type { Action } from '../../src/kinds/index.ts';
import type { Mailbox, Tenant } from '../../src/simulator/tenant/model.ts';

export const primaryOf = ({ emailAddresses }: Mailbox): string =>
  (emailAddresses.find((address) => address.startsWith('SMTP:')) ?? '').slice(5).toLowerCase();
const aliasesOf = ({ emailAddresses }: Mailbox): readonly string[] =>
  emailAddresses
    .filter((address) => address.startsWith('smtp:'))
    .map((address) => address.slice('smtp:'.length).toLowerCase());

/** By object id, or by address where the object had no id yet when it was spoken of. */
function mailboxOf({ mailboxes }: Tenant, subject: { id: string; address: string }) {
  const living = mailboxes.filter(({ softDeleted }) => softDeleted === null);
  return subject.id.startsWith('new:')
    ? living.find((mailbox) => primaryOf(mailbox) === subject.address)
    : living.find(({ userId }) => userId === subject.id);
}

/** Whether what a change wants is so in the tenant. Throws for what no strategy can ask for. */
export function isSoIn(tenant: Tenant, action: Action): boolean {
  const item = action.op === 'remove' ? action.before : action.after;
  const mailbox = mailboxOf(tenant, item.subject);
  const wanted = action.op !== 'remove';
  if (mailbox === undefined) return !wanted;
  switch (action.kind) {
    case 'mailbox':
      return wanted;
    case 'fullAccess': {
      const {
        trustee,
        automap,
        inheritance = 'All',
      } = action.op === 'remove' ? action.before : action.after;
      const entry = mailbox.permissions.find(
        ({ sid, deny, rights, inheritanceType }) =>
          !deny &&
          rights.includes('FullAccess') &&
          inheritanceType === inheritance &&
          sid === sidOf(tenant, trustee.id),
      );
      if (!wanted || entry === undefined) return wanted === (entry !== undefined);
      return automap === undefined || (entry.autoMapping ?? false) === automap;
    }
    case 'sendAs': {
      const { trustee } = action.op === 'remove' ? action.before : action.after;
      const sid = sidOf(tenant, trustee.id);
      return wanted === mailbox.sendAs.some((one) => !one.deny && one.sid === sid);
    }
    case 'sendOnBehalf': {
      const { trustee } = action.op === 'remove' ? action.before : action.after;
      return wanted === mailbox.grantSendOnBehalfTo.includes(trustee.id);
    }
    case 'alias': {
      const { address } = action.op === 'remove' ? action.before : action.after;
      const left = action.op === 'update' ? mailboxOf(tenant, action.before.subject) : undefined;
      const gone = left === undefined || !aliasesOf(left).includes(address);
      return gone && wanted === aliasesOf(mailbox).includes(address);
    }
    case 'mailboxSettings': {
      if (action.op === 'remove') throw new Error('a setting is never removed');
      const { property, to } = action.after;
      const { displayName, hidden, messageCopyForSentAs, messageCopyForSendOnBehalf } = mailbox;
      const now = {
        displayName,
        hidden,
        copySendAs: messageCopyForSentAs,
        copyOnBehalf: messageCopyForSendOnBehalf,
      }[property];
      return now === to;
    }
    case 'signIn': {
      if (action.op === 'remove') throw new Error('a sign-in is never removed');
      const owner = tenant.users.find(({ id }) => id === mailbox.userId);
      return (owner?.accountEnabled === true ? 'allowed' : 'blocked') === action.after.to;
    }
  }
}

/** An orphan is named by its SID already. */
function sidOf({ users, groups, servicePrincipals }: Tenant, id: string): string {
  return [...users, ...groups, ...servicePrincipals].find((one) => one.id === id)?.sid ?? id;
}

/** All that a strategy can manage, by address: equal pictures are tenants that nobody could tell apart. A double entry shows twice. */
export function pictureOf(tenant: Tenant): unknown {
  const { users, groups, servicePrincipals, mailboxes } = tenant;
  const principals = [
    ...users.map(({ id, sid, userPrincipalName }) => ({ id, sid, name: userPrincipalName })),
    ...groups.map(({ id, sid, mailNickname }) => ({ id, sid, name: mailNickname })),
    ...servicePrincipals.map(({ id, sid, displayName }) => ({ id, sid, name: displayName })),
  ];
  const name = (key: string): string =>
    principals.find(({ id, sid }) => id === key || sid === key)?.name ?? key;
  return mailboxes
    .map((mailbox) => ({
      address: primaryOf(mailbox),
      type: mailbox.type,
      displayName: mailbox.displayName,
      hidden: mailbox.hidden,
      copies: [mailbox.messageCopyForSentAs, mailbox.messageCopyForSendOnBehalf],
      enabled: users.find(({ id }) => id === mailbox.userId)?.accountEnabled,
      aliases: aliasesOf(mailbox).toSorted(),
      open: mailbox.permissions
        .map(({ sid, rights, deny, inheritanceType, autoMapping }) =>
          [name(sid), ...rights.toSorted(), deny, inheritanceType, autoMapping].join(' '),
        )
        .toSorted(),
      sendAs: mailbox.sendAs.map(({ sid, deny }) => `${name(sid)} ${deny}`).toSorted(),
      onBehalf: mailbox.grantSendOnBehalfTo.map(name).toSorted(),
    }))
    .toSorted((a, b) => (a.address < b.address ? -1 : 1));
}
