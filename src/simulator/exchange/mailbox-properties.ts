/** Settings of a mailbox that nothing else in the simulated tenant depends on: kept, and shown again. */
import type { Mailbox, PropertyValue } from '../tenant/model.ts';
import { isChange, isList } from './call.ts';
import type { Value } from './contract-values.ts';
import { notSimulated } from './errors.ts';
import { MAILBOX_TEMPLATE } from './mailbox-template.ts';
import { bytesOf, sizeText } from './row.ts';

/** Switches that end a kind of hold, and the property that shows it. */
const HOLD_ENDS: Readonly<Record<string, string>> = {
  RemoveDelayHoldApplied: 'DelayHoldApplied',
  RemoveDelayReleaseHoldApplied: 'DelayReleaseHoldApplied',
  RemoveComplianceTagHoldApplied: 'ComplianceTagHoldApplied',
};

/** Parameters that are accepted and have no effect in the cloud. */
const INERT = new Set([
  'EnableRoomMailboxAccount',
  'UseDatabaseRetentionDefaults',
  'ProvideConsent',
]);

/** @throws CmdletError for a parameter that no property of the row shows */
export function setProperty(mailbox: Mailbox, parameter: string, value: Value): void {
  if (INERT.has(parameter)) return;
  const ended = HOLD_ENDS[parameter];
  if (ended !== undefined) {
    if (value === true) put(mailbox, ended, false);
    return;
  }
  if (!(parameter in MAILBOX_TEMPLATE)) throw notSimulated(`Set-Mailbox with ${parameter}`);
  put(mailbox, parameter, asShown(mailbox, parameter, value));
}

/** Only what is not as on an untouched mailbox is kept: a value set to what it was anyway is no change, and one that is put back leaves nothing. */
function put(mailbox: Mailbox, property: string, value: PropertyValue): void {
  const { [property]: _, ...others } = mailbox.properties ?? {};
  const isUntouched = JSON.stringify(MAILBOX_TEMPLATE[property]) === JSON.stringify(value);
  const kept = isUntouched ? others : { ...others, [property]: value };
  if (Object.keys(kept).length > 0) mailbox.properties = kept;
  else delete mailbox.properties;
}

function asShown(mailbox: Mailbox, parameter: string, value: Value): PropertyValue {
  if (isChange(value)) {
    const shown = mailbox.properties?.[parameter] ?? MAILBOX_TEMPLATE[parameter];
    const current = Array.isArray(shown) ? shown.map(String) : [];
    const kept = current.filter((item) => !value.remove.includes(item));
    return [...kept, ...value.add.filter((item) => !kept.includes(item))];
  }
  if (isList(value)) return [...value];
  if (value === null) return emptyOf(MAILBOX_TEMPLATE[parameter]);
  // Sizes are shown with their bytes, whatever way they were given.
  const bytes =
    /Quota|Size$/.test(parameter) && typeof value !== 'boolean'
      ? bytesOf(String(value))
      : undefined;
  return bytes === undefined ? value : sizeText(bytes);
}

/** As an untouched mailbox shows that there is none. */
function emptyOf(untouched: unknown): PropertyValue {
  if (Array.isArray(untouched)) return [];
  return untouched === '' ? '' : null;
}
