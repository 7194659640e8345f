/** "Did you mean …?": the known word that a mistyped one was most likely meant to be. */

/** Letters inserted, dropped, changed or swapped with their neighbour to get from one word to the other. */
export function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const swapped =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}

/** Case, hyphens and underscores are what people most often get wrong, so they count for nothing. */
const plain = (word: string): string => word.toLowerCase().replace(/[-_\s]/g, '');

/** How far one word is from the other; undefined where it is not near: a third of the letters may differ. */
function off(word: string, other: string): number | undefined {
  const [a, b] = [plain(word), plain(other)];
  const limit = Math.max(1, Math.floor(Math.max(a.length, b.length) / 3));
  if (Math.abs(a.length - b.length) > limit) return undefined;
  const letters = distance(a, b);
  return letters <= limit ? letters : undefined;
}

/** The nearest of the known words, or nothing where none is near. */
export const nearest = (word: string, known: Iterable<string>): string | undefined =>
  nearestBy(known, (name) => off(word, name));

/**
 * The same for many words: once so many comparisons were made (some tenths of a second), nothing is proposed any more. Whoever has
 * thousands of unknown words has another mistake than a mistyped one.
 */
export function guesser(known: ReadonlySet<string>, most = 40_000) {
  const guesses = new Map<string, string | undefined>();
  return (word: string): string | undefined => {
    if (!guesses.has(word) && (guesses.size + 1) * known.size <= most)
      guesses.set(word, nearest(word, known));
    return guesses.get(word);
  };
}

/** The nearest of the known addresses: both sides of the `@` must be near; a word without one is the part before it. */
export function nearestAddress(word: string, known: Iterable<string>): string | undefined {
  const [local = '', domain] = word.split('@');
  return nearestBy(known, (address) => {
    const [before = '', after = ''] = address.split('@');
    const [left, right] = [off(local, before), domain === undefined ? 0 : off(domain, after)];
    return left === undefined || right === undefined ? undefined : left + right;
  });
}

function nearestBy(
  known: Iterable<string>,
  offOf: (name: string) => number | undefined,
): string | undefined {
  let best: { readonly name: string; readonly off: number } | undefined;
  for (const name of known) {
    const far = offOf(name);
    if (far !== undefined && (best === undefined || far < best.off)) best = { name, off: far };
  }
  return best?.name;
}
