/** What an object of the directory is, in words for people. */
import type { Recipient } from './recipients.ts';

const TYPE_NAMES: Readonly<Record<string, string>> = {
  UserMailbox: "person's mailbox",
  SharedMailbox: 'shared mailbox',
  RoomMailbox: 'room mailbox',
  EquipmentMailbox: 'equipment mailbox',
  DiscoveryMailbox: 'discovery mailbox',
  SchedulingMailbox: 'scheduling mailbox',
  MailUser: 'mail user without a mailbox here',
  GuestMailUser: 'guest',
  MailContact: 'contact',
  PublicFolder: 'public folder',
};

/** Such as "shared mailbox" or "guest". */
export function whatItIs({ kind, type, groupKind, agent }: Recipient): string {
  if (agent === true) return 'AI agent';
  if (groupKind !== undefined) return groupKind;
  if (type !== undefined && type in TYPE_NAMES) return TYPE_NAMES[type] ?? type;
  switch (kind) {
    case 'user':
      return type ?? 'account without a mailbox';
    case 'guest':
      return 'guest account';
    case 'service':
      return 'application';
    case 'contact':
      return 'contact';
    case 'group':
      return 'group';
  }
}
