/** Chance that repeats: the same seed gives the same run. */

/** A generator of numbers from 0 up to 1 (mulberry32: 32 bits of state are plenty for faults). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A GUID from that chance, in the form of a version 4 one. */
export function seededGuid(random: () => number): string {
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
}

/** A number drawn from the lognormal distribution with this median; `sigma` is the spread of its logarithm. */
export function lognormal(random: () => number, median: number, sigma: number): number {
  // Box and Muller's way from two even draws to a normal one; 1 - x keeps the logarithm finite.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(sigma * normal);
}
