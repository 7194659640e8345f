/** Times as headers write them, to milliseconds since 1970, and the waits that services ask for. */

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const DAY_MS = 86_400_000;

/** Days since 1970-01-01 of a date in the Gregorian calendar (years counted from March, so that leap days come last). */
function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

const HTTP_DATE = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/u;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:Z|[+-]00:?00)?$/u;

/** `Sun, 06 Nov 1994 08:49:37 GMT` or `1994-11-06T08:49:37Z` (UTC only) as milliseconds; undefined: neither. */
export function parseDate(text: string): number | undefined {
  const http = HTTP_DATE.exec(text);
  const iso = http === null ? ISO_DATE.exec(text) : null;
  let year: number, month: number, day: number, rest: readonly (string | undefined)[];
  if (http !== null) {
    const at = MONTHS.indexOf(http[2] ?? '?');
    if (at < 0 || at % 3 !== 0) return undefined;
    [year, month, day, rest] = [Number(http[3]), at / 3 + 1, Number(http[1]), http.slice(4, 7)];
  } else if (iso !== null) {
    [year, month, day, rest] = [Number(iso[1]), Number(iso[2]), Number(iso[3]), iso.slice(4, 7)];
  } else return undefined;
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = rest.map(Number);
  return daysSince1970(year, month, day) * DAY_MS + ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

type Headers = Readonly<Record<string, string>>;

/**
 * How long the service wants to be left alone, in milliseconds: `Retry-After` as whole or decimal seconds, or as a date
 * (taken against the answer's own `Date`, so that clocks need not agree). Undefined: it does not say.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const text = headers['retry-after']?.trim();
  if (text === undefined) return undefined;
  if (/^\d+(?:\.\d+)?$/u.test(text)) return Math.ceil(Number(text) * 1000);
  return untilMs(text, headers, now);
}

/** Milliseconds until the window ends, where `Rate-Limit-Remaining` says that it is used up; else undefined. */
export function usedUpForMs(headers: Headers, now: number): number | undefined {
  const remaining = headers['rate-limit-remaining']?.trim();
  const reset = headers['rate-limit-reset']?.trim();
  if (remaining === undefined || reset === undefined || !/^-?\d+$/u.test(remaining))
    return undefined;
  if (Number(remaining) > 0) return undefined;
  if (/^\d+(?:\.\d+)?$/u.test(reset)) return windowMs(Number(reset), headers, now);
  return untilMs(reset, headers, now);
}

/** A number is seconds to wait; one that would be more than 30 years is a time of day, in seconds or milliseconds since 1970. */
function windowMs(number: number, { date = '' }: Headers, now: number): number {
  if (number < EPOCH_SECONDS) return Math.ceil(number * 1000);
  const at = number < EPOCH_SECONDS * 1000 ? number * 1000 : number;
  return Math.max(0, Math.ceil(at - (parseDate(date) ?? now)));
}
const EPOCH_SECONDS = 1_000_000_000;

function untilMs(text: string, headers: Headers, now: number): number | undefined {
  const at = parseDate(text);
  if (at === undefined) return undefined;
  const { date = '' } = headers;
  return Math.max(0, at - (parseDate(date) ?? now));
}
