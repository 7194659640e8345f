/** Writes of "another administrator" by name, for scripts that change the tenant between a client's own calls. */

import type { Lagging } from '../world.ts';
import { findRecipients } from './find.ts';
import type { Mailbox, Tenant, User } from './model.ts';
import { nameKey } from './names.ts';

/** Told before and after each object is changed. */
export interface Watch {
  before(object: Lagging): void;
  after(object: Lagging): void;
}

export type RightOp =
  | 'grantFullAccess'
  | 'revokeFullAccess'
  | 'grantSendAs'
  | 'revokeSendAs'
  | 'grantSendOnBehalf'
  | 'revokeSendOnBehalf';

/** Gives a right on a mailbox or takes it away; already so is no error. Throws where a name fits nothing. */
export function changeRight(
  tenant: Tenant,
  watch: Watch,
  {
    op,
    mailbox: name,
    user,
  }: { readonly op: RightOp; readonly mailbox: string; readonly user: string },
): void {
  const mailbox = mailboxNamed(tenant, name);
  const { id, sid } = trusteeNamed(tenant, user);
  watch.before(mailbox);
  const others = mailbox.permissions.filter((ace) => ace.sid !== sid || ace.deny || ace.inherited);
  switch (op) {
    case 'grantFullAccess':
      mailbox.permissions = [
        ...others,
        {
          sid,
          rights: ['FullAccess'],
          deny: false,
          inherited: false,
          inheritanceType: 'All',
          autoMapping: true,
        },
      ];
      break;
    case 'revokeFullAccess':
      mailbox.permissions = others;
      break;
    case 'grantSendAs':
    case 'revokeSendAs':
      mailbox.sendAs = mailbox.sendAs.filter((entry) => entry.sid !== sid || entry.deny);
      if (op === 'grantSendAs') mailbox.sendAs.push({ sid, deny: false });
      break;
    case 'grantSendOnBehalf':
    case 'revokeSendOnBehalf':
      mailbox.grantSendOnBehalfTo = mailbox.grantSendOnBehalfTo.filter((one) => one !== id);
      if (op === 'grantSendOnBehalf') mailbox.grantSendOnBehalfTo.push(id);
      break;
  }
  watch.after(mailbox);
}

/** Adds a secondary address to a mailbox or takes one away. Throws where the mailbox is not found. */
export function changeAlias(
  tenant: Tenant,
  watch: Watch,
  {
    op,
    mailbox: name,
    address,
  }: {
    readonly op: 'addAlias' | 'removeAlias';
    readonly mailbox: string;
    readonly address: string;
  },
): void {
  const mailbox = mailboxNamed(tenant, name);
  const alias = `smtp:${address}`;
  watch.before(mailbox);
  mailbox.emailAddresses = mailbox.emailAddresses.filter(
    (one) => nameKey(one) !== nameKey(alias) || one.startsWith('SMTP:'),
  );
  if (op === 'addAlias') mailbox.emailAddresses.push(alias);
  watch.after(mailbox);
}

/** Blocks or allows sign-in. Throws where the user is not found. */
export function changeSignIn(
  tenant: Tenant,
  watch: Watch,
  { op, user: name }: { readonly op: 'enableUser' | 'disableUser'; readonly user: string },
): void {
  const user = userNamed(tenant, name);
  watch.before(user);
  user.accountEnabled = op === 'enableUser';
  watch.after(user);
}

function mailboxNamed(tenant: Tenant, name: string): Mailbox {
  const [found, ...more] = findRecipients(tenant, name);
  if (found?.kind === 'mailbox' && more.length === 0) return found.mailbox;
  throw new Error(`no single mailbox is named "${name}"`);
}

function userNamed(tenant: Tenant, name: string): User {
  const [found, ...more] = findRecipients(tenant, name);
  if (more.length === 0 && found?.kind === 'user') return found.user;
  if (more.length === 0 && found?.kind === 'mailbox' && found.user) return found.user;
  throw new Error(`no single user is named "${name}"`);
}

function trusteeNamed(tenant: Tenant, name: string): { readonly id: string; readonly sid: string } {
  const [found, ...more] = findRecipients(tenant, name);
  if (more.length === 0 && found?.kind === 'group') return found.group;
  if (more.length === 0 && found?.kind === 'servicePrincipal') return found.servicePrincipal;
  return userNamed(tenant, name);
}
