/** `/users/{id}/mailboxSettings`: read and changed. Source: Graph, mailboxSettings; permission and errors of Outlook. */
import { isRecord } from '../call.ts';
import { shownType } from '../exchange/mailbox-state.ts';
import { mailboxOf } from '../tenant/find.ts';
import type { Mailbox, RecipientTypeDetails } from '../tenant/model.ts';
import type { SimResponse, World } from '../world.ts';
import { context, type GraphCall, ok } from './call.ts';
import { checkedSettings, type MailboxSettings } from './mailbox-settings-body.ts';
import { named } from './named-user.ts';
import { refuse } from './refusals.ts';

const PURPOSE: Readonly<Record<RecipientTypeDetails, string>> = {
  UserMailbox: 'user',
  SharedMailbox: 'shared',
  RoomMailbox: 'room',
  EquipmentMailbox: 'equipment',
  DiscoveryMailbox: 'others',
  SchedulingMailbox: 'others',
};
/** Milliseconds of an hour and of a day. */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export function getMailboxSettings(call: GraphCall): SimResponse {
  const mailbox = ownMailbox(call);
  const settings = settingsOf(call.world, mailbox);
  const { select } = call.query;
  const shown = select ? narrowed(settings, select) : settings;
  return ok({ '@odata.context': contextOf(call), ...shown });
}

export function getUserPurpose(call: GraphCall): SimResponse {
  const { userPurpose } = settingsOf(call.world, ownMailbox(call));
  return ok({ '@odata.context': `${contextOf(call)}/userPurpose`, value: userPurpose });
}

/** Answers with what was changed, the whole of each member. */
export function patchMailboxSettings(call: GraphCall): SimResponse {
  const { world } = call;
  const mailbox = ownMailbox(call);
  if (!isRecord(call.request.body)) throw refuse.settingsBody('The body is no object.');
  const { unknown } = world;
  const changed = checkedSettings(call.request.body, settingsOf(world, mailbox), (why) =>
    unknown(call.request, why),
  );
  world.lag.changing(mailbox);
  mailbox.mailboxSettings = { ...mailbox.mailboxSettings, ...changed };
  world.changed(mailbox);
  return ok({ '@odata.context': contextOf(call), ...changed });
}

/** Throws the 403 for another person's with a delegated token, and the 404 where there is no mailbox to reach. */
function ownMailbox(call: GraphCall): Mailbox {
  const { world, access } = call;
  const user = named(call);
  if (access.as === 'user' && access.id !== user.id) throw refuse.outlookDenied();
  const live = mailboxOf(world.tenant, user.id);
  const mailbox = live && world.lag.seen('mailbox', live) && live;
  if (!mailbox) throw refuse.noMailbox();
  return mailbox;
}

function contextOf(call: GraphCall): string {
  return context(
    call,
    `users('${encodeURIComponent(call.parameters['id'] ?? '')}')/mailboxSettings`,
  );
}

function narrowed(settings: MailboxSettings, select: readonly string[]): object {
  return Object.fromEntries(
    select.map((wanted) => {
      const found = Object.entries(settings).find(
        ([name]) => name.toLowerCase() === wanted.toLowerCase(),
      );
      if (!found) throw refuse.selectProperty(wanted, 'mailboxSettings');
      return found;
    }),
  );
}

/** What was set, and what a mailbox has when nothing was. */
function settingsOf(world: World, mailbox: Mailbox): MailboxSettings {
  const hour = Math.floor(world.clock.now() / HOUR) * HOUR;
  const at = (time: number) => ({
    dateTime: new Date(time).toISOString().replace('.000Z', '.0000000'),
    timeZone: 'UTC',
  });
  return {
    archiveFolder: Buffer.from(`archive of ${mailbox.guid}`).toString('base64url'),
    timeZone: 'UTC',
    delegateMeetingMessageDeliveryOptions: 'sendToDelegateOnly',
    dateFormat: 'dd/MM/yyyy',
    timeFormat: 'HH:mm',
    automaticRepliesSetting: {
      status: 'disabled',
      externalAudience: 'all',
      internalReplyMessage: '',
      externalReplyMessage: '',
      scheduledStartDateTime: at(hour + HOUR),
      scheduledEndDateTime: at(hour + HOUR + DAY),
    },
    language: { locale: 'en-GB', displayName: 'English (United Kingdom)' },
    workingHours: {
      daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
      startTime: '08:00:00.0000000',
      endTime: '17:00:00.0000000',
      timeZone: { name: 'UTC' },
    },
    ...mailbox.mailboxSettings,
    userPurpose: PURPOSE[shownType(world, mailbox)],
  };
}
