/** Conversion of JSON values to what a parameter's type takes, with the service's refusals. */
import { HASH_TABLE } from '../../wire/exchange.ts';
import { badValue } from './errors.ts';

/**
 * Kinds of parameters: `list` may be given whole or as an add/remove hash table, `array` only whole; `unlimited` is a
 * number or "Unlimited"; `secret` is encrypted text or a credential.
 */
export type ParameterKind =
  | 'switch'
  | 'boolean'
  | 'integer'
  | 'unlimited'
  | 'text'
  | 'enum'
  | 'address'
  | 'dateTime'
  | 'list'
  | 'array'
  | 'secret';

/** An incremental change of a list. */
export interface ListChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** A converted value. Null clears. */
export type Value = string | number | boolean | null | readonly string[] | ListChange;

/** .NET names of the types, as they stand in conversion errors. */
const TYPE_NAMES: Readonly<Record<ParameterKind, string>> = {
  switch: 'System.Management.Automation.SwitchParameter',
  boolean: 'System.Boolean',
  integer: 'System.Int32',
  unlimited: 'Microsoft.Exchange.Data.Unlimited`1[System.UInt32]',
  text: 'System.String',
  enum: 'System.Enum',
  address: 'Microsoft.Exchange.Data.SmtpAddress',
  dateTime: 'System.DateTime',
  list: 'Microsoft.Exchange.Data.MultiValuedProperty`1[System.String]',
  array: 'System.String[]',
  secret: 'System.Security.SecureString',
};

/** @throws CmdletError 400 ParameterTransformation */
export function convert(
  parameter: string,
  kind: ParameterKind,
  accepted: readonly string[],
  value: unknown,
): Value {
  const fail = (why: string) => badValue(parameter, textOf(value), TYPE_NAMES[kind], why);
  if (value === null) {
    if (kind === 'switch' || kind === 'boolean') throw fail('A Boolean value is expected.');
    return null;
  }
  switch (kind) {
    case 'switch':
    case 'boolean':
      if (typeof value !== 'boolean') throw fail('A Boolean value is expected.');
      return value;
    case 'integer':
      if (!Number.isSafeInteger(value)) throw fail('Input is not an integer.');
      return Number(value);
    case 'unlimited':
      return unlimited(value, fail);
    case 'text':
      if (typeof value !== 'string') throw fail('A string is expected.');
      return value;
    case 'enum':
      if (typeof value !== 'string') throw fail('A string is expected.');
      return enumMember(value, accepted, fail);
    case 'address':
      if (typeof value !== 'string' || !isAddress(value)) {
        throw fail(`"${textOf(value)}" isn't a valid SMTP address.`);
      }
      return value;
    case 'dateTime':
      if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) {
        throw fail('String was not recognized as a valid DateTime.');
      }
      return value;
    case 'list':
      return isHashTable(value)
        ? listChange(value, accepted, fail)
        : textList(value, accepted, fail);
    case 'array':
      return textList(value, accepted, fail);
    case 'secret':
      throw fail('The value could not be decrypted.');
  }
}

type Fail = (why: string) => Error;

/** A count or "Unlimited" for ResultSize; sizes with units ("35 MB") and days pass as text. */
function unlimited(value: unknown, fail: Fail): Value {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  if (typeof value !== 'string' || value === '')
    throw fail('Input string was not in a correct format.');
  if (value.toLowerCase() === 'unlimited') return 'Unlimited';
  if (/^\d+$/.test(value)) return Number(value);
  if (/^\d+(\.\d+)?\s*(B|KB|MB|GB|TB)\b/i.test(value) || /^\d+\.\d\d:\d\d:\d\d$/.test(value))
    return value;
  throw fail('Input string was not in a correct format.');
}

function textList(value: unknown, accepted: readonly string[], fail: Fail): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = items.map((item) => {
    if (typeof item !== 'string') throw fail('A string or an array of strings is expected.');
    return item;
  });
  if (accepted.length === 0) return texts;
  // One text may hold several flags, as the service itself writes them.
  return texts
    .flatMap((text) => text.split(','))
    .map((text) => enumMember(text.trim(), accepted, fail));
}

function isHashTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listChange(
  table: Readonly<Record<string, unknown>>,
  accepted: readonly string[],
  fail: Fail,
): ListChange {
  if (table['@odata.type'] !== HASH_TABLE) throw fail('The value is not convertible to a list.');
  const change: { add: readonly string[]; remove: readonly string[] } = { add: [], remove: [] };
  for (const [key, value] of Object.entries(table)) {
    if (key.includes('@')) continue;
    const lower = key.toLowerCase();
    if (lower !== 'add' && lower !== 'remove') throw fail('The only keys are Add and Remove.');
    change[lower] = textList(value, accepted, fail);
  }
  return change;
}

/** Enum values match by prefix: a wrong value that begins a member passes, and means that member. */
function enumMember(value: string, accepted: readonly string[], fail: Fail): string {
  const wanted = value.toLowerCase();
  const exact = accepted.find((member) => member.toLowerCase() === wanted);
  if (exact !== undefined) return exact;
  const byPrefix = accepted.filter(
    (member) => wanted !== '' && member.toLowerCase().startsWith(wanted),
  );
  const [only] = byPrefix;
  if (only !== undefined && byPrefix.length === 1) return only;
  const reason =
    byPrefix.length > 1
      ? `The identifier name ${value} cannot be processed due to the inability to differentiate between the following enumerator names: ${byPrefix.join(', ')}.`
      : `Unable to match the identifier name ${value} to a valid enumerator name.`;
  throw fail(
    `${reason} Specify one of the following enumerator names and try again: ${accepted.join(', ')}`,
  );
}

/** One @, something on both sides, no blanks: more than that the service does not check here. */
export function isAddress(text: string): boolean {
  return /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(text);
}

/** Longest part before the @. Source: RFC 5321. */
const LONGEST_LOCAL_PART = 64;

/**
 * Whether Exchange Online hosts such an address: a local part of ASCII letters, digits and the signs that need no quotes,
 * single dots only between them, and a domain of ASCII labels.
 */
export function isHostedAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  return (
    at <= LONGEST_LOCAL_PART &&
    /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/.test(text.slice(0, at)) &&
    /^([a-z\d]([a-z\d-]*[a-z\d])?\.)+[a-z\d-]*[a-z\d]$/i.test(text.slice(at + 1))
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
