/** Takes tokens, secrets, assertions and passwords out of whatever is about to be shown: debug lines, error messages. */

const HIDDEN = '(hidden)';

const NAMES =
  'client_secret|client_assertion|assertion|refresh_token|access_token|id_token|device_code|password|newpassword|currentpassword';

/** Each pattern keeps what names the secret (its first group), so that a debug line still shows that there was one. */
const PATTERNS: readonly RegExp[] = [
  // Tokens by their look: base64url of `{"`, whole or cut off.
  /()eyJ[\w-]{8,}(?:\.[\w-]*)*/gu,
  /((?:^|[^\w-])(?:bearer|basic)\s+)[^\s"',;]+/giu,
  /((?:^|[\s"',{])(?:proxy-)?authorization["']?\s*[:=]\s*["']?)(?!\s)[^\r\n"',;]+/giu,
  /((?:^|[\s"',{])(?:set-)?cookie["']?\s*[:=]\s*["']?)(?!\s)[^\r\n"']+/giu,
  new RegExp(`((?:^|[?&\\s"'])(?:${NAMES})=)[^&\\s"']+`, 'giu'),
  new RegExp(`("(?:${NAMES})"\\s*:\\s*")(?:[^"\\\\]|\\\\.)*`, 'giu'),
  // JSON inside a JSON string: the quotes carry a backslash.
  new RegExp(`(\\\\"(?:${NAMES})\\\\"\\s*:\\s*\\\\")(?:[^"\\\\]|\\\\\\\\.)*`, 'giu'),
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gu,
];

/** Below this many characters an exact secret would garble ordinary words. */
const SHORTEST_SECRET = 4;
/** Below this many it might be the name of a mailbox. Secrets that services issue are longer. */
const SHORTEST_IN_DATA = 16;

export interface Redactor {
  /** From now on this exact text is hidden, also where it stands percent-encoded or in JSON. */
  learn(secret: string): void;
  /** For what is about to be shown. */
  text(text: string): string;
  /** For what a service answered: takes out only what was learnt, whole, before anything is cut from it. */
  answer(text: string): string;
}

export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  /** Longest first: a secret may begin with another one. Made anew when one was learnt. */
  let longestFirst: readonly string[] | undefined;
  const without = (text: string, shortest: number): string => {
    let shown = text;
    longestFirst ??= [...secrets].sort((a, b) => b.length - a.length);
    for (const secret of longestFirst) {
      if (secret.length >= shortest) shown = shown.replaceAll(secret, HIDDEN);
    }
    return shown;
  };
  return {
    learn(secret) {
      if (secret.length < SHORTEST_SECRET) return;
      longestFirst = undefined;
      const form = new URLSearchParams({ s: secret }).toString().slice(2);
      for (const shape of [
        secret,
        encodeURIComponent(secret),
        form,
        JSON.stringify(secret).slice(1, -1),
      ]) {
        secrets.add(shape);
      }
    },
    text(text) {
      let shown = without(text, SHORTEST_SECRET);
      for (const pattern of PATTERNS) shown = shown.replace(pattern, `$1${HIDDEN}`);
      return shown;
    },
    answer: (text) => without(text, SHORTEST_IN_DATA),
  };
}
