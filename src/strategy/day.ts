/** Days of the calendar in a time zone, by `Intl` alone: what time it is, the caller says. */

/** True for a name of the IANA time zone database, `UTC` among them; offsets such as `+01:00` are not names. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The day (`YYYY-MM-DD`) that a moment (milliseconds since 1970, UTC) falls on in a time zone. */
export function dayIn(timeZone: string, moment: number): string {
  const parts = formatOf(timeZone).formatToParts(moment);
  const part = (type: string, length: number): string =>
    (parts.find((found) => found.type === type)?.value ?? '').padStart(length, '0');
  return `${part('year', 4)}-${part('month', 2)}-${part('day', 2)}`;
}

/** By zone: making one takes far longer than using it. */
const FORMATS = new Map<string, Intl.DateTimeFormat>();
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  FORMATS.set(timeZone, format);
  return format;
}
