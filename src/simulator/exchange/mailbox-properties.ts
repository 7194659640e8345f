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

/** A value set to what it was anyway is no change. */
function put(mailbox: Mailbox, property: string, value: PropertyValue): void {
  const shown = mailbox.properties?.[property] ?? MAILBOX_TEMPLATE[property];
  if (JSON.stringify(shown) === JSON.stringify(value)) return;
  mailbox.properties = { ...mailbox.properties, [property]: value };
}

function asShown(mailbox: Mailbox, parameter: string, value: Value): PropertyValue {
  if (isChange(value)) {
    const shown = mailbox.properties?.[parameter] ?? MAILBOX_TEMPLATE[parameter];
    const current = Array.isArray(shown) ? shown.map(String) : [];
    const kept = current.filter((item) => !value.remove.includes(item));
    return [...kept, ...value.add.filter((item) => !kept.includes(item))];
  }
  if (isList(value)) return [...value];
  if (value === null) return Array.isArray(MAILBOX_TEMPLATE[parameter]) ? [] : null;
  // Sizes are shown with their bytes, whatever way they were given.
  const bytes =
    /Quota|Size$/.test(parameter) && typeof value !== 'boolean'
      ? bytesOf(String(value))
      : undefined;
  return bytes === undefined ? value : sizeText(bytes);
}
