/** Add-MailboxPermission and Remove-MailboxPermission. Repeats are warnings, never errors. */
import { SELF } from '../../wire/exchange.ts';
import type { Mailbox, MailboxAce } from '../tenant/model.ts';
import {
  type Cmdlet,
  type CmdletCall,
  isOn,
  listing,
  type Outcome,
  requiredText,
  textOf,
  textsOf,
} from './call.ts';
import { notFound, notSimulated, refused } from './errors.ts';
import { oneMailbox } from './identity.ts';
import { aceRow } from './mailbox-permission.ts';
import { holderOf, isPerson, sidToFind, sidToGrant } from './principals.ts';
import { touched } from './touch.ts';

/** Entries that one mailbox can carry. Source: Exchange Online limits. */
const MOST_ACES = 500;

/** The entry that a call is about: one trustee, allow or deny, one way of inheritance. */
interface Target {
  readonly sid: string;
  readonly rights: readonly string[];
  readonly deny: boolean;
  readonly inheritanceType: MailboxAce['inheritanceType'];
}

export const ADD_MAILBOX_PERMISSION: Cmdlet = {
  contract: {
    name: 'Add-MailboxPermission',
    confirms: true,
    sets: { AccessRights: ['Identity', 'AccessRights', 'User'], Owner: ['Identity', 'Owner'] },
    parameters: [
      { kind: 'text', names: 'Identity' },
      {
        kind: 'array',
        names: 'AccessRights',
        sets: ['AccessRights'],
        values: 'ChangeOwner ChangePermission DeleteItem ExternalAccount FullAccess ReadPermission',
      },
      { kind: 'text', names: 'Owner', sets: ['Owner'] },
      { kind: 'text', names: 'User', sets: ['AccessRights'] },
      { kind: 'boolean', names: 'AutoMapping', sets: ['AccessRights'] },
      { kind: 'switch', names: 'Confirm GroupMailbox IgnoreDefaultScope WhatIf' },
      { kind: 'switch', names: 'Deny', sets: ['AccessRights'] },
      {
        kind: 'enum',
        names: 'InheritanceType',
        sets: ['AccessRights'],
        values: 'None All Children Descendents SelfAndChildren',
      },
    ],
  },
  run: addMailboxPermission,
};

function addMailboxPermission(call: CmdletCall): Outcome {
  if (call.parameters.has('Owner')) throw notSimulated('Add-MailboxPermission with Owner');
  const mailbox = targetMailbox(call);
  const target = targetOf(call, sidToGrant(call, requiredText(call, 'User')));
  const existing = aceOf(mailbox, target);
  const missing = target.rights.filter((right) => !existing?.rights.includes(right));
  if (existing !== undefined && missing.length === 0) {
    call.warnings.push(
      `The appropriate access control entry is already present on the object "${mailbox.distinguishedName}" for account "${shown(call, target.sid)}".`,
    );
    return call.world.settings.repeatedAdd === 'warning'
      ? undefined
      : listing([existing], (ace) => aceRow(call.world, mailbox, ace));
  }
  if (existing === undefined && mailbox.permissions.length >= MOST_ACES) {
    throw refused(
      'TooManyAccessControlEntriesException',
      `The mailbox "${mailbox.name}" can't have more than ${MOST_ACES} access control entries.`,
    );
  }
  const added = touched(call, mailbox, () => grant(call, mailbox, target));
  return listing([added], (ace) => aceRow(call.world, mailbox, ace));
}

function grant(call: CmdletCall, mailbox: Mailbox, target: Target): MailboxAce {
  const existing = aceOf(mailbox, target);
  const givesAccess =
    target.rights.includes('FullAccess') && !existing?.rights.includes('FullAccess');
  const ace: MailboxAce = existing ?? {
    sid: target.sid,
    rights: [],
    deny: target.deny,
    inherited: false,
    inheritanceType: target.inheritanceType,
    autoMapping: null,
  };
  ace.rights.push(...target.rights.filter((right) => !ace.rights.includes(right)));
  // Only people named directly are mapped, and only when Full Access is new.
  if (givesAccess && !target.deny && isPerson(call.tenant, target.sid)) {
    ace.autoMapping = call.parameters.get('AutoMapping') !== false;
  }
  if (existing === undefined) mailbox.permissions.push(ace);
  return ace;
}

export const REMOVE_MAILBOX_PERMISSION: Cmdlet = {
  contract: {
    name: 'Remove-MailboxPermission',
    confirms: true,
    sets: {
      AccessRights: ['Identity', 'AccessRights', 'User'],
      ClearAutoMapping: ['Identity', 'ClearAutoMapping'],
      ResetDefault: ['Identity', 'ResetDefault'],
    },
    parameters: [
      { kind: 'text', names: 'Identity' },
      {
        kind: 'array',
        names: 'AccessRights',
        sets: ['AccessRights'],
        values:
          'FullAccess SendAs ExternalAccount DeleteItem ReadPermission ChangePermission ChangeOwner',
      },
      { kind: 'text', names: 'User', sets: ['AccessRights'] },
      { kind: 'switch', names: 'ClearAutoMapping', sets: ['ClearAutoMapping'] },
      { kind: 'switch', names: 'ResetDefault', sets: ['ResetDefault'] },
      { kind: 'switch', names: 'BypassMasterAccountSid', notIn: ['ResetDefault'] },
      { kind: 'switch', names: 'Confirm IgnoreDefaultScope WhatIf' },
      { kind: 'switch', names: 'Deny GroupMailbox SoftDeletedMailbox', sets: ['AccessRights'] },
      {
        kind: 'enum',
        names: 'InheritanceType',
        sets: ['AccessRights'],
        values: 'None All Children Descendents SelfAndChildren',
      },
    ],
  },
  run: removeMailboxPermission,
};

function removeMailboxPermission(call: CmdletCall): Outcome {
  const mailbox = targetMailbox(call);
  if (isOn(call, 'ClearAutoMapping')) return clearAutoMapping(call, mailbox);
  if (isOn(call, 'ResetDefault')) return resetDefault(call, mailbox);
  const target = targetOf(call, sidToRemove(call, mailbox, requiredText(call, 'User')));
  if (target.sid === SELF.sid) throw notSimulated('Taking rights from SELF');
  const existing = aceOf(mailbox, target);
  if (!existing?.rights.some((right) => target.rights.includes(right))) {
    call.warnings.push(absenceWarning(call, mailbox, target));
    return undefined;
  }
  touched(call, mailbox, () => {
    existing.rights = existing.rights.filter((right) => !target.rights.includes(right));
    if (!existing.rights.includes('FullAccess')) existing.autoMapping = null;
    if (existing.rights.length === 0) {
      mailbox.permissions = mailbox.permissions.filter((ace) => ace !== existing);
    }
  });
  return undefined;
}

function absenceWarning(call: CmdletCall, mailbox: Mailbox, target: Target): string {
  const inherited = mailbox.permissions.find(
    (ace) =>
      ace.inherited &&
      ace.sid === target.sid &&
      ace.rights.some((right) => target.rights.includes(right)),
  );
  const account = inherited?.shownAs ?? shown(call, target.sid);
  return inherited === undefined
    ? `Can't remove the access control entry on the object "${mailbox.distinguishedName}" for account "${account}" because the ACE doesn't exist on the object.`
    : `An inherited access control entry has been specified: [Rights: ${inherited.rights.join(', ')}, ControlType: ${inherited.deny ? 'Deny' : 'Allow'}] and was ignored on object "${mailbox.distinguishedName}" for account "${account}".`;
}

function clearAutoMapping(call: CmdletCall, mailbox: Mailbox): Outcome {
  touched(call, mailbox, () => {
    for (const ace of mailbox.permissions) if (ace.autoMapping === true) ace.autoMapping = false;
  });
  return undefined;
}

/** Drops every entry of its own but SELF; what is inherited stays. */
function resetDefault(call: CmdletCall, mailbox: Mailbox): Outcome {
  touched(call, mailbox, () => {
    mailbox.permissions = mailbox.permissions.filter(
      ({ inherited, sid }) => inherited || sid === SELF.sid,
    );
  });
  return undefined;
}

function targetMailbox(call: CmdletCall): Mailbox {
  const identity = requiredText(call, 'Identity');
  if (isOn(call, 'GroupMailbox')) throw notFound(identity);
  return oneMailbox(call, identity, { deleted: isOn(call, 'SoftDeletedMailbox') }).mailbox;
}

function targetOf(call: CmdletCall, sid: string): Target {
  return {
    sid,
    rights: textsOf(call, 'AccessRights'),
    deny: isOn(call, 'Deny'),
    inheritanceType: inheritanceOf(textOf(call, 'InheritanceType') ?? 'All'),
  };
}

function inheritanceOf(text: string): MailboxAce['inheritanceType'] {
  switch (text) {
    case 'None':
    case 'Children':
    case 'Descendents':
    case 'SelfAndChildren':
      return text;
    default:
      return 'All';
  }
}

function aceOf(mailbox: Mailbox, { sid, deny, inheritanceType }: Target): MailboxAce | undefined {
  return mailbox.permissions.find(
    (ace) =>
      !ace.inherited &&
      ace.sid === sid &&
      ace.deny === deny &&
      ace.inheritanceType === inheritanceType,
  );
}

/** System entries are named by the text they are shown as, everybody else by an identity or a SID. */
function sidToRemove(call: CmdletCall, mailbox: Mailbox, user: string): string {
  const system = mailbox.permissions.find(
    ({ shownAs }) => shownAs?.toLowerCase() === user.trim().toLowerCase(),
  );
  return system?.sid ?? sidToFind(call, user);
}

function shown(call: CmdletCall, sid: string): string {
  return holderOf(call.world, sid).shown;
}
