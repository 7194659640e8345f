/** Conversion of a mailbox to another type: accepted at once, shown later. */
import type { Mailbox, RecipientTypeDetails } from '../tenant/model.ts';
import type { CmdletCall } from './call.ts';
import { notSimulated, refused } from './errors.ts';

/** Types as Set-Mailbox names them, and as Get-Mailbox shows them. */
const TYPES: Readonly<Record<string, RecipientTypeDetails>> = {
  Regular: 'UserMailbox',
  Shared: 'SharedMailbox',
  Room: 'RoomMailbox',
  Equipment: 'EquipmentMailbox',
};

/** Repeating a conversion that is under way changes nothing. */
export function startConversion({ world }: CmdletCall, mailbox: Mailbox, type: string): void {
  const to = TYPES[type];
  if (to === undefined) throw notSimulated(`Set-Mailbox with Type ${type}`);
  if (mailbox.userId === null) {
    throw refused(
      'RecipientTypeInvalidException',
      `The mailbox "${mailbox.name}" can't be converted.`,
    );
  }
  if (mailbox.converting?.to === to) return;
  if (mailbox.type === to) {
    mailbox.converting = null;
    return;
  }
  const delay = world.settings.conversionDelay;
  if (delay === 0) {
    mailbox.type = to;
    mailbox.converting = null;
  } else {
    mailbox.converting = { to, at: new Date(world.clock.now() + delay).toISOString() };
  }
}
