/** Remove-Mailbox: soft-deletes the mailbox and its user; only what is soft-deleted can be removed for good. */
import { type Cmdlet, type CmdletCall, isOn, type Outcome, requiredText } from './call.ts';
import { notFound, refused } from './errors.ts';
import { oneMailbox, ownerOf } from './identity.ts';
import { touched } from './touch.ts';

export const REMOVE_MAILBOX: Cmdlet = {
  contract: {
    name: 'Remove-Mailbox',
    confirms: true,
    sets: { Identity: ['Identity'], Default: ['Identity'] },
    parameters: [
      { kind: 'text', names: 'Identity' },
      { kind: 'switch', names: 'Confirm Force Migration PublicFolder WhatIf' },
      {
        kind: 'switch',
        names: 'PermanentlyDelete RemoveCNFPublicFolderMailboxPermanently',
        sets: ['Default'],
      },
    ],
  },
  run: removeMailbox,
};

function removeMailbox(call: CmdletCall): Outcome {
  const identity = requiredText(call, 'Identity');
  for (const kind of ['PublicFolder', 'Migration', 'RemoveCNFPublicFolderMailboxPermanently']) {
    if (isOn(call, kind)) throw notFound(identity);
  }
  if (isOn(call, 'PermanentlyDelete')) return removeForGood(call, identity);
  const { mailbox } = oneMailbox(call, identity);
  if (mailbox.userId === null) {
    throw refused(
      'RecipientTaskException',
      `The mailbox "${mailbox.name}" is a system mailbox and can't be removed.`,
    );
  }
  const user = ownerOf(call.tenant, mailbox);
  const now = call.world.clock.iso();
  touched(call, mailbox, () => {
    mailbox.softDeleted = now;
  });
  if (user !== undefined) {
    touched(call, user, () => {
      user.deletedDateTime = now;
      user.accountEnabled = false;
    });
  }
  return undefined;
}

function removeForGood(call: CmdletCall, identity: string): Outcome {
  const { mailbox } = oneMailbox(call, identity, { deleted: true });
  call.world.lag.changing(mailbox);
  call.tenant.mailboxes.splice(call.tenant.mailboxes.indexOf(mailbox), 1);
  call.world.changed();
  return undefined;
}
