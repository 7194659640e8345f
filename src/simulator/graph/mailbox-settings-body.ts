/** What `PATCH mailboxSettings` takes: members, their values, and how they come back. */
import { isRecord } from '../call.ts';
import { refuse } from './refusals.ts';

export type MailboxSettings = Readonly<Record<string, unknown>>;

const STATUS = ['disabled', 'alwaysEnabled', 'scheduled'];
const AUDIENCE = ['none', 'contactsOnly', 'all'];
const DELIVERY = [
  'sendToDelegateAndInformationToPrincipal',
  'sendToDelegateAndPrincipal',
  'sendToDelegateOnly',
];

/**
 * The members that change, each whole: of an auto-reply only a part need be sent.
 * @param unknown told of what the service may take and the simulator does not
 */
export function checkedSettings(
  body: MailboxSettings,
  now: MailboxSettings,
  unknown: (why: string) => void,
): MailboxSettings {
  const entries = Object.entries(body).filter(([name]) => !name.includes('@odata.'));
  return Object.fromEntries(
    entries.map(([name, value]) => [name, checkedMember(name, value, now, unknown)]),
  );
}

function checkedMember(
  name: string,
  value: unknown,
  now: MailboxSettings,
  unknown: (why: string) => void,
): unknown {
  switch (name) {
    case 'automaticRepliesSetting':
      return checkedReplies(value, now[name]);
    case 'delegateMeetingMessageDeliveryOptions':
      return oneOf(DELIVERY, value, name);
    case 'dateFormat':
    case 'timeFormat':
      return textIn(value, name);
    case 'userPurpose':
    case 'archiveFolder':
      throw refuse.settingsBody(`The property '${name}' is read-only.`);
    case 'timeZone':
    case 'language':
    case 'workingHours':
      unknown(`mailboxSettings: ${name} cannot be changed here`);
      throw refuse.settingsBody(`The simulated tenant does not change '${name}'.`);
    default:
      throw refuse.settingsBody(
        `The property '${name}' does not exist on type 'microsoft.graph.mailboxSettings'.`,
      );
  }
}

function checkedReplies(value: unknown, now: unknown): object {
  if (!isRecord(value)) throw refuse.settingsBody('automaticRepliesSetting is no object.');
  const merged: Record<string, unknown> = { ...(isRecord(now) ? now : {}) };
  for (const [name, part] of Object.entries(value)) {
    if (name.includes('@odata.')) continue;
    merged[name] = checkedReplyPart(name, part);
  }
  if (merged['status'] === 'scheduled' && !endsLater(merged)) throw refuse.settingsTimes();
  return merged;
}

function checkedReplyPart(name: string, value: unknown): unknown {
  switch (name) {
    case 'status':
      return oneOf(STATUS, value, name);
    case 'externalAudience':
      return oneOf(AUDIENCE, value, name);
    case 'internalReplyMessage':
    case 'externalReplyMessage':
      return wrapped(value === null ? '' : textIn(value, name));
    case 'scheduledStartDateTime':
    case 'scheduledEndDateTime':
      return utc(value, name);
    default:
      throw refuse.settingsBody(
        `The property '${name}' does not exist on type 'microsoft.graph.automaticRepliesSetting'.`,
      );
  }
}

/** A member of an enumeration is taken in any letter case, and comes back as the service writes it. */
function oneOf(values: readonly string[], value: unknown, name: string): string {
  const wanted = textIn(value, name).toLowerCase();
  const found = values.find((one) => one.toLowerCase() === wanted);
  if (found === undefined) throw refuse.settingsBody(`'${wanted}' is no value of '${name}'.`);
  return found;
}

function textIn(value: unknown, name: string): string {
  if (typeof value !== 'string') throw refuse.settingsBody(`'${name}' is no text.`);
  return value;
}

/** A reply comes back as a page of HTML. */
function wrapped(message: string): string {
  if (message === '' || /<html/i.test(message)) return message;
  return `<html>\n<body>\n${message}\n</body>\n</html>\n`;
}

/** Only UTC is known here; times come back in it. */
function utc(value: unknown, name: string): object {
  const { dateTime, timeZone } = isRecord(value) ? value : {};
  const time = Date.parse(`${textIn(dateTime, name).replace(/Z$/, '')}Z`);
  if (Number.isNaN(time)) throw refuse.settingsBody(`'${name}' has no valid time.`);
  if (timeZone !== 'UTC') throw refuse.timeZone(String(timeZone));
  return { dateTime: new Date(time).toISOString().replace(/\d{3}Z$/, '0000000'), timeZone: 'UTC' };
}

function endsLater(replies: Readonly<Record<string, unknown>>): boolean {
  const timeOf = (value: unknown) => (isRecord(value) ? String(value['dateTime']) : '');
  return timeOf(replies['scheduledStartDateTime']) < timeOf(replies['scheduledEndDateTime']);
}
