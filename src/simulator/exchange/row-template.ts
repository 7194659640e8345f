/**
 * Templates of rows: every property that a kind of row has, with the value that an untouched object of this tenant shows.
 * What the object itself says is put in when a row is shown, and of the template only what was asked for.
 */
import type { Row } from './row.ts';

/** Names, separated by blanks, by the value they have. */
interface Groups {
  /** false */
  readonly off?: string;
  /** true */
  readonly on?: string;
  /** empty text */
  readonly blank?: string;
  /** `None`, as enumerations write it. */
  readonly none?: string;
  /** empty list */
  readonly empty?: string;
  /** 0 */
  readonly zero?: string;
}

/** A template from names by value, then values of their own. */
export function template(groups: Groups, more: Row): Row {
  const row: Row = {};
  const put = (names: string | undefined, make: () => Row[string]) => {
    for (const name of names?.split(/\s+/) ?? []) if (name !== '') row[name] = make();
  };
  put(groups.off, () => false);
  put(groups.on, () => true);
  put(groups.blank, () => '');
  put(groups.none, () => 'None');
  put(groups.empty, () => []);
  put(groups.zero, () => 0);
  return { ...row, ...more };
}

const custom = (names: string, count: number): string =>
  Array.from({ length: count }, (_, index) => `${names}${index + 1}`).join(' ');
/** CustomAttribute1 to 15. */
export const CUSTOM_ATTRIBUTES = custom('CustomAttribute', 15);
/** ExtensionCustomAttribute1 to 5. */
export const EXTENSION_ATTRIBUTES = custom('ExtensionCustomAttribute', 5);

const SERVER = 'AM0PR07A13DC001.EURPR07A013.PROD.OUTLOOK.COM';
const FOREST = 'EURPR07A013.PROD.OUTLOOK.COM';

/** What every object of the directory has. Its own names, ids and times come with the object. */
export function directoryTemplate(schemaClass: string, objectClass: readonly string[]): Row {
  return {
    Identity: '',
    Id: '',
    IsValid: true,
    ExchangeVersion: '0.20 (15.0.0.0)',
    DirectoryObjectVersion: 1_250_423,
    Name: '',
    DistinguishedName: '',
    ObjectCategory: `${FOREST}/Configuration/Schema/${schemaClass}`,
    ObjectClass: objectClass,
    WhenChanged: null,
    WhenCreated: null,
    WhenChangedUTC: null,
    WhenCreatedUTC: null,
    ExchangeObjectId: null,
    Guid: null,
    OrganizationId: '',
    OrganizationalUnitRoot: '',
    OriginatingServer: SERVER,
  };
}
