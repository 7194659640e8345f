/** Rows as cmdlets give them, and the sidecars that the service writes before values of certain types. */

type Cell = string | number | boolean | null | readonly string[] | readonly Row[];
/** Properties in the order they are written. */
export interface Row {
  [property: string]: Cell;
}
/** The cells of one row, whole or in parts. */
export type Cells = Row | readonly Row[];

const GUIDS = new Set(
  (
    'Guid ExchangeGuid ExchangeObjectId ArchiveGuid DatabaseGuid ArchiveDatabaseGuid DisabledArchiveGuid MailboxGuid ' +
    'OwnerADGuid ExternalDirectoryOrganizationId'
  ).split(' '),
);
const TIMES = new Set(
  (
    'WhenCreated WhenChanged WhenCreatedUTC WhenChangedUTC WhenMailboxCreated WhenSoftDeleted StsRefreshTokensValidFrom ' +
    'LastLogonTime LastLogoffTime LastInteractionTime LastUserActionTime LitigationHoldDate StartDateForRetentionHold ' +
    'EndDateForRetentionHold AllowedMailboxRegionsLastUpdateTime BookingsEnabledLastUpdateTime ' +
    'ConnectorsEnabledForOutlookLastUpdateTime ConnectorsEnabledForSharepointLastUpdateTime ' +
    'ConnectorsEnabledForTeamsLastUpdateTime ConnectorsEnabledForYammerLastUpdateTime ' +
    'DefaultMailboxRegionLastUpdateTime FocusedInboxOnLastUpdateTime ForestConfigLastRunTime'
  ).split(' '),
);

const INTEGERS = new Set(
  (
    'RecipientSoftDeletedStatus DirectoryObjectVersion CloudCacheProvider CloudCacheScope ' +
    'AppsForOfficeCorpCatalogAppsCount AutoArchivingThresholdPercentage ByteEncoderTypeFor7BitCharsets ' +
    'DLPWaitOnSendTimeout DataInsightsFlag DefaultMinutesToReduceLongEventsBy DefaultMinutesToReduceShortEventsBy ' +
    'MailTipsLargeAudienceThreshold MaxInformationBarrierBridges MaxInformationBarrierSegments ObjectVersion ' +
    'PreferredInternetCodePageForShiftJis PrivateCatalogAppsCount RequiredCharsetCoverage SCLJunkThreshold ' +
    'MessageCountThreshold MinAdminVersion RecipientLimitExternalPerHour RecipientLimitInternalPerHour RecipientLimitPerDay'
  ).split(' '),
);

/** The row as InvokeCommand writes it: GUIDs, times, small integers and collections announce their type. */
export function withSidecars(row: Row): Record<string, unknown> {
  const written: Record<string, unknown> = {};
  for (const [property, value] of Object.entries(row)) {
    if (Array.isArray(value)) {
      written[`${property}@odata.type`] = '#Collection(String)';
    } else if (value !== null && GUIDS.has(property)) {
      written[`${property}@data.type`] = 'System.Guid';
      written[`${property}@odata.type`] = '#Guid';
    } else if (value !== null && TIMES.has(property)) {
      written[`${property}@data.type`] = 'System.DateTime';
    } else if (typeof value === 'number' && INTEGERS.has(property)) {
      written[`${property}@data.type`] = 'System.Int32';
    } else if (property === 'PitrCopyIntervalInSeconds') {
      written[`${property}@data.type`] = 'System.Int16';
      written[`${property}@odata.type`] = '#Int16';
    }
    written[property] = value;
  }
  return written;
}

/** Only the properties asked for, in the row's own order; names compare without case, unknown ones are left out. */
export function selected(row: Row, select: ReadonlySet<string> | undefined): Row {
  if (select === undefined) return row;
  const kept: Row = {};
  for (const property of Object.keys(row)) {
    const value = row[property];
    if (value !== undefined && select.has(lowered(property))) kept[property] = value;
  }
  return kept;
}

const lower = new Map<string, string>();
/** The name of a property in lower case: there are few names, and very many rows. */
function lowered(property: string): string {
  const known = lower.get(property);
  if (known !== undefined) return known;
  const made = property.toLowerCase();
  lower.set(property, made);
  return made;
}

interface Chosen {
  readonly key: string;
  readonly wanted: Row;
  readonly names: readonly string[];
}
const lastChosen = new WeakMap<Row, Chosen>();

/** What is asked of a template. Clients ask the same of one mailbox after the other, so the last answer is kept. */
function chosenOf(template: Row, select: ReadonlySet<string> | undefined): Chosen {
  const key = select === undefined ? '' : [...select].join(',');
  const last = lastChosen.get(template);
  if (last?.key === key) return last;
  const wanted = selected(template, select);
  const chosen = { key, wanted, names: Object.keys(wanted) };
  lastChosen.set(template, chosen);
  return chosen;
}

/**
 * How cells become rows: with the properties of the template alone and in its order, of these the ones asked for. Without
 * a template the cells are the row. Cells may come in parts, of which later ones win: joining them costs more than reading.
 */
export function rowMaker(
  template: Row | undefined,
  select: ReadonlySet<string> | undefined,
): (cells: Cells) => Row {
  if (template === undefined)
    return (cells) => selected(Object.assign({}, ...partsOf(cells)), select);
  const { wanted, names } = chosenOf(template, select);
  return (cells) => {
    const parts = partsOf(cells);
    const row: Row = {};
    for (const name of names) {
      const cell = cellOf(parts, name);
      row[name] = cell === undefined ? (wanted[name] ?? null) : cell;
    }
    return row;
  };
}

function cellOf(parts: readonly Row[], name: string): Cell | undefined {
  for (let index = parts.length - 1; index >= 0; index -= 1) {
    const cell = parts[index]?.[name];
    if (cell !== undefined) return cell;
  }
  return undefined;
}

const partsOf = (cells: Cells): readonly Row[] => (isParts(cells) ? cells : [cells]);
const isParts = (cells: Cells): cells is readonly Row[] => Array.isArray(cells);

/** A `$select` value as a set of lower-cased names; undefined selects everything. */
export function selectionOf(text: string | null): ReadonlySet<string> | undefined {
  if (text === null || text.trim() === '') return undefined;
  return new Set(text.split(',').map((name) => name.trim().toLowerCase()));
}

/** A time with offset and seven decimals, as properties without `UTC` in their name have it. */
export function offsetTime(iso: string): string {
  return `${decimals(iso)}+00:00`;
}

/** A time ending in Z, with seven decimals. */
export function utcTime(iso: string): string {
  return `${decimals(iso)}Z`;
}

function decimals(iso: string): string {
  // Nearly all times are in this form already, and rows are many.
  if (iso.length === '2030-01-07T09:00:00.000Z'.length && iso.endsWith('Z')) {
    return `${iso.slice(0, -1)}0000`;
  }
  return `${new Date(iso).toISOString().slice(0, -1)}0000`;
}

const UNITS: readonly string[] = ['B', 'KB', 'MB', 'GB', 'TB'];

/** A number of bytes as the service writes sizes: `1.2 GB (1,288,490,189 bytes)`. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const short = Number(value.toPrecision(4));
  return `${short} ${UNITS[unit]} (${bytes.toLocaleString('en-US')} bytes)`;
}

/** Bytes of a size such as `35 MB` or `50 GB (53,687,091,200 bytes)`; undefined for anything else. */
export function bytesOf(text: string): number | undefined {
  const inParentheses = /\(([\d,]+) bytes\)/.exec(text)?.[1];
  if (inParentheses !== undefined) return Number(inParentheses.replaceAll(',', ''));
  const match = /^(\d+(?:\.\d+)?)\s*(B|KB|MB|GB|TB)$/i.exec(text.trim());
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const power = UNITS.indexOf(match[2].toUpperCase());
  return Math.round(Number(match[1]) * 1024 ** power);
}
