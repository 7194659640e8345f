/** Finds secrets, and pieces of them, in what a program showed or kept. */

export interface Leaks {
  /** Looks for this secret from now on; `name` is what `in` calls it. */
  add(name: string, secret: string): void;
  /** The names of the secrets of which a piece stands in the text, each once, in the order in which they were added. */
  in(text: string): readonly string[];
}

/** Bits of a hash, so that its marks fit into a megabyte. */
const HASH_BITS = 20;
const MULTIPLIER = 0x01000193;

/**
 * `length`: how many characters of a secret, at any place of it, are a leak. One walk over the text, however many secrets there are:
 * a hash rolls along, and what stands where it is marked is looked up.
 */
export function leaks(length: number): Leaks {
  const nameOf = new Map<string, string>();
  const marks = new Uint8Array(2 ** HASH_BITS);
  const names = new Set<string>();
  /** By what a character counts in the hash when it leaves. */
  let leaving = 1;
  for (let power = 0; power < length; power += 1) leaving = Math.imul(leaving, MULTIPLIER);
  const bucket = (hash: number): number => hash >>> (32 - HASH_BITS);
  /** Calls `visit` with the end and the hash of each piece of the text. */
  const walk = (text: string, visit: (end: number, hash: number) => void): void => {
    let hash = 0;
    for (let at = 0; at < text.length; at += 1) {
      hash = (Math.imul(hash, MULTIPLIER) + text.charCodeAt(at)) | 0;
      if (at >= length) hash = (hash - Math.imul(leaving, text.charCodeAt(at - length))) | 0;
      if (at >= length - 1) visit(at + 1, hash);
    }
  };
  return {
    add(name, secret) {
      names.add(name);
      walk(secret, (end, hash) => {
        marks[bucket(hash)] = 1;
        const piece = secret.slice(end - length, end);
        if (!nameOf.has(piece)) nameOf.set(piece, name);
      });
    },
    in(text) {
      const found = new Set<string>();
      walk(text, (end, hash) => {
        if (marks[bucket(hash)] === 0) return;
        const name = nameOf.get(text.slice(end - length, end));
        if (name !== undefined) found.add(name);
      });
      return [...names].filter((name) => found.has(name));
    },
  };
}
