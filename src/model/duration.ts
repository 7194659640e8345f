/** How long something takes, as a person reads it: `40 s`, `15 min`, `2 h 46 min`, `12 days`, `67 years`. Milliseconds; rounded up. */
export function durationText(ms: number): string {
  const seconds = Math.ceil(Math.max(0, ms) / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.ceil(minutes / (24 * 60));
  if (days < 2 * 365) return `${days} days`;
  const years = Math.floor(days / 365);
  return years < 1000 ? `${years} years` : 'more than 1000 years';
}
