/**
 * Set-Mailbox. The parameters change a draft; only when all of them were accepted does the mailbox take it over, so that
 * a refused call changes nothing.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Mailbox, User } from '../tenant/model.ts';
import { changedList, checkNewAddresses, wholeList, withPrimary } from './addresses.ts';
import {
  type Cmdlet,
  type CmdletCall,
  isChange,
  isList,
  isOn,
  type Outcome,
  requiredText,
} from './call.ts';
import type { Value } from './contract-values.ts';
import { startConversion } from './convert-mailbox.ts';
import { newDelegates, setForwardingAddress, setForwardingSmtpAddress } from './delegates.ts';
import type { MailboxDraft } from './draft.ts';
import { notFound, notSimulated, outOfWriteScope } from './errors.ts';
import { oneMailbox, ownerOf } from './identity.ts';
import { setAlias, setName, setSignInName } from './mailbox-names.ts';
import { setProperty } from './mailbox-properties.ts';
import { shownType } from './mailbox-state.ts';
import { SET_MAILBOX_CONTRACT } from './set-mailbox-contract.ts';
import { touched } from './touch.ts';

type Setter = (draft: MailboxDraft, value: Value) => void;

/** Attributes that the on-premises directory masters. Source: directory synchronisation, write-back attributes. */
const MASTERED_ON_PREMISES =
  /^(EmailAddresses|WindowsEmailAddress|HiddenFromAddressListsEnabled|DisplayName|SimpleDisplayName|Name|Alias|MicrosoftOnlineServicesID|ForwardingAddress|GrantSendOnBehalfTo|(Extension)?CustomAttribute\d+)$/;

/** What stays on premises where the attributes of Exchange are managed in the cloud: who it is. Source: cloud management of remote mailboxes. */
const IDENTITY = /^(DisplayName|SimpleDisplayName|Name|MicrosoftOnlineServicesID)$/;

const SETTERS: Readonly<Record<string, Setter>> = {
  EmailAddresses: setEmailAddresses,
  WindowsEmailAddress: ({ mailbox }, value) => {
    if (typeof value === 'string') {
      mailbox.emailAddresses = withPrimary(mailbox.emailAddresses, value);
    }
  },
  GrantSendOnBehalfTo: ({ call, mailbox }, value) => {
    mailbox.grantSendOnBehalfTo = newDelegates(call, mailbox, value);
  },
  ForwardingAddress: ({ call, mailbox }, value) => setForwardingAddress(call, mailbox, value),
  ForwardingSmtpAddress: ({ mailbox }, value) => setForwardingSmtpAddress(mailbox, value),
  DisplayName: ({ mailbox, user }, value) => {
    mailbox.displayName = String(value ?? '');
    if (user !== undefined) user.displayName = mailbox.displayName;
  },
  Name: setName,
  Alias: setAlias,
  MicrosoftOnlineServicesID: setSignInName,
  Type: ({ call, mailbox }, value) => startConversion(call, mailbox, String(value)),
  DeliverToMailboxAndForward: ({ mailbox }, value) => {
    mailbox.deliverToMailboxAndForward = value === true;
  },
  HiddenFromAddressListsEnabled: ({ mailbox }, value) => {
    mailbox.hidden = value === true;
  },
  MessageCopyForSentAsEnabled: ({ mailbox }, value) => {
    mailbox.messageCopyForSentAs = value === true;
  },
  MessageCopyForSendOnBehalfEnabled: ({ mailbox }, value) => {
    mailbox.messageCopyForSendOnBehalf = value === true;
  },
  LitigationHoldEnabled: ({ call, mailbox }, value) => {
    if (value === true && !mailbox.litigationHold) {
      call.warnings.push('The hold setting may take up to 240 minutes to take effect.');
    }
    mailbox.litigationHold = value === true;
  },
  AccountDisabled: ({ user }, value) => {
    if (user === undefined) throw notSimulated('AccountDisabled of a mailbox without user');
    user.accountEnabled = value !== true;
  },
};

/** Parameters that say how to do it, or for whom, not what to set. */
const NO_SETTINGS = new Set(['Identity', 'Confirm', 'WhatIf', 'Force', 'ApplyMandatoryProperties']);

export const SET_MAILBOX: Cmdlet = { contract: SET_MAILBOX_CONTRACT, run: setMailbox };

function setMailbox(call: CmdletCall): Outcome {
  const identity = requiredText(call, 'Identity');
  if (isOn(call, 'GroupMailbox') || isOn(call, 'InactiveMailbox')) throw notFound(identity);
  const { mailbox, user: owner } = oneMailbox(call, identity);
  settleConversion(call, mailbox);
  const user = owner ?? ownerOf(call.tenant, mailbox);
  const draft: MailboxDraft = {
    call,
    mailbox: structuredClone(mailbox),
    user: user === undefined ? undefined : structuredClone(user),
  };
  for (const [parameter, value] of call.parameters) {
    if (NO_SETTINGS.has(parameter)) continue;
    refuseIfMastered(call, mailbox, parameter);
    const setter = SETTERS[parameter];
    if (setter === undefined) setProperty(draft.mailbox, parameter, value);
    else setter(draft, value);
  }
  checkNewAddresses(
    call.world,
    mailbox.emailAddresses,
    draft.mailbox.emailAddresses,
    new Set([mailbox.userId ?? mailbox.guid]),
  );
  keep(call, mailbox, user, draft);
  return undefined;
}

function keep(
  call: CmdletCall,
  mailbox: Mailbox,
  user: User | undefined,
  draft: MailboxDraft,
): void {
  const sameMailbox = isDeepStrictEqual(mailbox, draft.mailbox);
  const sameUser = isDeepStrictEqual(user, draft.user);
  if (sameMailbox && sameUser) {
    call.warnings.push(
      `The command completed successfully but no settings of '${mailbox.name}' have been modified.`,
    );
    return;
  }
  if (!sameUser && user !== undefined && draft.user !== undefined) {
    const changed = draft.user;
    touched(call, user, () => Object.assign(user, changed));
  }
  if (!sameMailbox)
    touched(call, mailbox, () => {
      if (draft.mailbox.properties === undefined) delete mailbox.properties;
      Object.assign(mailbox, draft.mailbox);
    });
}

/** A conversion whose time has come becomes the type, so that the next one starts from it. */
function settleConversion({ world }: CmdletCall, mailbox: Mailbox): void {
  const type = shownType(world, mailbox);
  if (type === mailbox.type) return;
  mailbox.type = type;
  mailbox.converting = null;
}

function refuseIfMastered(call: CmdletCall, mailbox: Mailbox, parameter: string): void {
  if (!mailbox.dirSynced) return;
  const cloudManaged = mailbox.properties?.['IsExchangeCloudManaged'] === true;
  const signIn = parameter === 'AccountDisabled';
  const mastered = signIn
    ? call.world.settings.syncedAccountEnabled === 'refused'
    : (cloudManaged ? IDENTITY : MASTERED_ON_PREMISES).test(parameter);
  if (mastered) {
    throw outOfWriteScope(call.cmdlet, parameter, mailbox.name);
  }
}

function setEmailAddresses({ mailbox }: MailboxDraft, value: Value): void {
  if (isChange(value)) mailbox.emailAddresses = changedList(mailbox.emailAddresses, value);
  // Nothing at all is refused like a list without primary address.
  else mailbox.emailAddresses = wholeList(isList(value) ? value : []);
}
