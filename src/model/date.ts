/** Days as people write them (YYYY-MM-DD), and times as files have them. No Date: the time is handed in. */

/** Days from one day to another; negative where `to` is earlier. Both must be real dates. */
export const daysBetween = (from: string, to: string): number => dayNumber(to) - dayNumber(from);

/** Days of the Gregorian calendar since 1 March of the year 0: years are counted from March, so that the leap day is the last. */
function dayNumber(day: string): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const y = month > 2 ? year : year - 1;
  const m = (month + 9) % 12;
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return 365 * y + leapDays + Math.floor((m * 306 + 5) / 10) + date - 1;
}

/** 9999-12-31T23:59:59Z in milliseconds since 1970: no time that is written down is later. */
export const LAST_TIME_MS = 253_402_300_799_000;

/** Made at first use: that takes far longer than using it. */
let utc: Intl.DateTimeFormat | undefined;
/** ISO 8601 in UTC, to the second. */
export function isoTime(ms: number): string {
  utc ??= new Intl.DateTimeFormat('en', {
    timeZone: 'UTC',
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const parts = utc.formatToParts(ms);
  const part = (type: string, length: number): string =>
    (parts.find((one) => one.type === type)?.value ?? '').padStart(length, '0');
  return `${part('year', 4)}-${part('month', 2)}-${part('day', 2)}T${part('hour', 2)}:${part('minute', 2)}:${part('second', 2)}Z`;
}
