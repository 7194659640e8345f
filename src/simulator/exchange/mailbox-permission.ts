/** Get-MailboxPermission: who holds Full Access and the like on one mailbox. */
import { SELF } from '../../wire/exchange.ts';
import { principalBySid } from '../tenant/find.ts';
import type { Mailbox, MailboxAce } from '../tenant/model.ts';
import type { World } from '../world.ts';
import {
  type Cmdlet,
  type CmdletCall,
  filterText,
  isOn,
  type Listing,
  listing,
  requiredText,
} from './call.ts';
import { notFound, notSimulated } from './errors.ts';
import { dnById, mailboxesBy } from './identity.ts';
import { holderOf, isPerson, sidOf, sidToFind } from './principals.ts';
import type { Row } from './row.ts';

/** Every mailbox grants itself two entries, each with rights of its own. */
const SELF_ACES: readonly MailboxAce[] = [
  ['FullAccess', 'ReadPermission'],
  ['FullAccess', 'ExternalAccount', 'ReadPermission'],
].map((rights) => ({
  sid: SELF.sid,
  rights,
  deny: false,
  inherited: false,
  inheritanceType: 'All',
  autoMapping: null,
}));

export const GET_MAILBOX_PERMISSION: Cmdlet = {
  contract: {
    name: 'Get-MailboxPermission',
    sets: { Owner: ['Identity'], AccessRights: ['Identity'] },
    parameters: [
      { kind: 'text', names: 'Identity' },
      { kind: 'secret', names: 'Credential' },
      {
        kind: 'switch',
        names: 'GroupMailbox IncludeUserWithDisplayName ReadFromDomainController UseCustomRouting',
      },
      {
        kind: 'switch',
        names: 'IncludeSoftDeletedUserPermissions IncludeUnresolvedPermissions SoftDeletedMailbox',
        sets: ['AccessRights'],
      },
      { kind: 'switch', names: 'Owner', sets: ['Owner'] },
      { kind: 'unlimited', names: 'ResultSize' },
      { kind: 'text', names: 'User', sets: ['AccessRights'] },
    ],
  },
  run: getMailboxPermission,
};

function getMailboxPermission(call: CmdletCall): Listing {
  if (isOn(call, 'Owner')) throw notSimulated('Get-MailboxPermission with Owner');
  const mailboxes = readMailboxes(call);
  const user = filterText(call, 'User');
  const sid = user === undefined ? undefined : sidToFind(call, user);
  const unresolved = isOn(call, 'IncludeUnresolvedPermissions');
  const softDeleted = isOn(call, 'IncludeSoftDeletedUserPermissions');
  const withLink =
    isOn(call, 'ReadFromDomainController') && call.world.settings.delegateListLink === 'present';
  const found = mailboxes.flatMap((mailbox) =>
    shownAces(call.world, mailbox, { unresolved, softDeleted })
      .filter((ace) => sid === undefined || ace.sid === sid)
      .map((ace) => ({ mailbox, ace })),
  );
  return listing(found, ({ mailbox, ace }) => ({
    ...aceRow(call.world, mailbox, ace),
    ...(withLink ? { DelegateListLink: delegateLinks(call.world, mailbox) } : {}),
  }));
}

/** The mailbox named, several where several fit, as a reader of permissions sees them. */
function readMailboxes(call: CmdletCall): Mailbox[] {
  const identity = requiredText(call, 'Identity');
  const deleted = isOn(call, 'SoftDeletedMailbox');
  const found = isOn(call, 'GroupMailbox') ? [] : mailboxesBy(call, identity, { deleted });
  const seen = found.flatMap(({ mailbox }) => call.world.lag.seen('permissions', mailbox) ?? []);
  if (seen.length === 0) throw notFound(identity);
  return seen;
}

/** Entries as listed, SELF first; strangers and soft-deleted people only where they are asked for. */
export function shownAces(
  world: World,
  mailbox: Mailbox,
  include: { readonly unresolved: boolean; readonly softDeleted: boolean },
): MailboxAce[] {
  const always = world.settings.hiddenDelegates === 'shown';
  const gone = mailbox.withoutSelf?.includes('fullAccess') === true;
  const own = gone || mailbox.permissions.some(({ sid }) => sid === SELF.sid) ? [] : SELF_ACES;
  return [...own, ...mailbox.permissions].filter((ace) => {
    if (ace.shownAs !== undefined) return true;
    const { state } = holderOf(world, ace.sid);
    if (state === 'unresolved') return always || include.unresolved;
    return state !== 'softDeleted' || always || include.softDeleted;
  });
}

export function aceRow(world: World, mailbox: Mailbox, ace: MailboxAce): Row {
  return {
    Identity: mailbox.name,
    User: ace.shownAs ?? holderOf(world, ace.sid).shown,
    // One element holds all rights of the entry.
    AccessRights: [ace.rights.join(', ')],
    IsInherited: ace.inherited,
    Deny: ace.deny,
    InheritanceType: ace.inheritanceType,
    UserSid: ace.sid,
    // Empty for real delegates too.
    PrimarySmtpAddress: '',
    IsValid: true,
  };
}

/** Distinguished names of the people whose Outlook opens this mailbox by itself. */
function delegateLinks({ tenant }: World, mailbox: Mailbox): string[] {
  return mailbox.permissions
    .filter((ace) => ace.autoMapping === true && !ace.deny && isPerson(tenant, ace.sid))
    .flatMap((ace) => {
      const holder = principalBySid(tenant, ace.sid);
      return holder === undefined || sidOf(holder) === undefined
        ? []
        : (dnById(tenant, holder.id) ?? []);
    });
}
