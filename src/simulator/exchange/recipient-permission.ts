/** Get-, Add- and Remove-RecipientPermission: Send As, on mailboxes, groups, contacts and mail users. */
import { SELF } from '../../wire/exchange.ts';
import type { Recipient } from '../tenant/find.ts';
import { principalBySid } from '../tenant/find.ts';
import type { Contact, Group, Mailbox, SendAsEntry, User } from '../tenant/model.ts';
import type { World } from '../world.ts';
import {
  type Cmdlet,
  type CmdletCall,
  filterText,
  isOn,
  type Listing,
  listing,
  type Outcome,
  requiredText,
} from './call.ts';
import { notASecurityPrincipal, notFound, notSimulated } from './errors.ts';
import { oneRecipient, recipientDn, recipientsBy } from './identity.ts';
import { isVisible } from './mailbox-state.ts';
import { holderOf, sidToFind, sidToGrant } from './principals.ts';
import type { Row } from './row.ts';
import { touched } from './touch.ts';

/** What can carry Send As entries. */
type Carrier = Mailbox | Group | Contact | User;

export const GET_RECIPIENT_PERMISSION: Cmdlet = {
  contract: {
    name: 'Get-RecipientPermission',
    sets: { Default: [] },
    parameters: [
      { kind: 'text', names: 'Identity Trustee' },
      { kind: 'list', names: 'AccessRights', values: 'SendAs' },
      { kind: 'switch', names: 'IncludeTrusteeWithPrimarySmtpAddress ReadFromDomainController' },
      { kind: 'unlimited', names: 'ResultSize' },
    ],
  },
  run: getRecipientPermission,
};

function getRecipientPermission(call: CmdletCall): Listing {
  const trustee = filterText(call, 'Trustee');
  const sid = trustee === undefined ? undefined : sidToFind(call, trustee);
  const found = carriers(call).flatMap((carrier) =>
    sendAsEntries(carrier)
      .filter((entry) => sid === undefined || entry.sid === sid)
      .map((entry) => ({ name: carrier.name, entry })),
  );
  return listing(found, ({ name, entry }) => sendAsRow(call.world, name, entry));
}

/** Without an identity all recipients of the tenant: one paged call reads every Send As there is. */
function carriers(call: CmdletCall): Carrier[] {
  const identity = filterText(call, 'Identity');
  if (identity === undefined) return allCarriers(call.world);
  const found = recipientsBy(call, identity)
    .map(carrierOf)
    .flatMap((carrier) => seen(call.world, carrier));
  if (found.length > 0) return found;
  if (call.world.settings.unknownIdentity === 'allRows') return allCarriers(call.world);
  throw notFound(identity);
}

function allCarriers(world: World): Carrier[] {
  const { mailboxes, groups, contacts, users } = world.tenant;
  const all: Carrier[] = [
    ...mailboxes.filter((mailbox) => mailbox.softDeleted === null && isVisible(world, mailbox)),
    ...groups.filter(({ kind }) => kind !== 'security'),
    ...contacts,
    ...users.filter((user) => user.mailUser && user.deletedDateTime === null),
  ];
  return all.flatMap((carrier) => seen(world, carrier));
}

function seen(world: World, carrier: Carrier): Carrier[] {
  const state: Carrier | undefined = world.lag.seen('sendAs', carrier);
  return state === undefined ? [] : [state];
}

/** Each mailbox lets itself send as itself. */
export function sendAsEntries(carrier: Carrier): readonly SendAsEntry[] {
  const entries = carrier.sendAs ?? [];
  const own =
    'exchangeGuid' in carrier &&
    carrier.withoutSelf?.includes('sendAs') !== true &&
    !entries.some(({ sid }) => sid === SELF.sid);
  return own ? [{ sid: SELF.sid, deny: false }, ...entries] : entries;
}

function sendAsRow(world: World, name: string, entry: SendAsEntry): Row {
  return {
    Identity: name,
    Trustee: holderOf(world, entry.sid).shown,
    AccessControlType: entry.deny ? 'Deny' : 'Allow',
    AccessRights: ['SendAs'],
    ...(world.settings.recipientPermissionIsInherited === 'absent' ? {} : { IsInherited: false }),
    InheritanceType: 'None',
    TrusteeSidString: entry.sid,
    // Both are empty in practice.
    PrimarySmtpAddress: '',
    TrusteeWithPrimarySmtpAddress: '',
    IsValid: true,
  };
}

export const ADD_RECIPIENT_PERMISSION: Cmdlet = {
  contract: {
    name: 'Add-RecipientPermission',
    confirms: true,
    sets: { Default: ['Identity', 'AccessRights', 'Trustee'] },
    parameters: [
      { kind: 'text', names: 'Identity Trustee' },
      { kind: 'list', names: 'AccessRights', values: 'SendAs' },
      { kind: 'switch', names: 'Confirm WhatIf' },
    ],
  },
  run: addRecipientPermission,
};

function addRecipientPermission(call: CmdletCall): Outcome {
  const recipient = oneRecipient(call, requiredText(call, 'Identity'));
  const carrier = carrierOf(recipient);
  const sid = trusteeToGrant(call, requiredText(call, 'Trustee'));
  const existing = entryOf(carrier, sid, false);
  if (existing !== undefined) {
    call.warnings.push(
      `The appropriate access control entry is already present on the object "${recipientDn(call.tenant, recipient)}" for account "${holderOf(call.world, sid).shown}".`,
    );
    return call.world.settings.repeatedAdd === 'warning'
      ? undefined
      : listing([existing], (entry) => sendAsRow(call.world, carrier.name, entry));
  }
  const added: SendAsEntry = { sid, deny: false };
  touched(call, carrier, () => {
    carrier.sendAs = [...(carrier.sendAs ?? []), added];
  });
  return listing([added], (entry) => sendAsRow(call.world, carrier.name, entry));
}

/** Unlike for Full Access, a plain security group is refused: it has no address to be known by. */
function trusteeToGrant(call: CmdletCall, trustee: string): string {
  const sid = sidToGrant(call, trustee);
  const holder = principalBySid(call.tenant, sid);
  if (holder?.kind === 'group' && holder.group.kind === 'security') {
    throw notASecurityPrincipal(trustee);
  }
  return sid;
}

export const REMOVE_RECIPIENT_PERMISSION: Cmdlet = {
  contract: {
    name: 'Remove-RecipientPermission',
    confirms: true,
    sets: { Default: ['Identity', 'AccessRights', 'Trustee'] },
    parameters: [
      { kind: 'text', names: 'Identity Trustee' },
      { kind: 'list', names: 'AccessRights', values: 'SendAs' },
      {
        kind: 'switch',
        names:
          'Confirm Deny SkipDomainValidationForMailContact SkipDomainValidationForMailUser SkipDomainValidationForSharedMailbox WhatIf',
      },
      { kind: 'list', names: 'MultiTrustees' },
    ],
  },
  run: removeRecipientPermission,
};

function removeRecipientPermission(call: CmdletCall): Outcome {
  if (call.parameters.has('MultiTrustees')) {
    throw notSimulated('Remove-RecipientPermission with MultiTrustees');
  }
  const recipient = oneRecipient(call, requiredText(call, 'Identity'));
  const carrier = carrierOf(recipient);
  const sid = sidToFind(call, requiredText(call, 'Trustee'));
  if (sid === SELF.sid) throw notSimulated('Taking Send As from SELF');
  const existing = entryOf(carrier, sid, isOn(call, 'Deny'));
  if (existing === undefined) {
    call.warnings.push(
      `Can't remove the access control entry on the object "${recipientDn(call.tenant, recipient)}" for account "${holderOf(call.world, sid).shown}" because the ACE isn't present.`,
    );
    return undefined;
  }
  touched(call, carrier, () => {
    carrier.sendAs = (carrier.sendAs ?? []).filter((entry) => entry !== existing);
  });
  return undefined;
}

function entryOf(carrier: Carrier, sid: string, deny: boolean): SendAsEntry | undefined {
  return carrier.sendAs?.find((entry) => entry.sid === sid && entry.deny === deny);
}

export function carrierOf(recipient: Recipient): Carrier {
  switch (recipient.kind) {
    case 'mailbox':
      return recipient.mailbox;
    case 'user':
      return recipient.user;
    case 'group':
      return recipient.group;
    case 'contact':
      return recipient.contact;
    case 'servicePrincipal':
      throw new RangeError('an application is no recipient');
  }
}
