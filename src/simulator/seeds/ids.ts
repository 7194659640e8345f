/** Ids that are the same in every run: derived from a text, so that a seed can be written without a list of GUIDs. */
import { createHash } from 'node:crypto';

/** A GUID (version 4 form) made from a text. The same text gives the same GUID. */
export function guidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** A client secret of the usual length and alphabet, drawn from `random`. */
export function secretFrom(random: () => number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~';
  return Array.from({ length: 40 }, () =>
    alphabet.charAt(Math.floor(random() * alphabet.length)),
  ).join('');
}

/** Milliseconds of a day. */
const DAY = 86_400_000;

/** The instant that lies `days` before `now`, as ISO text. */
export function daysBefore(now: Date, days: number): string {
  return new Date(now.getTime() - days * DAY).toISOString();
}
