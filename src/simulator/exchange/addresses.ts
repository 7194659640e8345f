/** Proxy addresses: their rules, and the changes that EmailAddresses and WindowsEmailAddress make. */
import { findRecipients } from '../tenant/find.ts';
import type { World } from '../world.ts';
import type { ListChange } from './contract-values.ts';
import { isHostedAddress } from './contract-values.ts';
import { refused } from './errors.ts';
import { primaryOf, recipientName } from './identity.ts';

/** Addresses that one recipient can have. Source: Exchange Online limits. */
const MOST_ADDRESSES = 300;

/** Splits `smtp:a@b` into its type in lower case and its value; without a type it is SMTP. */
function partsOf(address: string): { type: string; value: string } {
  const colon = address.indexOf(':');
  return colon < 0
    ? { type: 'smtp', value: address }
    : { type: address.slice(0, colon).toLowerCase(), value: address.slice(colon + 1) };
}

/** Addresses are the same without regard to case, and to which one is primary. */
function keyOf(address: string): string {
  const { type, value } = partsOf(address);
  return `${type}:${value.toLowerCase()}`;
}

/** Writes the type as given, `smtp:` where there was none. */
function typed(address: string): string {
  return address.includes(':') ? address : `smtp:${address}`;
}

/** A whole list: one primary; where none is marked, the first SMTP address becomes it. */
export function wholeList(list: readonly string[]): string[] {
  const unique = new Map<string, string>();
  for (const address of list) {
    const key = keyOf(address);
    if (!unique.has(key) || address.startsWith('SMTP:')) unique.set(key, typed(address));
  }
  const addresses = [...unique.values()];
  const primaries = addresses.filter((address) => address.startsWith('SMTP:'));
  if (primaries.length > 1) {
    throw refused(
      'MultiplePrimaryProxyAddressException',
      `There are multiple primary addresses of the type SMTP: ${primaries.join(', ')}.`,
    );
  }
  if (primaries.length === 1) return addresses;
  const first = addresses.find((address) => partsOf(address).type === 'smtp');
  if (first === undefined) {
    throw refused(
      'NoPrimarySmtpAddressException',
      'The e-mail address list must contain a primary SMTP address.',
    );
  }
  return addresses.map((address) => (address === first ? asPrimary(address) : address));
}

/** An incremental change. Adding what is there and removing what is not are no changes. */
export function changedList(current: readonly string[], change: ListChange): string[] {
  const gone = new Set(change.remove.map(keyOf));
  const primary = current.find((address) => address.startsWith('SMTP:'));
  const added = change.add.map(typed);
  const newPrimary = added.find((address) => address.startsWith('SMTP:'));
  if (primary !== undefined && gone.has(keyOf(primary)) && newPrimary === undefined) {
    throw refused(
      'CannotRemovePrimaryProxyAddressException',
      `The primary SMTP address "${primaryOf(current)}" can't be removed from the e-mail addresses.`,
    );
  }
  const kept = current.filter((address) => !gone.has(keyOf(address)));
  const known = new Set(kept.map(keyOf));
  const list = [...kept, ...added.filter((address) => !known.has(keyOf(address)))];
  return newPrimary === undefined ? list : withPrimary(list, newPrimary);
}

/** Makes an address the primary one; the old primary stays as an alias. */
export function withPrimary(current: readonly string[], address: string): string[] {
  const key = keyOf(asPrimary(address));
  const primaries = current.filter((one) => one.startsWith('SMTP:'));
  if (primaries.length === 1 && primaries.every((one) => keyOf(one) === key)) return [...current];
  const others = current
    .filter((one) => keyOf(one) !== key)
    .map((one) => (one.startsWith('SMTP:') ? `smtp:${one.slice('SMTP:'.length)}` : one));
  return [asPrimary(address), ...others];
}

function asPrimary(address: string): string {
  return `SMTP:${partsOf(address).value}`;
}

/**
 * Checks addresses that are new on an object: form, accepted domain, and that nobody else has them.
 * @param owner the `Name` of the object itself, whose own addresses are no conflict
 */
export function checkNewAddresses(
  world: World,
  before: readonly string[],
  after: readonly string[],
  owners: ReadonlySet<string>,
): void {
  if (after.length > MOST_ADDRESSES) {
    throw refused(
      'TooManyProxyAddressesException',
      `A recipient can't have more than ${MOST_ADDRESSES} e-mail addresses.`,
    );
  }
  const known = new Set(before.map(keyOf));
  for (const address of after) {
    if (known.has(keyOf(address))) continue;
    const { type, value } = partsOf(address);
    if (type === 'smtp') checkSmtp(world, value);
    refuseTaken(world, address, owners);
  }
}

function checkSmtp({ tenant }: World, value: string): void {
  if (!isHostedAddress(value)) {
    throw refused(
      'InvalidProxyAddressException',
      `The address "${value}" isn't a valid SMTP address.`,
    );
  }
  const domain = value.slice(value.indexOf('@') + 1).toLowerCase();
  if (!tenant.domains.some(({ name }) => name.toLowerCase() === domain)) {
    throw refused(
      'NotAcceptedDomainException',
      `The domain "${domain}" isn't an accepted domain in your organization. You can't use the e-mail address "${value}".`,
      'ExCBE88B',
    );
  }
}

/**
 * What was deleted keeps its addresses as long as it can be restored: by setting.
 * @throws CmdletError where another object has the address, or has it as its legacyExchangeDN
 */
function refuseTaken(
  { tenant, settings }: World,
  address: string,
  owners: ReadonlySet<string>,
): void {
  const { type, value } = partsOf(address);
  const holders = type === 'smtp' ? [value, `smtp:${value}`] : [address];
  const holder = holders
    .flatMap((name) => [
      ...findRecipients(tenant, name),
      ...(settings.deletedHolderAddress === 'taken'
        ? findRecipients(tenant, name, { deleted: true })
        : []),
    ])
    .find(({ id }) => !owners.has(id));
  if (holder === undefined) return;
  throw refused(
    'ProxyAddressExistsException',
    `The proxy address "${type === 'smtp' ? `SMTP:${value}` : address}" is already being used by the proxy addresses or LegacyExchangeDN of "${recipientName(holder)}". Please choose another proxy address.`,
    'Ex1472D1',
  );
}
